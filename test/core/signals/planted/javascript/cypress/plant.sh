#!/usr/bin/env bash
# cypress needs its own binary and a browser; both outputs were written after its documentation (cypress run, version 13).
