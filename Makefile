# make help lists what there is.

# Tools run at these versions from the module cache, so that go.mod holds what the product needs only.
GOFUMPT  := go run mvdan.cc/gofumpt@v0.12.0
GOLANGCI := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
DEADCODE := go run golang.org/x/tools/cmd/deadcode@v0.52.0

# What the tests start or need, as Debian calls it; gcc is for the race detector.
DEBIAN_PACKAGES := postgresql redis-server dovecot-imapd clamav-daemon isync chromium fonts-noto-cjk gcc libc6-dev

# SQLite in Go is C in another dress: what the race detector and the pointer checks see in it is no fault of
# ours, and watching it takes two thirds of the time of tests. Everything else is watched.
UNWATCHED := -gcflags='modernc.org/sqlite/lib=-race=false -d=checkptr=0' -gcflags='modernc.org/libc=-race=false -d=checkptr=0'

BENCHTIME ?= 3s
FUZZTIME  ?= 30s
PKG       ?= ./...

.DEFAULT_GOAL := help
.PHONY: help build demo deps test check fmt vet lint deadcode tidy bench fuzz

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

build: ## a static binary ./heed, with time zones inside
	CGO_ENABLED=0 go build -trimpath -tags timetzdata -ldflags '-s -w' -o heed ./cmd/heed

demo: ## run both sites and a fictional round, with nothing else needed
	go run ./cmd/heed serve --demo

deps: ## install the servers and the browser that the tests use (Debian), where missing
	@missing=; for package in $(DEBIAN_PACKAGES); do \
		dpkg-query --show --showformat '$${db:Status-Status}\n' $$package 2>/dev/null | grep -qx installed || missing="$$missing $$package"; \
	done; \
	[ -z "$$missing" ] && exit 0; \
	echo "installing$$missing"; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	policy=/usr/sbin/policy-rc.d; \
	if [ ! -d /run/systemd/system ] && [ ! -e $$policy ]; then \
		printf '#!/bin/sh\nexit 101\n' | $$sudo install -m 755 /dev/stdin $$policy; \
		trap "$$sudo rm -f $$policy" EXIT; \
	fi; \
	$$sudo apt-get update -qq && \
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing </dev/null

test: deps ## all tests, with the race detector, in a random order
	CGO_ENABLED=1 go test -race $(UNWATCHED) -shuffle=on -timeout 20m -p 2 $(PKG)

check: fmt vet lint deadcode tidy ## everything that needs no test run

fmt: ## gofumpt changes nothing
	@out="$$($(GOFUMPT) -l .)" || exit 1; if [ -n "$$out" ]; then echo "gofumpt -w would change:"; echo "$$out"; exit 1; fi

vet: ## go vet
	go vet ./...

lint: ## golangci-lint, as .golangci.yml says
	$(GOLANGCI) run ./...

deadcode: ## no function is unreachable from a main or a test
	@out="$$($(DEADCODE) -test ./...)" || exit 1; if [ -n "$$out" ]; then echo "$$out"; exit 1; fi

tidy: ## go.mod and go.sum hold what is needed and nothing else
	go mod tidy -diff

bench: ## all benchmarks; BENCHTIME=10s PKG=./models/store for some
	go test -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) -timeout 60m -p 1 $(PKG)

fuzz: ## every fuzz target for FUZZTIME each
	@grep -rlE '^func Fuzz' --include '*_test.go' . | xargs -r -n 1 dirname | sort -u | while read -r folder; do \
		for target in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]+' $$folder/*_test.go | cut -c 6-); do \
			echo "$$folder $$target"; \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) "$$folder" </dev/null || exit 1; \
		done; \
	done
