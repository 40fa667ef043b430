# Everything a person or CI runs. `make demo` and `make test` set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

.PHONY: install install-dev demo test torture soak check fix words pictures bench bench-full bench-check \
	sbom wheel image-steps lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo     a real bot in a local playground, no Discord account needed"
	@echo "make test     the whole test suite"
	@echo "make torture  kill -9 at every step of a posting, hundreds of times; nothing lost or doubled"
	@echo "make soak     100,000 events through one bot, watched for what grows; into docs/benchmarks.md"
	@echo "make check    style, types, and the arrows between the folders"
	@echo "make words    bring the catalogues up to date with what the code says"
	@echo "make pictures take the pictures of docs/editors.md anew (needs Chromium)"
	@echo "make fix      let ruff mend what it can"
	@echo "make bench    the benchmarks; writes docs/benchmarks.md"
	@echo "make bench-full  the same with 10,000 briefings for 1,500, and a million stories"
	@echo "make bench-check  whether a quick row is slower beside its other way than the table says"
	@echo "make wheel    the package, in dist/; make sbom lists every part of it there"
	@echo "make image-steps  the Dockerfile's steps in a clean folder, where there is no Docker"
	@echo "make install  only make $(VENV), with $(BIN)/dateline in it"
	@echo "make lock     pin the dependencies of pyproject.toml anew (needs uv)"

$(BIN)/python:
ifdef UV
	uv venv --quiet --python $(PYTHON) $(VENV)
else
	$(PYTHON) -m venv $(VENV)
endif

ifdef UV
PIP_INSTALL = uv pip install --quiet --python $(BIN)/python
else
PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP_INSTALL) --require-hashes -r requirements.lock
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(PIP_INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

demo: install
	$(BIN)/dateline demo

test: install-dev
	$(BIN)/python -m pytest $(PYTEST_ARGS)

# TORTURE_ARGS="--seed 7 --each 5 --random 50"
torture: install-dev
	$(BIN)/python -m tests.torture $(TORTURE_ARGS)

# SOAK_ARGS="--events 5000"
soak: install-dev
	$(BIN)/python -m benchmarks.soak $(SOAK_ARGS)

check: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports --no-cache

words: install-dev
	$(BIN)/python -m tests.catalogue

pictures: install-dev
	$(BIN)/python -m tests.pictures

fix: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/.installed-bench: requirements-bench.lock $(VENV)/.installed-dev
	$(PIP_INSTALL) --require-hashes -r requirements-bench.lock
	@touch $@

# Every part of what is shipped, with its hashes, as CycloneDX.
sbom: install-dev
	@mkdir -p dist
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible \
		--output-file dist/dateline.cdx.json requirements.lock

wheel: install-dev
	$(BIN)/python -m hatchling build --target wheel

image-steps: install-dev
	$(BIN)/python packaging/image_steps.py

bench: $(VENV)/.installed-bench
	$(BIN)/python -m benchmarks

bench-full: $(VENV)/.installed-bench
	$(BIN)/python -m benchmarks --full

bench-check: install-dev
	$(BIN)/python -m benchmarks.check

# One file with all, benchmarks' peers included, and two that take its versions: for running (build
# backend included), and for tests and checks.
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-annotate --group build
lock:
	$(COMPILE) --group dev --group bench --output-file requirements-bench.lock pyproject.toml
	$(COMPILE) --constraint requirements-bench.lock --output-file requirements.lock pyproject.toml
	$(COMPILE) --constraint requirements-bench.lock --group dev \
		--output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf $(VENV)
