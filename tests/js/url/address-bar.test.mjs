import assert from "node:assert/strict";
import { test } from "node:test";
import { AddressBar } from "../../../static/js/url/address-bar.js";
import { compareWithPrevious, openComparison, serialize } from "../../../static/js/url/compare-url.js";
import { defaultView, pack, unpack } from "../../../static/js/url/url-state.js";
import { pageAt } from "../page-stand-in.mjs";
import { quietSession } from "../run/session-stand-in.mjs";

const BASE = "https://lab.test/course/";
const BOWL = {
  problem: { kind: "surface", surface: { name: "bowl" } },
  racers: [{ optimizer: { name: "adam" } }],
};
const ENTRY = { title: "", params: { properties: {} } };

/** A page with an address bar; what it listens to on the window is in `heard`. */
function withBar(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const page = pageAt(t, "?surface=bowl");
  const heard = {};
  globalThis.addEventListener = (type, act) => {
    heard[type] = act;
  };
  const session = quietSession({ experiment: BOWL });
  session.catalog.surfaces = ["bowl", "beale"].map((name) => ({ name, ...ENTRY }));
  session.catalog.optimizers.find(({ name }) => name === "adam").params.properties.lr = {
    type: "number",
    default: 0.1,
  };
  const stage = {
    cameraDegrees: null,
    openCamera(camera) {
      stage.cameraDegrees = camera;
    },
  };
  const navigated = [];
  const bar = new AddressBar(session, stage, (view, { notices }) => navigated.push([view, notices]));
  const pass = async (ms) => {
    t.mock.timers.tick(ms);
    await new Promise((done) => setImmediate(done));
  };
  return { page, heard, session, stage, bar, navigated, pass };
}

test("the address follows 0.4 s after the last change", async (t) => {
  const { page, session, pass } = withBar(t);
  session.change("/problem/noise", 1, false);
  await pass(399);
  session.change("/problem/noise", 2, true);
  await pass(399);
  assert.deepEqual(page.placed, []);
  await pass(1);
  assert.deepEqual(page.placed, [["replace", `${BASE}?surface=bowl&noise=2&run=adam&steps=50`]]);
  session.store.set({ view: { ...session.state.view, theme: "dark" } });
  await pass(400);
  assert.match(page.placed[1][1], /theme=dark$/);
  session.player.seek(20);
  session.store.set({ selected: 0 });
  await pass(1000);
  assert.equal(page.placed.length, 2, "the clock and the selection are not in it");
});

