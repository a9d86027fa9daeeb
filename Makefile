# One command per chore, the same in CI and at the desk. `make` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV ?= .venv
PYTHON ?= $(shell command -v python3.11 || command -v python3)
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := $(VENV)/bin

.PHONY: help serve test acceptance check format test-engine test-app test-js test-browser mutants bench docs rates types pictures vendor clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

serve: $(VENV)/.serve ## install what is needed and start the lab (PORT=9000 for another port)
	$(BIN)/descentlab --host $(HOST) --port $(PORT)

test: $(VENV)/.dev node_modules/.ready .browser .services ## every test: engine, server, modules, page
	PYTHON=$(BIN)/python scripts/test.sh

acceptance: $(VENV)/.acceptance node_modules/.acceptance .foreign/.ready .browser .services ## foreign tools, every window size, other Pythons and seeds
	PYTHON=$(BIN)/python scripts/acceptance.sh

check: $(VENV)/.dev node_modules/.ready ## lint, format, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	node_modules/.bin/tsc -p .
	node_modules/.bin/biome check .
	npm run --silent layers
	PYTHONPATH=. $(BIN)/python scripts/api_types.py --check

format: $(VENV)/.dev node_modules/.ready ## put code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	node_modules/.bin/biome check --write .

test-engine: $(VENV)/.dev ## the engine alone
	$(BIN)/python -m pytest tests/engine -n 2 --dist worksteal

test-app: $(VENV)/.dev node_modules/.ready .services ## the server alone
	$(BIN)/python -m pytest tests/app -n 2 --dist loadfile

test-js: node_modules/.ready ## the pure JavaScript modules
	node --test $$(find tests/js -name '*.test.mjs')

test-browser: $(VENV)/.dev .browser ## the page in Chromium
	$(BIN)/python -m pytest tests/browser -n 2 --dist loadfile

mutants: $(VENV)/.dev node_modules/.ready .browser .services ## which single mistakes do the tests notice; hours (AREA="land app", ONLY=id, JOBS=1)
	$(BIN)/python scripts/mutants.py $(if $(AREA),--area $(AREA)) $(if $(ONLY),--only $(ONLY)) $(if $(JOBS),--jobs $(JOBS))

bench: $(VENV)/.dev .browser ## speed, as ratios; minutes, on an idle machine
	$(BIN)/python -m benchmarks

rates: $(VENV)/.dev ## compare measured default learning rates with the stored ones (SURFACES="bowl booth", WRITE=1 to store)
	PYTHONPATH=. $(BIN)/python scripts/rates.py $(SURFACES) $(if $(WRITE),--write) $(if $(METHODS),--methods $(METHODS))

types: $(VENV)/.dev node_modules/.ready ## write types/api.d.ts, which the page's modules name, from the server's schemas
	PYTHONPATH=. $(BIN)/python scripts/api_types.py

pictures: $(VENV)/.dev ## draw the pictures of examples that take long
	PYTHONPATH=. $(BIN)/python scripts/pictures.py

vendor: ## rebuild static/vendor (Plotly.js, KaTeX) from npm
	cd scripts/vendor && npm ci --ignore-scripts --no-audit --no-fund && npm run build

clean: ## remove what the other chores made
	rm -rf $(VENV) node_modules scripts/vendor/node_modules .foreign .browser .services dist

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

# The environment is made again only when what it is made from has changed.
$(VENV)/.serve: pyproject.toml constraints.txt | $(VENV)/bin/python
	PYTHON=$(BIN)/python scripts/install.sh
	touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/.serve
	PYTHON=$(BIN)/python scripts/install.sh dev
	touch $@

$(VENV)/.acceptance: pyproject.toml constraints.txt | $(VENV)/.dev
	PYTHON=$(BIN)/python scripts/install.sh acceptance
	touch $@

node_modules/.acceptance: package.json scripts/node.sh | node_modules/.ready
	PYTHON=$(BIN)/python scripts/node.sh acceptance
	touch $@

.foreign/.ready: scripts/foreign.sh | $(VENV)/.acceptance
	PYTHON=$(BIN)/python scripts/foreign.sh
	touch $@

node_modules/.ready: package.json
	PYTHON=$(BIN)/python scripts/node.sh
	touch $@

.services:
	scripts/services.sh
	touch $@

.browser:
	PYTHON=$(BIN)/python scripts/browser.sh
	touch $@
