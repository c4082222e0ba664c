# Needs make and Python 3.11 or newer with venv (Debian: python3-venv). All else goes into .venv.
# Windows has no make: see CONTRIBUTING.md for the same commands without it.

.DEFAULT_GOAL := help
.PHONY: help deck check preview test bench soak clean

VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

# The first Python that is new enough, `make PYTHON=/path/to/python3` chooses another.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c '$(NEW_ENOUGH)' 2>/dev/null && { echo $$python; break; }; done)

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deck: $(VENV)/.installed ## build the seminar deck into output/
	$(BIN)/deckgen build cards

check: $(VENV)/.installed ## report every error and every doubt about the cards
	$(BIN)/deckgen check cards

preview: $(VENV)/.installed ## the deck in the browser, reloading as you save
	$(BIN)/deckgen preview cards

test: $(VENV)/.installed-dev ## style, types, imports and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal

bench: $(VENV)/.installed-dev ## speed and memory against other ways (BENCH_FULL=1: 100,000 notes too)
	$(BIN)/python -m tests.bench

soak: $(VENV)/.installed-dev ## thousands of random release histories, through several versions of Anki
	$(BIN)/python -m tests.history

clean: ## remove what these commands made
	rm -rf $(VENV) .soak .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find output -mindepth 1 ! -name .gitkeep -delete

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "deckgen needs Python 3.11 or newer, and there is none here"; exit 1; }
	@$(PYTHON) -c '$(NEW_ENOUGH)' || { echo "deckgen needs Python 3.11 or newer; this is $$($(PYTHON) --version)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "this Python has no venv; on Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@$(BIN)/python -c '$(NEW_ENOUGH)' 2>/dev/null || rm -rf $(VENV)
	@test -x $(BIN)/python || echo "setting up $(VENV) with $$($(PYTHON) --version) (once)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: pyproject.toml | $(VENV)/.made
	@echo "installing deckgen into $(VENV)"
	@$(PIP) install --editable .
	@touch $@

# pip knows dependency groups from 25.1 on.
$(VENV)/.installed-dev: pyproject.toml | $(VENV)/.made
	@echo "installing deckgen and what its tests need into $(VENV)"
	@$(PIP) install 'pip>=25.1'
	@$(PIP) install --editable . --group dev
	@touch $@ $(VENV)/.installed
