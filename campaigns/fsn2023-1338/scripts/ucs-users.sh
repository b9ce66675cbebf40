#!/bin/sh
# Lets copy jobs run as a standard user: RunAs=administrator becomes RunAs=standard in ucs-users.cfg.
# For the rehearsal's instrument, which is a folder. ucs-users.cmd does the same on Windows.
# Called with check, apply or undo; ends with 0 done, 10 already so, 20 later; the last line on standard error says why.

cr=$(printf '\r')

end() {
    printf '%s\n' "$2" >&2
    exit "$1"
}

has() {
    grep -q "^RunAs=$1$cr\{0,1\}\$" "$file"
}

[ -n "$PATCHKIT_INSTRUMENT_ROOT" ] || end 1 "PATCHKIT_INSTRUMENT_ROOT is not set"
[ -n "$PATCHKIT_STATE" ] || end 1 "PATCHKIT_STATE is not set"
file="$PATCHKIT_INSTRUMENT_ROOT/C/ProgramData/Illumina/Universal Copy Service/ucs-users.cfg"
kept="$PATCHKIT_STATE/ucs-users.cfg"

case "$1" in
check)
    [ -f "$file" ] || end 1 "ucs-users.cfg is missing"
    has standard && end 10 "copy jobs run as a standard user already"
    has administrator && end 0 "copy jobs run as an administrator"
    end 1 "ucs-users.cfg has no line RunAs that this script knows"
    ;;
apply)
    [ -f "$file" ] || end 1 "ucs-users.cfg is missing"
    has standard && end 10 "copy jobs run as a standard user already"
    has administrator || end 1 "ucs-users.cfg has no line RunAs that this script knows"
    cp -p "$file" "$kept.new" && mv "$kept.new" "$kept" || end 1 "the old file could not be kept"
    sed 's/^RunAs=administrator/RunAs=standard/' "$file" >"$file.new" && mv "$file.new" "$file" || end 1 "ucs-users.cfg could not be written"
    has standard && end 0 "copy jobs run as a standard user now"
    end 1 "ucs-users.cfg was written and does not say RunAs=standard"
    ;;
undo)
    [ -f "$kept" ] || end 10 "nothing was kept, so nothing was changed"
    cp -p "$kept" "$file.new" && mv "$file.new" "$file" || end 1 "the old ucs-users.cfg could not be put back"
    rm -f "$kept"
    end 0 "the old ucs-users.cfg is back"
    ;;
*)
    end 1 "the first argument is check, apply or undo"
    ;;
esac
