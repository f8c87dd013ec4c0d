#!/usr/bin/env bash
# Needs Gradle 4.4 and a JDK. modern*.txt were written after the documentation of Gradle 8 (its downloads could not be had).
set -u
[ -n "${STAGED:-}" ] || exec env STAGED=1 unshare -m bash "$0"
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/payments/payments
mount -t tmpfs none /home/runner/work && mkdir -p $at && cp -r "$here/project/." $at && cd $at
gradle='gradle --no-daemon --console plain'
$gradle test > "$here/short.txt" 2>&1
$gradle test -Pfull --continue > "$here/full.txt" 2>&1
$gradle test -Pgone > "$here/dependency.txt" 2>&1
mkdir -p src/main/java/com/acme && mv broken/Wrong.java src/main/java/com/acme/
$gradle compileJava > "$here/compile.txt" 2>&1
echo 'undefinedThing()' >> build.gradle
$gradle help > "$here/script.txt" 2>&1
# exits.txt: Gradle 4.4, two projects, a test that calls System.exit in one of them; lines of downloads were taken out.
