#!/usr/bin/env bash
# Installs the Debian packages that Facet Planner needs and the machine lacks, or says which they are.
#   system_packages.sh python   an interpreter that can make a virtual environment
#   system_packages.sh run      the shared libraries of a Qt window, of fonts and of printing
#   system_packages.sh test     an X server without a screen, and readers of PDF
# Where nothing is missing it prints nothing. Exit 1: something is missing and may not be installed from here.
set -euo pipefail

LIBRARIES='
libEGL.so.1             libegl1
libGL.so.1              libgl1
libX11.so.6             libx11-6
libX11-xcb.so.1         libx11-xcb1
libcups.so.2            libcups2
libdbus-1.so.3          libdbus-1-3
libfontconfig.so.1      libfontconfig1
libfreetype.so.6        libfreetype6
libglib-2.0.so.0        libglib2.0-0
libgssapi_krb5.so.2     libgssapi-krb5-2
libwayland-cursor.so.0  libwayland-cursor0
libxcb-cursor.so.0      libxcb-cursor0
libxcb-icccm.so.4       libxcb-icccm4
libxcb-image.so.0       libxcb-image0
libxcb-keysyms.so.1     libxcb-keysyms1
libxcb-randr.so.0       libxcb-randr0
libxcb-render.so.0      libxcb-render0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0       libxcb-shape0
libxcb-shm.so.0         libxcb-shm0
libxcb-sync.so.1        libxcb-sync1
libxcb-util.so.1        libxcb-util1
libxcb-xfixes.so.0      libxcb-xfixes0
libxcb-xinerama.so.0    libxcb-xinerama0
libxcb-xkb.so.1         libxcb-xkb1
libxkbcommon.so.0       libxkbcommon0
libxkbcommon-x11.so.0   libxkbcommon-x11-0
'
PROGRAMS='
Xvfb       xvfb
xvfb-run   xvfb
xauth      xauth
pdffonts   poppler-utils
pdftoppm   poppler-utils
pdftotext  poppler-utils
'

missing_libraries() {
    local known soname package
    known=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p)
    while read -r soname package; do
        if [[ -n $soname ]] && ! grep -qF "	$soname " <<<"$known"; then echo "$package"; fi
    done <<<"$LIBRARIES"
}

missing_programs() {
    local program package
    while read -r program package; do
        if [[ -n $program ]] && ! command -v "$program" >/dev/null; then echo "$package"; fi
    done <<<"$PROGRAMS"
}

install() {
    local -a become=()
    if [[ $(id -u) -ne 0 ]]; then become=(sudo -n); fi
    if ! command -v apt-get >/dev/null || ! "${become[@]}" true 2>/dev/null; then
        echo "Facet Planner needs packages that this machine lacks. Install them and try again:" >&2
        echo "  apt-get install --no-install-recommends $*" >&2
        exit 1
    fi
    echo "Installing $*"
    "${become[@]}" apt-get update -qq
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

case ${1:-} in
python) missing='python3 python3-venv' ;;
run) missing=$(missing_libraries | sort -u) ;;
test) missing=$(missing_programs | sort -u) ;;
*)
    echo "usage: system_packages.sh python|run|test" >&2
    exit 2
    ;;
esac
if [[ -n $missing ]]; then
    # shellcheck disable=SC2086
    install $missing
fi
