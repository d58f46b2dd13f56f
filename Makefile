# The steps of .ci/run for the environment you work in. `make` alone checks and tests.
.PHONY: all install format lint types layers test samples ci clean

all: lint types layers test

install:  ## the package in this environment, editable, with what development needs
	pip install --editable '.[test,dev]'

format:  ## rewrite files in the one style
	ruff format .
	ruff check --fix .

lint:
	ruff format --check .
	ruff check .

types:
	mypy
	mypy --strict --follow-imports=silent tests/typing/api.py

layers:
	lint-imports

test:
	pytest

samples:  ## the README's main line
	nqp scan corpora/samples --out run --fresh
	python .ci/check_run.py run

ci:  ## everything, from empty environments
	.ci/run

clean:
	rm -rf build dist run .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
