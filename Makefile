# What one types. Every step says what it does and a failing one ends the run; what the steps need stands in scripts/.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
export PATH := $(HOME)/.cargo/bin:$(PATH)

# Further arguments of `chargehand serve` for `make run`, such as ARGS="--console 127.0.0.1:3001"; for `make mutants`, crates; for
# `make bench`, further arguments of chargehand-bench.
ARGS ?=

.PHONY: help run test check doc deny unused mutants build site bench bench-quick bench-large kills load load-files clean

help:
	@echo "make run         builds everything and starts the demo; prints address, email and password"
	@echo "make test        all checks and tests, in the browser too"
	@echo "make check       formatting, lints and types only"
	@echo "make doc         the documentation of the code, into target/doc; a link that leads nowhere fails it"
	@echo "make deny        licences and sources of all dependencies, and which there must not be"
	@echo "make unused      dependencies that nothing uses"
	@echo "make mutants     changes the pure crates in hundreds of places and tells what no test notices; takes hours"
	@echo "make build       the release binary with the site inside; prints its path"
	@echo "make site        the browser's half, into target/site"
	@echo "make bench       measures the server in turns with a bare responder that keeps nothing; takes ten minutes"
	@echo "make bench-quick the same, smaller and once; takes a minute or two"
	@echo "make bench-large the same with 100,000 chargers and a trace of a million messages"
	@echo "make kills       kills a server two hundred times while chargers talk, and looks for what is lost or doubled; takes minutes"
	@echo "make load        measures how fast frames reach browsers while 500 chargers talk"
	@echo "make load-files  measures the memory it takes to send a 200 MB image to 50 chargers at once"
	@echo "make clean       removes what was built and downloaded"

run: site
	@scripts/say.sh "building and starting the demo"
	@cargo run -p server --bin chargehand -- serve --demo --data demo $(ARGS)

test:
	@scripts/test.sh

check:
	@scripts/check.sh

doc:
	@scripts/doc.sh

deny:
	@scripts/tool.sh cargo-deny
	@scripts/say.sh "licences, bans and sources"
	@cargo deny check licenses bans sources

unused:
	@scripts/tool.sh cargo-machete
	@scripts/say.sh "unused dependencies"
	@cargo machete --with-metadata

mutants:
	@scripts/mutants.sh $(ARGS)

build:
	@scripts/rust.sh
	@scripts/prepare.sh optimizer
	@scripts/say.sh "building the release binary"
	@cargo xtask build

site:
	@scripts/rust.sh
	@scripts/say.sh "building the site"
	@cargo xtask site

bench:
	@scripts/bench.sh plan usual $(ARGS)

bench-quick:
	@scripts/bench.sh plan quick $(ARGS)

bench-large:
	@scripts/bench.sh plan large $(ARGS)

kills:
	@scripts/rust.sh
	@scripts/say.sh "two hundred kills"
	@CHARGEHAND_KILLS=200 cargo test -p server --test kills -- --nocapture

load:
	@scripts/load.sh

load-files:
	@scripts/load.sh load-files

clean:
	@scripts/say.sh "removing what was built and downloaded"
	@cargo clean
	@rm -rf target/site target/site.new target/site.old target/site-cache .venv end2end/node_modules end2end/results
