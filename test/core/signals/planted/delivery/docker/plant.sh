#!/usr/bin/env bash
# Needs an engine and a client without buildx (the classic builder). The outputs of BuildKit were written after its documentation.
set -u
cd "$(dirname "$0")"
export DOCKER_BUILDKIT=0
docker build --no-cache project > classic.txt 2>&1
docker build -f project/copy.Dockerfile project > classic-copy.txt 2>&1
docker build -f project/parse.Dockerfile project > classic-parse.txt 2>&1
printf 'FROM greenlight-agent:local\nRUN echo "ERROR: failed to solve nothing" && true\n' | docker build --no-cache -q - > passing.txt 2>&1
