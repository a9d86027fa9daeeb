#!/usr/bin/env bash
# PostgreSQL, nginx and Caddy for the tests of saved experiments and of proxies, where they can simply be had.
# Without them those tests are skipped, and say so.
set -uo pipefail
wanted=()
compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' >/dev/null || command -v pg_ctl >/dev/null || wanted+=(postgresql)
PATH=$PATH:/usr/sbin command -v nginx >/dev/null || wanted+=(nginx-light)
command -v caddy >/dev/null || wanted+=(caddy)
if ((${#wanted[@]} == 0)); then
    echo "Testing with the PostgreSQL, nginx and Caddy that are here."
elif command -v apt-get >/dev/null && [[ $(id -u) == 0 ]]; then
    echo "Installing ${wanted[*]} from the system's packages..."
    # Debian would start servers of its own: the tests start theirs.
    export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
    apt-get update -qq
    for package in "${wanted[@]}"; do
        apt-get install -y -qq --no-install-recommends "$package" >/dev/null ||
            echo "$package could not be installed; tests that need it will be skipped."
    done
else
    echo "Without ${wanted[*]}, tests that need them will be skipped."
fi
