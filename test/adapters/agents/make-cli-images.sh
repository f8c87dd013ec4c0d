#!/usr/bin/env bash
# Makes the images in which the tests run real agent command lines: the small agent image with one npm package each.
# usage: make-cli-images.sh [--only-look] NAME=PACKAGE@VERSION…
# Prints each image's tag; does nothing for those that are there. --only-look fails at the first that is not.
# Packages are kept under node_modules/.cache/agent-clis (GREENLIGHT_TEST_CACHE names another place): they are large.
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
cache=${GREENLIGHT_TEST_CACHE:-$project/node_modules/.cache/agent-clis}
base=$(bash "$project/src/playground/image/make-agent-image.sh")
base_id=$(docker image inspect --format '{{.Id}}' "$base")

make_image() { # make_image <name> <package>
  local name=$1 package=$2 tag=greenlight-agent-$1:local folder
  local content="$package on $base_id"
  if [[ "$(docker image inspect --format '{{index .Config.Labels "greenlight.content"}}' "$tag" 2>/dev/null)" == "$content" ]]; then
    printf '%s\n' "$tag"
    return
  fi
  if [[ $only_look == yes ]]; then exit 1; fi
  folder=$cache/$(printf '%s' "$package" | tr '/@' '__')
  if [[ ! -e $folder/complete ]]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    # Its own script puts the program of this machine into its place; nobody else's runs.
    printf '{"private":true,"allowScripts":{"%s":true}}\n' "${package%@*}" >"$folder/package.json"
    npm install --prefix "$folder" --no-audit --no-fund --loglevel=error "$package" >&2
    touch "$folder/complete"
  fi
  DOCKER_BUILDKIT=0 docker build --quiet --tag "$tag" --label "greenlight.content=$content" --file - "$folder" >/dev/null 2>"$folder.log" <<DOCKERFILE || {
FROM $base
COPY --chown=0:0 node_modules /opt/agent/node_modules
ENV PATH=/opt/agent/node_modules/.bin:/usr/local/bin:/usr/bin:/bin
DOCKERFILE
    cat "$folder.log" >&2
    exit 1
  }
  printf '%s\n' "$tag"
}

only_look=no
if [[ ${1:-} == --only-look ]]; then
  only_look=yes
  shift
fi
for argument in "$@"; do make_image "${argument%%=*}" "${argument#*=}"; done
