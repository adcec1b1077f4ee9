#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The served program: pages and objects under load against a libmicrohttpd that answers fixed bytes, durable commands against bare SQLite, start,
# memory, size.  Called by ./bench http; rows are: what, limit or peer, us, ratio.
#
# BENCH_DATA (build/bench-data) keeps the nations between runs: making them takes some minutes the first time.
# BENCH_BUILD (build), BENCH_SECONDS (5, of each load), BENCH_LARGE (30000 bodies; 0: leave the large one out) are honoured.
set -eu
cd "$(dirname "$0")/.."
build=${BENCH_BUILD:-build}
data=${BENCH_DATA:-$build/bench-data}
seconds=${BENCH_SECONDS:-5}
large=${BENCH_LARGE:-30000}
password='three quiet rivers'
port=18471
hello_port=18472
tmp=$(mktemp -d)
pid= hello=
finish() {
	for p in $pid $hello; do kill "$p" 2>/dev/null || true; done
	rm -rf "$tmp"
}
trap finish EXIT INT TERM

row() { printf '%-58s %16s %16s %8s\n' "$1" "$2" "$3" "$4"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b; else print "-" }'; }

# nation NAME BODIES: made once.
nation() {
	[ -e "$data/$1/done" ] && return
	rm -rf "${data:?}/$1"
	mkdir -p "$data/$1"
	echo "(making a nation of $2 bodies in $data/$1)" >&2
	"$build/csgov" demo --db "$data/$1/nation.db" --data "$data/$1" --bodies "$2" --password "$password" >"$data/$1/log" 2>&1
	touch "$data/$1/done"
}

# serve DIR: start it, wait until it is ready; milliseconds from start to ready in $started.
serve() {
	begin=$(date +%s%N)
	"$build/csgov" serve --db "$1/nation.db" --data "$1" --listen "127.0.0.1:$port" --no-limits >"$tmp/log" 2>&1 &
	pid=$!
	until grep -q serve.ready "$tmp/log"; do
		kill -0 "$pid" 2>/dev/null || { cat "$tmp/log" >&2; exit 1; }
		sleep 0.002
	done
	started=$((($(date +%s%N) - begin) / 1000000))
}
stop() {
	kill "$pid"
	wait "$pid" 2>/dev/null || true
	pid=
}

token() {
	curl -sf -X POST "http://127.0.0.1:$port/api/v1/sessions" -H 'Content-Type: application/json' \
		-d "{\"login\":\"$1\",\"password\":\"$password\"}" | sed 's/.*"token":"\([^"]*\)".*/\1/'
}

# load PORT PATH [HEADER…]: requests a second and the p50 in ms of 32 clients, on one line.
load() {
	url=http://127.0.0.1:$1$2
	shift 2
	wrk -t2 -c32 -d"${seconds}s" --latency "$@" "$url" >"$tmp/wrk" 2>&1
	if grep -q 'Non-2xx' "$tmp/wrk"; then cat "$tmp/wrk" >&2; exit 1; fi
	awk '/50%/ { p = $2; if (p ~ /us$/) p = p / 1000; else if (p ~ /ms$/) p += 0; else p *= 1000 } /Requests\/sec/ { r = $2 }
		END { printf "%.0f %.2f\n", r, p }' "$tmp/wrk"
}

# compare WHAT PATH [HEADER…]: the peer and us in turn, three rounds, medians.
compare() {
	what=$1 path=$2
	shift 2
	: >"$tmp/peer"
	: >"$tmp/us"
	for _ in 1 2 3; do
		load "$hello_port" / >>"$tmp/peer"
		load "$port" "$path" "$@" >>"$tmp/us"
	done
	peer=$(sort -n "$tmp/peer" | sed -n 2p)
	us=$(sort -n "$tmp/us" | sed -n 2p)
	row "$what, requests/s (hello)" "${peer% *}" "${us% *}" "$(ratio "${us% *}" "${peer% *}")"
	row "  p50, ms" "${peer#* }" "${us#* }" "$(ratio "${peer#* }" "${us#* }")"
}

memory() { awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

# ---- Ten thousand entities, a restricted person ----
nation ten 8600
"$build/benchmarks/bench-hello" "$hello_port" &
hello=$!
serve "$data/ten"
lead=$(token lead)
auth="Authorization: Bearer $lead"
compare "one entity, JSON" /api/v1/entities/PK-PB-HLT-003 -H "$auth"
compare "entity list, HTML, lead of a region of 10,000 entities" /entities -H "$auth" -H 'Accept: text/html'
compare "obligations of a body, HTML" /entities/PK-PB-HLT-003/obligations -H "$auth" -H 'Accept: text/html'
compare "obligations of the region, HTML" /obligations -H "$auth" -H 'Accept: text/html'
compare "posture of the region, HTML" /posture -H "$auth" -H 'Accept: text/html'
row "start, 10,000 entities and 534,000 answers, ms" 2000 "$started" "$(ratio 2000 "$started")"
row "  resident memory under load, MB" - "$(memory "$pid")" -
stop
kill "$hello"
hello=

# ---- The demonstration: start, memory, durable commands ----
nation demo 450
cp -r "$data/demo" "$tmp/demo"
serve "$tmp/demo"
stop
: >"$tmp/starts"
for _ in 1 2 3 4 5; do
	serve "$tmp/demo"
	echo "$started" >>"$tmp/starts"
	stop
done
started=$(sort -n "$tmp/starts" | sed -n 3p)
row "start, the demonstration, ms" 50 "$started" "$(ratio 50 "$started")"
cp "$tmp/demo/nation.db" "$tmp/bare.db"
serve "$tmp/demo"
officer=$(token officer)
wrk -t2 -c32 -d2s -H "Authorization: Bearer $officer" "http://127.0.0.1:$port/api/v1/entities" >/dev/null 2>&1
used=$(memory "$pid")
row "resident memory serving the demonstration, MB" 64 "$used" "$(ratio 64 "$used")"
curl -sf -H "Authorization: Bearer $officer" "http://127.0.0.1:$port/api/v1/obligations?limit=200" | tr ',{' '\n\n' |
	sed -n 's/^"id":"\(PK-PB-HLT-003:[^"]*\)".*/\1/p' | head -n 64 >"$tmp/obligations"
"$build/benchmarks/bench-writes" "$port" "$officer" "$tmp/obligations" "$tmp/bare.db"
stop
cp "$build/csgov" "$tmp/csgov"
strip "$tmp/csgov"
size=$(awk -v n="$(stat -c %s "$tmp/csgov")" 'BEGIN { printf "%.2f", n / 1048576 }')
row "size of the program, stripped, MB" 5 "$size" "$(ratio 5 "$size")"

# ---- The large nation ----
if [ "$large" != 0 ]; then
	nation large "$large"
	serve "$data/large"
	stop
	serve "$data/large"
	row "start, $large bodies, ms" 2000 "$started" "$(ratio 2000 "$started")"
	row "  resident memory, MB" - "$(memory "$pid")" -
	stop
fi
