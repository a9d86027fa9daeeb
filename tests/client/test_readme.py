"""README: its Python example runs, and its curl example is a request that a server answers."""

import re
import shlex
import urllib.request
from pathlib import Path

import pytest

from descentlab import Client

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
DEFAULT_ADDRESS = "http://127.0.0.1:8000"


def _block(language: str, part: str) -> str:
    """The only code block of a language that contains ``part``."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    (block,) = [text for text in blocks if part in text]
    return str(block)


def _curl_request(command: str, server: str) -> urllib.request.Request:
    """The request that a ``curl`` command sends, to another server."""
    program, *words = shlex.split(command)
    assert program == "curl"
    headers, body, addresses = {}, None, []
    while words:
        word = words.pop(0)
        if word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = words.pop(0).encode()
        elif word != "-s":
            addresses.append(word)
    (address,) = addresses
    assert address.startswith(DEFAULT_ADDRESS)
    return urllib.request.Request(address.replace(DEFAULT_ADDRESS, server.rstrip("/")), body, headers)


def test_python_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    exec(_block("python", "import Client"), {"__name__": "readme"})
    run = Client().run("rosenbrock", "adam", lr=0.1)
    assert capsys.readouterr().out == f"{run.loss[-1]} {run.regime.name}\n"


def test_curl_example_is_answered(url: str) -> None:
    request = _curl_request(_block("console", "curl").removeprefix("$ "), url)
    with urllib.request.urlopen(request) as answer:
        header, *rows = answer.read().decode().splitlines()
    assert header == "racer,label,step,x,y,loss,lr,grad_norm"
    assert [row.split(",")[2] for row in rows] == [str(step) for step in range(201)]
