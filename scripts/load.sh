#!/usr/bin/env bash
# Measures how fast chargers' frames reach browsers under load, or with `load-files` what memory it takes to send one large image
# to many chargers. Builds release binaries, unless CHARGEHAND_BIN and CHARGER_SIM_BIN name others. LOAD_CHARGERS, LOAD_RATE and
# LOAD_SECONDS, or LOAD_CHARGERS, LOAD_IMAGE_MB and LOAD_GROWTH_MIB, change what is measured.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prepare.sh
if [[ -z ${CHARGEHAND_BIN:-} ]]; then
  scripts/rust.sh
  scripts/say.sh "building the release binary"
  CHARGEHAND_BIN=$(cargo xtask build | tail -n 1)
fi
if [[ -z ${CHARGER_SIM_BIN:-} ]]; then
  scripts/rust.sh
  scripts/say.sh "building the simulated chargers"
  cargo build --release -p charger-sim --bin charger-sim
  CHARGER_SIM_BIN=${CARGO_TARGET_DIR:-target}/release/charger-sim
fi
CHARGEHAND_BIN=$(realpath "$CHARGEHAND_BIN")
CHARGER_SIM_BIN=$(realpath "$CHARGER_SIM_BIN")
export CHARGEHAND_BIN CHARGER_SIM_BIN
scripts/say.sh "measuring"
cd end2end
npm run --silent "${1:-load}"
