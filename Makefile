# Needs only Python 3.11 or later and make; everything else is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := site
.PHONY: engine eleventy audit bench bench-check bench-explorer bench-search bench-site bench-tables spark fuzz site serve check fmt test lint lock demo html lighthouse clean

site: .venv/ready engine ## build site/ from datasets/
	$(BIN)/baoguangtai build $(if $(AS_OF),--as-of $(AS_OF)) $(if $(COMMIT),--commit $(COMMIT))

serve: .venv/ready engine ## build, show on this machine, build again on every change
	$(BIN)/baoguangtai serve

check: .venv/ready ## only check datasets/
	$(BIN)/baoguangtai check

audit: .venv/ready ## compute every number of site/ again from its own downloads
	$(BIN)/baoguangtai audit

fmt: .venv/ready ## repair what is only form in datasets/
	$(BIN)/baoguangtai fmt

test: .venv/ready-dev lint engine ## run the tests, the linter and the type checker
	$(BIN)/python -m pytest

spark: .venv/ready-spark ## make the tables in Spark too, which needs Java, and compare them
	$(BIN)/python -m pytest tests/spark/test_spark.py -n 0

fuzz: .venv/ready-dev ## compare the check with frictionless, and builds with builds anew, at random
	$(BIN)/python tests/fuzz_verdict.py $(FUZZ)
	$(BIN)/python -W ignore tests/fuzz_builds.py $(BUILDS)

lint: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/ready-bench .venv/ready-dev engine eleventy ## time everything beside its peers; the table goes into README.md
	$(BIN)/python benchmarks/bench.py $(or $(BENCH),--into README.md)

bench-check: .venv/ready-bench ## time the check beside frictionless and pandera
	$(BIN)/python benchmarks/check_speed.py $(BENCH)

bench-site: .venv/ready-bench eleventy ## time a whole build, one with nothing changed, and one with one row changed, beside Hugo and Eleventy
	$(BIN)/python benchmarks/site_speed.py $(BENCH)

bench-explorer: .venv/ready-dev ## time the explorer in Chromium over 100,000 rows
	$(BIN)/python benchmarks/explorer.py $(BENCH)

bench-search: .venv/ready-dev ## time the search in Chromium over 100,000 documents
	$(BIN)/python benchmarks/search.py $(BENCH)

bench-tables: .venv/ready ## time the tables of many partitions
	$(BIN)/python benchmarks/partitions.py $(BENCH)

eleventy: ## bring Eleventy for the benchmarks, where npm is installed
	@if command -v npm > /dev/null; then $(MAKE) --no-print-directory benchmarks/eleventy/node_modules/ready; \
	else echo "npm is not installed: the benchmarks do without Eleventy."; fi

# The SQL console needs an engine, which npm brings; a machine without npm builds the site without.
ENGINE := site_templates/assets/engine
FROM_NPM := pipeline/console/node_modules

engine: ## bring the engine of the SQL console, where npm is installed
	@if command -v npm > /dev/null; then $(MAKE) --no-print-directory $(FROM_NPM)/ready; \
	else echo "npm is not installed: the site comes without the SQL console."; fi

$(FROM_NPM)/ready: pipeline/console/package-lock.json $(ENGINE)/SHA256SUMS
	npm ci --ignore-scripts --omit=optional --no-audit --no-fund --prefix pipeline/console
	cp $(FROM_NPM)/@duckdb/duckdb-wasm/dist/duckdb-eh.wasm $(FROM_NPM)/@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js $(ENGINE)
	$(PYTHON) -c "import hashlib, pathlib, sys; f = pathlib.Path('$(ENGINE)'); sys.exit(any(hashlib.sha256((f / n).read_bytes()).hexdigest() != s for s, n in (line.split() for line in (f / 'SHA256SUMS').read_text().splitlines())))"
	touch $@

html: site tests/tools/nu/node_modules/ready ## look for errors in the HTML of every page
	java -jar tests/tools/nu/node_modules/vnu-jar/build/dist/vnu.jar --errors-only --skip-non-html site

lighthouse: .venv/ready-dev tests/tools/lighthouse/node_modules/ready ## rate one page of each template
	$(BIN)/python tests/lighthouse.py

%/node_modules/ready: %/package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --prefix $*
	touch $@

demo: .venv/ready-dev ## write the invented sample records again
	$(BIN)/python tests/demo/records.py

lock: ## pin every dependency with its hashes
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --quiet pyproject.toml --extra build -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --quiet pyproject.toml --extra build --extra dev -o requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --quiet pyproject.toml --extra bench -o requirements-bench.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --quiet pyproject.toml --extra build --extra dev --extra spark -o requirements-spark.lock

.venv/ready: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/ready-bench: requirements-bench.lock .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	touch $@

.venv/ready-spark: requirements-spark.lock .venv/ready-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	touch $@

.venv/ready-dev: requirements-dev.lock .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
