"""Alert rules: each fires on its fault and on nothing else, and asks for metrics that the server has."""

import re
import shutil
import subprocess

import pytest
import yaml
from launch import ROOT
from prometheus_client.parser import text_string_to_metric_families
from services import require
from starlette.routing import Route

from app.main import app
from app.workers import Lane

ALERTS = ROOT / "deploy/alerts.yml"
(GROUP,) = yaml.safe_load(ALERTS.read_text())["groups"]
RULES = {rule["alert"]: rule for rule in GROUP["rules"]}
PROMTOOL = shutil.which("promtool")
OF_PROMETHEUS = {"up"}
SUFFIXES = {"counter": ["_total"], "histogram": ["_bucket", "_count", "_sum"]}

SERVER = 'job="descentlab",instance="lab:8000"'
VERSIONS, NEXT_VERSIONS = (f'version="1",engine="1",torch="{number}"' for number in (1, 2))
RESPONSES = "descentlab_responses_total"
FRAMES = "descentlab_first_frame_seconds_bucket"
TIMES = "descentlab_http_request_duration_seconds_count"
HEALTHY = {
    f"up{{{SERVER}}}": "1+0x60",
    f"descentlab_ready{{{SERVER}}}": "1+0x60",
    f'{RESPONSES}{{{SERVER},status="200"}}': "0+600x60",
    f'{RESPONSES}{{{SERVER},status="500"}}': "0+0x60",
    f'{RESPONSES}{{{SERVER},status="503"}}': "0+1x60",
    f'{RESPONSES}{{{SERVER},status="507"}}': "0+0x60",
    f'{FRAMES}{{{SERVER},lane="interactive",le="0.1"}}': "0+100x60",
    f'{FRAMES}{{{SERVER},lane="interactive",le="2"}}': "0+100x60",
    f'{FRAMES}{{{SERVER},lane="interactive",le="+Inf"}}': "0+100x60",
    f'{FRAMES}{{{SERVER},lane="background",le="2"}}': "0+0x60",
    f'{FRAMES}{{{SERVER},lane="background",le="+Inf"}}': "0+100x60",
    f"descentlab_turned_away_total{{{SERVER}}}": "0+0x60",
    f"descentlab_worker_restarts_total{{{SERVER}}}": "0+0x30 1+0x30",
    f'{TIMES}{{{SERVER},route="/e/{{id}}",status="2xx"}}': "0+5x60",
    f'{TIMES}{{{SERVER},route="/e/{{id}}",status="5xx"}}': "0+0x60",
    f'{TIMES}{{{SERVER},route="/api/v1/trajectories",status="5xx"}}': "0+5x60",
    f"process_open_fds{{{SERVER}}}": "700+0x60",
    f"process_max_fds{{{SERVER}}}": "1000+0x60",
    f"descentlab_build_info{{{SERVER},{VERSIONS}}}": "1+0x60",
}
"""Series of a busy hour without a fault, as promtool writes them: first value, step, number of steps."""

FAULTS = {
    "DescentLabDown": {f"up{{{SERVER}}}": "1+0x30 0+0x30"},
    "DescentLabNotReady": {f"descentlab_ready{{{SERVER}}}": "1+0x30 0+0x30"},
    "DescentLabServerErrors": {f'{RESPONSES}{{{SERVER},status="500"}}': "0+0x50 1+0x10"},
    "DescentLabSlowFirstFrame": {f'{FRAMES}{{{SERVER},lane="interactive",le="0.1"}}': "0+90x60"},
    "DescentLabBusy": {f'{RESPONSES}{{{SERVER},status="503"}}': "0+30x60"},
    "DescentLabTurnedAway": {f"descentlab_turned_away_total{{{SERVER}}}": "0+0x55 1+0x5"},
    "DescentLabWorkersDie": {f"descentlab_worker_restarts_total{{{SERVER}}}": "0+1x60"},
    "DescentLabStoreFull": {f'{RESPONSES}{{{SERVER},status="507"}}': "0+0x50 1+0x10"},
    "DescentLabStoreFails": {f'{TIMES}{{{SERVER},route="/e/{{id}}",status="5xx"}}': "0+1x60"},
    "DescentLabFewFilesLeft": {f"process_open_fds{{{SERVER}}}": "850+0x60"},
    "DescentLabVersionsDiffer": {f"descentlab_build_info{{{SERVER},{NEXT_VERSIONS}}}": "1+0x60"},
}


def test_every_alert_has_a_fault():
    assert set(FAULTS) == set(RULES)


@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_alert_fires_on_its_fault_alone(tmp_path, fault):
    require(PROMTOOL, "promtool")
    series = HEALTHY | FAULTS.get(fault, {})
    firing = 'count by (alertname) (ALERTS{alertstate="firing"})'
    fires = [{"labels": f'{{alertname="{fault}"}}', "value": 1}] if fault else []
    test = {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "promql_expr_test": [{"expr": firing, "eval_time": "60m", "exp_samples": fires}],
    }
    file = tmp_path / "test.yml"
    file.write_text(
        yaml.safe_dump({"rule_files": [str(ALERTS)], "evaluation_interval": "1m", "tests": [test]})
    )
    done = subprocess.run([PROMTOOL, "test", "rules", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", ["alerts.yml", "prometheus.yml"])
def test_prometheus_accepts_the_file(file):
    require(PROMTOOL, "promtool")
    kind = "rules" if file == "alerts.yml" else "config"
    done = subprocess.run(
        [PROMTOOL, "check", kind, ROOT / "deploy" / file], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def samples(client):
    """Names of all samples that the server has or will have, by its own words on their types."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {family.name + suffix for family in families for suffix in SUFFIXES.get(family.type, [""])}


@pytest.mark.parametrize("alert", RULES)
def test_alert_asks_for_metrics_of_the_server(client, alert):
    expression = RULES[alert]["expr"]
    asked = set(re.findall(r"\b(?:(?:descentlab|process)_\w+|up)\b", expression)) - {"descentlab"}
    assert asked
    assert asked <= samples(client) | OF_PROMETHEUS


def test_alerts_count_from_the_first_error(client):
    """A counter that began with its first error would show no increase."""
    text = client.get("/metrics").text
    for status in re.findall(r'descentlab_responses_total\{status="(\d+)"\}', ALERTS.read_text()):
        assert f'descentlab_responses_total{{status="{status}"}} ' in text


def test_alerts_name_routes_and_lanes_of_the_server():
    routes = {*app.openapi()["paths"], "/e/{id}"}
    assert "/e/{id}" in {route.path for route in every(app.routes) if isinstance(route, Route)}
    for pattern in re.findall(r'route=~"([^"]+)"', ALERTS.read_text()):
        plain = pattern.replace("{id}", r"\{id\}")
        assert len([route for route in routes if re.fullmatch(plain, route)]) == 3
    lanes = {lane.value for lane in Lane}
    assert set(re.findall(r'lane="(\w+)"', ALERTS.read_text())) <= lanes


def every(routes):
    """All routes, those of included routers too."""
    for route in routes:
        yield route
        inner = getattr(route, "original_router", None) or getattr(route, "router", None)
        if inner is not None:
            yield from every(inner.routes)


def test_every_alert_is_explained():
    section = (ROOT / "docs/operations.md").read_text().partition("## Alerts")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(DescentLab\w+)`", section, re.MULTILINE) == list(RULES)
