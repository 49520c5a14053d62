#!/usr/bin/env bash
# Makes sure that there is a Rust tool chain, or says how to get one. `rust.sh COMPONENT...` adds components that are missing.
set -euo pipefail

if ! command -v cargo >/dev/null; then
  echo "cargo is missing: install Rust with rustup, https://rustup.rs" >&2
  exit 1
fi
for component in "$@"; do
  case $component in
    rustfmt) command=fmt ;;
    *) command=$component ;;
  esac
  if ! cargo "$command" --version >/dev/null 2>&1; then
    scripts/say.sh "adding the component $component"
    rustup component add "$component"
  fi
done
