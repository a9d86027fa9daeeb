#!/usr/bin/env bash
# Installs PostgreSQL, nginx and Caddy, which tests of saved experiments and of proxies need, and promtool and
# systemd-analyze, which check files of deploy/, from the system's packages. Where one cannot be installed its tests are skipped; in CI (CI=true) they fail, and so does this script.
set -uo pipefail
missing=()
find_missing() {
    missing=()
    compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' >/dev/null || command -v pg_ctl >/dev/null || missing+=(postgresql)
    PATH=$PATH:/usr/sbin command -v nginx >/dev/null || missing+=(nginx-light)
    command -v caddy >/dev/null || missing+=(caddy)
    command -v promtool >/dev/null || missing+=(prometheus)
    command -v systemd-analyze >/dev/null || missing+=(systemd)
}
find_missing
if ((${#missing[@]} > 0)) && command -v apt-get >/dev/null && [[ $(id -u) == 0 ]]; then
    echo "Installing ${missing[*]} from the system's packages..."
    # Debian would start servers of its own: the tests start theirs.
    export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
    apt-get update -qq
    for package in "${missing[@]}"; do
        apt-get install -y -qq --no-install-recommends "$package" >/dev/null
    done
    find_missing
fi
if ((${#missing[@]} == 0)); then
    echo "Testing with the PostgreSQL, nginx, Caddy, promtool and systemd-analyze that are installed."
    exit 0
fi
case "${CI:-}" in
"" | 0 | false)
    echo "Without ${missing[*]}, tests that need them are skipped."
    ;;
*)
    echo "CI needs ${missing[*]}, which could not be installed."
    exit 1
    ;;
esac
