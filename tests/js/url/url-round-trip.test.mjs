import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultExperiment } from "../../../static/js/experiment/experiment.js";
import {
  defaultView,
  pack,
  read,
  readAddress,
  readView,
  unpack,
  write,
} from "../../../static/js/url/url-state.js";
import { realCatalog } from "../catalog.mjs";

const CATALOG = realCatalog();

/** A generator of numbers from 0 to 1 with a seed. */
function numbers(seed) {
  let state = seed * 2654435761;
  return () => {
    state = (Math.imul(state ^ (state >>> 13), 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
}

/** Draws of random settings. */
function drawsOf(random) {
  const one = (list) => list[Math.floor(random() * list.length)];
  const number = () => one([random(), -random(), 1e-300 * random(), 1e21 * random(), 7, 0.1, -1e-7]);
  const maybe = (make) => (random() < 0.5 ? make() : undefined);
  const value = (usual) => {
    if (typeof usual === "boolean") return random() < 0.5;
    return Array.isArray(usual) ? usual.map(number) : one([number(), null]);
  };
  const params = (properties) =>
    Object.fromEntries(
      Object.entries(properties ?? {})
        .filter(() => random() < 0.4)
        .map(([name, field]) => [name, value(field.default)]),
    );
  return { one, number, maybe, params };
}

/** A racer with a random method, parameters and schedule; presets with all that they set. */
function randomRacer({ one, maybe, params, number }) {
  const preset = maybe(() => one(CATALOG.presets));
  const entry = CATALOG.optimizers.find(({ name }) => name === preset?.optimizer) ?? one(CATALOG.optimizers);
  const own = params(entry.params.properties);
  const set = entry.name === "sgd" ? { ...own, ...(preset ?? CATALOG.presets[0]).params } : own;
  if (set.momentum) set.momentum = one([0.9, 0.5, 0.99]);
  const schedule = maybe(() =>
    one([
      { name: "cosine", params: { T_max: null, eta_min: number() } },
      { name: "multi_step", params: { milestones: [1, 5, 700], gamma: number() } },
      { name: "cyclic", params: { mode: "exp_range", cycle_momentum: true } },
      { name: "step", params: {} },
    ]),
  );
  const optimizer = { name: entry.name, ...(Object.keys(set).length > 0 && { params: set }) };
  return { optimizer, ...(schedule && { schedule }) };
}

/** A random experiment that a readable address can hold. */
function randomExperiment(random) {
  const draws = drawsOf(random);
  const { one, number, maybe } = draws;
  const ellipse = { name: "ellipse", params: { kappa: number(), angle: number() } };
  const formula = one(["x**2 + y", "a&b=c#d?e%f+g h|i,j:k", "\u03c0 \u2212 \u201cx\u201d", "[x];y"]);
  const domain = maybe(() => [
    [-3, number()],
    [0, 1e-3],
  ]);
  const kinds = [
    { kind: "surface", surface: { name: one(["rosenbrock", "ackley", "bowl"]) } },
    { kind: "surface", surface: ellipse },
    { kind: "formula", expression: formula, ...(domain && { domain }) },
  ];
  const start = maybe(() => [number(), number()]);
  const noise = maybe(() => random() + 0.01);
  const seed = maybe(() => 1 + Math.floor(random() * 4e9));
  const steps = maybe(() => 1 + Math.floor(random() * 19_999));
  const racers = Array.from({ length: 1 + Math.floor(random() * 4) }, () => randomRacer(draws));
  return {
    problem: { ...one(kinds), ...(start && { start }), ...(noise && { noise }) },
    racers: maybe(() => defaultExperiment().racers) ?? racers,
    ...(seed && { seed }),
    ...(steps && { steps }),
  };
}

test("any readable experiment comes back from its address", () => {
  for (let seed = 1; seed <= 250; seed += 1) {
    const experiment = randomExperiment(numbers(seed));
    const { query, packed } = write(experiment, defaultView());
    assert.equal(packed, null, JSON.stringify(experiment));
    const again = read(query, null);
    assert.deepEqual(again.experiment, experiment, query);
    assert.deepEqual(again.notices, [], query);
    assert.equal(write(again.experiment, again.view).query, query);
    assert.doesNotMatch(query, /[ "<>#]/, "an address can hold it");
  }
});

/** Random values of each part of a view, none of them the default. */
const PARTS = {
  mode: ["both", "contour"],
  map: ["basins", "parameters"],
  theme: ["light", "dark", "projector"],
  loss: ["linear"],
  rates: [true],
  axis: ["gradients", "examples", "time"],
  arrows: [["gradient"], ["momentum", "step"], ["gradient", "momentum", "step"]],
  speed: [0.25, 0.3, 2, 16],
  autoplay: [false],
  hide: [["curves"], ["rate", "transport", "link"], ["masthead", "panel", "sentence"]],
  lock: [true],
  lang: ["de", "es", "fr"],
  camera: [
    [-58.5, 46, 1],
    [360, 11, 0.5],
    [-360, 90, 5],
  ],
  step: [0, 1, 20_000],
  example: ["saddle", "forty-layers"],
};

test("each part of a view comes back, and alone", () => {
  assert.deepEqual(Object.keys(PARTS), Object.keys(defaultView()), "a new part belongs here");
  for (const [name, values] of Object.entries(PARTS)) {
    for (const value of values) {
      const view = { ...defaultView(), [name]: value };
      const { query } = write(defaultExperiment(), view);
      assert.equal(query.split("&").length, 1, query);
      assert.equal(query.split("=")[0], name === "mode" ? "view" : name);
      assert.deepEqual(read(query, null), { experiment: defaultExperiment(), view, notices: [] });
      assert.deepEqual(readView({ [name]: value }, defaultView()), view);
    }
  }
});

test("all parts of a view come back together", () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const { one, maybe } = drawsOf(numbers(seed));
    const parts = Object.entries(PARTS).map(([name, values]) => [name, maybe(() => one(values))]);
    const set = Object.fromEntries(parts.filter(([, value]) => value !== undefined));
    const view = { ...defaultView(), ...set };
    const experiment = randomExperiment(numbers(seed));
    const again = read(write(experiment, view).query, null);
    assert.deepEqual([again.experiment, again.view, again.notices], [experiment, view, []]);
  }
});

test("only what an address cannot say is packed", async () => {
  const plain = { problem: { kind: "surface", surface: { name: "bowl" } }, racers: [] };
  const adam = { optimizer: { name: "adam" } };
  const network = { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" } };
  for (const [change, readable] of [
    [{}, true],
    [{ edits: [] }, true],
    [{ plane: null }, true],
    [{ edits: [{ step: 3, racer: 0, set: { lr: 1 } }] }, false],
    [{ plane: { name: "random" } }, false],
    [{ problem: network }, false],
    [{ racers: [{ ...adam, label: "A" }] }, false],
    [{ racers: [{ optimizer: { name: "adam", params: { betas: [[1, 2]], note: 'a "b"' } } }] }, false],
    [{ racers: [{ optimizer: { name: "adam", params: { lr: { a: 1 } } } }] }, false],
  ]) {
    const experiment = { ...plain, racers: [adam], ...change };
    const { query, packed } = write(experiment, { ...defaultView(), theme: "dark" });
    assert.equal(packed === null, readable, JSON.stringify(change));
    if (readable) continue;
    assert.equal(query, "theme=dark");
    assert.deepEqual(read(query, await unpack(await pack(packed))).experiment, experiment);
  }
});

const QUOTED = (text) => `\u201c${text}\u201d`;

test("each value that cannot be is told in words", () => {
  for (const [query, name, value] of [
    ["view=4d", "view", "4d"],
    ["map=treasure", "map", "treasure"],
    ["theme=red", "theme", "red"],
    ["loss=cubic", "loss", "cubic"],
    ["rates=often", "rates", "often"],
    ["axis=miles", "axis", "miles"],
    ["autoplay=2", "autoplay", "2"],
    ["lock=x", "lock", "x"],
    ["speed=0.2", "speed", "0.2"],
    ["speed=16.1", "speed", "16.1"],
    ["speed=fast", "speed", "fast"],
    ["step=-1", "step", "-1"],
    ["step=1.5", "step", "1.5"],
    ["camera=361,45,1", "camera", "361,45,1"],
    ["camera=0,10.9,1", "camera", "0,10.9,1"],
    ["camera=0,90.1,1", "camera", "0,90.1,1"],
    ["camera=0,45,0.4", "camera", "0,45,0.4"],
    ["camera=0,45,5.1", "camera", "0,45,5.1"],
    ["camera=0,45", "camera", "0,45"],
    ["seed=1.5", "seed", "1.5"],
    ["steps=0", "steps", "0"],
    ["start=1", "start", "1"],
    ["start=1,2,3", "start", "1,2,3"],
    ["start=1,", "start", "1,"],
    ["start=1,x", "start", "1,x"],
    ["noise=loud", "noise", "loud"],
  ]) {
    const { experiment, view, notices } = read(query, null);
    assert.deepEqual([experiment, view], [defaultExperiment(), defaultView()], query);
    assert.deepEqual(notices, [`${QUOTED(name)} can\u2019t be ${QUOTED(value)}: its default stands in.`]);
  }
});

test("parts of a list that mean nothing are told", () => {
  for (const [query, name, value, kept] of [
    ["arrows=gradient,nose,step", "arrows", "nose", ["gradient", "step"]],
    ["arrows=up,down", "arrows", "up,down", []],
    ["hide=curves,legend", "hide", "legend", ["curves"]],
  ]) {
    const { view, notices } = read(query, null);
    assert.deepEqual(view, { ...defaultView(), [name]: kept });
    assert.deepEqual(notices, [`${QUOTED(name)} can\u2019t have ${QUOTED(value)}: it is left out.`]);
  }
});

test("names that mean nothing are told, once each", () => {
  const long = "z".repeat(60);
  const { notices } = read(`colour=red&colour=blue&domain=0,1,0,1&${long}=1`, null);
  const names = ["colour", "domain", `${"z".repeat(40)}\u2026`].map(QUOTED).join(", ");
  assert.deepEqual(notices, [`${names} in the address means nothing here.`]);
  assert.deepEqual(read("v=1&s=abc&controls=play&eid=3&origin=http://a", null).notices, []);
  const bad = read("formula=x&domain=0,1", null);
  assert.deepEqual(bad.experiment.problem, { kind: "formula", expression: "x" });
  assert.equal(bad.notices.length, 1);
});

test("a flag has seven forms", () => {
  for (const text of ["1", "true", "yes"]) {
    assert.equal(read(`lock=${text}`, null).view.lock, true);
    assert.equal(read(`autoplay=${text}`, null).view.autoplay, true);
  }
  for (const text of ["0", "false", "no"]) {
    assert.equal(read(`lock=${text}`, null).view.lock, false);
    assert.equal(read(`autoplay=${text}`, null).view.autoplay, false);
  }
  assert.equal(read("autoplay=", null).view.autoplay, true, "empty is the default");
});

/** The optimizer that an address names. */
const optimizerOf = (run) => read(`run=${run}`, null).experiment.racers[0].optimizer;

test("own parameters override each preset", () => {
  for (const { name, optimizer, params } of CATALOG.presets) {
    assert.deepEqual(optimizerOf(name), { name: optimizer, params });
    for (const [key, usual] of Object.entries(params)) {
      const own = typeof usual === "boolean" ? !usual : 0.25;
      assert.deepEqual(optimizerOf(`${name},${key}:${own}`).params, { ...params, [key]: own });
    }
    assert.deepEqual(optimizerOf(`${name},lr:0.5`).params, { ...params, lr: 0.5 });
  }
  assert.deepEqual(optimizerOf("momentum,momentum:0.5"), {
    name: "sgd",
    params: { momentum: 0.5, nesterov: false },
  });
});

test("a value of a parameter has its own type", () => {
  const { params } = optimizerOf("adam,a:1e-3,b:-0,c:true,d:false,e:null,f:[1;2.5;x],g:word,h:,i:a:b");
  assert.deepEqual(params, {
    a: 0.001,
    b: -0,
    c: true,
    d: false,
    e: null,
    f: [1, 2.5, "x"],
    g: "word",
    h: "",
    i: "a:b",
  });
});

test("racers stand in one parameter or in several", () => {
  const names = (query) => read(query, null).experiment.racers.map(({ optimizer }) => optimizer.name);
  assert.deepEqual(names("run=adam&run=rmsprop&run=nadam"), ["adam", "rmsprop", "nadam"]);
  assert.deepEqual(names("run=adam|rmsprop&run=nadam|"), ["adam", "rmsprop", "nadam"]);
  assert.deepEqual(read("run=", null).experiment.racers, defaultExperiment().racers);
  const [racer] = read("run=adam,schedule.gamma:2,schedule:step,lr:3", null).experiment.racers;
  assert.deepEqual(racer, {
    optimizer: { name: "adam", params: { lr: 3 } },
    schedule: { name: "step", params: { gamma: 2 } },
  });
});

test("former forms of links go on working", async () => {
  // Of version 0.3: with and without "v", the map as "2d", a language by its locale, a packed state.
  const { experiment, view, notices } = read(
    "v=1&surface=rosenbrock,a:1,b:100&run=gd|adam,lr:0.05&view=2d&locale=de-CH",
    null,
  );
  assert.deepEqual(experiment.problem.surface, { name: "rosenbrock", params: { a: 1, b: 100 } });
  assert.equal(experiment.racers.length, 2);
  assert.deepEqual([view.mode, view.lang, notices], ["contour", "de", []]);
  const parts = [
    "VY5LCsIwEIavEmYtElq68SoiMm0GDM2LJCBYAt5K8BAewpOYie2iu5n5_scsEKIfDVk4iQVm7VQdwFG--zjDQYD1ik",
    "yDDi0xtCZAqURhxkR5z7x3qdER83S7Jv3ge9_xKeJEMdX1vIDBscXC5yW-z7foucuHrG11xF0mKrRMA0a0qSHDCnmU",
    "QynlUhEpndfglClw49bHwjpvj67O4e9jMfs6KcsP",
  ];
  const { experiment: labelled, notices: none } = await readAddress({ query: "v=1", packed: parts.join("") });
  assert.deepEqual(labelled, {
    problem: { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" }, batch_size: 32 },
    racers: [{ label: "\u03b7 \u203a 3", optimizer: { name: "adam", params: { lr: 0.05 } } }],
    edits: [{ step: 3, racer: 0, set: { lr: 0.5 } }],
    steps: 200,
  });
  assert.deepEqual(none, []);
});

test("a packed state comes before the readable one", async () => {
  const experiment = { ...defaultExperiment(), seed: 9 };
  const packed = await pack(experiment);
  const { experiment: found, view } = await readAddress({ query: "seed=3&theme=dark", packed });
  assert.deepEqual([found, view.theme], [experiment, "dark"]);
});

test("a host's view replaces what it may, and no more", () => {
  const now = { ...defaultView(), theme: "dark", speed: 4, mode: "3d", rates: true, arrows: ["step"] };
  assert.deepEqual(readView({ rates: false, arrows: [] }, now), { ...now, rates: false, arrows: [] });
  assert.deepEqual(readView({ colour: "red", __proto__: { lock: true } }, now), now);
  for (const wrong of [{ theme: "purple" }, { speed: 99 }, { mode: "4d" }, { camera: [0, 5, 1] }])
    assert.deepEqual(readView(wrong, now), now, JSON.stringify(wrong));
  assert.equal(readView({ arrows: "step" }, now), now);
  assert.deepEqual(readView({ speed: 99, theme: "light" }, now), { ...now, theme: "light" });
});
