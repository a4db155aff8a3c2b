#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The small copies of models and golden vectors are still those of ../shared.
exec "$(dirname "$0")/models/make_copies.py" --check
