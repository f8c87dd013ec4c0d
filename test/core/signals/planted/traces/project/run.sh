#!/bin/bash
echo "0 errors"
nosuchtool --version
