#!/usr/bin/env bash
# Changes the pure crates, or those that are named, one place at a time, and tells what their tests do not notice. How stands in
# .cargo/mutants.toml, what is known to survive in docs/mutants.md.
set -euo pipefail
cd "$(dirname "$0")/.."

crates=("$@")
((${#crates[@]})) || crates=(redact dialect actions)
scripts/tool.sh cargo-mutants
scripts/say.sh "changing ${crates[*]}"
packages=()
for crate in "${crates[@]}"; do
  packages+=(--package "$crate")
done
survived=0
cargo mutants "${packages[@]}" --jobs "${JOBS:-1}" --output target || survived=$?
# 2: some survived, 3: some took too long, which is noticing, too.
((survived == 0 || survived == 2 || survived == 3)) || exit "$survived"
scripts/say.sh "survived: $(wc -l <target/mutants.out/missed.txt), noticed: $(wc -l <target/mutants.out/caught.txt)"
