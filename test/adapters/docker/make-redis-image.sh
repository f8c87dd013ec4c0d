#!/usr/bin/env bash
# Makes an image with this machine's redis-server on top of another: no registry is asked. usage: make-redis-image.sh <base> <tag>
set -euo pipefail
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
for program in redis-server redis-cli; do
  path=$(readlink -f "$(command -v "$program")")
  mkdir -p "$root/files/usr/bin"
  cp -L "$path" "$root/files/usr/bin/$program"
  ldd "$path" | awk '/=> \//{print $3}' | while read -r library; do
    mkdir -p "$root/files$(dirname "$(readlink -f "$(dirname "$library")")/x")"
    cp -Ln "$library" "$root/files$(readlink -f "$(dirname "$library")")/"
  done
done
cat >"$root/Dockerfile" <<DOCKERFILE
FROM $1
COPY files/ /
VOLUME /data
WORKDIR /data
USER root
ENTRYPOINT ["redis-server"]
DOCKERFILE
DOCKER_BUILDKIT=0 docker build --quiet --tag "$2" "$root"
