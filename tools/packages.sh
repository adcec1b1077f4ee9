# SPDX-License-Identifier: Apache-2.0
# What the two commands need from Debian.  Sourced by run, test and bench; asks apt only for what is missing.
#
#   packages_need PACKAGE…    install those that are missing (root or sudo needed only then)
#   packages_yyjson           yyjson, from this release or, where it has none, unpacked from the next one into .deps/yyjson

# npm comes with the nodejs of some sources and as a package of its own in Debian.
packages_npm() { command -v npm >/dev/null || echo npm; }
# libFuzzer and the sanitizers of clang.
packages_clang_rt() { apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9][0-9]*\)$/libclang-rt-\1-dev/p' | head -n 1; }

PACKAGES_BUILD="gcc meson ninja-build pkg-config libmicrohttpd-dev libsqlite3-dev libsodium-dev nettle-dev libxml2-dev libyaml-dev \
	libseccomp-dev libminizip-dev libxlsxwriter-dev zlib1g-dev"
PACKAGES_TEST="clang clang-tidy cppcheck libcmocka-dev libcurl4-gnutls-dev chromium nodejs fonts-noto-core $(packages_npm)"
PACKAGES_BENCH="wrk"
PACKAGES_FONTS="fonts-noto-core woff2"

packages_missing() {
	for package in "$@"; do
		dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$package"
	done
}

packages_as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
		echo "These packages are missing and installing them needs root: as root, run: apt-get install $packages_wanted" >&2
		exit 3
	fi
}

packages_need() {
	packages_wanted=$(packages_missing "$@")
	[ -n "$packages_wanted" ] || return 0
	echo "Installing from Debian: $packages_wanted" >&2
	# shellcheck disable=SC2086
	packages_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages_wanted >&2 && return 0
	packages_as_root apt-get update -q >&2
	# shellcheck disable=SC2086
	packages_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages_wanted >&2 || {
		echo "apt could not install: $packages_wanted" >&2
		exit 3
	}
}

# packages_try PACKAGE…: welcome but not needed (fonts): without root, or if apt fails, go on without.
packages_try() {
	packages_wanted=$(packages_missing "$@")
	[ -n "$packages_wanted" ] || return 0
	[ "$(id -u)" = 0 ] || return 0
	# shellcheck disable=SC2086
	env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages_wanted >/dev/null 2>&1 ||
		echo "Going on without: $packages_wanted" >&2
}

# The mirror that this machine already uses, from either form of source list.
packages_mirror() {
	cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
		sed -n -e 's/^URIs:[[:space:]]*\([^[:space:]]*\/debian\)\/*\([[:space:]].*\)*$/\1/p' \
			-e 's/^deb[[:space:]]\(\[[^]]*\][[:space:]]*\)*\([^[:space:]]*\/debian\)\/*[[:space:]].*/\2/p' | head -n 1
}

packages_yyjson() {
	if pkg-config --exists yyjson 2>/dev/null; then return 0; fi
	if [ -e .deps/yyjson/usr/include/yyjson.h ]; then packages_yyjson_path; return 0; fi
	if apt-cache policy libyyjson-dev 2>/dev/null | grep -q 'Candidate: [0-9]'; then
		packages_need libyyjson-dev
		return 0
	fi
	packages_fetch_next trixie libyyjson-dev libyyjson0
	packages_yyjson_path
}

# packages_fetch_next RELEASE PACKAGE…: unpack into .deps/yyjson without touching the system's sources.
packages_fetch_next() {
	release=$1
	shift
	mirror=$(packages_mirror)
	[ -n "$mirror" ] || { echo "no Debian mirror in the sources of apt" >&2; exit 3; }
	top=$PWD
	apt_dir=$(mktemp -d)
	mkdir -p "$apt_dir/lists/partial" "$apt_dir/cache/archives/partial" "$top/.deps/yyjson"
	printf 'deb [signed-by=%s] %s %s main\n' /usr/share/keyrings/debian-archive-keyring.gpg "$mirror" "$release" >"$apt_dir/sources.list"
	set -- "$@"
	packages_apt() {
		apt-get -q -o Dir::Etc::sourcelist="$apt_dir/sources.list" -o Dir::Etc::sourceparts=/dev/null \
			-o Dir::State::lists="$apt_dir/lists" -o Dir::Cache="$apt_dir/cache" -o APT::Get::List-Cleanup=0 \
			-o APT::Sandbox::User=root "$@" >&2
	}
	packages_apt update && (cd "$apt_dir" && packages_apt download "$@") || { echo "could not fetch $* from $release" >&2; exit 3; }
	for deb in "$apt_dir"/*.deb; do dpkg-deb -x "$deb" "$top/.deps/yyjson"; done
	rm -rf "$apt_dir"
}

# Tell meson where the unpacked yyjson is.
packages_yyjson_path() {
	YYJSON_ROOT=$PWD/.deps/yyjson
	export YYJSON_ROOT
}
