#!/usr/bin/env bash
# Needs git. refused.txt was written after what the servers answer.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=$(mktemp -d)
cd "$at"
git init -q -b main . && git config user.email a@example.invalid && git config user.name a
mkdir src && echo a > src/a.ts && echo b > gone.txt && git add . && git commit -qm base
git checkout -qb other && echo x > src/a.ts && git rm -q gone.txt && echo n > new.txt && git add . && git commit -qm other
git checkout -q main && echo y > src/a.ts && echo bb > gone.txt && echo m > new.txt && git add . && git commit -qm main
git merge other > "$here/merge.txt" 2>&1
git clone https://127.0.0.1:1/acme/payments.git > "$here/unreachable.txt" 2>&1
rm -rf "$at"
# patch.txt: git apply of a patch whose lines are others by now; pathspec.txt: git add of a file that is not there.
