# The one command file. `make` lists the commands; every other target is a step of one of them.
# A step leaves a stamp, most of them in .venv/.stamps, so only what changed is done again.

SHELL := /bin/sh
.SHELLFLAGS := -eu -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# node and npm stand in .venv/bin as well; whatever npm starts finds them there.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# Some machines ask Python to keep no bytecode. Then each worker of the tests, and each of the
# hundreds of programs that tests start, would compile all of the package anew.
export PYTHONDONTWRITEBYTECODE :=

stamps := .venv/.stamps
# These stamps lie in what they vouch for: whoever deletes the folder gets it made again.
front_end_packages := frontend/node_modules/.installed
front_end := src/pulsemeter/web/assets/.built
fonts := src/pulsemeter/fonts/.built

frontend_asked := $(wildcard frontend/package.json frontend/package-lock.json frontend/.npmrc)
frontend_sources := $(shell find frontend -name node_modules -prune -o -type f ! -name '*.test.ts*' -print 2>/dev/null)

.PHONY: help setup demo test test-slow check bench soak docs format lock hooks audit sbom \
        python-checks python-tests python-tests-read frontend-checks chromium

help:  ## list these commands
	@echo "Pulsemeter: what a speech did to whom, statement by statement."
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

setup: $(stamps)/project $(front_end) $(fonts)  ## make everything ready to run (a bare Debian 12 will do)
	@echo "  everything is ready"

demo: setup  ## run the demonstration study on 127.0.0.1:8000 (LAN=1: for phones in the room, FRESH=1: start afresh)
	@.venv/bin/pulsemeter demo $(if $(LAN),--lan) $(if $(FRESH),--fresh)

test: setup $(stamps)/test-packages chromium  ## run the checks and the quick tests
	@$(MAKE) -j 2 --output-sync=target python-checks frontend-checks python-tests-read
	@$(MAKE) python-tests

test-slow: setup $(stamps)/test-packages chromium  ## run the tests that take their time
	@.venv/bin/pytest -q -m slow

check: test docs  ## run all that continuous integration runs

bench: setup $(stamps)/bench-packages  ## measure the figures of benchmarks/README.md
	@.venv/bin/python benchmarks/run.py

soak: setup  ## hold a session of two hours, 500 simulated participants: does memory grow, is all there?
	@.venv/bin/python benchmarks/soak.py --result benchmarks/results/soak.json --picture docs/pictures/soak.png

docs: $(stamps)/venv  ## check that what the documents link to and name is there
	@.venv/bin/python scripts/check_docs.py

format: $(stamps)/test-packages  ## bring the Python code into its one form
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

lock: $(stamps)/tools-packages  ## renew the locked requirements (UPGRADE=1: with the newest versions)
	@scripts/lock.sh

audit: $(stamps)/test-packages  ## ask whether known vulnerabilities are in our packages (fails where that can't be told)
	@.venv/bin/python scripts/audit.py

sbom: $(stamps)/test-packages  ## write dist/pulsemeter.cdx.json, the bill of materials
	@.venv/bin/python scripts/make_sbom.py

hooks: $(stamps)/tools-packages $(stamps)/test-packages  ## check every commit before it is made
	@.venv/bin/pre-commit install

python-checks: $(stamps)/test-packages
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --quiet --check . || { echo "some files are not in form; mend with: make format" >&2; exit 1; }
	@.venv/bin/mypy

frontend-checks: $(front_end)
	@cd frontend && npm run --silent typecheck && npm test --silent

# Reads all tests once, while the type checker has the other core: the three workers find them
# compiled, each of which would take as long for it.
python-tests-read: $(stamps)/test-packages
	@.venv/bin/pytest -q --collect-only -m "not slow" > $(stamps)/tests || { tail -n 40 $(stamps)/tests; exit 1; }

# Three workers for two cores: while one waits for a browser, the two others have them. See
# tests/order_of_files.py.
python-tests: $(stamps)/test-packages
	@.venv/bin/pytest -q -n 3 --dist loadfile --no-loadscope-reorder -m "not slow"

chromium:
	@scripts/install_chromium.sh

$(stamps)/venv: scripts/make_venv.sh
	@scripts/make_venv.sh
	@mkdir -p $(stamps) && touch $@

$(stamps)/packages: $(stamps)/venv requirements/runtime.txt requirements/build.txt scripts/install_node.sh
	@scripts/install_packages.sh runtime build
	@scripts/install_node.sh
	@touch $@

$(stamps)/test-packages: $(stamps)/packages requirements/test.txt requirements/oracle.txt
	@scripts/install_packages.sh test oracle
	@touch $@

$(stamps)/bench-packages: $(stamps)/test-packages requirements/bench.txt
	@scripts/install_packages.sh bench
	@touch $@

$(stamps)/tools-packages: $(stamps)/test-packages requirements/tools.txt
	@scripts/install_packages.sh tools
	@touch $@

$(stamps)/project: $(stamps)/packages pyproject.toml
	@echo "  installing pulsemeter itself"
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(front_end_packages): $(stamps)/packages $(frontend_asked)
	@echo "  installing the front end's packages"
	@cd frontend && npm ci --loglevel=error --ignore-scripts
	@touch $@

$(front_end): $(front_end_packages) $(frontend_sources)
	@echo "  building the front end"
	@cd frontend && npm run --silent build -- --logLevel warn
	@touch $@

$(fonts): $(front_end_packages) scripts/make_fonts.py
	@echo "  unpacking the fonts"
	@.venv/bin/python scripts/make_fonts.py
	@touch $@
