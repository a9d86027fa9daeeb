"""Mutation test itself: on a tree of a few lines, one half of which its tests guard."""

import subprocess
from pathlib import Path

import pytest

from scripts import mutants

FILES = {
    "engine/__init__.py": "def is_known(step, last):\n    return 0 <= step <= last\n",
    "app/__init__.py": "",
    "descentlab/__init__.py": "",
    "package.json": '{"type": "module"}',
    "static/js/half.js": "export const half = (value) => value / 2;\n",
    "tests/test_known.py": "import engine\n\n\ndef test_last():\n    assert engine.is_known(3, 3)\n",
    "tests/js/half.test.mjs": 'import { half } from "../../static/js/half.js";\n'
    'if (half(4) !== 2) throw new Error("half");\n',
}


def mistake(name: str, file: str, old: str, new: str, test: str) -> mutants.Mistake:
    return mutants.Mistake(name, "all", file, old, new, "The page is wrong.", (test,))


LAST = mistake("last", "engine/__init__.py", "<= last", "< last", "tests/test_known.py")
FIRST = mistake("first", "engine/__init__.py", "0 <= step", "0 < step", "tests/test_known.py")
HALF = mistake("half", "static/js/half.js", "/ 2", "* 2", "tests/js/half.test.mjs")
LOOP = mistake("loop", "engine/__init__.py", "return", "while True: pass\n    return", "tests/test_known.py")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # starts in a third of the time
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


def test_noticed_and_survivor(tree: Path) -> None:
    outcomes = mutants.judge_all([LAST, FIRST, HALF], tree, 2)
    assert [outcome.verdict for outcome in outcomes] == ["noticed", "survived", "noticed"]
    assert outcomes[0].by == "tests/test_known.py::test_last"
    report = mutants.report(outcomes)
    assert "| all | 2 | 3 | 67 | 0 |" in report
    assert "survived: `first` in `engine/__init__.py`. The page is wrong." in report
    assert not mutants.enough(outcomes)
    assert mutants.enough([outcomes[0]])
    assert all((tree / name).read_text() == text for name, text in FILES.items())


def test_timeout_is_told_apart(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutants, "LIMIT_S", 1.0)
    monkeypatch.setattr(mutants, "LIMIT_FACTOR", 1.0)
    (outcome,) = mutants.judge_all([LOOP], tree, 1)
    assert outcome.verdict == "timeout"
    assert "| all | 1 | 1 | 100 | 1 |" in mutants.report([outcome])


def test_other_trees_are_not_imported(tree: Path) -> None:
    (tree / "app/__init__.py").unlink()
    with pytest.raises(RuntimeError, match="other files"):
        mutants.judge_all([LAST], tree, 1)


def test_failing_baseline_is_not_judged(tree: Path) -> None:
    (tree / "tests/test_known.py").write_text("def test_red():\n    assert False\n")
    (outcome,) = mutants.judge_all([LAST], tree, 1)
    assert outcome.verdict == "not judged"
    assert not mutants.enough([outcome])


@pytest.mark.parametrize(
    "wrong",
    [
        mistake("gone", "engine/__init__.py", "< first", "", "tests/test_known.py"),
        mistake("twice", "engine/__init__.py", "step", "", "tests/test_known.py"),
        mistake("same", "engine/__init__.py", "<= last", "<= last", "tests/test_known.py"),
        mistake("no Python", "engine/__init__.py", "<= last", "<=", "tests/test_known.py"),
        mistake("no JavaScript", "static/js/half.js", "/ 2", "/", "tests/js/half.test.mjs"),
        mistake("no test", "engine/__init__.py", "<= last", "< last", "tests/test_unknown.py"),
    ],
    ids=lambda wrong: wrong.id,
)
def test_misfits_are_refused(tree: Path, wrong: mutants.Mistake) -> None:
    with pytest.raises(mutants.ListError, match=rf"^{wrong.id}: "):
        mutants.check_list([wrong], tree)


def test_own_list_fits_the_tree() -> None:
    mutants.check_list(mutants.read_list(mutants.LIST), mutants.ROOT)
