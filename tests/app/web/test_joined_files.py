"""Joined files: the same code as the single modules, at addresses that may be cached."""

import re
import subprocess

import pytest
from in_process_executor import InProcessExecutor
from launch import ROOT
from page_script import PageScript
from starlette.testclient import TestClient

from app.core.assets import Assets
from app.core.paths import STATIC
from app.core.settings import Settings
from app.main import create_app
from app.web.joined_files import JoinedFiles, PageFiles
from app.web.module_source import ModuleSource

MODULES = {
    "js/main.js": """
/** Entry. @param {import("./lazy/late.js").Late} late */
import * as shapes from "./shapes.js";
import { count, Counter as Tally, said } from "./counter.js";
import "./effect.js";

const { first } = await Promise.resolve({ first: area(2) });
function area(side) {
  return shapes.square(side);
}
const tally = new Tally();
tally.add();
const { late, again } = await import("./lazy/late.js");
const names = Object.keys(shapes).join();
console.log(first, tally.total, late(), again.total, count(), said, names, globalThis.effects);
""",
    "js/shapes.js": """
export { sides as corners } from "./lazy/sides.js";
/**
 * Square.
 */
export const square = (side) => side ** /** @type {number} */ (2);
export async function later() {}
const hidden = `
a text
`;
export { hidden };
""",
    "js/counter.js": """
let made = 0;
export class Counter {
  #steps = 0;
  static all = [];
  total = /** @type {number} */ (
    0
  );

  add() {
    this.#steps += 1;
    this.total = this.#steps;
    made += 1;
  }
}
export function count() {
  return made;
}
export const said = "import { x } from './no.js'"; // no import
""",
    "js/effect.js": "globalThis.effects = (globalThis.effects ?? 0) + 1;\n",
    "js/lazy/late.js": """
import { Counter } from "../counter.js";
import "../effect.js";
import { sides } from "./sides.js";
import { only } from "./only.js";
export const again = new Counter();
again.add();
export function late() {
  return `${sides} ${only}`;
}
""",
    "js/lazy/sides.js": "globalThis.effects = (globalThis.effects ?? 0) + 10;\nexport const sides = 4;\n",
    "js/lazy/only.js": 'export const only = "late";\n',
}
TOKENS = """
import { parse, tokenizer } from "acorn";
import { createInterface } from "node:readline";
const options = { ecmaVersion: "latest", sourceType: "module", allowAwaitOutsideFunction: true };
const tokens = (text) =>
  [...tokenizer(text, options)].map(({ start, end }) => text.slice(start, end)).join("\\n");
for await (const line of createInterface({ input: process.stdin })) {
  const { original, body } = JSON.parse(line);
  const kept = [], exported = [];
  for (const node of parse(original, options).body) {
    if (node.type === "ImportDeclaration") continue;
    if (node.type !== "ExportNamedDeclaration") kept.push(original.slice(node.start, node.end));
    else if (!node.declaration) exported.push(...node.specifiers.map((one) => one.exported.name));
    else {
      kept.push(original.slice(node.declaration.start, node.declaration.end));
      exported.push(...(node.declaration.declarations ?? [node.declaration]).map((one) => one.id.name));
    }
  }
  console.log(JSON.stringify({ same: tokens(kept.join("\\n")) === tokens(body), exported: exported.sort() }));
}
"""


def ran(folder, name):
    """What a module prints."""
    (folder / "package.json").write_text('{"type": "module"}')
    answer = subprocess.run(["node", name], cwd=folder, capture_output=True, text=True, check=True)
    return answer.stdout.strip()


def test_joined_modules_do_the_same(tmp_path):
    single, joined = tmp_path / "single", tmp_path / "joined"
    for name, text in MODULES.items():
        (single / name).parent.mkdir(parents=True, exist_ok=True)
        (single / name).write_text(text)
    files = JoinedFiles(Assets(single), {"page": PageFiles("js/main.js", ())})
    for name in ("js/main.js", "js/lazy/late.js"):
        (joined / name).parent.mkdir(parents=True, exist_ok=True)
        (joined / name).write_bytes(files.get("page", name)[0].content)
    assert "only" not in (joined / "js/main.js").read_text()
    printed = ran(joined, "js/main.js")
    assert printed == ran(single, "js/main.js")
    assert printed == "4 1 4 late 1 2 import { x } from './no.js' corners,hidden,later,square 11"


