"""Settings: docs/settings.md agrees with the code, and errors are sentences."""

import json
import os
import re
import subprocess
import sys

import pytest
from launch import PYTHON, ROOT

from app.core.settings import Settings

ROW = re.compile(r"^\| `(DESCENTLAB_\w+)` \| (.+?) \| (.+) \|$", re.MULTILINE)
OF_THE_MACHINE = {"DESCENTLAB_WORKERS", "DESCENTLAB_BACKGROUND_WORKERS", "DESCENTLAB_STORE"}
"""Defaults that depend on the machine or the user; the page describes them in words."""


def config(**environment):
    """Result of ``descentlab config`` with only these environment variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DESCENTLAB_")}
    return subprocess.run(
        [*PYTHON, "config"],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def lines(text):
    return dict(line.split("=", 1) for line in text.splitlines())


def test_documented_settings_equal_those_of_the_code():
    documented = {name: meaning for name, _, meaning in ROW.findall((ROOT / "docs/settings.md").read_text())}
    coded = {f"DESCENTLAB_{name.upper()}": field.description for name, field in Settings.model_fields.items()}
    assert documented == coded


def test_documented_defaults_equal_those_of_the_code():
    shown = lines(config().stdout)
    for name, default, _ in ROW.findall((ROOT / "docs/settings.md").read_text()):
        if name not in OF_THE_MACHINE:
            assert shown[name] == ("" if default == "empty" else default.strip("`"))


def test_printed_config_reads_back_to_the_same_settings():
    origins = json.dumps(["https://moodle.example"])
    given = {"DESCENTLAB_ALLOWED_ORIGINS": origins, "DESCENTLAB_WORK": "1e6", "DESCENTLAB_ROOT_PATH": "/lab"}
    shown = config(**given).stdout
    assert lines(shown)["DESCENTLAB_ALLOWED_ORIGINS"] == origins
    assert lines(shown)["DESCENTLAB_WORK"] == "1000000.0"
    assert config(**lines(shown)).stdout == shown


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "70000"), ("WORKERS", "many"), ("ROOT_PATH", "lab/"), ("ALLOWED_ORIGINS", "moodle")],
)
def test_invalid_setting_is_named_in_a_sentence(name, value):
    failed = config(**{f"DESCENTLAB_{name}": value})
    assert failed.returncode == 1
    assert name.lower() in failed.stderr
    assert "Traceback" not in failed.stderr


@pytest.mark.parametrize("argument", ["config", "--help", "--version"])
def test_reader_that_stops_gets_no_message(argument):
    reading, writing = os.pipe()
    os.close(reading)  # as ``head`` does when it has read enough
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [*PYTHON, argument],
            cwd=ROOT,
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.stderr, done.returncode) == ("", 0)


@pytest.mark.parametrize("arguments", [["config"], ["backup", "no/such/copy"]])
def test_short_commands_do_not_wait_for_torch(arguments, tmp_path):
    code = (
        f"import sys; from descentlab.__main__ import main; main({arguments}); print('torch' in sys.modules)"
    )
    environment = {**os.environ, "DESCENTLAB_STORE": f"sqlite:///{tmp_path}/none.sqlite"}
    printed = subprocess.check_output(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        text=True,
        timeout=60,
        stderr=subprocess.DEVNULL,
    )
    assert printed.splitlines()[-1] == "False"
