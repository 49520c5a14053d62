#!/usr/bin/env bash
# Measures the server in turns with a bare responder that keeps nothing: `bench.sh plan quick`, `plan usual`, `plan large`, or one subject,
# as `bench.sh throughput --message meter`. Builds release binaries, unless CHARGEHAND_BIN and BENCH_BIN name others; pages are made by
# the server, so the site is not needed. Adds the results to BENCH_JSON as well, a line of JSON for each.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly target=${CARGO_TARGET_DIR:-target}
if [[ -z ${CHARGEHAND_BIN:-} || -z ${BENCH_BIN:-} ]]; then
  scripts/rust.sh
  scripts/say.sh "building the release binaries"
  cargo build --release -p server --bin chargehand
  cargo build --release -p bench --bin chargehand-bench
fi
scripts/say.sh "measuring"
"${BENCH_BIN:-$target/release/chargehand-bench}" --bin "${CHARGEHAND_BIN:-$target/release/chargehand}" \
  --json "${BENCH_JSON:-$target/bench.jsonl}" "$@"
