# Works on a fresh machine with Python 3.11 or newer (venv) and make: everything else goes into .venv.
# Another Python: make PYTHON=/path/to/python3.12 test

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3.14 python3,$(if $(shell $(name) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo yes),$(name))))
BIN := .venv/bin
STAMP := .venv/installed
WORKERS ?= 2

.PHONY: demo test test-slow lint bench docs slow-tools
.DELETE_ON_ERROR:

$(STAMP): requirements.lock pyproject.toml
	@if [ -z "$(PYTHON)" ]; then echo "Berdaya needs Python 3.11 or newer with venv (Debian, Ubuntu: python3-venv)." >&2; exit 1; fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Berdaya needs Python 3.11 or newer; $(PYTHON) is not." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)
	$(BIN)/berdaya demo

test: $(STAMP)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

test-slow: $(STAMP) slow-tools
	$(BIN)/python -m pytest -m slow

# LibreOffice recalculates our workbooks, pdftoppm turns pages into pictures.
slow-tools:
	@sh .ci/slow-tools

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)
	$(BIN)/python bench/run.py

docs: $(STAMP)
	$(BIN)/python docs/make_errors.py
	$(BIN)/python docs/make_commands.py
