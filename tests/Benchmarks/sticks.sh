#!/usr/bin/env bash
# Many sticks at once beside what copies and compares the same bytes: `stick write` to N folders against N `cp` + `cmp` side by
# side, and to one folder against one `cp` + `cmp`. The peers are flushed to the disk and then compared, as sticks are: once as
# `cmp` does it, with what is still in memory, and once with what the disk gives back, as a stick is read. In turns, medians, the
# peak memory of the process. docs/performance.md.
# usage: [PACKAGER=PROGRAM] tests/Benchmarks/sticks.sh WORK-FOLDER [ROUNDS [MEBIBYTES [TARGETS]]]
# needs: dotnet build -c Release, or a published Packager named by PACKAGER; twice TARGETS + 3 times the size free
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -ge 1 ] || { sed -n '2,8p' "$0" >&2; exit 2; }
mkdir -p "$1"
work=$(cd "$1" && pwd) rounds=${2:-5} size=${3:-1024} targets=${4:-8}
packager=${PACKAGER:-"dotnet $PWD/artifacts/bin/Packager/release/Packager.dll"}
words='rehearsal rehearsal rehearsal'
export TMPDIR=$work DOTNET_CLI_TELEMETRY_OPTOUT=1

. tests/Benchmarks/large-bundle.sh
bundle=$(ls -S "$round"/release/targets/bundles/*.zip | head -1)
for i in $(seq "$targets"); do
    sed "s/\"fsn2023-1338-1.0.0\"/\"fsn2023-1338-9.0.0\"/; s/\"REHEARSAL-1\"/\"PK-$i\"/" "$round/order.json" >"$work/order$i.json"
done

# A stick is flushed before anything of it is read back; so is its peer.
copied() {
    mkdir -p "$work/copy$1"
    cp "$bundle" "$work/copy$1/" && sync -f "$work/copy$1" && "$2" "$work/copy$1/${bundle##*/}"
}
from_memory() { cmp "$bundle" "$1"; }
from_disk() { dd if="$1" iflag=direct bs=1M status=none | cmp "$bundle" -; }
plain() {
    local i ids=()
    for i in $(seq "$1"); do copied "$i" "$2" & ids+=($!); done
    for i in "${ids[@]}"; do wait "$i"; done
}
sticks() {
    local i orders=() folders=()
    for i in $(seq "$1"); do
        orders+=("$work/order$i.json")
        folders+=("$work/E$i")
    done
    $packager stick write "${orders[@]}" --to "${folders[@]}" --release "$round/release" --ledger "$work/ledger.db" --new-ledger \
        --key "$round/keys/support-desk.key.json" --passphrase-fd 3 3<<<"$words"
}
clean() { rm -rf "$work"/copy* "$work"/E* "$work"/ledger.db*; }

rm -f "$work"/*.times "$work"/*.peak
for i in $(seq 0 "$rounds"); do
    [ "$i" = 1 ] && rm -f "$work"/*.times "$work"/*.peak # the first one warms up
    for many in 1 "$targets"; do
        clean
        timed "plain-$many" plain "$many" from_memory
        clean
        timed "disk-$many" plain "$many" from_disk
        clean
        timed "sticks-$many" sticks "$many"
    done
done
clean
for many in 1 "$targets"; do
    awk -v n="$many" -v s="$size" -v p="$(median "plain-$many")" -v d="$(median "disk-$many")" -v o="$(median "sticks-$many")" \
        -v m="$(peak "sticks-$many")" 'BEGIN {
        printf "%d x %d MiB: cp + sync + cmp %d ms, the same from the disk %d ms, stick write %d ms: ratio %.2f and %.2f; peak %d MB\n",
            n, s, p, d, o, p / o, d / o, m / 1024 }'
done
