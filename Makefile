# `make atlas` and `make test` work as the first command in a fresh clone; both set up what they need in .venv.

PYTHON ?= $(firstword $(foreach name,python3.13 python3.12 python3.11 python3.14 python3 python,$(shell \
	command -v $(name) >/dev/null 2>&1 && $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
BIN := .venv/bin
ATLAS := $(BIN)/chainatlas --store atlas/atlas.kgl
PARK := 包头稀土高新区
NEO4J := 2026.08.1
FAULTS := 30
CASES := 100000
UPGRADE :=
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock" $(UPGRADE)
CHROMIUM := $(firstword $(foreach name,chromium chromium-browser google-chrome,$(shell command -v $(name) 2>/dev/null)))

SIZE ?= 1000

.PHONY: atlas test test-neo4j faults fuzz check docs site pictures bundled bench lock audit licences dist clean

atlas: .venv/run  ## build the graph, answer a question of chain gaps, write the maps into ./atlas/
	@mkdir -p atlas
	$(ATLAS) build
	$(ATLAS) ask chain-gaps --park $(PARK) --chain 风电
	@for page in "wind-power" "wind-power-baotou --park $(PARK)" "wind-power-hinggan --park 兴安盟经济技术开发区"; do \
		set -- $$page; name=$$1; shift; \
		$(ATLAS) map chain --chain 风电 "$$@" -o "atlas/$$name.html" || exit 1; \
	done

test: .venv/test  ## format, lint, types, import contracts, tests on both engines and in a browser
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy tests/*.py tests/faults/*.py requirements/*.py
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

test-neo4j: .venv/test  ## the contract of the stores on the newest Neo4j; NEO4J=version, needs the JDK it asks for
	CHAINATLAS_NEO4J_VERSION=$(NEO4J) $(BIN)/python -m pytest tests/test_store.py tests/test_neo4j.py tests/test_update.py

faults: .venv/test  ## kill, cut and stall each command at FAULTS=30 moments, instead of the 8 of `make test`
	CHAINATLAS_FAULTS=$(FAULTS) $(BIN)/python -m pytest tests/faults

fuzz: .venv/test  ## hostile input, 100,000 cases at random: readers, texts, names, parameters, pages; CASES=number for more
	CHAINATLAS_FUZZ=$(CASES) $(BIN)/python -m pytest tests/test_hostile_files.py tests/test_hostile_texts.py \
		tests/test_hostile_queries.py -m "not neo4j" --hypothesis-show-statistics

check: .venv/run  ## check the facts, and look up their terms where the texts are at hand: make check SOURCES=folder
	$(BIN)/chainatlas check $(if $(SOURCES),--sources $(SOURCES))

docs: .venv/run  ## write the reference pages anew from the declarations
	$(BIN)/python -m chainatlas.graph.reference > docs/model.md
	$(BIN)/python docs/reference_questions.py > docs/questions.md
	$(BIN)/python docs/reference_commands.py > docs/commands.md

site: .venv/test  ## write the documentation as a site that opens from its folder: build/site/index.html
	$(BIN)/python -m mkdocs build --strict

pictures: .venv/test  ## take the pictures of the README anew
	$(BIN)/python docs/pictures.py $(CHROMIUM)

bundled: .venv/run  ## fetch the scripts that pages bring along anew, as pinned in viz/bundled/bundled.toml
	$(BIN)/python -m chainatlas.viz._bundled

lock: .venv/tools/made  ## pin all that tests and docs need, with hashes, for every Python; UPGRADE=--upgrade takes newer ones
	.venv/tools/bin/$(LOCK) --extra test --extra docs setup.cfg --output-file requirements/test.txt
	.venv/tools/bin/$(LOCK) requirements/tools.in --output-file requirements/tools.txt

audit: .venv/tools/made  ## look the pinned libraries up among known vulnerabilities; fails where one cannot be looked up
	.venv/tools/bin/pip-audit --strict --disable-pip --requirement requirements/test.txt

licences: .venv/test  ## list the licence of every installed and bundled part; fails where one is not allowed
	$(BIN)/python requirements/licences.py

dist: .venv/test  ## build the wheel and the source archive into ./dist/: the same tree gives the same bytes
	$(BIN)/python -m build --outdir dist .
	@sha256sum dist/*

bench: .venv/bench/made  ## measure, and write the tables of docs/benchmarks.md anew; SIZE=firms of the nation
	@for what in start "national $(SIZE)" "questions $(SIZE)" "peers $(SIZE)"; do \
		set -- $$what; script=$$1; shift; \
		CHAINATLAS_BENCH=docs/benchmarks.jsonl .venv/bench/bin/python benchmarks/$$script.py "$$@" || failed=1; \
	done; \
	.venv/bench/bin/python benchmarks/write.py docs/benchmarks.jsonl docs/benchmarks.md; exit $${failed:-0}

.venv/run: setup.cfg pyproject.toml
	@test -n "$(PYTHON)" || { echo "ChainAtlas needs Python 3.11 or newer; install it, or say make PYTHON=/path/to/python3" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/test: .venv/run requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@mkdir -p .typing && ln -sfn .. .typing/chainatlas
	@command -v chromium chromium-browser google-chrome >/dev/null 2>&1 || $(BIN)/playwright install chromium >/dev/null 2>&1 || true
	@touch $@

.venv/tools/made: requirements/tools.txt | .venv/run
	$(BIN)/python -m venv .venv/tools
	.venv/tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.txt
	@touch $@

.venv/bench/made: setup.cfg | .venv/run
	$(BIN)/python -m venv .venv/bench
	.venv/bench/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

clean:
	rm -rf .venv .typing atlas build dist *.egg-info
