#!/usr/bin/env bash
# Makes the documentation of all crates, private parts too, since most of the code is private. What rustdoc would warn of fails.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/rust.sh
scripts/say.sh "documentation"
export RUSTDOCFLAGS="${RUSTDOCFLAGS:-} -D warnings"
cargo doc --no-deps --document-private-items --workspace --exclude frontend
