# The verbs of the project. Each does its own set-up; `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# Compiled modules are what makes commands start fast.
unexport PYTHONDONTWRITEBYTECODE
export PATH := $(CURDIR)/.venv/bin:$(PATH):$(CURDIR)/.anthill/uv/bin

.PHONY: help setup up down synth test quick check lint types scan conform docs docs-serve reference inventory changelog canary bench bench-lakehouse

help: ## List the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: ## Install the locked toolchain into this folder
	@scripts/setup

up: setup ## Deploy anthill-local to the embedded AWS and say what was built
	@anthill local up
	@anthill local deploy
	@anthill local show --brief

down: ## Stop the embedded AWS and remove its state
	@if [ -x .venv/bin/anthill ]; then anthill local down --purge; else echo 'nothing to take down: run make up first'; fi

synth: setup ## Synthesise every stack into cdktf.out
	@cdktf synth

test: setup ## Run every test, three side by side: many of them wait for Terraform
	@pytest --numprocesses 3 --dist loadgroup --no-loadscope-reorder

quick: setup ## Run the tests that start no process: a minute, before a commit
	@pytest --quick --numprocesses 2 --quiet

check: lint types scan conform ## Run every static check

lint: setup ## Style, imports, configuration, workflows, shell, YAML
	@ruff check .
	@ruff format --check .
	@lint-imports --verbose
	@scripts/lint-workflows
	@anthill config check

types: setup ## Strict types
	@basedpyright

scan: setup ## Secrets; checkov on every synthesised stack and on its plan, against the waivers
	@anthill secrets
	@anthill scan

conform: setup ## What is synthesised against what AWS takes: arguments, and every statement of every policy
	@anthill conform

docs: setup ## Build the documentation site, strictly, into site
	@anthill docs

docs-serve: setup ## Show the documentation while it is written
	@zensical serve

reference: setup ## Write what is made of the code: the pages of docs/reference, the environments to choose from
	@anthill docs reference
	@anthill pipeline choices

inventory: setup ## Rewrite the address inventories after an intended change
	@anthill inventory

changelog: setup ## Write CHANGELOG.md from the subjects of the commits
	@scripts/changelog

canary: setup ## Synthesise everything under CDK Terrain, CDKTF's fork, and explain every difference
	@anthill canary --markdown docs/reference/canary.md

bench: setup ## Measure synthesis: stock against fast bindings, against Node, and with up to 3,000 sources
	@python -m benchmarks
	@python -m benchmarks.scale

bench-lakehouse: setup ## Measure the lakehouse: 1 and 10 million trades to gold, against DuckDB
	@python -m benchmarks.lakehouse
