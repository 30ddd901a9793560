# Signpost. `make help` lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.installed
HOST ?= 127.0.0.1
PORT ?= 5005

export HF_HUB_OFFLINE := 1
export RASA_TELEMETRY_ENABLED := false
# torch as a CPU build: from local wheels where pip is told of some, else from torch's own CPU wheels.
ifdef PIP_FIND_LINKS
export UV_FIND_LINKS := $(PIP_FIND_LINKS)
else
export UV_TORCH_BACKEND ?= cpu
endif

.PHONY: help install run train test quick evaluate transcripts bench soak lint sbom audit lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(READY): pyproject.toml requirements.lock
	@command -v $(PYTHON) >/dev/null || { echo "Signpost needs Python 3.11, and '$(PYTHON)' is not on this machine. Install it, or say where it is: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Signpost needs Python 3.11, and '$(PYTHON)' is another version. Say where 3.11 is: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }
	@[ $$(df -Pk . | awk 'NR==2 {print $$4}') -gt 6000000 ] || [ -x $(BIN)/uv ] || { echo "Signpost needs 6 GB of free disk to install, and this folder's disk has less. Free some space and run this again." >&2; exit 1; }
	@echo "Installing Signpost (once; about 4 GB) ..."
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	@[ -x $(BIN)/uv ] || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -r requirements.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps -e .
	@touch $@

install: $(READY) ## install into .venv what the project needs

train: $(READY) ## build the index and the model, only what changed
	@$(BIN)/signpost train

run: train ## serve on http://localhost:5005 (PORT=... for another)
	@$(BIN)/signpost serve --host $(HOST) --port $(PORT)

test: train ## all tests that this machine can run
	@$(BIN)/python -m pytest -ra -n 2 --dist loadfile

quick: $(READY) ## the tests that need no server
	@$(BIN)/python -m pytest -q -m "not slow"

evaluate: train ## every quality figure
	@$(BIN)/signpost evaluate

transcripts: train ## write docs/transcripts anew from the conversations marked for it
	@$(BIN)/python -m tests.conversations.transcripts

bench: train ## speed, beside a bot that `rasa init` makes, in one run; writes docs/speed.md
	@$(BIN)/python -W ignore -m tests.bench
	@$(BIN)/python -m tests.bench.page

soak: train ## many minutes of people writing to two instances (MINUTES=20): memory and latency must stay flat
	@$(BIN)/python -W ignore -m tests.soak --minutes $(or $(MINUTES),20)

lint: $(READY) ## style, types, and which part may import which
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy

sbom: $(READY) ## what is installed and under which licences, into build/
	@$(BIN)/python -m deploy.supply sbom

audit: $(READY) ## known vulnerabilities of what is installed, where a database of them can be reached
	@$(BIN)/python -m deploy.supply audit

lock: $(READY) ## resolve the newest versions that fit, names and versions only
	@$(BIN)/uv pip compile --universal --python-version 3.11 --no-annotate --no-header --group dev pyproject.toml -q \
	  | sed -E '/^(nvidia-|cuda-|triton)/d; s/^torch==([0-9.]+).*/torch==\1/' | uniq > requirements.lock

clean: ## remove everything that was built
	@rm -rf $(VENV) models var .rasa build *.egg-info
