# Every target does its own set-up; `make` alone shows what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
LOCK := tools/requirements.lock
JOBS ?= auto

.PHONY: help setup generate check test contract serve vendor bench lock clean

help: ## show the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## make .venv with the locked dependencies (done by the other targets when needed)

$(STAMP): $(LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "eventpact needs Python 3.11 or newer; set PYTHON=python3.12, say" >&2; exit 2; }
	@echo "setting up $(VENV) (about half a minute)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r $(LOCK)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

generate: $(STAMP) ## write generated/ from schema/
	@$(BIN)/eventpact generate

check: $(STAMP) ## format, lint, types, layers, the contract, and whether generated/ is fresh
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/eventpact lint
	$(BIN)/eventpact release --check
	$(BIN)/eventpact generate --check

test: $(STAMP) ## run the project's tests, in five minutes; ALL=1 for those that take long as well
	$(BIN)/pytest -n $(JOBS) --dist worksteal --contract-quick $(if $(ALL),,-m "not thorough") $(ARGS)

contract: $(STAMP) ## run the contract: against URL=… (key in EVENTPACT_API_KEY), or the reference receiver
	@mkdir -p .eventpact
	@$(BIN)/eventpact test $(URL) --report json=.eventpact/report.json $(ARGS)

serve: $(STAMP) ## start the reference receiver
	@$(BIN)/eventpact serve $(ARGS)

vendor: $(STAMP) ## put models into another repository, or update them there: DEST=../service [ARTEFACT=typescript]
	@test -n "$(DEST)" || { echo "make vendor needs DEST=path/to/repository" >&2; exit 2; }
	@if [ -e "$(DEST)/eventpact.lock" ]; then $(BIN)/eventpact vendor update "$(DEST)" $(ARGS); \
	else $(BIN)/eventpact vendor add "$(DEST)" --artefact $(or $(ARTEFACT),python) $(ARGS); fi

bench: $(STAMP) ## measure what the README states
	$(BIN)/python tests/bench/run.py
	$(BIN)/python tests/generate/bench_pydantic.py
	$(BIN)/python tests/msgspec_models/bench.py
	$(BIN)/python tests/bench/typescript.py
	$(BIN)/python tests/bench/tester.py
	$(BIN)/python tests/bench/strategies.py
	$(BIN)/python tests/bench/kill_rate.py
	$(BIN)/python tests/bench/compat_peers.py
	$(BIN)/python tests/compat/bench.py
	$(BIN)/python tests/bench/peers.py

lock: ## write the lock again from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --no-header \
	  --no-emit-index-url --no-emit-find-links --no-annotate pyproject.toml -o $(LOCK)

clean: ## remove .venv and everything else that can be made again (not what the receiver recorded)
	rm -rf $(VENV) .eventpact/report.json .eventpact/junit.xml .eventpact/schemathesis tests/bench/peers/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