def test_every_module_keeps_its_code():
    names = [path.relative_to(STATIC).as_posix() for path in sorted((STATIC / "js").rglob("*.js"))]
    assert len(names) > 100
    with PageScript(TOKENS) as node:
        for name in names:
            original = (STATIC / name).read_text()
            source = ModuleSource.read(name, original)
            told = node.ask({"original": original, "body": source.body})
            assert told == {"same": True, "exported": sorted(source.exports)}, name


@pytest.mark.parametrize(
    "text",
    [
        "export let a = 1;",
        "export default 1;",
        'import a from "./a.js";',
        'export * from "./a.js";',
        "export const { a } = b;",
    ],
)
def test_other_forms_are_refused(text):
    with pytest.raises(ValueError, match=re.escape(f"js/b.js cannot be joined with other modules: {text}")):
        ModuleSource.read("js/b.js", text + "\n")


@pytest.mark.parametrize(
    ("text", "wrong"), [('import { no } from "./a.js";', "lacks"), ('import "./main.js";', "circular")]
)
def test_wrong_imports_are_refused(tmp_path, text, wrong):
    (tmp_path / "js").mkdir()
    (tmp_path / "js/main.js").write_text('import "./b.js";\n')
    (tmp_path / "js/a.js").write_text("export const yes = 1;\n")
    (tmp_path / "js/b.js").write_text(text + "\n")
    files = JoinedFiles(Assets(tmp_path), {"page": PageFiles("js/main.js", ())})
    with pytest.raises(ValueError, match=wrong):
        files.get("page", "js/main.js")


@pytest.mark.parametrize("page", ["", "embed", "compare"])
def test_page_names_one_script_and_sheet(client, page):
    text = client.get(f"/{page}").text
    (script,) = re.findall(r'<script type="module" src="([^"]+)"', text)
    (sheet,) = re.findall(r'rel="stylesheet" href="(static/(?!vendor)[^"]+)"', text)
    plain = client.get("/static/css/tokens.css")
    for address, media_type in ((script, "text/javascript"), (sheet, "text/css")):
        answer = client.get(f"/{address}")
        assert answer.headers["content-type"].startswith(media_type)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-encoding"] == "gzip"
        assert set(answer.headers) == set(plain.headers)
        tag = {"If-None-Match": answer.headers["etag"]}
        assert client.get(f"/{address}", headers=tag).status_code == 304
        former = re.sub(r"joined/[^/]+", "joined/former", address)
        assert client.get(f"/{former}").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["index.html/js/no.js", "no.html/style.css", "index.html/css/base.css", "index.html/"]
)
def test_unknown_joined_file(client, path):
    assert client.get(f"/static/joined/x/{path}").status_code == 404


def test_changed_module_gets_another_address(tmp_path):
    (tmp_path / "js").mkdir()
    (tmp_path / "js/main.js").write_text('import "./a.js";\n')
    (tmp_path / "js/a.js").write_text("globalThis.a = 1;\n")
    files = JoinedFiles(Assets(tmp_path), {"page": PageFiles("js/main.js", ())})
    before = files.addresses("page").script
    assert b"a = 1" in files.get("page", "js/main.js")[0].content
    (tmp_path / "js/a.js").write_text("globalThis.a = 22;\n")
    assert files.addresses("page").script != before
    assert b"a = 22" in files.get("page", "js/main.js")[0].content


def test_one_look_at_the_folder_a_page(tmp_path, monkeypatch):
    """All addresses of a page, and a file of it, each take one list of the files."""
    (tmp_path / "js").mkdir()
    (tmp_path / "js/main.js").write_text("globalThis.a = 1;\n")
    looks = []
    names = Assets.names
    monkeypatch.setattr(Assets, "names", lambda assets: looks.append(1) or names(assets))
    files = JoinedFiles(Assets(tmp_path), {"page": PageFiles("js/main.js", ())})
    for look in (lambda: files.addresses("page"), lambda: files.get("page", "js/main.js")):
        look()  # files are read
        looks.clear()
        look()
        assert len(looks) == 1


def test_single_files_for_development():
    settings = Settings(store="", modules="single")
    with TestClient(create_app(settings, InProcessExecutor())) as client:
        text = client.get("/").text
        assert "static/joined" not in text
        for name in ("js/main.js", "js/run/session.js", "css/tokens.css"):
            assert re.search(rf'"static/{name}\?v=[\w-]+"', text), name
        assert client.get("/static/js/main.js").content == (ROOT / "static/js/main.js").read_bytes()
