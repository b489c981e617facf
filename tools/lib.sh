# Shared by run, test and the scripts of this folder; sourced, never run.
# shellcheck shell=bash

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

# A Node of our own (tools/setup) goes before the machine's.
if [ -x "$top/.tools/bin/node" ]; then
    PATH=$top/.tools/bin:$PATH
fi
export PATH

# tree_hash PATH...: one hash over names and contents of the files below
tree_hash() {
    (
        cd "$top" || exit
        find "$@" \( -name node_modules -o -name dist \) -prune -o -type f -print0 |
            LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1
    )
}

# stamped FILE HASH: is what FILE remembers still so?
stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# seconds since the epoch, for the times that are shown
now() { date +%s; }

# port_taken PORT: does somebody listen on it?
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# quietly NAME COMMAND...: into var/NAME.log; only a failure is shown
quietly() {
    local what=$1
    shift
    mkdir -p "$top/var"
    if ! "$@" >"$top/var/$what.log" 2>&1 </dev/null; then
        tail -n 40 "$top/var/$what.log" >&2
        fail "This did not work: $what. The whole log is in var/$what.log."
    fi
}

# build_web: web/dist, only when the sources of the pages changed
build_web() {
    local stamp=$top/web/dist/.sources hash
    [ -f "$top/web/package.json" ] || return 0
    hash=$(tree_hash web)
    stamped "$stamp" "$hash" && return 0
    say "Building the pages ..."
    quietly web npm --prefix "$top/web" run build
    tree_hash web >"$stamp"
}

# how the sanitizers of clang are to behave: the first fault ends the program
sanitizer_options() {
    export ASAN_OPTIONS=abort_on_error=0:detect_stack_use_after_return=1:strict_string_checks=1
    export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
    export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
}
