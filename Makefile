# What a user types; each target is one line, what it does is a program. Variables: CORPUS, SAMPLE_MB, ENGINE, DEPLOYMENT, NAME, PYTHON, TORCH_INDEX.
PYTHON ?= python3
DEPLOYMENT ?= example-eu
export PATH := $(CURDIR)/.venv/bin:$(PATH)
.DEFAULT_GOAL := help
.PHONY: help environments demo test soak lint synth audit rehearse load bench images-check offline-check sbom lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 22
.venv/.made: requirements/main.txt pyproject.toml package-lock.json tools/make-environment tools/link-node
	tools/make-environment main
.venv-vllm/.made: requirements/vllm.txt tools/make-environment .venv/.made
	tools/make-environment vllm
.venv-checkov/.made: requirements/checkov.txt tools/make-environment .venv/.made
	tools/make-environment checkov
.slurm/.made: requirements/slurm.txt tools/slurm
	tools/slurm
environments: .venv/.made .venv-vllm/.made .venv-checkov/.made .slurm/.made
demo: environments ## the main job: prove and rehearse the deployment; curate, train, evaluate, serve and load a model
	blueprint demo --deployment $(DEPLOYMENT)
test: environments ## every test, offline, with coverage
	tools/test
soak: environments ## the tests that take minutes: drills of faults on a real Slurm
	tools/offline python -m pytest -m soak
lint: .venv/.made ## ruff, mypy strict, import rules, shellcheck
	ruff check . && ruff format --check . && mypy && lint-imports && tools/shells | xargs shellcheck -x -P SCRIPTDIR
synth: .venv/.made ## the templates of one deployment, checked by cdk-nag and cfn-guard
	blueprint synth $(DEPLOYMENT)
audit: .venv/.made .venv-checkov/.made ## the claims of sovereignty, each with what it looked at; Checkov and cfn-lint beside them
	blueprint audit $(DEPLOYMENT) --scanners
rehearse: .venv/.made ## bootstrap and deploy into the local simulator
	blueprint rehearse $(DEPLOYMENT)
load: environments ## the load test against the demo's model
	python tools/load.py
bench: environments ## the benchmarks; NAME=area-name runs one
	tools/bench $(NAME)
images-check: .venv/.made ## each image's lock in a clean environment, its entry point without a network
	python tools/images_check.py
offline-check: environments ## demo and tests without a network, and a trace of every connection attempt
	tools/offline-check
sbom: environments ## the bill of materials and the licences
	python tools/sbom.py
lock: .venv/.made ## requirements/*.txt anew from pyproject.toml
	tools/lock
clean: ## everything made here but the environments
	rm -rf build cdk.out .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis
