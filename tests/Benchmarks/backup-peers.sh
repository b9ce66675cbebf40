#!/usr/bin/env bash
# The backup engine beside its peers, on the same data, in one run: median wall time and processor time, warm cache, data flushed
# to the disk at the end.
#   tests/Benchmarks/backup-peers.sh WORK-FOLDER [ROUNDS] [run|small|NAME=DATA-FOLDER]...
# WORK-FOLDER is an empty or new folder on the disk to be measured, with 15 GB free. Prints a markdown table.
# Needs restic, borg, wimtools and openssl. Data: without a name both generated sets, run (3.3 GB) and small (20,000 files),
# made below WORK-FOLDER; or any folder.
# Ends with the peak memory for MANY files of some bytes in one folder (500000; 0 leaves that out).
# PART=100 makes the generated sets a hundredth and fills no memory: a trial of this script, whose figures mean nothing.
set -euo pipefail
export LC_ALL=C DOTNET_NOLOGO=1 RESTIC_PASSWORD=x
export BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes BORG_RELOCATED_REPO_ACCESS_IS_OK=yes
here="$(cd "$(dirname "$0")/../.." && pwd)"
[ $# -ge 1 ] || { sed -n '2,9p' "$0" >&2; exit 2; }
work="$1"; shift
rounds=5
case "${1:-}" in [0-9]*) rounds="$1"; shift ;; esac
[ $# -gt 0 ] || set -- run small
part="${PART:-1}"
many="${MANY:-$((500000 / part))}"
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

# measure LABEL COMMAND...: seconds from start to "on the disk", and the processor time of the command and its children
measure() {
    local label="$1" begin end cpu; shift
    begin="$(date +%s.%N)"
    TIMEFORMAT='%U %S'
    { time "$@" >"$log" 2>&1 || touch "$work/failed"; } 2>"$work/cpu"
    [ ! -e "$work/failed" ] || { echo "$label failed:" >&2; cat "$log" >&2; exit 1; }
    sync -f "$work"
    end="$(date +%s.%N)"
    cpu="$(awk 'END { printf "%.3f", $1 + $2 }' "$work/cpu")"
    echo "$set $label $(echo "$end $begin" | awk '{ printf "%.3f", $1 - $2 }') $cpu" | tee -a "$times" >&2
    grep -o 'VmHWM:[^;]*' "$log" | awk -v set="$set" '{ print set, "memory-kb", $2 }' >>"$times" || true
}
hash_all() { find "$1" -type f -print0 | xargs -0 openssl dgst -sha256 >"$work/sums"; }
copy_and_hash() { cp -a "$1" "$work/copy" && hash_all "$work/copy"; }
# On both processors: a few large files are dealt out one by one, many small ones by the hundred.
hash_all_twice() { find "$1" -type f -print0 | xargs -0 -P 2 -n "$2" openssl dgst -sha256 >"$work/sums"; }
write_floor() { find "$1" -type f -print0 | xargs -0 cat | dd of="$work/floor" bs=1M conv=fsync status=none; }
tar_floor() { tar -cf "$work/floor" -C "$1" .; }
clean() {
    rm -rf "${work:?}"/{ours,copy,restored,sums,restic,borg,cache,floor} "$work"/*.wim
    sync -f "$work"
}
# Every peer starts with the data in the cache and the rest of the memory full of cached pages, as on a machine that has been up
# for a while. With free memory a virtual machine that gives it back to its host pays for each page that it takes again, and
# whoever writes fastest pays most.
warm() {
    [ "$part" = 1 ] && fill_memory
    find "$1" -type f -print0 | xargs -0 cat >/dev/null
}
fill_memory() {
    truncate -s "$(awk '/MemTotal/ { print $2 }' /proc/meminfo)K" "$work/filler"
    cat "$work/filler" >/dev/null
}

sets=""
for pair in "$@"; do
    set="${pair%%=*}"; data="${pair#*=}"; sets="$sets $set"
    case "$pair" in *=*) ;; *) data="$work/data-$set"; "$ours" data "$set" "$data" "$part"; sync -f "$work" ;; esac
    case "$set" in small*) deal=200 ;; *) deal=1 ;; esac
    for round in $(seq "$rounds"); do
        echo "-- $set, round $round of $rounds" >&2
        clean; warm "$data"
        measure ours-first "$ours" backup "$data" "$work/ours" b1
        measure ours-verify "$ours" verify "$work/ours" b1
        measure ours-second "$ours" backup "$data" "$work/ours" b2
        measure ours-restore "$ours" restore "$work/ours" b2 "$work/restored"
        clean; warm "$data"
        measure cp+openssl copy_and_hash "$data"
        measure openssl-verify hash_all_twice "$work/copy" "$deal"
        clean; warm "$data"
        measure dd write_floor "$data"
        clean; warm "$data"
        measure tar tar_floor "$data"
        clean; warm "$data"
        measure wimlib-none wimcapture "$data" "$work/none.wim" --compress=none --no-acls
        measure wimlib-verify wimverify "$work/none.wim"
        clean; warm "$data"
        measure wimlib-xpress wimcapture "$data" "$work/xpress.wim" --compress=fast --no-acls
        clean; warm "$data"
        restic init >/dev/null
        measure restic-first restic backup --quiet "$data"
        measure restic-verify restic check --read-data --quiet
        measure restic-second restic backup --quiet "$data"
        measure restic-restore restic restore latest --quiet --target "$work/restored"
        clean; warm "$data"
        borg init --encryption=none
        measure borg-first borg create --compression lz4 ::b1 "$data"
        measure borg-second borg create --compression lz4 ::b2 "$data"
    done
    clean
    rm -rf "$work/data-$set"
done

# peak WHAT COMMAND...: the kernel's high-water mark of one process.
peak() {
    local what="$1"; shift
    "$@" >"$log" 2>&1 || { echo "$what failed:" >&2; cat "$log" >&2; exit 1; }
    peaks="$peaks, $what $(grep -o 'VmHWM:[^;]*' "$log" | awk '{ printf "%.0f MB", $2 / 1000 }')"
}
peaks=""
if [ "$many" -gt 0 ]; then
    echo "-- memory, $many files in one folder" >&2
    "$ours" data flat "$work/many" "$many"
    peak "first backup" "$ours" backup "$work/many" "$work/ours" b1
    peak "every byte read and hashed" "$ours" verify "$work/ours" b1
    peak "unchanged second backup" "$ours" backup "$work/many" "$work/ours" b2
    peak "restore" "$ours" restore "$work/ours" b2 "$work/copy"
    diff -rq "$work/many" "$work/copy/D/Data" >&2
    rm -rf "$work/many"
    clean
fi

# median SET LABEL COLUMN
median() {
    awk -v set="$1" -v label="$2" -v column="$3" '$1 == set && $2 == label { print $column }' "$times" | sort -n |
        awk '{ a[NR] = $1 } END { print (NR % 2) ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'
}
row() { # SET WHAT OURS PEER MOST: at most so many times the peer's wall time; - where it is only shown
    awk -v set="$1" -v what="$2" -v peer="$4" -v most="$5" \
        -v ours="$(median "$1" "$3" 3)" -v work="$(median "$1" "$3" 4)" \
        -v theirs="$(median "$1" "$4" 3)" -v theirwork="$(median "$1" "$4" 4)" \
        'BEGIN { printf "| %s | %s | %.2f | %.2f | %s | %.2f | %.2f | %.2f | %s | %s |\n", set, what, ours, work, peer, theirs,
            theirwork, ours / theirs, most, most == "-" ? "" : ours / theirs <= most ? "yes" : "**no**" }'
}
echo "| data | what | ours, s | CPU, s | peer | s | CPU, s | ours / peer | at most | met |"
echo "|---|---|---|---|---|---|---|---|---|---|"
for set in $sets; do
    case "$set" in
        small*)
            row "$set" "first backup" ours-first wimlib-none 0.67
            row "$set" "first backup" ours-first tar 1.8
            row "$set" "first backup" ours-first cp+openssl -
            row "$set" "first backup" ours-first dd - ;;
        *)
            row "$set" "first backup" ours-first cp+openssl 0.59
            row "$set" "first backup" ours-first dd 1.3
            row "$set" "first backup" ours-first tar -
            row "$set" "first backup" ours-first wimlib-none - ;;
    esac
    row "$set" "first backup" ours-first wimlib-xpress -
    row "$set" "first backup" ours-first restic-first -
    row "$set" "first backup" ours-first borg-first -
    row "$set" "every byte read and hashed" ours-verify openssl-verify 1
    row "$set" "every byte read and hashed" ours-verify wimlib-verify -
    row "$set" "every byte read and hashed" ours-verify restic-verify -
    row "$set" "unchanged second backup" ours-second restic-second 0.5
    row "$set" "unchanged second backup" ours-second borg-second -
    row "$set" "restore" ours-restore cp+openssl 1
    row "$set" "restore" ours-restore restic-restore -
done
for set in $sets; do
    awk -v set="$set" '$1 == set && $2 == "memory-kb" && $3 > most { most = $3 }
        END { printf "\nPeak memory, %s: %.0f MB (VmHWM, all rounds; target 100)\n", set, most / 1000 }' "$times"
done
[ -z "$peaks" ] ||
    printf '\nPeak memory, %s files of some bytes in one folder: %s (VmHWM; target 100)\n' "$many" "${peaks#, }"
echo
echo "A peer may do less: wimlib hashes with SHA-1 and writes one file; cp + openssl and openssl hash with SHA-256 and keep no"
echo "list that is checked; dd and tar hash nothing; borg's compression is lz4."
echo
processor="$(awk -F: '/model name/ { print $2; exit }' /proc/cpuinfo)"
memory="$(awk '/MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)"
echo "Machine: $(nproc) x$processor, $memory GiB, $(stat -f -c %T "$work"); $(uname -sr); median of $rounds;" \
    "load $(cut -d' ' -f1-3 /proc/loadavg)"
# Not by head: a program that is still writing would end with an error.
first() { "$@" | awk 'NR == 1'; }
echo "Peers: $(restic version | cut -d' ' -f1,2), $(borg --version), $(first wimcapture --version), $(openssl version)," \
    "$(first cp --version)"
rm -rf "${work:?}"
