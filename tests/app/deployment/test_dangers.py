"""Dangerous calls: shipped code evaluates, unpickles or starts programs only where listed."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CALLS = {"eval", "exec", "compile", "__import__", "system", "popen", "fork", "literal_eval"}
"""Names of dangerous functions and methods, on any object."""

MODULES = {"pickle", "marshal", "shelve", "dill", "subprocess", "ctypes", "code", "runpy", "yaml", "ast"}

ALLOWED = {
    # The exporters rewrite the engine's own source: they evaluate its expressions on numbers.
    "engine/export/constructor.py": {"ast", "literal_eval"},
    "engine/export/source_extractor.py": {"ast"},
    "engine/export/expression.py": {"ast"},
    "engine/export/code_format.py": {"ast"},
    "engine/export/constant_folding.py": {"ast", "eval", "compile"},
    # The video encoder, with arguments of our own, in a worker of its own.
    "engine/render/animation.py": {"subprocess"},
    # The C library's prctl and raw memory, to install the sandbox.
    "app/workers/sandbox.py": {"ctypes", "system"},
}


def sources():
    return sorted(path for part in ("app", "engine", "descentlab") for path in (ROOT / part).rglob("*.py"))


def dangers(text):
    """Imported modules and called functions that could run text from a client."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names} & MODULES
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found |= {(node.module or "").partition(".")[0]} & MODULES
        elif isinstance(node, ast.Call):
            if _owner(node) not in {"re", "torch"}:  # a regular expression is harmless
                found |= {_called(node)} & CALLS
            if _called(node) == "load" and _owner(node) in {"torch", "np", "numpy"}:
                safe = {keyword.arg: getattr(keyword.value, "value", None) for keyword in node.keywords}
                if _owner(node) == "torch" or safe.get("allow_pickle") is not False:
                    found.add(f"{_owner(node)}.load")
    return found


def _called(node):
    function = node.func
    if isinstance(function, ast.Name):
        return function.id
    name = getattr(function, "attr", "")
    return "" if name == "eval" and _owner(node) != "builtins" else name  # Module.eval() of torch


def _owner(node):
    value = getattr(node.func, "value", None)
    return value.id if isinstance(value, ast.Name) else ""


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_shipped_code_makes_no_dangerous_call(path):
    assert dangers(path.read_text()) <= ALLOWED.get(path.relative_to(ROOT).as_posix(), set())


@pytest.mark.parametrize(
    "text",
    [
        "eval(x)",
        "builtins.eval(x)",
        "builtins.exec(x)",
        "import pickle",
        "from subprocess import run",
        "os.system('ls')",
        "torch.load(path)",
        "np.load(path, allow_pickle=True)",
        "import yaml",
    ],
)
def test_check_finds_dangerous_calls(text):
    assert dangers(text)
