#!/usr/bin/env bash
# The second test tier: foreign tools, every window size, other Pythons, further seeds. All parts run even if one fails.
set -uo pipefail
status=0
run() {
    local begun=$SECONDS
    echo "== $*"
    "$@" || status=1
    echo "== $((SECONDS - begun)) s"
}
run "${PYTHON:?}" -m pytest -m acceptance tests/client -q -s
run "$PYTHON" -m pytest -m acceptance tests/app -q
run "$PYTHON" -m pytest -m acceptance tests/browser -n 2 --dist loadfile -q --durations=10
run env BIT_STEPS=1000 "$PYTHON" -m pytest tests/engine/run/test_bits.py -n 2 --dist worksteal -q
run env EXAMPLES=random "$PYTHON" -m pytest tests/engine -m hypothesis --timeout 3600 -q
run env EXAMPLES=random "$PYTHON" -m pytest tests/app/api/test_openapi.py -k random_requests --timeout 3600 -q -s
echo "== $SECONDS s in all"
exit $status
