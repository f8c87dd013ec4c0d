#!/usr/bin/env bash
# The outputs were written after what the tools document: they could not be installed.
# gemfile.txt, exec.txt: bundler 2.3 on a Gemfile with a misspelt word, and bundle exec without the gem.
