// Two small commands that lie beside the brief, so that an agent reads a piece of a log instead of all of it. POSIX sh and awk: every image has them.

/** Logs lie in the folder of the script itself; a name with a slash or a leading dot is none of them. */
const PREAMBLE = `set -eu
here=$(dirname "$0")
usage() {
  echo "$1" >&2
  echo 'logs:' >&2
  for log in "$here"/ci-*.txt; do [ -f "$log" ] && echo "  \${log##*/} ($(wc -l <"$log") lines)" >&2; done
  exit 64
}
name_is_log() { case $1 in */* | .* | '') return 1 ;; ci-*.txt) [ -f "$here/$1" ] ;; *) return 1 ;; esac; }
`;

export const READ_LOG = `#!/bin/sh
# read_log NAME FROM TO: these lines of a job's log, numbered; at most 400 at a time.
${PREAMBLE}
[ $# -eq 3 ] && name_is_log "$1" || usage 'usage: read_log NAME FROM TO'
case $2$3 in *[!0-9]*) usage 'FROM and TO are line numbers' ;; esac
awk -v from="$2" -v to="$3" '
  /^\\[lines [0-9]+ to [0-9]+ of this log are left out here]$/ {
    split($0, word, " ")
    if (word[2] + 0 <= to + 0 && word[4] + 0 >= from + 0) print
    no = word[4] + 0
    next
  }
  { no += 1 }
  no > to + 0 { exit }
  no >= from + 0 { print no ": " substr($0, 1, 2000); shown += 1 }
  shown == 400 { print "(400 lines; ask for the rest from " no + 1 ")"; exit }
' "$here/$1"
`;

export const GREP_LOG = `#!/bin/sh
# grep_log PATTERN [NAME]: lines that an extended regular expression finds, numbered; at most 100.
${PREAMBLE}
[ $# -eq 1 ] || { [ $# -eq 2 ] && name_is_log "$2"; } || usage 'usage: grep_log PATTERN [NAME]'
cd "$here"
search() {
  gaps=$(grep -n '^\\[lines [0-9][0-9]* to [0-9][0-9]* of this log are left out here]$' "$2" | tr '\\n' ';') || true
  grep -n -E -e "$1" "$2" 2>/dev/null | head -n 101 | awk -v gaps="$gaps" -v before="$3" '
    BEGIN { count = split(gaps, each, ";"); for (i = 1; i <= count; i += 1) { split(each[i], w, /[: ]/); at[i] = w[1] + 0; more[i] = w[5] - w[3] } }
    { colon = index($0, ":"); line = substr($0, 1, colon - 1) + 0; no = line
      for (i = 1; i <= count; i += 1) if (at[i] > 0 && line > at[i]) no += more[i]
      print before no substr($0, colon, 2000) }'
}
found=$(if [ $# -eq 2 ]; then search "$1" "$2" ''; else for log in ci-*.txt; do search "$1" "$log" "$log:"; done; fi | head -n 101) || true
[ -n "$found" ] || { echo 'nothing found' >&2; exit 1; }
printf '%s\\n' "$found" | head -n 100
[ "$(printf '%s\\n' "$found" | wc -l)" -le 100 ] || echo '(more than 100 lines; narrow the pattern)'
`;

/** By file name in the input folder. Nothing to read, no commands. */
export const logTools = (logNames: readonly string[]): Readonly<Record<string, string>> =>
  logNames.length === 0 ? {} : { read_log: READ_LOG, grep_log: GREP_LOG };
