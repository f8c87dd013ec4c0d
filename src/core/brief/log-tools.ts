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
  NR > to { exit }
  NR >= from { print NR ": " substr($0, 1, 2000); shown += 1 }
  shown == 400 { print "(400 lines; ask for the rest from " NR + 1 ")"; exit }
' "$here/$1"
`;

export const GREP_LOG = `#!/bin/sh
# grep_log PATTERN [NAME]: lines that an extended regular expression finds, numbered; at most 100.
${PREAMBLE}
[ $# -eq 1 ] || { [ $# -eq 2 ] && name_is_log "$2"; } || usage 'usage: grep_log PATTERN [NAME]'
cd "$here"
found=$(grep -n -E -e "$1" "\${2:-/dev/null}" $([ $# -eq 2 ] || ls | grep '^ci-.*\\.txt$') 2>/dev/null | cut -c 1-2000 | head -n 101) || true
[ -n "$found" ] || { echo 'nothing found' >&2; exit 1; }
printf '%s\\n' "$found" | head -n 100
[ "$(printf '%s\\n' "$found" | wc -l)" -le 100 ] || echo '(more than 100 lines; narrow the pattern)'
`;

/** By file name in the input folder. Nothing to read, no commands. */
export const logTools = (logNames: readonly string[]): Readonly<Record<string, string>> =>
  logNames.length === 0 ? {} : { read_log: READ_LOG, grep_log: GREP_LOG };
