# One command each; what a command needs, it sets up in .venv, and is quick the second time.
# Setting up, lab and test are in tasks.py, which works without make too.

PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
TASKS := $(PYTHON) tasks.py
export COURSE

.PHONY: help set-up lab test test-all book lite serve notebooks pictures editions bench soak lint lock messages \
  language languages audit canary links
.DEFAULT_GOAL := help

help:  ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

set-up:
	@$(TASKS) set-up

lab:  ## open the course in JupyterLab, on your own copy of the lessons
	$(TASKS) lab $(LAB_OPTIONS)

test:  ## run the tests: code, documentation examples, notebooks; not what is marked long
	$(TASKS) test

test-all:  ## run every test, those in a real browser and for several countries too
	$(TASKS) test-all

book: set-up  ## build the website into _build/html, warnings as errors, in every language that is whole; LANGUAGES=en for one
	LANGUAGES="$(LANGUAGES)" $(BIN)/python book/make_site.py

lite: set-up  ## put notebooks that run in a browser into the built site; PYODIDE_DIST=folder or address of a release
	@test -f _build/html/index.html || $(MAKE) book
	$(BIN)/python -m book.browser.lite

serve: book  ## look at the website on this computer
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html 8000

notebooks: set-up  ## run every notebook again on the training country and store what it shows
	$(BIN)/python notebooks/rerun.py

pictures: set-up  ## draw again what the first page shows: sheet, letter and plan of the training country
	$(BIN)/python book/make_pictures.py

editions: set-up  ## write every edition, slides and handouts; with COUNTRY=DK slides of that country
	$(BIN)/python notebooks/make_editions.py $(if $(COUNTRY),--country $(COUNTRY))

bench: set-up  ## measure requests, bytes, seconds and memory, side by side with pygbif
	$(BIN)/python -m benchmarks

soak: set-up  ## try for an hour to lose a save or to see a traceback; MINUTES=5 for less
	$(BIN)/python -m benchmarks.soak $(if $(MINUTES),--minutes $(MINUTES))

lint: set-up  ## check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

lock: set-up  ## write the lock files again from pyproject.toml, and those of the notebooks in a browser
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --generate-hashes \
	  --python-version 3.11 --no-emit-index-url --quiet --custom-compile-command "make lock" \
	  --output-file requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra install --universal --generate-hashes \
	  --python-version 3.11 --no-emit-index-url --quiet --custom-compile-command "make lock" \
	  --constraints requirements.txt --output-file requirements-learn.txt
	$(BIN)/uv pip compile book/browser/lite-tools.in --universal --generate-hashes \
	  --python-version 3.11 --no-emit-index-url --quiet --custom-compile-command "make lock" \
	  --constraints requirements.txt --output-file book/browser/lite-tools.txt
	$(BIN)/uv pip compile book/browser/lite-kernel.in --universal --generate-hashes \
	  --python-version 3.14 --no-emit-index-url --quiet --custom-compile-command "make lock" \
	  --constraints requirements.txt --output-file book/browser/lite-kernel.txt

messages: set-up  ## collect every text into the catalogues, and carry each language along
	$(BIN)/python -m upkeep.page_messages
	$(BIN)/python -m upkeep.catalogues update

language: set-up  ## begin another language: make language NEW=es
	$(BIN)/python -m upkeep.catalogues begin "$(NEW)"

languages: set-up  ## say of each language, file by file, how much is translated
	@$(BIN)/python -m upkeep.catalogues report

audit: set-up  ## look for known faults in what the course stands on, list licences, write a bill of materials
	$(BIN)/python -m upkeep.audit

canary: set-up  ## ask GBIF itself for two small countries, and compare with what the course expects
	$(BIN)/python -m upkeep.canary

links: set-up  ## ask for every address of book/links.md once, and say which no longer answers
	$(BIN)/python -m upkeep.links
