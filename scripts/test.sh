#!/usr/bin/env bash
# Every test, for two cores. All parts run even if one fails; the exit status tells.
set -uo pipefail
status=0
unset PYTHONDONTWRITEBYTECODE # a server that is started from compiled files is ready sooner
run() {
    local begun=$SECONDS
    echo "== ${*:1:6}"
    "$@" || status=1
    echo "== $((SECONDS - begun)) s"
}
mapfile -t modules < <(find tests/js -name "*.test.mjs" | sort)
run node --test --test-reporter=dot "${modules[@]}"
run "${PYTHON:?}" -m pytest tests/engine tests/client tests/scripts -n 2 --dist worksteal -q --durations=10
run "$PYTHON" -m pytest tests/app tests/test_docs.py -n 3 --dist loadfile -q --durations=10
run "$PYTHON" -m pytest tests/browser -n 2 --dist loadfile -q --durations=10
echo "== $SECONDS s in all"
exit $status
