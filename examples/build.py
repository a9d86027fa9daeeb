"""Example builder: builds the course pages of this folder with the tools that courses use."""

import argparse
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MODULES = HERE.parent / "node_modules"
STAND_IN = "https://lab.example/"
FRAME = "width:min(max(70%,500px),100%);aspect-ratio:5/3;border:0"
"""CSS of an iframe, as in MyST's own theme."""


def build(lab: str, out: Path) -> None:
    """Build every page into a folder of ``out`` with its name; ``lab`` is the URL of a server."""
    for name, write in PAGES.items():
        target = out / name
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / name
            shutil.copytree(HERE / name, source)
            for file in source.iterdir():
                text = file.read_text(encoding="utf-8").replace(STAND_IN, lab)
                file.write_text(text, encoding="utf-8")
            write(source, target)


def myst(source: Path, target: Path) -> None:
    """MyST reads the page, checks it and resolves its directives; what it found becomes plain HTML."""
    shutil.copytree(HERE / "plain-theme", source / "plain-theme")
    settings = source / "myst.yml"
    settings.write_text(settings.read_text().replace("book-theme", "./plain-theme"))
    said = run(source, "node", str(MODULES / "mystmd" / "dist" / "myst.cjs"), "build", "--site", "--strict")
    if "\u26a0" in said:  # strict lets warnings pass
        raise RuntimeError(said)
    content = json.loads((source / "_build" / "site" / "content" / "index.json").read_text())
    title = escape(content["frontmatter"]["title"])
    body = "".join(html_of(node) for node in content["mdast"]["children"])
    (target / "index.html").write_text(
        f"<!doctype html><meta charset='utf-8'><title>{title}</title><h1>{title}</h1>{body}"
    )


def html_of(node: Mapping[str, Any]) -> str:
    """A node of MyST's syntax tree as HTML, as far as these pages go."""
    inner = "".join(html_of(child) for child in node.get("children", ())) or escape(node.get("value", ""))
    if node["type"] == "iframe":
        return (
            f'<iframe src="{escape(node["src"])}" title="{escape(node["title"])}" style="{FRAME}"></iframe>'
        )
    tags = {"paragraph": "p", "container": "figure", "caption": "figcaption", "inlineMath": "em"}
    tag = tags.get(node["type"])
    return f"<{tag}>{inner}</{tag}>" if tag else inner


def sphinx(source: Path, target: Path) -> None:
    """Sphinx, with warnings as errors."""
    from sphinx.cmd.build import build_main

    if build_main(["-q", "-W", "-b", "html", str(source), str(target)]) != 0:
        raise RuntimeError("Sphinx found something wrong; it says what above.")


def quarto(source: Path, target: Path) -> None:
    """Pandoc, which is what Quarto hands its pages to."""
    import pypandoc

    page = pypandoc.convert_file(source / "index.qmd", "html", "markdown", extra_args=["--standalone"])
    (target / "index.html").write_text(page, encoding="utf-8")


def reveal(source: Path, target: Path) -> None:
    """Slides need no building, only reveal.js beside them."""
    shutil.copy(source / "index.html", target)
    shutil.copytree(MODULES / "reveal.js" / "dist", target / "reveal.js", dirs_exist_ok=True)


def run(folder: Path, *command: str) -> str:
    """A command in a folder, and what it has to say."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


PAGES: Mapping[str, Callable[[Path, Path], None]] = {
    "myst": myst,
    "sphinx": sphinx,
    "quarto": quarto,
    "reveal": reveal,
}

if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument(
        "--lab", default="http://127.0.0.1:8000/", help="address of a lab, with a slash at its end"
    )
    words.add_argument("--out", type=Path, default=Path("dist/examples"))
    given = words.parse_args()
    build(given.lab, given.out)
