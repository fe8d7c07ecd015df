// Probity is a workbench for people who review operator and reseller audit
// logs. Without an argument it opens its window, with a file it opens the
// window on that file, with a verb it works on the command line.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"probity/app/command"
	"probity/app/open"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := command.Main(ctx, os.Args[1:], command.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, open.Window)
	stop()
	os.Exit(code)
}
