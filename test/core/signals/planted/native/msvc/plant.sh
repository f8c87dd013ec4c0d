#!/usr/bin/env bash
# Written after the documentation of MSBuild and cl; nothing to run.
