#!/usr/bin/env bash
# Compilers and what checks C and C++: needs gcc, clang, clang-tidy, cppcheck, valgrind, CMake, ninja and make.
set -u
[ -n "${STAGED:-}" ] || exec env STAGED=1 unshare -m bash "$0"
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/payments/payments
mount -t tmpfs none /home/runner/work && mkdir -p $at && cp -r "$here/project/." $at && cd $at
plant() {
  local name=$1
  shift
  "$@" >"$here/$name.txt" 2>&1
}
plant gcc gcc -Wall -Werror -c src/money.c
plant gcc-coloured gcc -fdiagnostics-color=always -Wall -Werror -c src/money.c
plant gcc-plain gcc -fno-diagnostics-show-caret -fno-diagnostics-color -Wall -Werror -c src/money.c
plant g++ g++ -Isrc -c src/books.cpp
touch src/missing.hpp
plant g++-templates g++ -c src/books.cpp
plant clang clang -Wall -Werror -c src/money.c
plant clang-coloured clang -fcolor-diagnostics -Wall -Werror -c src/money.c
plant clang++ clang++ -c src/books.cpp
plant clang-msvc clang -fdiagnostics-format=msvc -Wall -Werror -c src/money.c
plant make make -k
plant make-jobs make -k -j4
cmake -S . -B build -G Ninja >/dev/null
plant ninja ninja -C build -k 0
plant cmake-build cmake --build build
cmake -S . -B build-make -G 'Unix Makefiles' >/dev/null
plant cmake-make cmake --build build-make -- -k
plant clang-tidy clang-tidy --warnings-as-errors='*' --checks='-*,bugprone-*,clang-analyzer-*,readability-braces-around-statements' src/leaks.c --
plant passing-clang-tidy clang-tidy --quiet --checks='-*,bugprone-*,clang-analyzer-*' --warnings-as-errors='bugprone*' src/races.c src/leaks.c --
plant cppcheck cppcheck --enable=all --inconclusive --error-exitcode=1 --suppress=missingIncludeSystem src/leaks.c src/money.c
plant cppcheck-gcc cppcheck --template=gcc --enable=warning --error-exitcode=1 src/leaks.c
gcc -g src/leaks.c -o leaks && plant valgrind valgrind --leak-check=full --error-exitcode=9 ./leaks
gcc -g -fsanitize=address src/leaks.c -o asan && plant asan-gcc ./asan
plant passing-cppcheck cppcheck --enable=warning --error-exitcode=1 src/fine.c
