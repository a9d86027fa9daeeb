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

# The server and the page both wait for processes more than they compute: side by side.
log=$(mktemp)
"$PYTHON" -m pytest tests/app -q >"$log" 2>&1 &
server=$!
run "$PYTHON" -m pytest tests/browser -q
echo "== $PYTHON -m pytest tests/app -q"
wait $server || status=1
cat "$log"
rm -f "$log"
exit $status
