# Everything a person does with Minsheng from a terminal. `make` alone lists the targets.

PYTHON ?= python3
PORT   ?= 8080
SPEED  ?= 1
DATA   ?= .minsheng
TESTS  ?= tests
FAULTS ?=
BENCH  ?=

export MINSHENG_PORT := $(PORT)
export MINSHENG_HOME := $(DATA)

VENV     := .venv
BIN      := $(VENV)/bin
PIP      := $(BIN)/python -m pip --disable-pip-version-check
MINSHENG := $(BIN)/minsheng
STATIC   := build/static

# A stamp carries the checksum of what it was made from: an unchanged lock installs nothing.
sum       = $(shell cat $(1) 2>/dev/null | cksum | tr -s ' ' '-')
VENV_OK  := $(VENV)/.made
RUN_OK   := $(VENV)/.run-$(call sum,requirements.lock pyproject.toml)
BENCH_OK := build/bench-venv/.made-$(call sum,requirements-bench.lock)
DEPLOY_OK := build/deploy-venv/.made-$(call sum,requirements-deploy.lock)
DEV_OK   := $(VENV)/.dev-$(call sum,requirements-dev.lock requirements.lock pyproject.toml)
PARTS_OK := $(STATIC)/.parts-$(call sum,package-lock.json)
NODE_OK  := $(STATIC)/.node-$(call sum,package-lock.json)
NPM_CI   := PATH="$$PATH:$(CURDIR)/$(BIN)" NODE_USE_SYSTEM_CA=1 npm ci --ignore-scripts --no-audit \
	--no-fund --loglevel=error --no-update-notifier --cache build/npm-cache

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup setup-dev run up season test faults bench check deploy-check deploy-try handbook lock clean

help: ## list the targets
	@echo 'make TARGET [PORT=8080] [SPEED=1] [DATA=.minsheng]'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1	\2/p' $(MAKEFILE_LIST) | expand -t 12 | sed 's/^/  /'

setup: $(RUN_OK) $(PARTS_OK) ## only install: .venv and the browser parts

setup-dev: setup $(DEV_OK) $(NODE_OK) ## install what tests and checks need besides

run: setup ## play the 2023 season of Daxing and serve it (SPEED= simulated days a second)
	@$(MINSHENG) run --speed $(SPEED)

up: setup ## serve an empty system on the real clock
	@$(MINSHENG) up

season: setup ## play the season as fast as exactness allows and compare with what is expected
	@$(MINSHENG) season

test: setup-dev ## run the tests against real servers (TESTS= a file or folder)
	@$(BIN)/python -m pytest -n auto --dist worksteal $(TESTS)

faults: setup-dev ## everything that can go wrong, under load, and three mutants that must be caught
	@$(BIN)/python -m tests.faults.run $(FAULTS)

bench: setup-dev $(BENCH_OK) ## measure against others in the same run (BENCH=--short, --whole, --resume, --flame, or a name)
	@$(BIN)/python -m tests.bench.run $(BENCH)

check: setup-dev ## format, lint, types, import contracts, generated files, released events, links in the docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m contracts.schema_files --check
	$(BIN)/python -m deploy.roles --check
	$(BIN)/python -m deploy.requirements --check
	$(BIN)/python -m deploy.events --check
	$(BIN)/python -m deploy.apis --check
	$(BIN)/python -m deploy.third_party --check
	$(BIN)/python -m contracts.compatibility
	$(BIN)/python -m tests.architecture.links

handbook: setup-dev ## take the pictures of docs/handbook anew
	@MINSHENG_HANDBOOK=docs/handbook $(BIN)/python -m pytest -q -n auto --dist worksteal \
		$$(grep -l 'await picture(' tests/browser/test_*.py)

deploy-check: setup-dev $(DEPLOY_OK) ## container file, compose, Kubernetes, gateway, NATS and alert rules, without a cluster
	@$(BIN)/python -m deploy.check

deploy-try: ## with Docker: compose installed, backed up and restored once, in a project of its own
	@deploy/try-compose.sh $(BUILD)

lock: ## renew the lock files (needs uv and npm)
	deploy/lock.sh

clean: ## remove what was installed and every stored fact
	@if [ -x $(MINSHENG) ]; then $(MINSHENG) forget --yes; fi
	rm -rf $(VENV) build node_modules $(DATA) .mypy_cache .ruff_cache .pytest_cache

$(VENV_OK):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed; name it with PYTHON=...'; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo 'This Python lacks venv (Debian: apt-get install -y python3-venv)'; exit 1; }
	@touch $@

$(RUN_OK): $(VENV_OK)
	@echo 'Installing into $(VENV) ...'
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@rm -f $(VENV)/.run-* && touch $@

$(DEV_OK): $(RUN_OK)
	@echo 'Installing what tests and checks need ...'
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@rm -f $(VENV)/.dev-* && touch $@

# What `make bench` measures against and `make deploy-check` checks with never comes near what the
# product runs on.
$(BENCH_OK) $(DEPLOY_OK):
	@echo 'Installing into $(@D) ...'
	@$(PYTHON) -m venv $(@D)
	@$(@D)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes \
		-r requirements-$(patsubst build/%-venv,%,$(@D)).lock
	@rm -f $(@D)/.made-* && touch $@

$(PARTS_OK): $(VENV_OK)
	@echo 'Fetching the browser parts ...'
	@command -v npm >/dev/null || \
		$(PIP) install --quiet --require-hashes -r requirements-node.lock
	@$(NPM_CI) --omit=dev >/dev/null
	@deploy/browser-parts.sh $(STATIC)
	@rm -f $(STATIC)/.parts-* && touch $@

# What only tests run: the OpenID provider at which they sign in.
$(NODE_OK): $(PARTS_OK)
	@$(NPM_CI) >/dev/null
	@rm -f $(STATIC)/.node-* && touch $@
