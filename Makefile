# `make help` lists the targets. Nothing but a Python of version 3.11 or newer is needed.

PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
RUNNABLE := .venv/.runnable
INSTALLED := .venv/.installed

# The service and its tests are many processes: without kept bytecode each compiles all of it anew, in half a second.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install run dist test test-fast lint format types bench conformance schemathesis histories faults mutants docs examples api-released requirements clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F '\t' '{printf "  make %-14s %s\n", $$1, $$2}'

install: $(INSTALLED) ## Set up .venv with everything pinned, and .venv/bin/fleetsvc

# Files must be readable by the system user that the database runs as when we are root, whatever the umask.
PIP := umask 022 && $(BIN)/python -m pip install --quiet --disable-pip-version-check

# What runs the service: neither browsers nor checkers.
$(RUNNABLE): requirements.txt requirements-build.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新版本及其 venv 模块。" >&2; \
		echo "Python 3.11 or newer with its venv module is needed (Debian, Ubuntu: apt install python3-venv)." >&2; exit 1; }
	umask 022 && $(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.txt -r requirements-build.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(INSTALLED): $(RUNNABLE) requirements-dev.txt
	$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

run: $(RUNNABLE) ## Start everything with demonstration data: http://127.0.0.1:8000
	$(BIN)/fleetsvc serve --demo

dist: $(RUNNABLE) ## Build dist/: the wheel and the archive of its source
	rm -rf dist
	umask 022 && $(BIN)/python -m hatchling build

test: $(INSTALLED) ## Run the whole test suite
	$(BIN)/python -m pytest $(SPREAD)

test-fast: $(INSTALLED) ## Run the short tests of the rules, of the reading of files and of the house itself
	$(BIN)/python -m pytest $(SPREAD) -m 'not slow' rules importers tests/rules tests/golden tests/importers tests/architecture

# Three workers, also on two cores: many tests wait for a server or a browser. Each has a database server of its own, and
# a file's tests stay together, for the sake of what they share.
SPREAD := -n 3 --dist loadfile --no-loadscope-reorder

lint: $(INSTALLED) types ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo

format: $(INSTALLED) ## Put the code into its standard form
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

types: $(INSTALLED) ## Check the types
	$(BIN)/mypy

bench: $(INSTALLED) ## Measure, side by side with the plain way, and beside the figures kept; python -m bench --profile: where an import spends its time
	$(BIN)/python -m bench

conformance: $(INSTALLED) ## Measure the reading of workbooks with the conformance kit
	$(BIN)/python -m tests.acceptance.workbooks.conformance

schemathesis: $(INSTALLED) ## Ask the API thousands of made-up requests, also in sequences
	SCHEMATHESIS_EXAMPLES=100 SCHEMATHESIS_PHASES=examples,coverage,fuzzing,stateful SCHEMATHESIS_CALLERS=office,dealer \
		SCHEMATHESIS_SEED=$$(date +%s) $(BIN)/python -m pytest -rP tests/acceptance/test_schemathesis.py

histories: $(INSTALLED) ## Compare what was known when with a fold over the log of events, on a thousand random histories
	FLEETSVC_TEST_HISTORIES=$(or $(HISTORIES),1000) $(BIN)/python -m pytest -q tests/services/registrations/test_histories.py

faults: $(INSTALLED) ## Kill each step of a case, of an edition and of telling others at up to MOMENTS=25 moments, and say what came of it
	FLEETSVC_TEST_MOMENTS=$(or $(MOMENTS),25) $(BIN)/python -m pytest -q -rP tests/operations/test_killed_anywhere.py

mutants: $(INSTALLED) ## See whether the tests of the rules notice small wrong changes; SAMPLE=200 tries so many, JOBS=2 two at once
	$(BIN)/python -m bench.mutants $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(JOBS),--jobs $(JOBS))

docs: $(INSTALLED) ## Write what is generated from the code: docs/findings.md, docs/cases.md
	$(BIN)/python -m fleetsvc.documentation

examples: $(INSTALLED) ## Record the examples of the API's description: what the service answers today
	FLEETSVC_RECORD_EXAMPLES=1 $(BIN)/python -m pytest -q -p no:randomly tests/api/frame/test_examples.py

api-released: $(INSTALLED) ## Take the API as it is for what callers rest on: at a release, or to break them on purpose
	FLEETSVC_RENEW_RELEASED=1 $(BIN)/python -m pytest -q tests/api/frame/test_released.py

requirements: $(INSTALLED) ## Pin the newest releases that pyproject.toml allows; with UPGRADE= only what is new in it
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile $(PIN) pyproject.toml --output-file requirements.txt
	$(BIN)/uv pip compile $(PIN) --group build --constraint requirements.txt --output-file requirements-build.txt
	$(BIN)/uv pip compile $(PIN) pyproject.toml --group dev --constraint requirements.txt \
		--constraint requirements-build.txt --output-file requirements-dev.txt

# No address of an index and no path of this machine may land in the files: the installer's own setting decides.
UPGRADE := --upgrade
PIN := --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-config --no-header --no-annotate

clean: ## Remove .venv and what tools keep; leaves fleetsvc-data alone
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build
