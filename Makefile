# Each target makes .venv by itself the first time; afterwards it starts at once.

.DEFAULT_GOAL := help
.PHONY: demo test lint types contracts bench help

demo:       ; @.ci/venv run && .venv/bin/gridwhistle demo  ## try it in the browser: http://127.0.0.1:8080
test:       ; @.ci/venv dev && .venv/bin/pytest            ## all tests this machine can run
lint:       ; @.ci/venv dev && .venv/bin/ruff check . && .venv/bin/ruff format --check .  ## ruff
types:      ; @.ci/venv dev && .venv/bin/mypy              ## mypy, strict
contracts:  ; @.ci/venv dev && .venv/bin/lint-imports      ## which package may import which
bench:      ; @.ci/venv dev && .venv/bin/python -m tests.benchmarks  ## how much it carries
help:       ; @sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile  ## this list
