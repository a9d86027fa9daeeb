"""Missing services: they skip tests locally and fail them in CI."""

import os
import shutil
import subprocess

import pytest
from launch import ROOT
from services import require

SKIPPED, FAILED = pytest.skip.Exception, pytest.fail.Exception


@pytest.mark.parametrize(
    ("ci", "outcome"), [("true", FAILED), ("1", FAILED), ("", SKIPPED), ("false", SKIPPED)]
)
def test_missing_service_fails_in_ci_alone(monkeypatch, ci, outcome):
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="nginx is missing"):
        require(None, "nginx")
    require("/usr/sbin/nginx", "nginx")


def test_without_ci_a_missing_service_skips(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(SKIPPED):
        require(False, "nginx")


@pytest.mark.parametrize(("ci", "fails"), [("true", True), ("", False)])
def test_services_that_cannot_be_installed_fail_in_ci_alone(tmp_path, ci, fails):
    """The script runs with a PATH that has neither Caddy nor a package manager."""
    environment = {**os.environ, "PATH": str(tmp_path), "CI": ci}
    bash = shutil.which("bash")
    done = subprocess.run(
        [bash, ROOT / "scripts/services.sh"], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode != 0) is fails, done.stdout + done.stderr
    assert "caddy" in done.stdout
