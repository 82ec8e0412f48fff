# make run: the web application. make quick: the unit tests. make test: every test but those of
# make test-engines. All set up .venv by themselves; all they need is Python 3.11 or later and make.

# The first that is Python 3.11 or later; PYTHON=… on the command line overrides it.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin

BROWSERS := chromium chromium-browser google-chrome google-chrome-stable

.PHONY: run quick test test-engines lint packages bench release clean

run: .venv/run
	$(BIN)/sygraph serve

# The unit tests: no browser, server or site, no engine but the embedded one, few whole checks.
# Under a minute.
quick: .venv/dev
	$(BIN)/pytest -n logical -m "not slow and not virtuoso and not raptor"

test: lint packages
	$(BIN)/pytest -n logical

# What the tests open our files with: as root it is installed where it is missing, else you are told.
packages:
	@missing=; \
	command -v dot > /dev/null || missing="$$missing graphviz"; \
	found=; for name in $(SYGRAPH_BROWSER) $(BROWSERS); do command -v $$name > /dev/null && found=1; done; \
	[ -n "$$found" ] || missing="$$missing chromium fonts-noto-cjk"; \
	if [ -z "$$missing" ]; then exit 0; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -qq -y --no-install-recommends $$missing; \
	else \
	  echo "make test needs more: sudo apt-get install$$missing" >&2; \
	  echo "(or set SYGRAPH_BROWSER to the program of a browser like Chromium)" >&2; exit 1; \
	fi

# What needs Virtuoso (see docs/engines.md), Raptor and nginx on this machine.
test-engines: .venv/dev
	$(BIN)/pytest -m "virtuoso or raptor or nginx"

lint: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# Everything that is measured, against its peers: see benchmarks/RESULTS.md. Takes an hour or two.
bench: .venv/dev
	$(BIN)/python benchmarks/bench.py

# Wheel, sdist and data with their checksums, in dist: the same bytes each time.
release: .venv/dev .venv/cff
	.venv/cff/bin/cffconvert --validate
	$(BIN)/python tools/release.py
	cd dist && sha256sum --check --quiet SHA256SUMS

# Apart from the rest, with which it agrees on no version of jsonschema.
.venv/cff: | .venv/bin/python
	$(BIN)/python -m venv $@
	$@/bin/pip install --quiet --disable-pip-version-check cffconvert

# What is installed is renewed when pyproject.toml changes, and only then: sources and data are
# used where they are.
.venv/run: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[web]'
	@touch $@

.venv/dev: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ .venv/run

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "sygraph needs Python 3.11 or later on the PATH" >&2; exit 1; }
	$(PYTHON) -m venv .venv

clean:
	rm -rf .venv build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
