#!/usr/bin/env bash
# All that must hold before a change is taken. The last lines are the test runners' own.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/rust.sh
scripts/prepare.sh
scripts/say.sh "building the site"
cargo xtask site
scripts/check.sh

# Everything that is run here is built by one command: asked for one by one, shared crates would be compiled anew each time.
host=(--workspace --exclude frontend --exclude xtask)
scripts/say.sh "building the programs and tests"
cargo build "${host[@]}" --bins --tests
scripts/say.sh "tests"
cargo test --quiet -p xtask
if cargo nextest --version >/dev/null 2>&1; then
  # All of them, so that one run tells all that fails. Continuous integration tries what failed once more, since its machines may stand
  # still for a while; what needed its second try is listed as flaky.
  how=(--no-fail-fast)
  [[ ${CI:-} != true ]] || how+=(--retries 1)
  # The compliance cases run below, where they make their table.
  cargo nextest run "${host[@]}" "${how[@]}" -E 'not binary(octt)'
  # What must not compile stands in documentation, which that runner leaves out.
  cargo test --quiet --doc -p actions
else
  cargo test "${host[@]}"
fi
scripts/say.sh "cases from the field"
cargo xtask cases
scripts/say.sh "compliance cases"
cargo xtask conformance
scripts/say.sh "tests in the browser"
cd end2end
node_modules/.bin/playwright test
