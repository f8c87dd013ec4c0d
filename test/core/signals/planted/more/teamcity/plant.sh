#!/usr/bin/env bash
# Needs PHPUnit 9, dependency-cruiser 17 and spectral 6; the last two run on the projects of dependencies and openapi.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/shop/shop
mkdir -p $at && cp -r "$here/project/." $at && cd $at || exit 1
mkdir tests src && mv CartTest.php tests && mv Cart.php src
phpunit --no-configuration --teamcity tests > "$here/phpunit.txt" 2>&1
rm -r $at/*
cp -r "$here/../../javascript/dependencies/project/." . && mkdir src && mv a.js b.js src
npx depcruise -T teamcity src > "$here/cruised.txt" 2>&1
cp "$here/../../javascript/openapi/project/openapi.yaml" "$here/../../javascript/openapi/project/.spectral.yaml" .
npx spectral lint -f teamcity openapi.yaml > "$here/spectral.txt" 2>&1
rm -r $at
