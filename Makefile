# The ways into this project: demo, setup, check, quick, test, bench, bench-search, evaluate, vendor, lock.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv pip
UV_VERSION := 0.13.9
HTMX_VERSION := 4.0.1
WORKERS ?= 2
SHARED_DIR ?= ../shared
export SHARED_DIR := $(abspath $(SHARED_DIR))

.PHONY: demo setup setup-tests check quick test bench bench-search evaluate vendor lock browser format

demo: setup
	@exec $(BIN)/frontporch demo $(ARGS)

setup: .venv/.run

setup-tests: .venv/.tests

$(BIN)/uv:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

# With the test packages already there, only the larger lock is kept in step, so that nothing is taken away.
.venv/.run: requirements.lock pyproject.toml | $(BIN)/uv
	@lock=requirements.lock; if [ -e .venv/.tests ]; then lock=tests/requirements.lock; fi; \
	$(UV) sync --quiet --require-hashes $$lock
	@$(UV) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/.tests: requirements.lock tests/requirements.lock pyproject.toml | $(BIN)/uv
	@$(UV) sync --quiet --require-hashes tests/requirements.lock
	@$(UV) install --quiet --no-deps --no-build-isolation -e .
	@touch .venv/.run $@

check: setup-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry .
	$(BIN)/pytest -q -p no:randomly tests/test_architecture.py tests/test_docs.py

format: setup-tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

quick: setup-tests
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --database sqlite -m "not slow and not browser"

test: setup-tests browser
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --database both

bench: setup-tests
	$(BIN)/python -m tests.bench

bench-search: setup-tests
	$(BIN)/python -m tests.bench search

evaluate: setup-tests
	$(BIN)/python -m tests.bench.evaluations

# Real Chromium for the browser tests: at the usual places, by CHROMIUM, or installed where we may.
browser:
	@if [ -x "$${CHROMIUM:-/nonexistent}" ] || command -v chromium chromium-browser google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else echo "browser tests need Chromium: install the package chromium, or set CHROMIUM=/path/to/it" >&2; exit 1; fi

# Front-end files at exact versions, with a manifest (name, version, licence, hash) that a test checks.
vendor:
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	(cd "$$folder" && npm pack --silent htmx.org@$(HTMX_VERSION) >/dev/null && tar xzf *.tgz); \
	mkdir -p static/vendor; cp "$$folder/package/dist/htmx.min.js" static/vendor/; \
	cp "$$folder/package/LICENSE" static/vendor/htmx.LICENSE; \
	printf '[\n  {"name": "htmx.org", "version": "%s", "licence": "0BSD", "file": "htmx.min.js", "sha256": "%s"}\n]\n' \
	  "$(HTMX_VERSION)" "$$(sha256sum static/vendor/htmx.min.js | cut -d' ' -f1)" > static/vendor/manifest.json

lock: $(BIN)/uv
	$(UV) compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
	  --extra build pyproject.toml -o requirements.lock
	$(UV) compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
	  --extra build --extra test pyproject.toml -o tests/requirements.lock
