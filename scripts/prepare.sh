#!/usr/bin/env bash
# Sets up what the tests need beside Rust: tools, Node packages, a Python environment, Chromium. What it cannot set up it names.
# `prepare.sh optimizer` sets up wasm-opt alone, where Node is there; a build without it is whole too, only larger.
set -euo pipefail

readonly node_least=20
chromium=${CHROMIUM:-/usr/bin/chromium}

missing() {
  echo "$*" >&2
  exit 1
}

# Debian's packages, where we may install them.
install() {
  if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    return 1
  fi
  scripts/say.sh "installing $*"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q >&2 && apt-get install -q -y --no-install-recommends "$@" </dev/null >&2
}

tools() {
  command -v curl >/dev/null && command -v openssl >/dev/null || install curl openssl || missing "curl or openssl is missing: install both"
}

# The clients of FTP that tests put and fetch with; a test whose client is missing says so and goes on.
ftp_clients() {
  command -v lftp >/dev/null && command -v wget >/dev/null && command -v busybox >/dev/null &&
    command -v ncftpput >/dev/null && command -v tnftp >/dev/null ||
    install lftp wget busybox ncftp tnftp ||
    echo "some clients of FTP are missing, and are not tried: install lftp, wget, busybox, ncftp and tnftp" >&2
}

node_packages() {
  command -v node >/dev/null && command -v npm >/dev/null || missing "Node is missing: install Node $node_least or newer, with npm"
  local version
  version=$(node --version)
  version=${version#v}
  ((${version%%.*} >= node_least)) || missing "Node $version is too old: install Node $node_least or newer"
  if cmp -s end2end/package-lock.json end2end/node_modules/.installed; then
    return
  fi
  scripts/say.sh "Node packages"
  (cd end2end && npm ci </dev/null >&2) || missing "npm ci does not work in end2end/"
  cp end2end/package-lock.json end2end/node_modules/.installed
}

python_packages() {
  local wanted=end2end/foreign/requirements.txt
  command -v python3 >/dev/null || missing "Python is missing: install Python 3.11 or newer"
  if cmp -s "$wanted" .venv/.installed; then
    return
  fi
  scripts/say.sh "Python packages"
  rm -rf .venv
  if ! python3 -m venv .venv >&2; then
    rm -rf .venv
    install python3-venv && python3 -m venv .venv >&2 || missing "python3 -m venv does not work: install python3-venv"
  fi
  .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$wanted" </dev/null >&2
  cp "$wanted" .venv/.installed
}

browser() {
  if [[ -x $chromium ]]; then
    return
  fi
  [[ -z ${CHROMIUM:-} ]] || missing "there is no Chromium at $chromium, where CHROMIUM says"
  install chromium && [[ -x $chromium ]] || missing "Chromium is missing: install it, and set CHROMIUM to its path"
}

cd "$(dirname "$0")/.."
if [[ ${1:-} == optimizer ]]; then
  (node_packages) || echo "wasm-opt is missing, and the site's wasm stays larger than it could be" >&2
  exit 0
fi
tools
ftp_clients
node_packages
python_packages
browser
