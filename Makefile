# One command each; what a command needs, it sets up in .venv, and is quick the second time.

PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COURSE ?= my-course
# Inside a container the only user is often root.
LAB_OPTIONS ?= $(if $(filter 0,$(shell id -u 2>/dev/null)),--allow-root --no-browser)
# No question about news in front of the first lesson.
QUIET_LAB := $(BIN)/jupyter labextension disable "@jupyterlab/apputils-extension:announcements" >/dev/null 2>&1

.PHONY: help lab test book serve notebooks pictures editions bench soak lint lock messages
.DEFAULT_GOAL := help

help:  ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

lab: $(VENV)/learn.done  ## open the course in JupyterLab, on your own copy of the lessons
	COURSE_HOME=$(COURSE) $(BIN)/coursehelpers start
	$(BIN)/jupyter lab $(COURSE)/00_start.ipynb $(LAB_OPTIONS)

test: $(VENV)/all.done  ## run every test: code, documentation examples, notebooks
	$(BIN)/pytest -n 2 --dist loadfile --quiet

book: $(VENV)/all.done  ## build the website into _build/html, warnings as errors
	@rm -rf _build/html
	$(BIN)/jupyter-book build . -W --keep-going --all

serve: book  ## look at the website on this computer
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html 8000

notebooks: $(VENV)/all.done  ## run every notebook again on the training country and store what it shows
	$(BIN)/python notebooks/rerun.py

pictures: $(VENV)/all.done  ## draw again what the first page shows: sheet, letter and plan of the training country
	$(BIN)/python book/make_pictures.py

editions: $(VENV)/all.done  ## write every edition, slides and handouts; with COUNTRY=DK slides of that country
	$(BIN)/python notebooks/make_editions.py $(if $(COUNTRY),--country $(COUNTRY))

bench: $(VENV)/all.done  ## measure requests, bytes, seconds and memory, side by side with pygbif
	$(BIN)/python -m benchmarks

soak: $(VENV)/all.done  ## try for half an hour to lose a save or to see a traceback; MINUTES=5 for less
	$(BIN)/python -m benchmarks.soak $(if $(MINUTES),--minutes $(MINUTES))

lint: $(VENV)/all.done  ## check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

lock: $(VENV)/all.done  ## write both lock files again from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --generate-hashes \
	  --python-version 3.11 --no-emit-index-url --quiet --custom-compile-command "make lock" \
	  --output-file requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra install --universal --generate-hashes \
	  --python-version 3.11 --no-emit-index-url --quiet --custom-compile-command "make lock" \
	  --constraints requirements.txt --output-file requirements-learn.txt

messages: $(VENV)/all.done  ## collect every string that a person reads into the catalogue
	$(BIN)/pybabel -q extract --no-location --sort-output --omit-header -k _ -k ngettext:1,2 \
	  -o src/coursehelpers/locale/coursehelpers.pot src/coursehelpers

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "The course needs Python 3.11 or newer; install it, then run: make PYTHON=python3.11 lab"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/learn.done: requirements-learn.txt pyproject.toml | $(VENV)/pyvenv.cfg
	$(PIP) install --require-hashes -r requirements-learn.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@$(QUIET_LAB)
	@touch $@

$(VENV)/all.done: requirements.txt pyproject.toml | $(VENV)/pyvenv.cfg
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@$(QUIET_LAB)
	@touch $@ $(VENV)/learn.done
