#!/usr/bin/env bash
# Every test, for two cores. All parts run even if one fails; the exit status tells.
set -uo pipefail
status=0
unset PYTHONDONTWRITEBYTECODE # a server that is started from compiled files is ready sooner
beside=$(mktemp)
trap 'rm -f "$beside"' EXIT
run() {
    local begun=$SECONDS
    echo "== ${*:1:6}"
    "$@" || status=1
    echo "== $((SECONDS - begun)) s"
}
mapfile -t modules < <(find tests/js -name "*.test.mjs" | sort)
run node --test --test-reporter=dot --test-concurrency=2 "${modules[@]}"
run "${PYTHON:?}" -m pytest tests/engine tests/client tests/scripts -n 2 --dist worksteal -q --durations=10
# Random requests have a process of their own: to collect them costs each process more than to import torch.
openapi=tests/app/api/test_openapi.py
"$PYTHON" -m pytest "$openapi" -q >"$beside" 2>&1 &
run "$PYTHON" -m pytest tests/app tests/test_docs.py --ignore "$openapi" -n 2 --dist loadfile -q --durations=10
wait $! || status=1
cat "$beside"
run "$PYTHON" -m pytest tests/browser -n 2 --dist loadfile -q --durations=10
echo "== $SECONDS s in all"
exit $status
