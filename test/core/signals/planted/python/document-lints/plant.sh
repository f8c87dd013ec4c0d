#!/usr/bin/env bash
# Needs djlint, doc8, restructuredtext-lint, rstcheck, pymarkdownlnt, mdformat, cmakelang, gersemi, darglint, cpplint, import-linter, check-jsonschema, cfn-lint 1 and clang-format.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/shop/shop
mkdir -p $at && cp -r "$here/project/." $at && cd $at || exit 1
mkdir tests && touch tests/__init__.py && echo 'from cart import total' > tests/test_cart.py
run() { local name=$1; shift; "$@" > "$here/$name.txt" 2>&1; }
run djlint djlint templates
run doc8 doc8 docs
run rst-lint rst-lint docs/a.rst
run rstcheck rstcheck docs/a.rst
run pymarkdown pymarkdown scan docs
run mdformat mdformat --check docs/a.md
run cmake-format cmake-format --check CMakeLists.txt
run cmake-lint cmake-lint CMakeLists.txt
run gersemi gersemi --check .
run darglint darglint cart.py
run cpplint cpplint a.cc
PYTHONPATH=. run importlinter lint-imports
run cjs check-jsonschema --schemafile schema.json inst.json
run cfn cfn-lint cfn.yaml
for format in pretty parseable quiet; do run cfn-$format cfn-lint --format $format cfn.yaml; done
run clang-format clang-format --dry-run --Werror a.cc
rm -r $at
