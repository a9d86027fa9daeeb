"""Mutation test: applies single mistakes to copies of the tree, and tells which of them the tests notice.

    python scripts/mutants.py                       every mistake of scripts/mutants
    python scripts/mutants.py --area land --jobs 1  those of one area, one after another
    python scripts/mutants.py --only land-noise     one mistake

The list is data: ``scripts/mutants/AREA.toml`` has a ``[[mistake]]`` table for each mistake of an area, with
``id``, ``file``, ``old`` (text that occurs exactly once in it), ``new``, ``why`` (what a user would see)
and ``tests`` (files and folders that claim the file). Tests below ``tests/js`` run in Node.js, all others in
pytest.

Each run has a copy of the working tree of its own, so that several can run at once and no file of a person
is touched. First the claimed tests must pass without a mistake. Then each mistake runs them until one fails.
The exit status is 1 if less than 80 % of an area or less than 90 % of all is noticed, and 2 if the list does
not fit the tree.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, final

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "scripts/mutants"

LEAST_OF_AREA, LEAST_OF_ALL = 0.8, 0.9
"""Shares of the mistakes that the tests must notice."""

LIMIT_S, LIMIT_FACTOR = 60.0, 3.0
"""Time limit of a run with a mistake: seconds, plus this many times what its tests take without it."""

BASELINE_LIMIT_S = 3600.0
GRACE_S = 20.0
"""Seconds for a run that is over its limit to stop its servers and browsers."""

PACKAGES = ("engine", "app", "descentlab")
IMPORTS = """
import sys
from importlib.util import find_spec
for name in sys.argv[1:]:
    print(getattr(find_spec(name), "origin", None))
"""
SYNTAX_CHECKS = {
    ".py": [sys.executable, "-c", "import ast, sys; ast.parse(sys.stdin.read())"],
    ".js": ["node", "--check", "--input-type=module", "-"],
}
FIRST_FAILURE = re.compile(r"^(?:FAILED|ERROR) (\S+)|^ *not ok \d+ - (.+)$", re.MULTILINE)

Verdict = Literal["noticed", "timeout", "survived", "not judged"]
"""A timeout counts as noticed. A mistake is not judged if its tests fail without it."""


class ListError(Exception):
    """The list does not fit the tree; the message has a line for each reason."""


@final
@dataclass(frozen=True)
class Mistake:
    """Mistake: one text of a file replaced by another, and the tests that claim the file."""

    id: str
    area: str
    file: str
    old: str
    new: str
    why: str
    tests: tuple[str, ...]

    def apply(self, root: Path) -> None:
        """Make the mistake in the tree at ``root``."""
        path = root / self.file
        path.write_text(path.read_text(encoding="utf-8").replace(self.old, self.new), encoding="utf-8")


@final
@dataclass(frozen=True)
class Finished:
    """Finished run of some tests: ``passed`` is None if it was over its limit."""

    passed: bool | None
    seconds: float
    failure: str = ""


@final
@dataclass(frozen=True)
class Outcome:
    """Outcome of one mistake; ``by`` is the first test that failed."""

    mistake: Mistake
    verdict: Verdict
    seconds: float = 0.0
    by: str = ""

    @property
    def noticed(self) -> bool:
        return self.verdict in ("noticed", "timeout")


def read_list(folder: Path) -> list[Mistake]:
    """Read the mistakes of all areas, by file name and in the order of the files."""
    mistakes = []
    for path in sorted(folder.glob("*.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["mistake"]
        for table in tables:
            tests = tuple(table.pop("tests"))
            mistakes.append(Mistake(**table, area=path.stem, tests=tests))
    ids = [mistake.id for mistake in mistakes]
    if twice := {name for name in ids if ids.count(name) > 1}:
        raise ListError(f"Ids that occur twice: {', '.join(sorted(twice))}.")
    return mistakes


def chosen(mistakes: Sequence[Mistake], areas: Sequence[str], ids: Sequence[str]) -> list[Mistake]:
    """The mistakes of these areas with these ids; an empty list of names stands for all."""
    known = {mistake.area for mistake in mistakes} | {mistake.id for mistake in mistakes}
    if unknown := {*areas, *ids} - known:
        raise ListError(f"No area or mistake has the name {', '.join(sorted(unknown))}.")
    found = [one for one in mistakes if one.area in (areas or [one.area]) and one.id in (ids or [one.id])]
    if not found:
        raise ListError("No mistake has one of these ids and is in one of these areas.")
    return found


def check_list(mistakes: Sequence[Mistake], root: Path) -> None:
    """Check that each mistake fits the tree.

    Raises:
        ListError: if a text does not occur exactly once, a mistake breaks the syntax, or a test is missing.
    """
    reasons = [reason for mistake in mistakes for reason in _misfits(mistake, root)]
    if reasons:
        raise ListError("\n".join(reasons))


def _misfits(mistake: Mistake, root: Path) -> Iterator[str]:
    path = root / mistake.file
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if (times := text.count(mistake.old)) != 1 or mistake.old == mistake.new:
        yield f"{mistake.id}: the old text occurs {times} times in {mistake.file}, or nothing changes."
    elif (check := SYNTAX_CHECKS.get(path.suffix)) is not None:
        changed = text.replace(mistake.old, mistake.new).encode()
        if subprocess.run(check, input=changed, capture_output=True, check=False).returncode:
            yield f"{mistake.id}: with the new text {mistake.file} has no valid syntax."
    for test in mistake.tests:
        if not (root / test).exists():
            yield f"{mistake.id}: there is no test {test}."
    if not mistake.tests:
        yield f"{mistake.id}: no test claims it."


@contextmanager
def copy_of(root: Path) -> Iterator[Path]:
    """A temporary copy of a working tree: all files as they are now, but those that git ignores."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.check_output(command, cwd=root, text=True).split("\0")
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder).resolve() / "tree"
        for name in filter(None, names):
            if (root / name).is_file():  # one that is deleted is still listed
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, copy / name)
        if (root / "node_modules").exists():
            (copy / "node_modules").symlink_to((root / "node_modules").resolve())
        _check_imports(copy)
        yield copy


