#!/usr/bin/env bash
# The backup engine beside its peers, on the same data, in one run: median wall time, warm cache, data flushed to the disk at the end.
#   tests/Benchmarks/backup-peers.sh WORK-FOLDER [ROUNDS] NAME=DATA-FOLDER...
# WORK-FOLDER is an empty or new folder on the disk to be measured. Prints a markdown table. Needs restic and borg.
# Data: `Benchmarks data run|small FOLDER` makes both sets, or take any folder.
set -euo pipefail
export LC_ALL=C DOTNET_NOLOGO=1 RESTIC_PASSWORD=x BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes BORG_RELOCATED_REPO_ACCESS_IS_OK=yes
here="$(cd "$(dirname "$0")/../.." && pwd)"
[ $# -ge 2 ] || { sed -n '2,6p' "$0" >&2; exit 2; }
work="$1"; shift
rounds=5
case "$1" in *=*) ;; *) rounds="$1"; shift ;; esac
mkdir -p "$work"
[ -z "$(ls -A "$work")" ] || { echo "$work is not empty" >&2; exit 2; }
work="$(cd "$work" && pwd)"
export RESTIC_CACHE_DIR="$work/cache/restic" BORG_CACHE_DIR="$work/cache/borg" BORG_CONFIG_DIR="$work/cache/borg-config"
export RESTIC_REPOSITORY="$work/restic" BORG_REPO="$work/borg"
# As the Applier ships: with its runtime, compiled ahead.
dotnet publish "$here/tests/Benchmarks" -c Release -r linux-x64 --self-contained -p:PublishReadyToRun=true -v quiet >&2
ours="$here/artifacts/publish/Benchmarks/release_linux-x64/Benchmarks"
log="$work/log"; times="$work/times"
: >"$times"

# measure LABEL COMMAND...: seconds from start to "on the disk"
measure() {
    local label="$1" begin end; shift
    begin="$(date +%s.%N)"
    "$@" >"$log" 2>&1 || { echo "$label failed:" >&2; cat "$log" >&2; exit 1; }
    sync -f "$work"
    end="$(date +%s.%N)"
    echo "$set $label $(echo "$end $begin" | awk '{ printf "%.3f", $1 - $2 }')" | tee -a "$times" >&2
    grep -o 'VmHWM:[^;]*' "$log" | awk -v set="$set" '{ print set, "memory-kb", $2 }' >>"$times" || true
}
copy_and_hash() { cp -a "$1" "$work/copy" && find "$work/copy" -type f -print0 | xargs -0 sha256sum >"$work/sums"; }
clean() { rm -rf "${work:?}/ours" "$work/copy" "$work/sums" "$work/restic" "$work/borg" "$work/cache"; sync -f "$work"; }
warm() { find "$1" -type f -print0 | xargs -0 cat >/dev/null; }

sets=""
for pair in "$@"; do
    set="${pair%%=*}"; data="${pair#*=}"; sets="$sets $set"
    for round in $(seq "$rounds"); do
        echo "-- $set, round $round of $rounds" >&2
        clean; warm "$data"
        measure ours-first "$ours" backup "$data" "$work/ours" b1
        measure ours-verify "$ours" verify "$work/ours" b1
        measure ours-second "$ours" backup "$data" "$work/ours" b2
        clean; warm "$data"
        measure cp+sha256sum copy_and_hash "$data"
        clean; warm "$data"
        restic init >/dev/null
        measure restic-first restic backup --quiet "$data"
        measure restic-verify restic check --read-data --quiet
        measure restic-second restic backup --quiet "$data"
        clean; warm "$data"
        borg init --encryption=none
        measure borg-first borg create --compression lz4 ::b1 "$data"
        measure borg-second borg create --compression lz4 ::b2 "$data"
    done
done
clean

median() { awk -v set="$1" -v label="$2" '$1 == set && $2 == label { print $3 }' "$times" | sort -n | awk '{ a[NR] = $1 } END { print (NR % 2) ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'; }
row() { # SET WHAT OURS PEER TARGET
    awk -v set="$1" -v what="$2" -v peer="$4" -v ours="$(median "$1" "$3")" -v theirs="$(median "$1" "$4")" -v target="$5" \
        'BEGIN { printf "| %s | %s | %.2f | %s | %.2f | %.2f | %s |\n", set, what, ours, peer, theirs, theirs / ours, target }'
}
echo "| data | what | ours, s | peer | peer, s | times as fast | target |"
echo "|---|---|---|---|---|---|---|"
for set in $sets; do
    row "$set" "first backup" ours-first restic-first 5
    row "$set" "first backup" ours-first borg-first 2.5
    case "$set" in small*) target=1.5 ;; *) target=2.5 ;; esac
    row "$set" "first backup" ours-first cp+sha256sum "$target"
    row "$set" "every byte read and hashed" ours-verify restic-verify 4
    row "$set" "unchanged second backup" ours-second restic-second 1
    row "$set" "unchanged second backup" ours-second borg-second -
done
for set in $sets; do
    awk -v set="$set" '$1 == set && $2 == "memory-kb" && $3 > most { most = $3 } END { printf "\nPeak memory, %s: %.0f MB (VmHWM, all rounds; target 100)\n", set, most / 1000 }' "$times"
done
echo
echo "Machine: $(nproc) x$(awk -F: '/model name/ { print $2; exit }' /proc/cpuinfo), $(awk '/MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GiB, $(stat -f -c %T "$work"); $(uname -sr); median of $rounds; load $(cut -d' ' -f1-3 /proc/loadavg)"
echo "Peers: $(restic version | cut -d' ' -f1,2), $(borg --version), $(cp --version | head -n 1)"
rm -rf "${work:?}"
