#!/bin/bash
target=$1
cd $target
if [ $target = prod ]; then echo deploying; fi
