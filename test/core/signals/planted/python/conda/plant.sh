#!/usr/bin/env bash
# Written after the tools' documentation: all of it.
