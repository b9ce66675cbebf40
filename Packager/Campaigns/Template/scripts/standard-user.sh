#!/bin/sh
# Lets jobs run as a standard user: RunAs=administrator becomes RunAs=standard in jobs.cfg. For the rehearsal's instrument, a folder.
# Called with check, apply or undo; ends with 0 done, 10 already so, 20 later; the last line on standard error says why.

end() {
    printf '%s\n' "$2" >&2
    exit "$1"
}

[ -n "$PATCHKIT_INSTRUMENT_ROOT" ] || end 1 "PATCHKIT_INSTRUMENT_ROOT is not set"
[ -n "$PATCHKIT_STATE" ] || end 1 "PATCHKIT_STATE is not set"
file="$PATCHKIT_INSTRUMENT_ROOT/C/ProgramData/Example/jobs.cfg"
kept="$PATCHKIT_STATE/jobs.cfg"

case "$1" in
check)
    [ -f "$file" ] || end 1 "jobs.cfg is missing"
    grep -q '^RunAs=standard' "$file" && end 10 "jobs run as a standard user already"
    end 0 "jobs do not run as a standard user"
    ;;
apply)
    [ -f "$file" ] || end 1 "jobs.cfg is missing"
    grep -q '^RunAs=standard' "$file" && end 10 "jobs run as a standard user already"
    cp -p "$file" "$kept.new" && mv "$kept.new" "$kept" || end 1 "the old file could not be kept"
    sed 's/^RunAs=administrator/RunAs=standard/' "$file" >"$file.new" && mv "$file.new" "$file" || end 1 "jobs.cfg could not be written"
    end 0 "jobs run as a standard user now"
    ;;
undo)
    [ -f "$kept" ] || end 10 "nothing was kept, so nothing was changed"
    cp -p "$kept" "$file.new" && mv "$file.new" "$file" || end 1 "the old jobs.cfg could not be put back"
    rm -f "$kept"
    end 0 "the old jobs.cfg is back"
    ;;
*)
    end 1 "the first argument is check, apply or undo"
    ;;
esac
