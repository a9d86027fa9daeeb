import assert from "node:assert/strict";
import { test } from "node:test";
import "../dom-stand-in.mjs";
import { Gallery } from "../../../static/js/gallery/gallery.js";
import { pageAt, serverOf } from "../page-stand-in.mjs";

const example = (name, more = {}) => ({
  name,
  group: "First",
  title: `Title of ${name}`,
  question: "Why?",
  look_for: "That.",
  experiment: { seed: name },
  beside: null,
  long: false,
  ...more,
});
const EXAMPLES = [
  example("one"),
  example("two", { beside: { seed: "beside" } }),
  example("slow", { long: true, group: "Second" }),
];
const settled = async () => {
  for (let k = 0; k < 12; k += 1) await new Promise((done) => setImmediate(done));
};

/** A gallery whose server draws only what `drawn` lets it. */
function opened(t, answer = () => ({ blob: "png" })) {
  pageAt(t);
  document.body.replaceChildren();
  document.documentElement.dataset.theme = "light";
  t.mock.method(URL, "createObjectURL", (blob) => `blob:${blob}`);
  const requests = serverOf(t, (request) =>
    request.path.endsWith("examples") ? { json: { examples: EXAMPLES } } : answer(request),
  );
  const chosen = [];
  const gallery = new Gallery((preset) => chosen.push(preset.name));
  const pictures = () => requests.splice(0).filter(({ path }) => path.endsWith("png"));
  return { gallery, chosen, requests, pictures, cards: () => gallery.list.querySelectorAll("button") };
}

// First of all: the page keeps examples that it once got.
test("without an answer it says so", async (t) => {
  pageAt(t);
  serverOf(t, () => ({ ok: false, status: 503 }));
  const gallery = new Gallery(() => {});
  await gallery.toggle();
  assert.deepEqual(
    [gallery.status.hidden, gallery.status.textContent],
    [false, "The examples could not be fetched. Close this and try again."],
  );
});

test("each example has its words and pictures", async (t) => {
  const { gallery, cards, pictures } = opened(t);
  await gallery.toggle();
  assert.deepEqual(
    cards().map(({ textContent }) => textContent),
    ["Why?Title of oneThat.", "Why?Title of twoThat.", "Why?Title of slowThat.Takes about half a minute."],
  );
  assert.deepEqual(
    pictures().map(({ query, body }) => [body.seed, query]),
    [
      ["one", { width: "350", height: "270", theme: "light" }],
      ["two", { width: "240", height: "372", theme: "light" }],
      ["beside", { width: "240", height: "372", theme: "light" }],
    ],
  );
  const sources = gallery.list.querySelectorAll("img").map(({ src }) => src);
  const prepared = "https://lab.test/course/static/gallery/slow-a-light.png";
  assert.deepEqual(sources, ["blob:png", "blob:png", "blob:png", prepared]);
});

test("cards are grouped, and a filter hides the others", async (t) => {
  const { gallery } = opened(t);
  await gallery.toggle();
  const groups = gallery.list.querySelectorAll("section");
  const heads = groups.map((group) => group.querySelector("h3").textContent);
  assert.deepEqual(heads, ["First", "Second"]);
  const shown = (words) => {
    gallery.filter.value = words;
    gallery.filter.dispatchEvent(new Event("input"));
    const cards = groups.filter(({ hidden }) => !hidden).flatMap((group) => group.querySelectorAll("li"));
    return cards.filter(({ hidden }) => !hidden).map((card) => card.querySelector("button").dataset.name);
  };
  assert.deepEqual(shown("TITLE two"), ["two"]);
  assert.deepEqual(shown("second"), ["slow"], "by the name of its group");
  assert.deepEqual(shown("nothing"), []);
  assert.equal(gallery.status.hidden, false);
  assert.deepEqual(shown(""), ["one", "two", "slow"]);
  assert.equal(gallery.status.hidden, true);
});

test("a chosen example closes the gallery", async (t) => {
  const { gallery, chosen, cards } = opened(t);
  await gallery.toggle();
  cards()[1].click();
  assert.deepEqual([chosen, gallery.dialog.open], [["two"], false]);
});

test("opened again it draws only what is missing", async (t) => {
  let fails = true;
  const { gallery, pictures } = opened(t, ({ body }) =>
    fails && body.seed === "two" ? { ok: false, json: {} } : { blob: "png" },
  );
  await gallery.toggle();
  assert.equal(pictures().length, 3);
  await gallery.toggle();
  fails = false;
  await gallery.toggle();
  assert.deepEqual(
    pictures().map(({ body }) => body.seed),
    ["two"],
  );
  gallery.dialog.close();
  document.documentElement.dataset.theme = "dark";
  await gallery.toggle();
  assert.deepEqual(
    pictures().map(({ query }) => query.theme),
    ["dark", "dark", "dark"],
  );
});

test("a closed gallery requests no more", async (t) => {
  const waiting = [];
  const { gallery, pictures } = opened(t, () => ({
    get blob() {
      return new Promise((done) => waiting.push(done));
    },
  }));
  gallery.toggle();
  await settled();
  const [first, ...more] = pictures();
  assert.deepEqual([first.body.seed, more.length], ["one", 0], "one after another");
  gallery.dialog.close();
  assert.equal(first.signal.aborted, true);
  waiting[0]("png");
  await settled();
  assert.equal(pictures().length, 0);
});
