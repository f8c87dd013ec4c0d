#!/usr/bin/env bash
# Needs PHPUnit 9. phpunit-11.txt and pest.txt were written after their documentation.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/payments/payments
mkdir -p $at && cp -r "$here/project/." $at && cd $at
phpunit --colors=never tests > "$here/default.txt" 2>&1
phpunit --colors=never --testdox tests > "$here/testdox.txt" 2>&1
phpunit --colors=never --debug --filter 'testSums|testReads' tests > "$here/debug.txt" 2>&1
phpunit --colors=never --teamcity --filter 'testSums' tests > "$here/teamcity.log" 2>&1; rm "$here/teamcity.log"
phpunit --colors=always tests > "$here/coloured.txt" 2>&1
phpunit --colors=never --verbose tests > "$here/verbose.txt" 2>&1
phpunit --colors=never --stop-on-failure tests > "$here/stopped.txt" 2>&1
phpunit --colors=never --filter 'testPrintsFailure' tests > "$here/passing.txt" 2>&1
printf '<?php\necho "a"\necho "b";\n' > src/Broken.php
php -l src/Broken.php > "$here/../php/lint.txt" 2>&1
printf '<?php\nnamespace Acme;\nfunction total(int $a): int { return $a; }\nfunction run() { return total("x"); }\nrun();\n' > src/run.php
php src/run.php > "$here/../php/uncaught.txt" 2>&1
rm -r $at
# testdox-bare.txt, no-file.txt, out-of-memory.txt: PHPUnit 9.6 on a class without a namespace, a file that is not there, a test that takes 100 MB.
