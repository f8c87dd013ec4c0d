# Runs after the set-up commands, in a container of our own image: turns what they left into a layer that later checkouts lie on.
# The overlay that they worked in is at /work. Only untracked files are of use there: a later checkout hides all tracked ones.
set -eu
tree_dir=/work/repo

# With a git directory of ours: the commands may have done anything to the checkout's own.
export GIT_DIR=/tmp/git GIT_WORK_TREE="$tree_dir"
git init -q
mkdir -p "$GIT_DIR/info" # absent where git came without its templates
git config core.hooksPath /dev/null
git config core.fsmonitor false
git config core.excludesFile /dev/null
git config core.quotePath false
cp /prepared/repo/.git/index "$GIT_DIR/index"

# What the repository does not ignore must not look like an agent's work. Names that git has to quote are left out.
cd "$tree_dir"
git ls-files --others --exclude-standard --directory >/tmp/untracked
grep -v '^"' /tmp/untracked | sed -e 's/[][*?\\!# ]/\\&/g' -e 's|^|/|' >/tmp/excluded || true

find /work/out -mindepth 1 -delete
rm -rf "$tree_dir/.git"
mkdir -p "$tree_dir/.git/info"
cp /tmp/excluded "$tree_dir/.git/info/exclude"
