# Each target makes .venv by itself the first time; afterwards it starts at once.

.DEFAULT_GOAL := help
.PHONY: demo install test coverage lint types contracts bench model evaluate help

demo:       ; @.ci/venv run && .venv/bin/gridwhistle demo  ## try it in the browser: http://127.0.0.1:8080
install:    ; @.ci/venv run  ## only install: the command is .venv/bin/gridwhistle
test:       ; @.ci/venv dev && .venv/bin/pytest -n auto --dist loadfile --no-loadscope-reorder  ## all tests this machine can run, on all its cores
coverage:   ; @.ci/venv dev && .venv/bin/pytest -n auto --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered  ## the same, and which lines they reach
lint:       ; @.ci/venv dev && .venv/bin/ruff check . && .venv/bin/ruff format --check .  ## ruff
types:      ; @.ci/venv dev && .venv/bin/mypy              ## mypy, strict
contracts:  ; @.ci/venv dev && .venv/bin/lint-imports      ## which package may import which
bench:      ; @.ci/venv dev && .venv/bin/python -m tests.benchmarks  ## how much it carries
model:      ; @.ci/venv ml && .venv/bin/gridwhistle train --shipped  ## learn the shipped model from the corpus anew
evaluate:   ; @.ci/venv run && .venv/bin/gridwhistle evaluate --report var/evaluation.html  ## how well unseen lines of the corpus are understood
help:       ; @sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile  ## this list
