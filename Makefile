# Everything a fresh machine needs: Python 3.11+, make, a C compiler. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= .data/demo
HOST ?= 127.0.0.1
PORT ?= 8400
WORKERS ?= 1
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help install dev demo test lint types bench conformance snapshots sdk kill lock migration browser clean

help: ## what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

install: $(VENV)/.installed ## the environment to run the product
$(VENV)/.installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

dev: $(VENV)/.dev ## the environment to work on it
$(VENV)/.dev: $(VENV)/.installed requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: install ## a demo workspace and a server on one port
	$(BIN)/handrail init --data $(DATA) --demo
	$(BIN)/handrail serve --data $(DATA) --host $(HOST) --port $(PORT) --workers $(WORKERS)

test: dev lint types browser ## the whole suite, on SQLite, and on PostgreSQL where one answers
	$(BIN)/python -m pytest -n 2

lint: dev ## style, and the floors that imports may not climb
	$(BIN)/ruff check src tests bench sdk
	$(BIN)/ruff format --check --quiet src tests bench sdk
	$(BIN)/lint-imports --no-cache

types: dev ## what the types say, over the product, its tests, the bench and the SDK
	$(BIN)/basedpyright --level error

# In CI, and where we may, a browser is installed, so that the browser's tests run there.
browser:
	@if [ -n "$$CI" ] && ! command -v chromium >/dev/null 2>&1 && [ "$$(id -u)" = 0 ] \
	  && command -v apt-get >/dev/null 2>&1; then \
	  (apt-get update -qq && apt-get install -qq -y chromium) >/dev/null 2>&1 \
	  || echo "No Chromium could be installed: the browser's tests are skipped."; fi

bench: dev ## speed, as ratios against a bare echo and the raw driver
	$(BIN)/python -m bench.run $(ARGS)

conformance: $(VENV)/.conformance ## the official MCP suite against our front, both revisions
	$(BIN)/python -m tests.conformance.run
$(VENV)/.conformance: $(VENV)/.dev requirements-conformance.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-conformance.txt
	@touch $@

snapshots: dev ## write down anew what the outside sees, for review
	HANDRAIL_SNAPSHOTS=write $(BIN)/python -m pytest tests/snapshots

kill: dev ## a hundred kills -9: nothing acknowledged may be lost
	$(BIN)/python -m tests.storage.kills 100

migration: dev ## the next migration, from what the tables say: NAME=what_changed
	$(BIN)/python -m handrail.storage.migrations.make $(NAME)
	$(BIN)/ruff format --quiet src/handrail/storage/migrations

sdk: dev ## write the SDK's methods and types anew from the operations
	$(BIN)/python sdk/generate.py

lock: ## pin what requirements*.in ask for, with hashes and no index addresses
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet uv
	for name in requirements requirements-dev requirements-conformance; do \
	  $(VENV)/lock/bin/uv pip compile --quiet --generate-hashes --universal --no-header \
	    --python-version 3.11 $$name.in -o $$name.txt; done

clean: ## forget the environment and the demo
	rm -rf $(VENV) .data
