# SPDX-License-Identifier: Apache-2.0
#
# The front door: `make help` lists what it opens. CMake does the building (CMakeLists.txt, CMakePresets.json);
# each target first installs what it needs and is missing (scripts/bootstrap, which says what).

BOARD ?= mps2-an385
AUDIO ?=

.DEFAULT_GOAL := all
.PHONY: all
all: ## build the desk program, build/mw
	@scripts/bootstrap host
	@scripts/build host mw

.PHONY: demo
demo: ## hear, decide, switch a light on an emulated chip: make demo [BOARD=microbit] [AUDIO=file]
	@scripts/bootstrap host device demo
	@scripts/demo --board $(BOARD) $(if $(AUDIO),--audio "$(AUDIO)")

.PHONY: check
check: ## all that CI runs: style, gcc, clang, sanitizers, every test but the long ones
	@scripts/bootstrap host test device demo
	@scripts/check

.PHONY: check-all
check-all: ## the same and the long tests
	@scripts/bootstrap host test device demo
	@scripts/check --long

.PHONY: bench
bench: ## count every model on every core again, and write docs/numbers.md
	@scripts/bootstrap host device
	@scripts/build host mw
	@scripts/check_baseline --all --save build/bench.json; said=$$?; \
	    scripts/numbers --counts build/bench.json && exit $$said

.PHONY: figures
figures: ## measure every figure of the documentation on this machine, goal beside value
	@scripts/bootstrap host device
	@scripts/figures

.PHONY: format
format: ## apply .clang-format to every C file
	@scripts/bootstrap test
	@scripts/check_format --apply

.PHONY: clean
clean: ## remove what was built
	rm -rf build build-debug build-clang build-sanitizers build-mps2-an385 build-microbit

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14
