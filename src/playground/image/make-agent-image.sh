#!/usr/bin/env bash
# Makes the small agent image of the playground and the tests: Node 24, git and a shell, run as uid 10001.
# On Linux it copies those from this host (about 2 s, no registry, no network); elsewhere it builds on node:24-slim.
#
# usage: make-agent-image.sh [tag] [--force]      default tag: $GREENLIGHT_AGENT_IMAGE or greenlight-agent:local
# Does nothing when the tag already holds an image of the same recipe, Node and git. Prints the tag at the end.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/../../.." && pwd)
node=$project/node_modules/node/bin/node # the pinned Node, not the one that happens to be on the PATH
tag=${GREENLIGHT_AGENT_IMAGE:-greenlight-agent:local}
force=no
for argument in "$@"; do
  case $argument in --force) force=yes ;; *) tag=$argument ;; esac
done

fail() {
  printf 'make-agent-image: %s\n' "$*" >&2
  exit 1
}

# What a repository's own scripts may expect of a shell; a tool that this host lacks is left out.
tools=(bash sh cat ls cp mv rm mkdir rmdir ln touch chmod chown head tail wc sort uniq tr cut tee env id whoami uname
  date sleep true false test expr dirname basename readlink realpath mktemp stat du df seq xargs find grep sed awk diff
  patch tar gzip sha256sum base64 printf echo pwd ps kill nproc timeout setsid git dd od yes getent mount)
# Libraries that prebuilt agents load by name, which ldd cannot tell (librt and libutil: agent CLIs; libstdc++: addons).
loaded_by_name=(libnss_files.so.2 libnss_dns.so.2 libdl.so.2 libpthread.so.0 librt.so.1 libutil.so.1 libm.so.6
  libgcc_s.so.1 libstdc++.so.6 libresolv.so.2)

command -v docker >/dev/null || fail 'the docker command is not installed; install Docker, or run without containers.'
server=$(docker version --format '{{.Server.Os}}/{{.Server.Arch}}' 2>/dev/null) ||
  fail 'no Docker engine answers; start dockerd or set DOCKER_HOST.'

case "$(uname -s)/$(uname -m)" in
  Linux/x86_64) host=linux/amd64 ;;
  Linux/aarch64) host=linux/arm64 ;;
  *) host=other ;;
esac
recipe=copy
if [[ $host != "$server" ]] || ! command -v ldd git >/dev/null || [[ ! -x $node ]]; then recipe=build; fi

script_digest=$(sha256sum "${BASH_SOURCE[0]}" 2>/dev/null || shasum -a 256 "${BASH_SOURCE[0]}")
if [[ $recipe == copy ]]; then versions="node $("$node" --version), $(git --version)"; else versions='node:24-slim'; fi
content="$versions, $server, recipe ${script_digest:0:16}"

if [[ $force == no && "$(docker image inspect --format '{{index .Config.Labels "greenlight.content"}}' "$tag" 2>/dev/null)" == "$content" ]]; then
  printf '%s\n' "$tag"
  exit 0
fi

build_from_registry() {
  docker build --quiet --tag "$tag" --label "greenlight.content=$content" --label greenlight.image=agent - >/dev/null <<'DOCKERFILE'
FROM node:24-slim
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home agent && install -d -o 10001 -g 10001 /work
USER 10001:10001
WORKDIR /work
ENV LANG=C.UTF-8
DOCKERFILE
}

put() { # put <host file> <path in the image>
  mkdir -p "$root$(dirname "$2")"
  cp -L --preserve=mode "$1" "$root$2"
}

declare -A seen
put_libraries_of() {
  local file
  while read -r file; do
    [[ ${seen[$file]:-} ]] && continue
    seen[$file]=1
    put "$file" "$file"
  done < <(ldd "$1" 2>/dev/null | awk '/=> \//{print $3} /^\t\//{print $1}')
}

put_tools() {
  local tool path real
  for tool in "${tools[@]}"; do
    path=$(type -P "$tool") || continue
    real=$(readlink -f "$path")
    cp -L --preserve=mode "$real" "$root/usr/bin/$tool"
    put_libraries_of "$real"
  done
  put "$node" /usr/local/bin/node
  put_libraries_of "$node"
}

# git is one program and many links to it. Its network helpers stay out: the agent has no remote.
put_git_helpers() {
  local core git_size file name
  core=$(git --exec-path)
  git_size=$(stat -Lc %s "$(readlink -f "$(type -P git)")")
  mkdir -p "$root$core"
  for file in "$core"/*; do
    [[ -f $file ]] || continue
    name=$(basename "$file")
    if [[ $(stat -Lc %s "$file") == "$git_size" ]]; then
      ln -sf /usr/bin/git "$root$core/$name"
      continue
    fi
    case $name in
      *http* | *ftp* | git-daemon | git-imap-send | git-shell | *svn* | *cvs* | *p4*) ;;
      *) cp -L --preserve=mode "$file" "$root$core/$name" ;;
    esac
  done
  if [[ -d /usr/share/git-core/templates ]]; then mkdir -p "$root/usr/share/git-core/templates"; fi
}

put_certificates() {
  local bundle=/etc/ssl/certs/ca-certificates.crt
  if [[ -e $bundle ]]; then put "$bundle" "$bundle"; fi
}

put_named_libraries() {
  local library folder
  for library in "${loaded_by_name[@]}"; do
    for folder in /lib/x86_64-linux-gnu /lib/aarch64-linux-gnu /lib64; do
      if [[ -e $folder/$library ]]; then put "$folder/$library" "$folder/$library"; fi
    done
  done
}

# uid 10001 runs the agent; uid 10002 runs the sidecar's relay, which the agent must not be able to signal or trace.
put_accounts() {
  printf 'root:x:0:0:root:/root:/bin/bash\nagent:x:10001:10001:agent:/home/agent:/bin/bash\nrelay:x:10002:10002:relay:/nonexistent:/bin/false\n' >"$root/etc/passwd"
  printf 'root:x:0:\nagent:x:10001:\nrelay:x:10002:\n' >"$root/etc/group"
  printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
}

copy_from_host() {
  root=$(mktemp -d)
  trap 'rm -rf "$root" "$root.tar"' EXIT
  chmod 755 "$root" # it becomes / of the image
  mkdir -p "$root"/usr/{bin,lib,lib64,sbin,local/bin} "$root"/{etc,tmp,proc,sys,dev,work,home/agent,root,run}
  local folder
  for folder in bin lib lib64 sbin; do ln -s "usr/$folder" "$root/$folder"; done # so that /bin/sh and /lib64/ld-linux work
  chmod 1777 "$root/tmp"
  put_tools
  put_git_helpers
  put_named_libraries
  put_certificates
  put_accounts
  # Ownership is written by tar, so this runs without root too.
  tar -C "$root" --numeric-owner --owner=0 --group=0 --exclude=./work --exclude=./home/agent -cf "$root.tar" .
  tar -C "$root" --numeric-owner --owner=10001 --group=10001 -rf "$root.tar" ./work ./home/agent
  docker import \
    --change 'USER 10001:10001' --change 'WORKDIR /work' \
    --change 'ENV PATH=/usr/local/bin:/usr/bin:/bin HOME=/home/agent LANG=C.UTF-8' \
    --change 'LABEL greenlight.image=agent' --change "LABEL greenlight.content=\"$content\"" \
    "$root.tar" "$tag" >/dev/null
}

if [[ $recipe == copy ]]; then copy_from_host; else build_from_registry; fi
printf '%s\n' "$tag"
