# make run      installs what the window needs (only what is missing), builds, opens the example log
# make test     everything that can be checked without a display and without cgo
# make build    the window, as dist/probity
# make cli      the command line alone, as dist/probity-cli; needs Go and nothing else
# make windows  the portable zip for Windows, as dist/probity-windows-amd64.zip
# make bench    Probity beside DuckDB, sqlite3 and ripgrep, as one table; ROWS=10000000 for more, WRITE=1 for docs/performance.md
# make soak     the tests that take long
# make clean    removes dist/

GO   ?= go
TAGS := migrated_fynedo
# Without cgo the window is compiled against Fyne's software driver: that is what tests use.
TEST_TAGS := ci,$(TAGS)
VERSION := $(shell sed -n 's/^ *Version = "\(.*\)"/\1/p' FyneApp.toml)
BUILD := build -tags $(TAGS) -trimpath -ldflags '-X probity/app/command.Version=$(VERSION)'

.PHONY: help run test build cli windows bench soak clean

help:
	@sed -n 's/^# make/make/p' Makefile

run:
	@GO='$(GO)' .ci/start

test:
	@GO='$(GO)' TAGS='$(TEST_TAGS)' .ci/test

build:
	@mkdir -p dist
	CGO_ENABLED=1 $(GO) $(BUILD) -o dist/probity .

cli:
	@mkdir -p dist
	CGO_ENABLED=0 $(GO) $(BUILD) -o dist/probity-cli .

windows:
	@GO='$(GO)' TAGS='$(TAGS)' VERSION='$(VERSION)' .ci/windows/build

bench: cli
	@GO='$(GO)' ROWS='$(ROWS)' ROUNDS='$(ROUNDS)' ONLY='$(ONLY)' WRITE='$(WRITE)' bench/run

soak:
	PROBITY_SOAK=1 CGO_ENABLED=0 $(GO) test -tags $(TEST_TAGS) -p 1 -count 1 -timeout 6h ./...

clean:
	rm -rf dist
