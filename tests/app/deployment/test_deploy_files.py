"""Files of deploy/: validators of their own formats accept them, and what they name is the server's own."""

import importlib.util
import re
import shlex
import shutil
import subprocess
import sys

import pytest
import yaml
from launch import ROOT
from services import require

from app.core.settings import Settings
from app.main import app
from engine import __version__

DEPLOY = ROOT / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
FILES = [ROOT / "Dockerfile", ROOT / "compose.yaml", *(path for path in DEPLOY.rglob("*") if path.is_file())]
SYSTEMD_ANALYZE = shutil.which("systemd-analyze")
KUBERNETES = "1.30"
"""The oldest version that the manifests are for."""


def documents():
    """Every Kubernetes object, by its kind and name."""
    found = [
        one
        for path in MANIFESTS
        if path.stem != "kustomization"
        for one in yaml.safe_load_all(path.read_text())
    ]
    return {(one["kind"], one["metadata"]["name"]): one for one in found}


def container():
    (one,) = documents()["Deployment", "descentlab"]["spec"]["template"]["spec"]["containers"]
    return one


def environment_of(unit):
    """Variables of a systemd unit; systemd takes quotes away as a shell does."""
    lines = re.findall(r"^Environment=(.*)$", unit.read_text(), re.MULTILINE)
    return dict(assignment.split("=", 1) for line in lines for assignment in shlex.split(line))


ENVIRONMENTS = {
    "systemd": environment_of(DEPLOY / "systemd/descentlab.service"),
    "kubernetes": documents()["ConfigMap", "descentlab"]["data"],
    "compose": yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["lab"]["environment"],
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_environment_is_accepted(name, monkeypatch):
    for variable, value in ENVIRONMENTS[name].items():
        monkeypatch.setenv(variable, value)
    settings = Settings()
    for variable, value in ENVIRONMENTS[name].items():
        read = getattr(settings, variable.removeprefix("DESCENTLAB_").lower())
        assert str(read) == value or '["' in value, "a setting that the server does not read"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_variable_is_a_setting(path):
    settings = {f"DESCENTLAB_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"DESCENTLAB_[A-Z_]+", path.read_text())) <= settings


def test_systemd_accepts_the_unit(tmp_path):
    require(SYSTEMD_ANALYZE, "systemd-analyze")
    unit = tmp_path / "descentlab.service"
    text = (DEPLOY / "systemd/descentlab.service").read_text()
    assert text.count("ExecStart=/opt/descentlab/bin/descentlab") == 1
    unit.write_text(text.replace("/opt/descentlab/bin/descentlab", sys.executable))
    done = subprocess.run(
        [SYSTEMD_ANALYZE, "verify", "--man=no", unit], capture_output=True, text=True, check=False
    )
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "descentlab" in line]
    assert (done.returncode, ours) == (0, [])


def test_systemd_rates_the_unit_as_hardened():
    require(SYSTEMD_ANALYZE, "systemd-analyze")
    done = subprocess.run(
        [SYSTEMD_ANALYZE, "security", "--offline=true", "--no-pager", DEPLOY / "systemd/descentlab.service"],
        capture_output=True,
        text=True,
        check=True,
    )
    exposure = float(re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)[1])
    assert exposure < 2, "of 10; a unit without any protection has 9.6"


def test_unit_lets_workers_enter_their_sandbox():
    """A filter without the call ``seccomp`` would leave workers without theirs, with a warning only."""
    text = (DEPLOY / "systemd/descentlab.service").read_text()
    (allowed,) = re.findall(r"^SystemCallFilter=([^~].*)$", text, re.MULTILINE)
    assert "seccomp" in allowed.split()


@pytest.mark.parametrize("key", documents(), ids="-".join)
def test_manifest_fits_the_schema_of_kubernetes(key):
    require(importlib.util.find_spec("kubernetes_validate"), "the package kubernetes-validate")
    import kubernetes_validate

    kubernetes_validate.validate(documents()[key], KUBERNETES, strict=True)


def test_kustomization_names_every_manifest_and_the_version():
    found = yaml.safe_load((DEPLOY / "kubernetes/kustomization.yaml").read_text())
    assert sorted(found["resources"]) == [path.name for path in MANIFESTS if path.stem != "kustomization"]
    assert [image["newTag"] for image in found["images"]] == [__version__]


def test_manifests_name_one_another():
    found = documents()
    deployment = found["Deployment", "descentlab"]["spec"]
    labels = deployment["template"]["metadata"]["labels"]
    selectors = [
        deployment["selector"]["matchLabels"],
        found["Service", "descentlab"]["spec"]["selector"],
        found["PodDisruptionBudget", "descentlab"]["spec"]["selector"]["matchLabels"],
    ]
    assert all(selector.items() <= labels.items() for selector in selectors)
    known = {(kind.lower(), name) for kind, name in found}
    for source in container()["envFrom"]:
        ((kind, ref),) = source.items()
        assert (kind.removesuffix("Ref").lower(), ref["name"]) in known
    paths = found["Ingress", "descentlab"]["spec"]["rules"][0]["http"]["paths"]
    assert {("Service", path["backend"]["service"]["name"]) for path in paths} <= set(found)


def test_probes_ask_routes_of_the_server():
    routes = set(app.openapi()["paths"])
    probes = [container()[f"{name}Probe"]["httpGet"] for name in ("startup", "readiness", "liveness")]
    assert {probe["path"] for probe in probes} <= routes
    annotations = documents()["Deployment", "descentlab"]["spec"]["template"]["metadata"]["annotations"]
    assert annotations["prometheus.io/path"] in routes
    ports = {port["containerPort"] for port in container()["ports"]}
    assert ports == {int(annotations["prometheus.io/port"])}
    assert f'"--port", "{ports.pop()}"' in (ROOT / "Dockerfile").read_text()


def test_proxies_wait_longer_than_the_page_is_silent():
    """The heartbeat of the page, in its own module."""
    text = (ROOT / "static/js/run/live-run.js").read_text()
    heartbeat = int(re.search(r"HEARTBEAT_MS = ([\d_]+);", text)[1].replace("_", "")) / 1000
    annotations = documents()["Ingress", "descentlab"]["metadata"]["annotations"]
    waits = [int(value.rstrip("s")) for name, value in annotations.items() if name.endswith("-timeout")]
    waits += [int(s) for s in re.findall(r"proxy_read_timeout (\d+)s", (DEPLOY / "nginx.conf").read_text())]
    assert len(waits) == 5
    assert min(waits) > 2 * heartbeat
