"""Assets: which static files are served, and under which URL."""

import pytest

from app.core.assets import Assets
from app.core.problem_details import ProblemError


def test_assets_are_found_by_exact_name_only(tmp_path):
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "a.js").write_text('import { b } from "./sub/b.js";\nawait import("./later.js");\n')
    (tmp_path / "js" / "later.js").write_text("export {};\n")
    (tmp_path / "js" / "sub").mkdir()
    (tmp_path / "js" / "sub" / "b.js").write_text('export * from "../a.js";\nexport const b = 1;\n')
    (tmp_path / ".secret").write_text("x")
    assets = Assets(tmp_path)
    assert assets.names() == ["js/a.js", "js/later.js", "js/sub/b.js"]
    assert assets.modules_of("js/a.js") == ["js/a.js", "js/sub/b.js"]
    assert set(assets.import_map()["imports"]) == {f"./static/{name}" for name in assets.names()}
    for name in (".secret", "js", "js/../js/a.js", "/etc/passwd", "js\\a.js", "", "\x00"):
        with pytest.raises(ProblemError):
            assets.get(name)


def test_changed_file_gets_another_url(tmp_path):
    (tmp_path / "a.css").write_text("a {}")
    assets = Assets(tmp_path)
    before = assets.url("a.css")
    (tmp_path / "a.css").write_text("a { color: red }")
    assert assets.url("a.css") != before
    (tmp_path / "a.css").unlink()
    with pytest.raises(ProblemError):
        assets.get("a.css")
