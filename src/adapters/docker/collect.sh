# Runs after the agent is dead, in a container of our own image: turns its work tree into a git bundle on stdout.
# The agent's .git is never looked at: it may be gone, corrupt or hostile. GIT_DIR is ours, with the mirror's objects, and
# the index is the one of the prepared volume, which no agent can write. FROM_SHA: the commit; RESULT_MAX_BYTES.
# Where /keep is mounted, what the agent wants to find again goes there, within SESSION_MAX_KIB and SESSION_MAX_FILES.
# Protocol on stdout: "session kept" or "session none", then "result <bytes>" or "result none", the bytes, then "bundle <bytes>" or "bundle none", the bytes.
set -eu
tree_dir=/work/repo
result=/work/out/result.json
bundle=/tmp/result.bundle

keep_session() {
  [ -d /work/session ] && [ ! -L /work/session ] || return 1
  [ "$(du -sk /work/session | cut -f1)" -le "$SESSION_MAX_KIB" ] || return 1
  [ "$(find /work/session | head -n "$((SESSION_MAX_FILES + 1))" | wc -l)" -le "$SESSION_MAX_FILES" ] || return 1
  [ -n "$(find /work/session -type f | head -n 1)" ] || return 1
  [ -z "$(find /work/session ! -type f ! -type d | head -n 1)" ] || return 1
  cp -R -p /work/session/. /keep/session/
}
if [ -d /keep/session ] && keep_session 2>/dev/null >/dev/null; then
  printf 'session kept\n'
else
  printf 'session none\n'
fi

if [ -f "$result" ] && [ ! -L "$result" ] && [ -r "$result" ]; then
  head -c "$RESULT_MAX_BYTES" "$result" >/tmp/result
  printf 'result %s\n' "$(stat -c %s /tmp/result)"
  cat /tmp/result
else
  printf 'result none\n'
fi

export GIT_DIR=/tmp/git GIT_WORK_TREE="$tree_dir" GIT_INDEX_FILE=/tmp/git/index
git init -q -b greenlight/none
echo /mirror/repo.git/objects >"$GIT_DIR/objects/info/alternates"
mkdir -p "$GIT_DIR/info" # absent where git came without its templates
echo '* -filter' >"$GIT_DIR/info/attributes"
# What the set-up left untracked is not the agent's work.
if [ -f /setup/repo/.git/info/exclude ]; then cat /setup/repo/.git/info/exclude >"$GIT_DIR/info/exclude"; fi
git config core.hooksPath /dev/null
git config core.fsmonitor false
git config core.excludesFile /dev/null
git config core.bigFileThreshold 16m
git config advice.addEmbeddedRepo false
cp /prepared/repo/.git/index "$GIT_INDEX_FILE"

take_tree() { git -C "$tree_dir" add -A --ignore-errors .; }
# What the agent may have left that git refuses: files it locked, and repositories within the repository.
if ! take_tree 2>/tmp/refused; then
  chmod -R u+rwX "$tree_dir" 2>/dev/null || true
  find "$tree_dir" -mindepth 2 -name .git -prune -exec rm -rf {} + 2>/dev/null || true
  take_tree
fi

tree=$(git write-tree)
if [ "$tree" = "$(git rev-parse "$FROM_SHA^{tree}")" ]; then
  printf 'bundle none\n'
  exit 0
fi
export GIT_AUTHOR_NAME=agent GIT_AUTHOR_EMAIL=agent@greenlight.invalid
export GIT_COMMITTER_NAME=agent GIT_COMMITTER_EMAIL=agent@greenlight.invalid
commit=$(git commit-tree -p "$FROM_SHA" -m 'Work of the agent' "$tree")
git update-ref refs/heads/greenlight/work "$commit"
git bundle create -q "$bundle" "^$FROM_SHA" refs/heads/greenlight/work
printf 'bundle %s\n' "$(stat -c %s "$bundle")"
cat "$bundle"
