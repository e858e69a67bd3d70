# What a newcomer needs is Python >= 3.11 and this file; `make` lists the targets.
# Kept to what GNU make 3.81 understands, because macOS ships it.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
READY := .venv/.ready

# A moved or copied checkout has a .venv whose programs point to the old place.
ifneq ($(shell cat .venv/.place 2>/dev/null),$(CURDIR))
.PHONY: $(READY)
endif

.PHONY: help setup check fmt lint types arch test test-aside test-pooler test-wiki faults bench bench-peers docs db serve demo lock

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' Makefile

$(READY): requirements.txt pyproject.toml .ci/setup
	@sh .ci/setup

setup: $(READY) ## make .venv with the pinned dependencies (the others do it too)
	@:

check: lint types arch ## lint, types and arch

fmt: $(READY) ## format the code and repair what ruff can repair
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lint: $(READY) ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY) ## mypy, strict
	@$(BIN)/mypy

arch: $(READY) ## import-linter: the arrows of docs/architecture.md
	@$(BIN)/lint-imports --no-logo

test: $(READY) ## pytest; ARGS="-k offers" chooses
	@$(BIN)/pytest $(ARGS)

test-aside: $(READY) ## what takes long: kills, Schemathesis, benchmarks in small
	@$(BIN)/pytest -m aside $(ARGS)

test-pooler: $(READY) ## the tests through PgBouncer in transaction mode (Debian's)
	@sh .ci/packages pgbouncer
	@TRR_TEST_POOLER=1 $(BIN)/pytest tests/api tests/scripts tests/trr_backend/repositories $(ARGS)

# The first two stand in for the Apache that mediawiki would bring along.
test-wiki: $(READY) ## the tests that ask a real MediaWiki; installs it (Debian)
	@sh .ci/packages php-cgi mini-httpd php-cli php-sqlite3 mediawiki
	@$(BIN)/pytest -m wiki -n 0 $(ARGS)

faults: $(READY) ## workers that faults befall, and the table of what that did
	@rm -f .venv/faults
	@TRR_FAULT_TABLE="$(CURDIR)/.venv/faults" $(BIN)/pytest -m "faults or aside" tests/faults $(ARGS); \
	  code=$$?; $(BIN)/python -m tests.faults.table .venv/faults && exit $$code

bench: $(READY) ## the measurements in benchmarks/
	@$(BIN)/python -m benchmarks $(ARGS)

bench-peers: $(READY) ## the programs that benchmarks compare with, in .venv-bench
	@$(BIN)/python -m venv --clear .venv-bench
	@.venv-bench/bin/python -m pip install -qq --no-input --disable-pip-version-check \
	  --require-hashes --only-binary :all: -r benchmarks/requirements.txt
	@$(BIN)/python -m pip install -qq --no-input --disable-pip-version-check \
	  --require-hashes --only-binary :all: -r benchmarks/requirements-orm.txt \
	  --target .venv-bench/orm

docs: $(READY) ## make docs/reference anew from the code
	@$(BIN)/python docs/generate.py

db: $(READY) ## migrate the database and print its URL
	@$(BIN)/trr db migrate
	@$(BIN)/trr db url

serve: $(READY) ## serve the API until Ctrl-C
	@$(BIN)/trr serve $(ARGS)

demo: $(READY) ## the whole product on this machine; ONCE=1 ends after the run
	@$(BIN)/trr demo $(if $(ONCE),--once) $(ARGS)

lock: ## make requirements.txt anew (needs uv)
	@uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-header --quiet \
	  --output-file requirements.txt $(ARGS)
