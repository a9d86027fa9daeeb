import assert from "node:assert/strict";
import { test } from "node:test";
import { KINDS } from "../../../static/js/share/snippets.js";

const PLACE = {
  src: 'https://a.test/embed?v=1&run=gd,lr:0.1&run=adam&formula="x"<y#s=abc-_',
  link: "https://a.test/?v=1&run=gd",
  script: "https://a.test/static/embed.js",
  width: 700,
  height: 420,
};
const SRC = "https://a.test/embed?v=1&amp;run=gd,lr:0.1&amp;run=adam&amp;formula=&quot;x&quot;&lt;y#s=abc-_";
const FRAME = `<iframe src="${SRC}" title="Interactive loss landscape" width="100%" height="420" style="border:0" loading="lazy" allowfullscreen></iframe>`;
const written = (name) => KINDS.find((kind) => kind.name === name).write(PLACE);

test("the kinds are those of the menu", () => {
  assert.deepEqual(
    KINDS.map(({ name, title }) => [name, title]),
    [
      ["html", "HTML"],
      ["element", "HTML element"],
      ["myst", "MyST / Jupyter Book"],
      ["quarto", "Quarto"],
      ["sphinx", "Sphinx"],
      ["docusaurus", "Docusaurus / MDX"],
      ["reveal", "reveal.js"],
      ["lms", "Moodle / Canvas"],
      ["notebook", "Notebook"],
    ],
  );
});

test("frames are escaped, in the form of each tool", () => {
  assert.equal(written("html"), FRAME);
  assert.equal(written("quarto"), `\`\`\`{=html}\n${FRAME}\n\`\`\``);
  assert.equal(written("sphinx"), `.. raw:: html\n\n   ${FRAME}`);
  assert.equal(
    written("docusaurus"),
    `<iframe src="${SRC}" title="Interactive loss landscape" width="100%" height="420" style={{border: 0}} loading="lazy" allowFullScreen />`,
  );
  assert.equal(
    written("lms"),
    `<p><iframe src="${SRC}" title="Interactive loss landscape" width="100%" height="420" style="border:0" sandbox="allow-scripts allow-same-origin allow-popups allow-downloads" allowfullscreen></iframe></p>\n<p><a href="https://a.test/?v=1&amp;run=gd">Interactive loss landscape</a></p>`,
  );
});

test("Markdown and Python have the address itself", () => {
  assert.equal(
    written("myst"),
    `:::{iframe} ${PLACE.src}\n:width: 100%\n:title: Interactive loss landscape\n:::`,
  );
  assert.equal(
    written("notebook"),
    `from IPython.display import IFrame\nIFrame(${JSON.stringify(PLACE.src)}, width="100%", height=420)`,
  );
});

test("an element has the parameters as attributes", () => {
  assert.equal(
    written("element"),
    '<script src="https://a.test/static/embed.js"></script>\n<descent-lab run="gd,lr:0.1|adam" formula="&quot;x&quot;&lt;y" state="abc-_"><a href="https://a.test/?v=1&amp;run=gd">Interactive loss landscape</a></descent-lab>',
  );
});

test("a slide starts its embed itself", () => {
  const src = /data-src="([^"]+)"/.exec(written("reveal"))[1].replaceAll("&amp;", "&");
  const { searchParams, hash } = new URL(src);
  assert.equal(searchParams.get("autoplay"), "0");
  assert.deepEqual(searchParams.getAll("run"), ["gd,lr:0.1", "adam"]);
  assert.equal(hash, "#s=abc-_");
  const start = /onload="([^"]+)"/.exec(written("reveal"))[1];
  const said = [];
  const slide = (closest) => ({
    closest: (rule) => closest === rule,
    contentWindow: { postMessage: (...it) => said.push(it) },
  });
  Function(start).call(slide(".past"));
  Function(start).call(slide(".present"));
  assert.deepEqual(said, [["slide:start", "*"]]);
  assert.match(
    written("reveal"),
    /^<section>\n {2}<iframe .* data-preload .*width="1050" height="600".*\n<\/section>$/,
  );
});
