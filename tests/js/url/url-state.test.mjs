import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import { defaultExperiment } from "../../../static/js/experiment/experiment.js";
import { checksum } from "../../../static/js/url/packed-state.js";
import { defaultView, pack, read, readAddress, unpack, write } from "../../../static/js/url/url-state.js";

test("the default page has an empty query", () => {
  assert.deepEqual(write(defaultExperiment(), defaultView()), { query: "", packed: null });
  assert.deepEqual(read("", null), {
    experiment: defaultExperiment(),
    view: defaultView(),
    notices: [],
  });
});

test("a readable URL has the common settings", () => {
  const experiment = {
    problem: { kind: "surface", surface: { name: "ackley" }, start: [1.5, -2] },
    racers: [{ optimizer: { name: "adam", params: { lr: 0.05 } } }],
    seed: 7,
    steps: 200,
  };
  const { query, packed } = write(experiment, { ...defaultView(), mode: "both", theme: "dark" });
  assert.equal(packed, null);
  assert.equal(query, "surface=ackley&start=1.5,-2&run=adam,lr:0.05&seed=7&steps=200&view=both&theme=dark");
  assert.deepEqual(read(query, null).experiment, experiment);
});

/** @type {any[]} */
const READABLE = [
  {
    problem: { kind: "surface", surface: { name: "ellipse", params: { kappa: 50, angle: -20 } }, noise: 0.1 },
  },
  {
    problem: {
      kind: "formula",
      expression: "sin(3*x) + x**2 + y**2 & more=#?%",
      domain: [
        [-3, 3],
        [0, 1e-3],
      ],
    },
  },
  { racers: [{ optimizer: { name: "sgd", params: { momentum: 0.9, nesterov: true, lr: 1e-4 } } }] },
  { racers: [{ optimizer: { name: "adam", params: { betas: [0.9, 0.99], amsgrad: true } } }] },
  {
    racers: [
      { optimizer: { name: "adam" }, schedule: { name: "cosine", params: { T_max: null, eta_min: 0.01 } } },
      {
        optimizer: { name: "sgd", params: { momentum: 0 } },
        schedule: { name: "multi_step", params: { milestones: [1, 5] } },
      },
    ],
  },
  { racers: [{ optimizer: { name: "adam" }, schedule: { name: "cyclic", params: { mode: "exp_range" } } }] },
];

for (const change of READABLE) {
  test(`a readable URL restores ${JSON.stringify(change).slice(0, 70)}`, () => {
    const experiment = { ...defaultExperiment(), ...change };
    const { query, packed } = write(experiment, defaultView());
    assert.equal(packed, null);
    assert.deepEqual(read(`?${query}`, null).experiment, experiment);
  });
}

