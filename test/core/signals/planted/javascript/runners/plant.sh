#!/usr/bin/env bash
# Written after the documentation and sources of deno 2, bun 1.2, stylelint 16, svelte-check 4 and astro 5; nothing to run.
