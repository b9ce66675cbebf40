#!/usr/bin/env bash
# A stick of a large bundle, beside what copies and hashes the same bytes: `stick` against cp + cmp, `verify` against
# openssl dgst, `build` against zip -0 + openssl dgst. In turns, medians. docs/performance.md.
# usage: [PACKAGER=PROGRAM] tests/Benchmarks/stick-peers.sh WORK-FOLDER [ROUNDS [MEBIBYTES]]
# needs: dotnet build -c Release, or a published Packager named by PACKAGER; 5 times the size free
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$1 rounds=${2:-5} size=${3:-1024}
packager=${PACKAGER:-"dotnet $PWD/artifacts/bin/Packager/release/Packager.dll"}
words='rehearsal rehearsal rehearsal'
mkdir -p "$work"
export TMPDIR=$work DOTNET_CLI_TELEMETRY_OPTOUT=1

. tests/Benchmarks/large-bundle.sh
bundle=$(ls "$round"/release/targets/bundles/*.9.0.0.zip 2>/dev/null || ls -S "$round"/release/targets/bundles/*.zip | head -1)
sed 's/"fsn2023-1338-1.0.0"/"fsn2023-1338-9.0.0"/; s/"REHEARSAL-1"/"PK-BENCH"/' "$round/order.json" >"$work/order.json"

plain() { cp "$bundle" "$work/copy" && cmp "$bundle" "$work/copy"; }
zipped() { (cd "$work/campaign" && zip -q -0 -r "$work/plain.zip" .) && openssl dgst -sha256 "$work/plain.zip"; }
stick() {
    $packager stick "$work/order.json" --release "$round/release" --output "$work/E" --ledger "$work/ledger.db" --new-ledger \
        --key "$round/keys/support-desk.key.json" --passphrase-fd 3 3<<<"$words"
}

rm -f "$work"/*.times "$work"/*.peak
for i in $(seq 0 "$rounds"); do
    [ "$i" = 1 ] && rm -f "$work"/*.times "$work"/*.peak # the first one warms up
    rm -rf "$work/E" "$work/copy" "$work"/ledger.db*
    timed plain plain
    rm -f "$work/copy"
    timed stick stick
    rm -f "$work/plain.zip" "$work/again.zip"
    timed zipped zipped
    timed build $packager build "$work/campaign" --output "$work/again.zip"
    rm -f "$work/plain.zip" "$work/again.zip"
    timed openssl openssl dgst -sha256 "$bundle"
    timed verify $packager verify "$work/E" --root "$round/keys/root.json"
done
awk -v p="$(median plain)" -v s="$(median stick)" -v o="$(median openssl)" -v v="$(median verify)" -v sp="$(peak stick)" -v vp="$(peak verify)" \
    -v z="$(median zipped)" -v b="$(median build)" -v bp="$(peak build)" 'BEGIN {
    printf "cp + cmp %d ms, stick %d ms: ratio %.2f\n", p, s, p / s
    printf "openssl dgst %d ms, verify %d ms: ratio %.2f\n", o, v, o / v
    printf "zip + openssl %d ms, build %d ms: ratio %.2f\n", z, b, z / b
    printf "peak memory: stick %d MB, verify %d MB, build %d MB\n", sp / 1024, vp / 1024, bp / 1024 }'
