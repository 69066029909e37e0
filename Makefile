# `make run` and `make test` are all one needs; both set up what is missing first.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON := .venv/bin/python
LOCKED := .venv/.locked
READY := .venv/.ready
BABEL := $(PYTHON) -m babel.messages.frontend -q
POT := resources/words/planner.pot
SAMPLE := sample_dicom/plain
KERNELS := $(shell grep -rl --include=*.py "numba import" planner)
COMPILED := .venv/.compiled
PO := resources/words/zh_CN/LC_MESSAGES/planner.po

.PHONY: help setup run test lint bench words lock
.DELETE_ON_ERROR:

help: ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 14

setup: $(READY) ## make .venv with the locked packages and facet-planner, and the system libraries for a window
	@resources/setup/system_packages.sh run

$(LOCKED): requirements.lock
	@resources/setup/make_venv.sh .venv
	$(PYTHON) -m pip install --quiet --require-hashes -r requirements.lock
	@touch $@

$(COMPILED): $(KERNELS) | $(READY)
	@# numba looks at the date of a function's own file only, not of those it calls into
	@find planner -name "*.nbi" -delete -o -name "*.nbc" -delete
	@echo "compiling the kernels, once after an update"
	@$(PYTHON) -c "from planner.ui.warming import warm; warm()"
	@touch $@

$(READY): $(LOCKED) pyproject.toml
	$(PYTHON) -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

run: setup $(COMPILED) ## open the plain sample case; without a display, write its sheet and views to build/
	@resources/setup/run_sample.sh $(SAMPLE) build

lint: $(READY) ## ruff, mypy, import-linter
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-logo

test: setup lint $(COMPILED) ## lint, every test offscreen, then those that need an X server
	@resources/setup/system_packages.sh test
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest --numprocesses=auto --dist=loadfile
	FACET_PLANNER_XVFB=1 QT_QPA_PLATFORM=xcb xvfb-run -a -s "-screen 0 1600x1000x24" $(PYTHON) -m pytest -m xvfb

bench: setup $(COMPILED) ## the benchmarks; run them with nothing else going on
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest tests/benchmarks

words: $(READY) ## bring the catalogue of words up to the source
	$(BABEL) extract --project=facet-planner --version= --msgid-bugs-address=facet-planner \
		--header-comment="# Words of Facet Planner: screen, sheet and command line." \
		--last-translator=facet-planner --add-location=file --sort-by-file --add-comments=Translators: \
		-o $(POT) planner
	$(BABEL) update --domain=planner --locale=zh_CN --ignore-obsolete --no-fuzzy-matching \
		--ignore-pot-creation-date -i $(POT) -o $(PO)
	$(BABEL) compile -i $(PO) -o $(PO:.po=.mo)

lock: ## choose the versions anew and write requirements.lock
	$(PYTHON) -m piptools compile --quiet --upgrade --no-build-isolation --extra dev --generate-hashes --allow-unsafe \
		--strip-extras --no-emit-index-url --no-emit-find-links --no-emit-options --no-header \
		-o requirements.lock pyproject.toml