test("an experiment beyond the query is packed and restored", async () => {
  const experiment = {
    problem: { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" }, batch_size: 32 },
    racers: [{ label: "J\u00fcrgen \u03b7", optimizer: { name: "adam" } }],
    edits: [{ step: 3, racer: 0, set: { lr: 0.5 } }],
  };
  const { packed } = write(experiment, defaultView());
  assert.equal(packed, experiment);
  const text = await pack(experiment);
  assert.match(text, /^[\w-]+$/);
  assert.deepEqual(await unpack(text), experiment);
  assert.deepEqual(read("theme=light", await unpack(text)).experiment, experiment);
});

test("a packed state is deflate without a wrapper, base64url, so that servers can write it too", async () => {
  const { deflateRawSync } = await import("node:zlib");
  const text = deflateRawSync(JSON.stringify(defaultExperiment())).toString("base64url");
  assert.deepEqual(await unpack(text), defaultExperiment());
});

test("a broken packed state is rejected", async () => {
  await assert.rejects(unpack("not deflate"));
  await assert.rejects(unpack("AAAA"));
});

test("invalid URL values fall back to defaults", () => {
  const query =
    "?start=1&seed=x&steps=1.5&view=4d&theme=red&speed=1e9&domain=1,2&noise=&arrows=gradient,nose&example=A%20b";
  const { experiment, view } = read(query, null);
  assert.deepEqual(experiment, defaultExperiment());
  assert.deepEqual(view, { ...defaultView(), arrows: ["gradient"] });
});

test("every part of the view is restored", () => {
  const view = {
    mode: "contour",
    map: "basins",
    theme: "light",
    loss: "linear",
    rates: true,
    axis: "examples",
    arrows: ["gradient", "step"],
    speed: 4,
    autoplay: false,
    hide: ["panel", "curves"],
    lock: true,
    lang: "de",
    camera: [-58.5, 45, 1.2],
    step: 12,
    example: "rate-too-large",
  };
  const again = read(write(defaultExperiment(), view).query, null);
  assert.deepEqual(again.view, view);
  assert.deepEqual(again.notices, []);
});

test("ignored URL parts are reported, except those that other modules read", () => {
  const { notices } = read(
    "?v=1&eid=a&controls=play&view=4d&speed=99&steps=many&colour=red&colour=blue",
    null,
  );
  assert.equal(notices.length, 4);
  for (const name of ["view", "speed", "steps", "colour"])
    assert.ok(
      notices.some((notice) => notice.includes(`\u201c${name}\u201d`)),
      name,
    );
  assert.deepEqual(read("?lang=xx", null).notices, []);
  for (const query of ["steps=0", "steps=20001", "seed=4294967296", "seed=-1"])
    assert.equal(read(query, null).notices.length, 1, query);
  assert.deepEqual(read("steps=20000&seed=4294967295", null).notices, []);
});

test("a camera below the ground or too close is ignored", () => {
  for (const camera of ["0,5,1", "0,45,9", "1,2", "a,b,c", "400,45,1"]) {
    const { view, notices } = read(`camera=${camera}`, null);
    assert.equal(view.camera, null);
    assert.equal(notices.length, 1);
  }
});

test("a language matches regardless of its country, others fall back", () => {
  assert.equal(read("?lang=de-AT", null).view.lang, "de");
  assert.equal(read("?locale=fr", null).view.lang, "fr");
  assert.equal(read("?lang=xx", null).view.lang, "en");
});

test("where the map is the default, both views are written", () => {
  const plain = { ...defaultView(), mode: /** @type {const} */ ("contour") };
  assert.equal(write(defaultExperiment(), defaultView(), plain).query, "view=3d");
  assert.equal(read("", null, plain).view.mode, "contour");
  assert.equal(read("view=2d", null).view.mode, "contour");
});

test("a damaged state is told, not opened", async () => {
  for (const packed of ["AAAA", await pack({}), await pack([1])]) {
    const { unopened } = await readAddress({ query: "", packed });
    assert.match(unopened.title, /damaged/);
  }
});

test("no lost or changed character of a state opens other data", async () => {
  const experiment = { ...defaultExperiment(), edits: [{ step: 3, racer: 0, set: { lr: 0.5 } }] };
  const text = await pack(experiment);
  const refuses = (changed) => assert.rejects(unpack(changed), changed);
  for (let k = 0; k < text.length; k += 1) {
    await refuses(text.slice(0, k));
    await refuses(text.slice(0, k) + text.slice(k + 1));
    for (const other of "Aa9-_")
      if (text[k] !== other) await refuses(text.slice(0, k) + other + text.slice(k + 1));
  }
  await refuses(text.toLowerCase());
});

test("the checksum has its published check value", () => {
  assert.deepEqual(checksum(new TextEncoder().encode("123456789")), [0xcb, 0xf4, 0x39, 0x26]);
});

test("a later version and an unknown kind are told apart from damage", async () => {
  const told = async (query, state) =>
    (await readAddress({ query, packed: state ? await pack(state) : "" })).unopened;
  assert.match((await told("?v=99&surface=bowl")).title, /later version/);
  assert.match((await told("?v=99&surface=bowl")).sentence, /v=99/);
  assert.match((await told("?v=x")).title, /damaged/);
  const quantum = { problem: { kind: "quantum" }, racers: [{ optimizer: { name: "adam" } }] };
  assert.match((await told("", quantum)).sentence, /quantum/);
  for (const query of ["", "?v=1", "?v=", "?surface=nowhere"]) assert.equal(await told(query), null, query);
});
