#!/usr/bin/env bash
# ../phpunit/plant.sh writes these as well.
