#!/usr/bin/env bash
# Needs Maven and a JDK 17. Runs where a runner would have checked it out, in a mount namespace of its own.
set -u
[ -n "${STAGED:-}" ] || exec env STAGED=1 unshare -m bash "$0"
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/payments/payments
mount -t tmpfs none /home/runner/work && mkdir -p $at && cp -r "$here/project/." $at && cd $at
mkdir -p /tmp/planted-aside && mv broken missing old /tmp/planted-aside/
mvn -B -ntp -DtrimStackTrace=true test > "$here/surefire.txt" 2>&1
mvn -B -ntp -q -DtrimStackTrace=true -Dtest='LedgerTest#sums+readsOwner' test > "$here/quiet.txt" 2>&1
mvn -B -ntp -Dsurefire=2.22.2 test > "$here/surefire-2.txt" 2>&1
mvn -B -ntp -DtrimStackTrace=true -Dsurefire=3.0.0-M7 -Dsurefire.rerunFailingTestsCount=2 test > "$here/reruns.txt" 2>&1
mvn -B -ntp -Dsurefire.printSummary=false -DtrimStackTrace=true -Dsurefire=3.2.5 -Dsurefire.reportFormat=plain test > "$here/plain.txt" 2>&1
mvn -B -ntp -Dtest='LedgerTest#printsFailure' test > "$here/passing.txt" 2>&1
mvn -B -ntp -DtrimStackTrace=true -Dtest=FlakyTest -Dsurefire.rerunFailingTestsCount=2 test > "$here/passing-flaky.txt" 2>&1
cp /tmp/planted-aside/broken/Wrong.java src/main/java/com/acme/
mvn -B -ntp compile > "$here/compile.txt" 2>&1
mvn -B -ntp -f /tmp/planted-aside/missing/pom.xml compile > "$here/dependency.txt" 2>&1
mv /tmp/planted-aside/old .
mvn -B -ntp -DtrimStackTrace=true -f old/pom.xml test > "$here/old-2.12.txt" 2>&1
mvn -B -ntp -f old/pom.xml org.apache.maven.plugins:maven-surefire-plugin:2.19.1:test > "$here/old-2.19.txt" 2>&1
rm -r /tmp/planted-aside
sed -i 's/\x1b\[0m//g' "$here"/*.txt
# jupiter.txt: Maven 3.8, JUnit 5.10, parametrised, repeated, nested, assertAll, AssertJ, Mockito; set-up that breaks.
