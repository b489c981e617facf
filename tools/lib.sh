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
