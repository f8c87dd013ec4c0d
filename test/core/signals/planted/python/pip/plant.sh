#!/usr/bin/env bash
# Needs: for 3.11 pip 23.2, in $PIP26 an environment with pip 26, in $PIP20 one of Python 3.8 with pip 20.3; a package index.
# Written after the tool's documentation: externally-managed, old-build, broken-index, resolution-too-deep.
. ../planting.sh

p() { local name=$1 python=$2; shift 2; run "$name" 3.11 "$python" -m pip --no-color install --progress-bar off "$@"; }
p no-version "$PYTHONS/3.11/bin/python" 'requests==99.0'
p no-version-new "$PIP26/bin/python" -r requirements.txt
p conflict "$PYTHONS/3.11/bin/python" 'django==5.2' 'asgiref==3.0'
p conflict-new "$PIP26/bin/python" 'django==5.2' 'asgiref==3.0'
p constraint "$PYTHONS/3.11/bin/python" 'requests==2.31.0' -c constraints.txt
p hash "$PYTHONS/3.11/bin/python" --no-deps -r hashes.txt
p hash-missing "$PYTHONS/3.11/bin/python" -r half-hashes.txt
p no-file "$PYTHONS/3.11/bin/python" -r gone.txt
p bad-requirement "$PYTHONS/3.11/bin/python" -r bad.txt
p setup "$PYTHONS/3.11/bin/python" ./broken
p setup-new "$PIP26/bin/python" ./broken
p setup-old "$PIP20/bin/python" ./broken
p wheel "$PYTHONS/3.11/bin/python" ./native
p wheel-new "$PIP26/bin/python" ./native
p backend "$PYTHONS/3.11/bin/python" ./backend
p not-a-project "$PYTHONS/3.11/bin/python" .
p old-python "$PYTHONS/3.8/bin/python" 'networkx==3.6'
p clone "$PYTHONS/3.11/bin/python" git+https://localhost:1/acme/ledger.git
p no-index "$PIP26/bin/python" --retries 2 --timeout 1 --index-url https://localhost:1/simple requests
run check 3.11 sh -c "python -m venv checked && checked/bin/pip install -q requests==2.31.0 && checked/bin/pip install --no-deps -q urllib3==1.20; checked/bin/pip check"
run passing 3.11 checked/bin/pip install idna==3.7
