# Recipes for those who work on jdmatch; `just --list` shows them. Continuous integration runs .ci/run.

# everything that must hold before a change is done
default: lint types taxonomy pages test

# the whole test suite: code, data, README and docs
test *options:
    uv run pytest {{ options }}

# 3,000 mutated files of each format, and as many generated ones
fuzz cases="3000":
    JDMATCH_FUZZ_CASES={{ cases }} uv run pytest tests/test_documents_fuzz.py -n auto

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
    uv run cog --check docs/cli.md docs/scoring.md

# write the generated parts of the docs and the data anew
docs:
    uv run cog -r docs/cli.md docs/scoring.md
    uv run jdmatch taxonomy schema

# the docs as a site, in site/
site:
    uv run --group docs mkdocs build --strict

# does what is published work with nothing else installed, and with the oldest versions it says it takes?
smoke:
    uv run --isolated --no-editable --no-dev jdmatch score examples/posting_ml_engineer.txt
    uv run --isolated --no-project --resolution lowest-direct --with . jdmatch score examples/posting_ml_engineer.txt
