# A thin index of what one can do here; each line is one command.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup demo up test fonts check fmt lock bench clean

help:   ## what one can do here
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(STAMP)   ## make .venv from the pinned lock (Python 3.11 or newer, nothing else)

$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check uv==0.13.9
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: setup   ## the home-care-takeover story from plan to sealed archive, with progress
	$(BIN)/jieli demo home-care-takeover

up: setup   ## everything embedded, until Ctrl-C
	$(BIN)/jieli up

test: setup fonts   ## every check and every test
	$(MAKE) --no-print-directory check
	$(BIN)/pytest

fonts:   ## Chinese faces for PDF files: installed where they are missing and apt-get may
	@$(BIN)/python -m documents.fonts || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq fonts-noto-cjk >/dev/null \
	  && $(BIN)/python -m documents.fonts; } || exit 3

check: setup   ## ruff, mypy strict, the allowed directions between rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: setup   ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: setup   ## pin anew what pyproject.toml asks for
	$(BIN)/uv pip compile -q --generate-hashes --no-annotate --no-header --python-version 3.11 --extra dev -o requirements.lock pyproject.toml

bench: setup   ## what the project costs against a floor in the same run, as ratios
	$(BIN)/python -m bench

clean:   ## remove .venv and caches; data folders stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
