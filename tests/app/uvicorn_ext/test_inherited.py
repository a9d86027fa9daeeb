"""Inherited members: the list is complete, and a release without one of them is refused in a sentence."""

import ast
import tomllib
from pathlib import Path

import pytest

from app.uvicorn_ext import http, inherited, websocket
from app.uvicorn_ext.inherited import MEMBERS, VERSIONS, missing_members
from descentlab.__main__ import main

ROOT = Path(__file__).parents[3]


def taken(module):
    """Members of ``self`` and ``super()`` that the classes of a module use and do not define."""
    for one in ast.walk(ast.parse(Path(module.__file__).read_text())):
        if not isinstance(one, ast.ClassDef):
            continue
        own = {node.name for node in one.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        uses = [node for node in ast.walk(one) if isinstance(node, ast.Attribute)]
        of_self = [node for node in uses if isinstance(node.value, ast.Name) and node.value.id == "self"]
        own |= {node.target.id for node in one.body if isinstance(node, ast.AnnAssign)}
        set_here = {node.attr for node in of_self if isinstance(node.ctx, ast.Store)}
        own |= {name for name in set_here if name.startswith("_")}
        yield from {node.attr for node in of_self} - own
        yield from (
            node.attr
            for node in uses
            if isinstance(node.value, ast.Call)
            and getattr(node.value.func, "id", "") == "super"
            and not node.attr.startswith("__")
        )


@pytest.mark.parametrize(("module", "base"), [(http, 0), (websocket, 2)])
def test_list_has_all_that_the_protocols_take(module, base):
    missing = set(taken(module)) - set(list(MEMBERS.values())[base])
    assert missing == set()


def test_installed_release_has_all_members():
    assert missing_members() == []


def test_release_without_a_member_is_refused(monkeypatch, capsys):
    class Former:
        def connection_made(self):
            self.disconnected = False

    monkeypatch.setattr(inherited, "MEMBERS", {Former: ("connection_made", "disconnected", "close_timer")})
    assert main(["--port", "0"]) == 1
    told = capsys.readouterr().err
    assert "it has no Former.close_timer." in told
    assert f'pip install "uvicorn{VERSIONS}"' in told


def test_package_asks_for_the_known_releases():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f"uvicorn{VERSIONS}" in asked["optional-dependencies"]["server"]
