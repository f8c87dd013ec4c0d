#!/usr/bin/env bash
# Written after the documentation and sources of Flutter 3, Elixir 1.18, Swift 6, ScalaTest 3.2, munit 1 and Zig 0.14; nothing to run.
