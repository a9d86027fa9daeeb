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
# Tests that mostly wait come first, so that others fill their pauses, and none of them is the last.
waiting=(tests/app/deployment tests/app/workers tests/app/limits tests/app/jobs tests/app/ws)
mapfile -t others < <(find tests/app -mindepth 1 -maxdepth 1 \( -type d ! -name __pycache__ -o -name "test_*.py" \) |
    sort | grep -vxF "${waiting[@]/#/-e}")
run "$PYTHON" -m pytest "${waiting[@]}" "${others[@]}" tests/test_docs.py --ignore "$openapi" \
    -n 3 --dist loadfile --no-loadscope-reorder -q --durations=10
wait $! || status=1
cat "$beside"
# A page waits a sixth of its time: a third browser fills the pauses. A test that is the last of its file waits for none.
run "$PYTHON" -m pytest tests/browser -n 3 --dist worksteal -q --durations=10
echo "== $SECONDS s in all"
exit $status
