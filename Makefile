# One word a job; `make help` lists them. Everything runs in .venv, which `make setup` builds.

# The first Python of a version the project supports that can build an environment.
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 \
	&& { command -v $$python; break; }; done)
VENV := .venv
RUN := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
DEMO := $(VENV)/.demo
PORT ?= 8000
AS_OF ?= 2025-06-30

.DEFAULT_GOAL := help
.PHONY: help demo demo-memory setup test scan lint format bench messages requirements clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(INSTALLED) ## Build .venv and install what the project and its tests need

$(INSTALLED): requirements.txt requirements-test.txt | $(RUN)
	@echo "Installing the packages …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	@touch $(INSTALLED)

# Only what the portal needs to run; the tests need more.
$(DEMO): requirements.txt | $(RUN)
	@echo "Installing the packages …"
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $(DEMO)

$(RUN):
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 with venv is needed (on Debian: apt-get install python3 python3-venv), or name one: make PYTHON=/path/to/python3 …" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

demo: $(DEMO) ## Run a whole province on this machine (PORT=8000, AS_OF=2025-06-30 or 2025-07-01)
	@$(RUN) scripts/messages.py compile
	@$(RUN) scripts/demo.py --port $(PORT) --as-of $(AS_OF)

demo-memory: $(DEMO) ## Tell how much memory the running demo takes
	@$(RUN) scripts/demo_memory.py

test: $(INSTALLED) ## Check the code, then run every test
	@$(RUN) scripts/run_tests.py

scan: $(INSTALLED) ## Try every address of the admin in every way as every role: takes an hour, for before a release
	@SCANNER=whole $(RUN) scripts/run_tests.py tests/isolation/test_scanner.py tests/isolation/test_scanner_publishers.py

lint: $(INSTALLED) ## Check style, templates, types, migrations and the rules of the house
	@$(RUN) scripts/run_tests.py --lint

format: $(INSTALLED) ## Put the code into the project's form
	$(RUN) -m ruff check --fix-only --quiet .
	$(RUN) -m ruff format .

bench: $(INSTALLED) ## Measure what grows with the number of units
	@$(RUN) scripts/run_tests.py --bench

messages: $(INSTALLED) ## Bring the English catalogue up to date with the code
	$(RUN) scripts/messages.py update

requirements: $(INSTALLED) ## Export requirements*.txt from pyproject.toml
	$(RUN) scripts/export_requirements.py

clean: ## Remove what can be made again; keeps var/ with the database and media/
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache staticfiles var/test-media var/test-postgres
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +
