#!/usr/bin/env bash
# Announces a step, on standard error, so that standard output is the programs' own.
set -euo pipefail
printf '== %s\n' "$*" >&2
