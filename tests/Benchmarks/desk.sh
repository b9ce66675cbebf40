#!/usr/bin/env bash
# What the support desk does with many receipts, for docs/performance.md: each figure a process of its own, on a machine that does
# nothing else. The ratio is to a bare loop of Ed25519 and insert over the same files, in the same process.
set -euo pipefail
cd "$(dirname "$0")/../.."
dotnet build tests/Benchmarks -c Release -p:RunAnalyzers=false --nologo -v q
run() { dotnet artifacts/bin/Benchmarks/release/Benchmarks.dll desk "$@"; }
sample=tests/Shared.Tests/vectors/receipt.dsse.json
for count in ${COUNTS:-1000 10000 100000}; do run receive "$sample" "$count"; done
run receive "$sample" 3000 one-mode
for count in ${REPORTS:-5000 10000 20000}; do run report "$sample" "$count"; done
