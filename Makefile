# The command list. `make` alone prints it.

STACK ?= dev
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
# Node 24, from its npm package, whatever Node the machine has.
node := node --disable-warning=ExperimentalWarning
installed := node_modules/.package-lock.json

.PHONY: help up preview down peers output status env cluster-up cluster-down tools images \
	test format lint types unit browser programs engine cluster dashboards digests sbom bench clean

help: ## print this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  STACK=dev|hoodi|sepolia|mainnet chooses the stack (now: $(STACK)). KUBECONFIG names a cluster of yours."

$(installed): package.json package-lock.json monitor/package.json
	@command -v npm >/dev/null || { echo "error: npm is missing. Install Node.js 20 or newer with npm." >&2; exit 2; }
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

up: $(installed) ## deploy the stack: tools, cluster, images, pulumi up, the peers
	@$(node) local/stack.ts up --stack $(STACK)

preview: $(installed) ## show what up would change
	@$(node) local/stack.ts preview --stack $(STACK)

down: $(installed) ## take the stack away, and the local cluster with it
	@$(node) local/stack.ts down --stack $(STACK)

output: $(installed) ## the stack's outputs: endpoints, enodes, peer ids
	@$(node) local/stack.ts output --stack $(STACK)

peers: $(installed) ## who each node is connected to
	@$(node) local/peers.ts --stack $(STACK)

status: $(installed) ## what runs of the local cluster
	@$(node) local/cluster/status.ts

env: $(installed) ## shell exports for kubectl and pulumi by hand: eval "$$(make -s env)"
	@$(node) local/cluster/env.ts

cluster-up: $(installed) ## start the local Kubernetes cluster
	@$(node) local/cluster/up.ts

cluster-down: $(installed) ## stop it and remove every trace
	@$(node) local/cluster/down.ts

tools: $(installed) ## build the pinned tools into .cache
	@$(node) local/tools/build.ts

images: $(installed) ## build the container images into .cache
	@$(node) local/images/build.ts

test: $(installed) ## everything below, in this order
	@$(node) tests/run.ts

format: $(installed) ## is everything formatted? (npm run format mends it)
	@$(node) tests/run.ts format

lint: $(installed) ## ESLint
	@$(node) tests/run.ts lint

types: $(installed) ## TypeScript's checks
	@$(node) tests/run.ts types

unit: $(installed) ## pure functions and mocks
	@$(node) tests/run.ts unit

programs: $(installed) ## what promtool, amtool and the clients say of what the program writes
	@$(node) tests/run.ts programs

browser: $(installed) ## the peer monitor's page in Chromium, which is installed on Debian as root
	@$(node) tests/run.ts browser

engine: $(installed) ## the real Pulumi engine with a file backend
	@$(node) tests/run.ts engine

cluster: $(installed) ## the real cluster with the dev stack
	@$(node) tests/run.ts cluster

dashboards: $(installed) ## write the boards as JSON for any Grafana 11 or later
	@$(node) local/dashboards.ts

sbom: $(installed) ## list what it is made of: CycloneDX documents in .cache/sbom
	@$(node) local/sbom.ts

digests: $(installed) ## what every image's tag points at now, from its registry
	@$(node) local/digests.ts

bench: $(installed) ## measure, and write docs/benchmarks.md
	@$(node) tests/bench/run.ts

clean: ## remove what was built (not the stack's state)
	rm -rf node_modules .cache/tools .cache/images
