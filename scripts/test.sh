#!/usr/bin/env bash
# Every test. All parts run even if one fails; the exit status tells.
set -uo pipefail
status=0
run() {
    echo "== $*"
    "$@" || status=1
}
run node --test --test-reporter=dot tests/js/*.test.mjs
run "${PYTHON:?}" -m pytest tests/engine tests/client -n 2 --dist worksteal -q
run "$PYTHON" -m pytest tests/app -q
run "$PYTHON" -m pytest tests/browser -q
exit $status