test("other problems and methods are entries of the browser's history", async (t) => {
  const { page, session, pass } = withBar(t);
  const kinds = [];
  for (const [pointer, value] of [
    ["/problem/surface/name", "beale"],
    ["/problem/start", [1, 1]],
    ["/racers/0/optimizer/params/lr", 0.5],
    ["/racers/0/optimizer/name", "rmsprop"],
    ["/seed", 4],
    ["/racers/1", { optimizer: { name: "adam" } }],
    ["/problem", { kind: "formula", expression: "x" }],
    ["/problem/expression", "y"],
    ["/problem", { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" } }],
    ["/problem/dataset/name", "circles"],
    ["/problem/batch_size", 4],
    ["/problem/model/name", "line"],
  ]) {
    session.change(pointer, value, true);
    await pass(400);
    // A packed state takes a moment.
    for (let k = 0; k < 5000 && page.placed.length === kinds.length; k += 1)
      await new Promise((done) => setImmediate(done));
    kinds.push(page.placed.at(-1)[0]);
  }
  const [push, replace] = ["push", "replace"];
  assert.deepEqual(kinds, [
    push,
    replace,
    replace,
    push,
    replace,
    push,
    push,
    push,
    push,
    push,
    replace,
    push,
  ]);
});

test("a turned scene is in the address", async (t) => {
  const { page, heard, stage, pass } = withBar(t);
  stage.cameraDegrees = [-58, 46, 1.2];
  heard.pointerup();
  await pass(400);
  assert.match(page.placed[0][1], /camera=-58,46,1\.2$/);
});

test("back and forward open what the address says", async (t) => {
  const { page, heard, session, navigated, pass } = withBar(t);
  session.store.set({ view: { ...session.state.view, theme: "dark" } });
  page.href = `${BASE}?surface=beale&run=adam&run=adam,lr:0.5&steps=50&step=12&loss=linear&colour=1`;
  session.player.ready = 50;
  heard.popstate();
  await new Promise((done) => setImmediate(done));
  await new Promise((done) => setImmediate(done));
  const { spec, styles, selected, rates } = session.state;
  assert.equal(spec.problem.surface.name, "beale");
  assert.deepEqual([styles, selected, rates, session.player.time], [[0, 1], 1, "own", 12]);
  const [[view, notices]] = navigated;
  assert.deepEqual(view, { ...defaultView(), loss: "linear" });
  assert.equal(notices.length, 1);
  await pass(1000);
  assert.deepEqual(page.placed, [], "what was opened is not written again");
  session.change("/problem/noise", 1, true);
  await pass(400);
  assert.equal(page.placed[0][0], "replace", "and it is the entry that is changed");
});

test("back looks from where the address says", async (t) => {
  const { page, heard, stage } = withBar(t);
  for (const camera of [[-30, 50, 1.5], null]) {
    page.href = `${BASE}?surface=bowl&run=adam${camera ? `&camera=${camera}` : ""}`;
    heard.popstate();
    for (let k = 0; k < 3; k += 1) await new Promise((done) => setImmediate(done));
    assert.deepEqual(stage.cameraDegrees, camera);
  }
});

test("the address stays as it came until something changes", async (t) => {
  const { page, heard, session, pass } = withBar(t);
  heard.pointerup();
  session.store.set({ view: { ...session.state.view } });
  await pass(1000);
  assert.deepEqual(page.placed, []);
});

test("back to a damaged link loads its page", async (t) => {
  const { page, heard, session } = withBar(t);
  const before = session.state.spec;
  page.href = `${BASE}?surface=beale&v=99`;
  heard.popstate();
  for (let k = 0; k < 3; k += 1) await new Promise((done) => setImmediate(done));
  assert.equal(page.reloads, 1);
  assert.equal(session.state.spec, before);
});

test("without rates in the address the catalog's are shown", async (t) => {
  const { page, heard, session } = withBar(t);
  page.href = `${BASE}?surface=beale&run=adam`;
  heard.popstate();
  for (let k = 0; k < 3; k += 1) await new Promise((done) => setImmediate(done));
  assert.deepEqual([session.state.rates, session.player.time], ["show", 0]);
});

test("what cannot be read stands behind the hash", async (t) => {
  const { page, bar, session } = withBar(t);
  session.store.set({ spec: { ...session.state.spec, edits: [{ step: 1, racer: 0, set: { lr: 1 } }] } });
  await bar.write();
  const { search, hash } = new URL(page.href);
  assert.equal(search, "");
  assert.deepEqual(await unpack(hash.slice(3)), session.state.spec);
});

test("a comparison shows all, and plays", async () => {
  const view = { ...defaultView(), hide: ["curves"], lock: true, autoplay: false, loss: "linear" };
  assert.deepEqual(await serialize(BOWL, view), { query: "surface=bowl&run=adam&loss=linear", packed: "" });
  const packed = { ...BOWL, plane: { name: "random" } };
  assert.deepEqual(await serialize(packed, defaultView()), { query: "", packed: await pack(packed) });
});

test("side by side stand the last two", async (t) => {
  const page = pageAt(t);
  const session = quietSession({ experiment: BOWL });
  const asked = async () => {
    await compareWithPrevious(session);
    const { searchParams } = new URL(page.assigned.at(-1));
    return ["a", "b", "measure"].map((name) => searchParams.get(name));
  };
  const first = "surface=bowl&run=adam&steps=50";
  assert.deepEqual(await asked(), [first, first, null]);
  session.change("/seed", 1, true);
  session.change("/seed", 2, true);
  assert.deepEqual(await asked(), [
    "surface=bowl&run=adam&seed=1&steps=50",
    "surface=bowl&run=adam&seed=2&steps=50",
    null,
  ]);
  await openComparison([BOWL, { ...BOWL, seed: 3 }], ["roughness"]);
  assert.equal(
    page.assigned.at(-1),
    `${BASE}compare?a=surface%3Dbowl%26run%3Dadam&b=surface%3Dbowl%26run%3Dadam%26seed%3D3&measure=roughness`,
  );
});
