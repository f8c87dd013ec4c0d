#!/usr/bin/env bash
# Written after the documentation of kotlinc 1.3 to 2.x and of its Gradle plug-in; nothing to run.
# embeddable.txt: kotlin-compiler-embeddable 2.0.21 run alone.
