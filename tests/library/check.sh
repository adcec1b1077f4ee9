#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check.sh BUILD: install the library of the build folder BUILD somewhere, and build and run a program against it as somebody else would.
set -eu
build=$1
here=$(dirname "$0")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
DESTDIR=$place meson install -C "$build" --no-rebuild --tags devel >"$place/log" 2>&1 || { cat "$place/log"; exit 1; }
pc=$(find "$place" -name csgov-standards.pc)
sed -i "s|^prefix=|prefix=$place|" "$pc"
PKG_CONFIG_PATH=$(dirname "$pc")
export PKG_CONFIG_PATH
# shellcheck disable=SC2046
"${CC:-cc}" -std=c17 -Wall -Wextra -Werror "$here/resolve.c" $(pkg-config --cflags --libs csgov-standards) -o "$place/resolve"
got=$("$place/resolve" "$here/profile.xml" "$here/catalog.yaml")
[ "$got" = "quay-2 0:10:16 1:11:11" ] || { echo "the program printed: $got"; exit 1; }