def _environment(copy: Path) -> dict[str, str]:
    """The copy comes first on the path, before an editable install of another tree."""
    return {**os.environ, "PYTHONPATH": str(copy)}


def _check_imports(copy: Path) -> None:
    """Check that the packages would be imported from the copy, from wherever Python starts.

    Raises:
        RuntimeError: if one would not.
    """
    command = [sys.executable, "-c", IMPORTS, *PACKAGES]
    found = subprocess.check_output(command, cwd=copy.parent, env=_environment(copy), text=True).splitlines()
    if found != [str(copy / package / "__init__.py") for package in PACKAGES]:
        raise RuntimeError(f"Python imports other files than those of the copy: {', '.join(found)}.")


def _command(test: str, copy: Path) -> list[str]:
    """Run one claimed file or folder; pytest stops at the first failure, and has no time limit of its own."""
    path = copy / test
    if Path(test).parts[:2] == ("tests", "js"):
        files = sorted(path.rglob("*.test.mjs")) if path.is_dir() else [path]
        return ["node", "--test", "--test-reporter=tap", *(str(file.relative_to(copy)) for file in files)]
    return [sys.executable, "-m", "pytest", test, "-q", "-x", "-o", "timeout=0", "-p", "no:cacheprovider"]


def _run(command: Sequence[str], copy: Path, limit_s: float) -> Finished:
    """Run a command in the copy, in a process group of its own, and end the whole group."""
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        process = subprocess.Popen(
            command,
            cwd=copy,
            env=_environment(copy),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            passed: bool | None = process.wait(limit_s) == 0
        except subprocess.TimeoutExpired:
            passed = None
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(GRACE_S)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        output.seek(0)
        failure = FIRST_FAILURE.search(output.read())
    first = next(filter(None, failure.groups())) if failure else ""
    return Finished(passed, time.monotonic() - begun, first)


def run_tests(
    tests: Sequence[str],
    root: Path,
    limit_s: float,
    change: Callable[[Path], None] = lambda _: None,
) -> Finished:
    """Run tests in a copy of the tree at ``root`` that ``change`` has changed, until one fails."""
    begun = time.monotonic()
    with copy_of(root) as copy:
        change(copy)
        for test in tests:
            finished = _run(_command(test, copy), copy, max(1.0, begun + limit_s - time.monotonic()))
            if not finished.passed:
                return Finished(finished.passed, time.monotonic() - begun, finished.failure)
    return Finished(True, time.monotonic() - begun)


def judge(mistake: Mistake, root: Path, baseline: Mapping[str, Finished]) -> Outcome:
    """Run the claimed tests with a mistake; ``baseline`` has their runs without one."""
    if red := [test for test in mistake.tests if not baseline[test].passed]:
        return Outcome(mistake, "not judged", by=", ".join(red))
    limit_s = LIMIT_S + LIMIT_FACTOR * sum(baseline[test].seconds for test in mistake.tests)
    finished = run_tests(mistake.tests, root, limit_s, mistake.apply)
    verdict: Verdict = "timeout" if finished.passed is None else "survived" if finished.passed else "noticed"
    return Outcome(mistake, verdict, finished.seconds, finished.failure)


def judge_all(mistakes: Sequence[Mistake], root: Path, jobs: int) -> list[Outcome]:
    """Judge mistakes, ``jobs`` at once; each claimed file or folder runs once without a mistake before."""
    tests = list(dict.fromkeys(test for mistake in mistakes for test in mistake.tests))
    with ThreadPoolExecutor(jobs) as pool:
        runs = pool.map(lambda test: run_tests([test], root, BASELINE_LIMIT_S), tests)
        baseline = {}
        for test, finished in zip(tests, runs, strict=True):
            baseline[test] = finished
            state = "passes" if finished.passed else f"FAILS without a mistake: {finished.failure}"
            _tell(f"{test}: {state} ({finished.seconds:.0f} s)")
        outcomes = []
        for outcome in pool.map(lambda mistake: judge(mistake, root, baseline), mistakes):
            outcomes.append(outcome)
            _tell(f"{outcome.mistake.id}: {outcome.verdict} ({outcome.seconds:.0f} s) {outcome.by}")
    return outcomes


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def report(outcomes: Sequence[Outcome]) -> str:
    """Table of the areas, and a line for each mistake that was not noticed, as Markdown."""
    lines = ["| area | noticed | of | % | by timeout |", "|---|---|---|---|---|"]
    for area, own in [*_areas(outcomes).items(), ("all", outcomes)]:
        late = sum(outcome.verdict == "timeout" for outcome in own)
        share = f"{100 * _share(own):.0f}"
        lines.append(f"| {area} | {sum(one.noticed for one in own)} | {len(own)} | {share} | {late} |")
    for outcome in outcomes:
        if not outcome.noticed:
            mistake, reason = outcome.mistake, f" ({outcome.by})" if outcome.by else ""
            lines += ["", f"- {outcome.verdict}{reason}: `{mistake.id}` in `{mistake.file}`. {mistake.why}"]
    return "\n".join(lines)


def enough(outcomes: Sequence[Outcome]) -> bool:
    """Whether the tests notice enough of each area and of all."""
    areas = _areas(outcomes).values()
    return _share(outcomes) >= LEAST_OF_ALL and all(_share(own) >= LEAST_OF_AREA for own in areas)


def _areas(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    areas: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        areas.setdefault(outcome.mistake.area, []).append(outcome)
    return areas


def _share(outcomes: Sequence[Outcome]) -> float:
    return sum(outcome.noticed for outcome in outcomes) / len(outcomes)


def main() -> int:
    """Judge the chosen mistakes and print the report; returns the exit status."""
    parser = argparse.ArgumentParser(description="Which single mistakes do the tests notice?")
    parser.add_argument("--area", nargs="*", default=[], help="areas; all if left out")
    parser.add_argument("--only", nargs="*", default=[], help="ids of mistakes; all if left out")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="runs at once")
    options = parser.parse_args()
    try:
        mistakes = chosen(read_list(LIST), options.area, options.only)
        check_list(mistakes, ROOT)
    except ListError as error:
        print(error, file=sys.stderr)
        return 2
    outcomes = judge_all(mistakes, ROOT, options.jobs)
    print(report(outcomes))
    return 0 if enough(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
