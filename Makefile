# make run    set up what is needed, then run the main scenario on real figures
# make test   set up what is needed, then run the tests
# make check  formatting, lint and types
# make figures SCENARIO=korea_truce RUNS=32   another scenario

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCENARIO ?= rare_earth_controls_2025
RUNS ?= 8
READY := $(VENV)/.ready

.DEFAULT_GOAL := run
.PHONY: run test check format setup clean

run: $(READY)
	$(BIN)/python run.py run $(SCENARIO) --runs $(RUNS)

test: $(READY)
	$(BIN)/python -m pytest -n auto

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

setup: $(READY)

# made anew when what the project needs has changed; a half-finished environment never counts as ready
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Chokepoint needs Python 3.11 or newer, this is " + sys.version'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $(READY)

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
