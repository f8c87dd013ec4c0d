#!/usr/bin/env bash
# Needs Go 1.26.
set -u
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/project" && go test -run XXX -bench . ./cart > "$here/default.txt" 2>&1
