# Needs make and a Python of LOCKED with venv (Debian: python3-venv). All else goes into .venv, from the lock in .ci/.
# Windows has no make: see CONTRIBUTING.md for the same commands without it.

.DEFAULT_GOAL := help
.PHONY: help setup deck check preview test bench soak schema lowest newest lock clean

VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

LOCK := .ci/requirements.txt
LOCK_DEV := .ci/requirements-dev.txt
LOCKED := 3.11 3.12 3.13 3.14
RENEW := name one of them with make PYTHON=/path/to/python3, or add yours to LOCKED in the Makefile and run 'make lock' with one of them

# The first Python that the lock is for; `make PYTHON=/path/to/python3` chooses another.
IS_LOCKED := import sys; sys.exit('%d.%d' % sys.version_info[:2] not in '$(LOCKED)'.split())
PYTHON ?= $(shell for python in python3 $(LOCKED:%=python%) python; do \
	$$python -c "$(IS_LOCKED)" 2>/dev/null && { echo $$python; break; }; done)

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z ]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.installed-dev ## all that working on deckgen needs, in .venv

deck: $(VENV)/.installed ## build the seminar deck into output/
	$(BIN)/deckgen build cards

check: $(VENV)/.installed ## report every error and every doubt about the cards
	$(BIN)/deckgen check cards

preview: $(VENV)/.installed ## the deck in the browser, reloading as you save
	$(BIN)/deckgen preview cards

WORKERS := --numprocesses auto --maxprocesses 4 --dist worksteal

# Anki waits for the disk at each change. Where a folder in memory has a gigabyte and may run programs, tests write there.
MEMORY := $(shell awk '$$2 == "/dev/shm" && $$4 !~ /noexec/ {print $$2}' /proc/mounts 2>/dev/null \
	| xargs -r df -Pk 2>/dev/null | awk '$$4 + 0 > 1000000 {print $$6; exit}')

# mypy runs next to the tests; what it says comes after them. PYTHONDONTWRITEBYTECODE would let each of the hundreds of
# processes that the tests start compile deckgen for itself.
test: export PYTHONDONTWRITEBYTECODE :=
test: export TMPDIR := $(or $(MEMORY),$(TMPDIR))
test: $(VENV)/.installed-dev ## style, types, imports and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	@$(BIN)/mypy >$(VENV)/mypy.txt 2>&1 & types=$$!; \
	$(BIN)/pytest $(WORKERS) && tests=0 || tests=1; \
	wait $$types || tests=1; \
	cat $(VENV)/mypy.txt; exit $$tests

bench: $(VENV)/.installed-dev ## speed and memory against other ways to build the same deck (BENCH_FULL=1: 100,000 notes too; BENCH_PLOT=FILE.svg: a plot)
	$(BIN)/python -m tests.bench

soak: $(VENV)/.installed-dev ## what takes hours: random inputs, stops at random moments, release histories through several Ankis
	DECKGEN_EXAMPLES=100 $(BIN)/pytest -m "soak or hypothesis"
	$(BIN)/python -m tests.history

schema: $(VENV)/.installed ## renew the schemas that editors check this repository's cards with
	$(BIN)/deckgen --lang en schema cards -o .vscode/deckgen.schema.json
	$(BIN)/deckgen --lang en schema --deck -o .vscode/deckgen.deck.schema.json

lowest newest: | $(VENV)/.installed-dev ## the tests with the lowest, or newest, versions that pyproject.toml allows
	@$(PYTHON) -m venv --clear .venv-$@
	$(BIN)/uv pip install --quiet --python .venv-$@ --resolution $(if $(filter lowest,$@),lowest-direct,highest) --editable '.[verify]'
	$(BIN)/uv pip install --quiet --python .venv-$@ --group dev
	.venv-$@/bin/pytest $(WORKERS)

lock: | $(VENV)/.made ## renew the lock: the newest versions that pyproject.toml allows
	@test -x $(BIN)/uv || $(PIP) install uv
	$(COMPILE) --upgrade --all-extras --group dev --output-file $(LOCK_DEV)
	$(COMPILE) --constraint $(LOCK_DEV) --group build --output-file $(LOCK)

COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile pyproject.toml --quiet --universal --generate-hashes \
	--no-annotate --python-version $(firstword $(LOCKED))

clean: ## remove what these commands made
	rm -rf $(VENV) .venv-lowest .venv-newest .soak .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find output -mindepth 1 ! -name .gitkeep -delete

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "the lock is for Python $(LOCKED), and none of them is here: $(RENEW)"; exit 1; }
	@$(PYTHON) -c "$(IS_LOCKED)" || { echo "the lock is for Python $(LOCKED), and this is $$($(PYTHON) --version): $(RENEW)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "this Python has no venv; on Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@$(BIN)/python -c "$(IS_LOCKED)" 2>/dev/null || rm -rf $(VENV)
	@test -x $(BIN)/python || echo "setting up $(VENV) with $$($(PYTHON) --version) (once)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# The lock holds what builds deckgen too, so nothing is resolved here and nothing unlocked is fetched.
$(VENV)/.installed: pyproject.toml $(LOCK) | $(VENV)/.made
	@echo "installing deckgen into $(VENV)"
	@$(PIP) install --require-hashes --requirement $(LOCK)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml $(LOCK_DEV) | $(VENV)/.made
	@echo "installing deckgen and what its tests need into $(VENV)"
	@$(PIP) install --require-hashes --requirement $(LOCK_DEV)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.installed
