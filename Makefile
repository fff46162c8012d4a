# Needs only Python 3.11 or later and make; everything else is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := site
.PHONY: bench site serve check fmt test lint lock demo clean

site: .venv/ready ## build site/ from datasets/
	$(BIN)/baoguangtai build $(if $(AS_OF),--as-of $(AS_OF))

serve: .venv/ready ## build, show on this machine, build again on every change
	$(BIN)/baoguangtai serve

check: .venv/ready ## only check datasets/
	$(BIN)/baoguangtai check

fmt: .venv/ready ## repair what is only form in datasets/
	$(BIN)/baoguangtai fmt

test: .venv/ready-dev lint ## run the tests, the linter and the type checker
	$(BIN)/python -m pytest

fuzz: .venv/ready-dev ## compare the check with frictionless on many files made at random
	$(BIN)/python tests/fuzz_verdict.py $(FUZZ)

lint: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/ready ## time the check beside frictionless
	$(BIN)/python benchmarks/check_speed.py

demo: .venv/ready-dev ## write the invented sample records again
	$(BIN)/python tests/demo/records.py

lock: ## pin every dependency with its hashes
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --quiet pyproject.toml --extra build -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --quiet pyproject.toml --extra build --extra dev -o requirements-dev.lock

.venv/ready: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/ready-dev: requirements-dev.lock .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
