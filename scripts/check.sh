#!/usr/bin/env bash
# Formatting, lints and types, for the server's half and the browser's; runs nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/rust.sh rustfmt clippy
scripts/say.sh "formatting"
cargo fmt --all --check
scripts/say.sh "lints, server"
cargo clippy --workspace --exclude frontend --all-targets -- -D warnings
scripts/say.sh "lints, browser"
readonly target=wasm32-unknown-unknown
[[ -d $(rustc --print target-libdir --target "$target") ]] || rustup target add "$target"
# In the site's own profile, so that what it compiled for the build itself is taken.
cargo clippy -p app -p frontend --features app/hydrate --target "$target" --profile wasm-release -- -D warnings
