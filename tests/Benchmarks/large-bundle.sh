# Sourced by the benches of sticks, with work, size, packager and words set: a release with a large bundle, made once a work folder,
# and commands that are timed.
if [ ! -f "$work/ready" ]; then
    $packager rehearse --unattended --only Dx --folder "$work/round" >"$work/round.log" || true
    round=$work/round/0001
    cp -r campaigns/fsn2023-1338 "$work/campaign"
    sed -i 's/^version: .*/version: 9.0.0/; s/^counter: .*/counter: 2/' "$work/campaign/campaign.yaml"
    head -c "$((size << 20))" /dev/urandom >"$work/campaign/payload/image.bin"
    $packager build "$work/campaign" --output "$work/bundle.zip" >/dev/null
    for holder in release-engineering quality; do
        echo "$words" | $packager sign "$work/bundle.zip" --release "$round/release" --key "$round/keys/$holder.key.json" \
            --passphrase-fd 0 >/dev/null
    done
    rm "$work/bundle.zip"
    touch "$work/ready"
fi
round=$work/round/0001

# timed NAME COMMAND...: appends the seconds to NAME.times and the peak kB of the process to NAME.peak
timed() {
    local name=$1 began ended
    shift
    began=$(date +%s%N)
    "$@" >"$work/$name.log" 2>&1 </dev/null &
    local id=$! peak=0 now process
    while kill -0 "$id" 2>/dev/null; do
        for process in "$id" $(pgrep -P "$id" || true); do
            now=$(awk '/VmHWM/ {print $2}' "/proc/$process/status" 2>/dev/null || echo 0)
            [ "${now:-0}" -gt "$peak" ] && peak=$now
        done
        sleep 0.05
    done
    wait "$id" || { cat "$work/$name.log"; exit 1; }
    ended=$(date +%s%N)
    echo $(((ended - began) / 1000000)) >>"$work/$name.times"
    echo "$peak" >>"$work/$name.peak"
}
median() { sort -n "$work/$1.times" | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
peak() { sort -n "$work/$1.peak" | tail -1; }
