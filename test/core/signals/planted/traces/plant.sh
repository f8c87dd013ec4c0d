#!/usr/bin/env bash
# Needs Java, Python, Ruby, PHP, Go, Node, rustc, make. dotnet.txt was written after .NET's documentation.
set -u
[ -n "${STAGED:-}" ] || exec env STAGED=1 unshare -m bash "$0"
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/payments/payments
mount -t tmpfs none /home/runner/work && mkdir -p $at && cp -r "$here/project/." $at && cd $at
javac Main.java && java Main > "$here/java.txt" 2>&1
python3 $at/main.py > "$here/python.txt" 2>&1
python3 $at/broken.py > "$here/python-syntax.txt" 2>&1
ruby main.rb > "$here/ruby.txt" 2>&1
php -d display_errors=stderr $at/main.php > "$here/php.txt" 2>&1
go run main.go > "$here/go.txt" 2>&1
node main.mjs > "$here/node.txt" 2>&1
rustc main.rs -o main-rs && ./main-rs > "$here/rust.txt" 2>&1
bash ./run.sh > "$here/shell.txt" 2>&1
make check > "$here/make.txt" 2>&1
# sayings.txt: lines of curl, wget, apt, aws, docker, psql, bash, buf and helm, as they print them; the last is no failure of the network.
bash syntax.sh > "$here/shell-syntax.txt" 2>&1
dash syntax.sh > "$here/dash-syntax.txt" 2>&1
perl needs.pl > "$here/perl-module.txt" 2>&1
