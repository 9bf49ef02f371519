# Recipes for those who work on jdmatch; `just --list` shows them. Continuous integration runs .ci/run.

# everything that must hold before a change is done
default: lint types taxonomy pages test

# the whole test suite: code, data, README and docs
test *options:
    uv run pytest {{ options }}

# 3,000 mutated files of each format, and as many generated ones
fuzz cases="3000":
    JDMATCH_FUZZ_CASES={{ cases }} uv run pytest tests/documents/test_fuzz.py -n auto

# style and spelling
lint:
    uv run ruff check .
    uv run ruff format --check .
    uv run codespell

# mend what can be mended by itself
fix:
    uv run ruff check --fix .
    uv run ruff format .

types:
    uv run mypy

# the data: every file, every link, every sentence under matches and rejects
taxonomy:
    uv run jdmatch taxonomy check
    uv run jdmatch taxonomy schema --check

# are the generated parts of the docs as the code says?
pages:
    uv run cog --check README.md docs/*.md

# write the generated parts of the docs and the data anew
docs:
    uv run cog -r README.md docs/*.md
    uv run pytest README.md CONTRIBUTING.md docs --renew-docs
    uv run jdmatch taxonomy schema

# measure anew what README and docs show, with the evaluators and labelled texts in a folder; then write the pages
figures gold:
    uv run python docs/figures/figures.py accuracy {{ gold }}
    uv run python tests/benchmarks/run.py table --json docs/figures/performance.json
    uv run python docs/figures/figures.py pictures
    just docs

# the docs as a site, in site/
site:
    uv run --group docs mkdocs build --strict

# a wheel with reading and scoring compiled, in dist/, held to the tests of both
compiled:
    rm -rf dist
    HATCH_BUILD_HOOK_ENABLE_MYPYC=1 uv build
    uv run --isolated --no-project --with dist/*.whl --with pytest --with hypothesis --with sybil --with pytest-xdist \
        pytest -n auto --import-mode=importlib tests/reading tests/scoring \
        --deselect tests/reading/test_linear.py::test_no_pattern_holds_repetitions_that_meet

# does what is published work with nothing else installed, with the oldest and the newest versions, on each Python?
smoke:
    for python in 3.11 3.12 3.13; do for versions in lowest-direct highest; do \
        uv run --isolated --no-project --python $python --resolution $versions --with . \
            jdmatch score examples/posting_ml_engineer.txt > /dev/null && echo "$python $versions: fine" || exit 1; \
    done; done

# everything that a release needs, up to the files to upload: see CONTRIBUTING.md
release: default smoke site
    rm -rf dist
    uv build
    uvx twine check --strict dist/*
    uv run --isolated --no-project --with dist/*.whl jdmatch score examples/posting_ml_engineer.txt
