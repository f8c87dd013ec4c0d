# Runs in a container with the repository's mirror volume at /mirror and an empty volume at /work: brings the mirror up to
# date from a pack on stdin and makes the checkout that attempts are laid over. FROM_SHA: the commit.
# Protocol on stdout: ids of commits the mirror has, one a line, then "."; whoever reads them answers with the pack.
set -eu
mirror=/mirror/repo.git
checkout=/work/repo

# Whoever was killed in here left locks behind. Nobody else holds one: a repository is prepared by one at a time.
rm -f "$mirror"/*.lock
[ ! -d "$mirror/refs" ] || find "$mirror/refs" -name '*.lock' -delete

git init -q --bare "$mirror"
rm -f "$mirror"/objects/pack/tmp_*
git -C "$mirror" for-each-ref --count=200 --sort=-creatordate --format='%(objectname)' refs/greenlight/at
echo .
(cd "$mirror" && git index-pack --stdin --fix-thin >/dev/null)
git -C "$mirror" update-ref "refs/greenlight/at/$FROM_SHA" "$FROM_SHA"

# No clone: no remote, no other refs, and no question about who owns the mirror.
git init -q -b greenlight/work "$checkout"
cd "$checkout"
echo "$mirror/objects" >.git/objects/info/alternates
git config user.name agent
git config user.email agent@greenlight.invalid
git config gc.auto 0
rm -f .git/info/exclude # that of a set-up lies below
git reset -q --hard "$FROM_SHA"

# Index and files written in the same second are "racily clean": every attempt would read the whole tree again, and an
# edit in that very second could go unseen. So the next second has to come before anybody works here.
second=$(date +%s)
while [ "$(date +%s)" = "$second" ]; do sleep 0.02; done
touch .git/index
