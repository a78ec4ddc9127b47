# Two commands are enough for a newcomer: make demo, make test.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: demo test check bench prove newer clean

demo: $(READY)
	@$(BIN)/zhiban demo

test: $(READY)
	@$(BIN)/python -m tools.programs
	@$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.house

bench: $(READY)
	@$(BIN)/python -m bench

prove: $(READY)
	@ZHIBAN_PROVE=full $(BIN)/python -m pytest -m slow --timeout 3600

# With Python 3.13 sessions share most of their memory; the door is tested with it here.
newer: $(VENV)-newer/.ready
	@$(VENV)-newer/bin/python -m tools.programs
	@$(VENV)-newer/bin/python -m pytest -n 2 --dist worksteal tests/door

$(VENV)-newer/.ready: $(READY)
	@$(BIN)/python -m tools.newer $(VENV)-newer
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-newer

# The stamp is newer than pyproject.toml exactly when the environment holds what it asks for.
$(READY): pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "zhiban needs Python 3.11 or newer: set PYTHON=/path/to/python"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(READY)
