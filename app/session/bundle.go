package session

import (
	"context"
	"errors"
)

type openedBundle struct{}

func openBundle(ctx context.Context, path string, p Progress) (*Session, error) {
	return nil, errors.New("coming in minutes")
}
