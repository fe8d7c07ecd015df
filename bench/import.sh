#!/usr/bin/env bash
# Import of a generated log by Probity beside sqlite3's .import of the same
# file, in turns, so that a machine that gets slower or faster meanwhile does
# so for both. See README.md.
#
#   PROBITY=/path/to/probity bench/import.sh
#   ROWS=1000000 ROUNDS=3 FORMAT=commerce-activity-log SEED=1 KEEP= bench/import.sh
#   LOG=/path/to/log.csv ROUNDS=3 bench/import.sh    a file of yours, with commas
set -u
export LC_ALL=C

here=$(cd "$(dirname "$0")/.." && pwd)
probity=${PROBITY:-$here/dist/probity-cli}
rows=${ROWS:-1000000}
rounds=${ROUNDS:-3}
format=${FORMAT:-commerce-activity-log}
seed=${SEED:-1}

say() { printf '%s\n' "$*"; }
fail() { say "import.sh: $*" >&2; exit 2; }

command -v "$probity" >/dev/null 2>&1 || fail "there is no program $probity; make it (make cli) or name one: PROBITY=/path/to/probity bench/import.sh"
case $rows$rounds in *[!0-9]*) fail "ROWS and ROUNDS are whole numbers, not $rows and $rounds" ;; esac
[ "$rounds" -gt 0 ] || fail "ROUNDS is at least 1"

# What the two must be told of the format.
separator=, zone=Europe/Berlin
case $format in
operators-action-log) ;;
commerce-activity-log) zone= ;;
isp-activity-log) separator=';' ;;
*) fail "sqlite3 cannot import $format; take operators-action-log, isp-activity-log or commerce-activity-log" ;;
esac

dir=$(mktemp -d "${TMPDIR:-/tmp}/probity-bench.XXXXXX") || fail "no folder for temporary files"
if [ -z "${KEEP:-}" ]; then trap 'rm -rf "$dir"' EXIT; else say "kept: $dir"; fi
trap 'exit 130' INT TERM

log=${LOG:-$dir/log.csv}
if [ -n "${LOG:-}" ]; then
	format=$LOG rows=
else
	"$probity" generate --format "$format" --rows "$rows" --seed "$seed" -o "$log" || fail "the log could not be generated"
fi
bytes=$(wc -c <"$log" | tr -d ' ')
need=$((bytes * 5))
free=$(($(df -Pk "$dir" | awk 'NR == 2 { print $4 }') * 1024))
[ "$free" -gt "$need" ] || fail "$dir has $free bytes free; this needs some $need. Set TMPDIR to a larger disk"

sqlite=
if command -v sqlite3 >/dev/null 2>&1; then
	sqlite=1
	say "$(sqlite3 --version | awk '{ print "sqlite3 " $1 }')"
else
	say "sqlite3 is not installed, so nothing stands beside Probity's time (Debian: apt-get install sqlite3)."
fi
say "$format: ${rows:+$rows rows, seed $seed, }$bytes bytes; $(getconf _NPROCESSORS_ONLN 2>/dev/null || echo '?') processors; $rounds rounds"

# measure NAME COMMAND…: appends the seconds to $dir/NAME.times, and those of
# the processors (user and system) to $dir/NAME.cpu.
measure() {
	local name=$1 status
	shift
	sync
	{
		TIMEFORMAT='%3R %3U %3S'
		time "$@" >"$dir/$name.out" 2>"$dir/$name.err"
	} 2>"$dir/$name.took"
	status=$?
	awk '{ print $1 }' "$dir/$name.took" >>"$dir/$name.times"
	awk '{ print $2 + $3 }' "$dir/$name.took" >>"$dir/$name.cpu"
	if [ "$status" -ne 0 ]; then
		cat "$dir/$name.err" >&2
		fail "$name ended with status $status"
	fi
}

import_probity() { "$probity" import "$log" -w "$1" ${zone:+--zone "$zone"}; }
import_sqlite() {
	sqlite3 "$1" <<-END
		.mode csv
		.separator "$separator"
		.import "$log" log
		SELECT count(*) FROM log;
	END
}

cat "$log" >/dev/null # both find the file in memory
round=1
while [ "$round" -le "$rounds" ]; do
	rm -rf "$dir"/workspace.probity* "$dir"/file.db
	measure probity import_probity "$dir/workspace.probity"
	if [ -n "$sqlite" ]; then
		measure sqlite-file import_sqlite "$dir/file.db"
		counted=$(tr -d '\r' <"$dir/sqlite-file.out" | tail -1)
		[ -z "$rows" ] || [ "$counted" = "$rows" ] || fail "sqlite3 counts $counted rows, not $rows"
		measure sqlite-memory import_sqlite :memory:
	fi
	round=$((round + 1))
done

median() { sort -n "$dir/$1.${2:-times}" | awk '{ t[NR] = $1 } END { print NR % 2 ? t[(NR + 1) / 2] : (t[NR / 2] + t[NR / 2 + 1]) / 2 }'; }
line() { printf '%-28s %8.2f s, %6.2f s of processors   (%s)\n' "$1" "$(median "$2")" "$(median "$2" cpu)" "$(tr '\n' ' ' <"$dir/$2.times" | sed 's/ $//')"; }

line "probity import" probity
if [ -n "$sqlite" ]; then
	line "sqlite3 .import, file" sqlite-file
	line "sqlite3 .import, :memory:" sqlite-memory
	awk -v p="$(median probity)" -v f="$(median sqlite-file)" -v m="$(median sqlite-memory)" \
		'BEGIN { printf "ratio probity / sqlite3: %.2f (file), %.2f (memory)\n", p / f, p / m }'
	say "load of the machine: $(uptime | sed 's/.*average: //')"
fi
printf 'workspace %s bytes' "$(wc -c <"$dir/workspace.probity" | tr -d ' ')"
[ -z "$sqlite" ] || printf ', sqlite3 file %s bytes' "$(wc -c <"$dir/file.db" | tr -d ' ')"
printf '\n'
