#!/usr/bin/env bash
# make_venv.sh FOLDER: makes a virtual environment of Python 3.11 or newer, unless a working one stands there.
set -euo pipefail

folder=$1
here=$(dirname "${BASH_SOURCE[0]}")

able() { "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

able_python() {
    local name
    for name in python3.11 python3 python3.12 python3.13 /usr/bin/python3.11 /usr/bin/python3; do
        if able "$name"; then
            echo "$name"
            return
        fi
    done
    return 1
}

if able "$folder/bin/python" && "$folder/bin/python" -m pip --version >/dev/null 2>&1; then exit; fi
if ! python=$(able_python); then
    "$here/system_packages.sh" python
    if ! python=$(able_python); then
        echo "Facet Planner needs Python 3.11 or newer; $(python3 --version) is what there is." >&2
        exit 1
    fi
fi
"$python" -m venv --clear "$folder"
