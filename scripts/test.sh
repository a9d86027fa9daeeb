#!/usr/bin/env bash
# Every test, for two cores. All parts run even if one fails; the exit status tells.
# Tests of the server often wait, for a worker that is killed or a time limit: they run beside those of the page.
set -uo pipefail
status=0
run() {
    local begun=$SECONDS failed=0
    echo "== $*"
    "$@" || failed=1
    echo "== $((SECONDS - begun)) s"
    return $failed
}
mapfile -t modules < <(find tests/js -name "*.test.mjs" | sort)
run node --test --test-reporter=dot "${modules[@]}" || status=1
run "${PYTHON:?}" -m pytest tests/engine tests/client tests/scripts -n 2 --dist worksteal -q --durations=10 || status=1
output=$(mktemp)
trap 'rm -f "$output"' EXIT
run "$PYTHON" -m pytest tests/app tests/test_docs.py -n 2 --dist loadfile -q --durations=10 >"$output" 2>&1 &
server=$!
run "$PYTHON" -m pytest tests/browser -n 2 --dist loadfile -q --durations=10 || status=1
wait "$server" || status=1
cat "$output"
echo "== $SECONDS s in all"
exit $status
