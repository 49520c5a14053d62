#!/usr/bin/env bash
# Makes sure that cargo has a command that does not come with it, `tool.sh cargo-deny`: builds it where it is missing, which takes minutes.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/rust.sh
for tool in "$@"; do
  if ! command -v "$tool" >/dev/null; then
    scripts/say.sh "installing $tool"
    cargo install --quiet --locked "$tool" </dev/null
  fi
done
