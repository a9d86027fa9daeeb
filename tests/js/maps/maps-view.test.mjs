/** The class of maps.js: whose map is asked for, and what of it is drawn. */

import assert from "node:assert/strict";
import { test } from "node:test";
import "../plots/canvas-stand-in.mjs";
import { Maps } from "../../../static/js/maps/maps.js";
import { at, sessionOf, stageOf, trackOf } from "../lens/lens-drawing-stand-in.mjs";
import { drawnIn, FakeElement, near, placesOf, textsOf, token } from "../plots/canvas-stand-in.mjs";

const STYLES = [4, 1, 6];
const PARAMS = [
  { lr: 0.01, momentum: 0.9 },
  { lr: 0.1, momentum: 0.5 },
  { lr: 1, momentum: 0 },
];

/** A legend that notes what it is told. */
function legendOf() {
  const legend = new FakeElement("map-legend");
  return Object.assign(legend, {
    title: "",
    cell: "",
    update(title, keys) {
      Object.assign(this, { title, keys });
    },
    showCell(text) {
      this.cell = text;
    },
  });
}

function opened(kind, selected = 1) {
  const tracks = STYLES.map(() => trackOf([[0, 0, 1]]));
  const session = sessionOf({ tracks, styles: STYLES, params: PARAMS, selected });
  const sent = [];
  session.live = Object.assign(new EventTarget(), {
    tracks,
    ready: true,
    limits: {},
    send: (message) => sent.push(message),
  });
  const stage = stageOf(session);
  stage.picture.resize = () => {};
  stage.picture.map.element = stage.elements.contour;
  stage.picture.map.version = 1;
  const create = document.createElement;
  document.createElement = (tag) => (tag === "map-legend" ? legendOf() : create(tag));
  const maps = new Maps(session, stage, new FakeElement());
  document.createElement = create;
  Object.assign(maps.settingsElement, { clientWidth: 700, clientHeight: 500 });
  maps.show({ map: kind, mode: "contour" });
  const tell = (name, detail) => session.live.dispatchEvent(new CustomEvent(name, { detail }));
  return { maps, sent, tell, stage, session };
}

const FACTS = {
  minima: [
    [0, 0, 0],
    [1, 1, 0],
  ],
  parts: 1,
  theory: null,
  racer: 1,
};
const BASINS = {
  ...FACTS,
  map: 1,
  kind: "basins",
  axes: [],
  columns: ["minimum", "steps"],
  x: [-2, -1, 0, 1, 2],
  y: [0, 1, 2],
};
const SETTINGS = {
  ...FACTS,
  map: 1,
  kind: "hyperparameters",
  columns: ["loss", "failed"],
  x: [0.001, 0.01, 0.1, 1, 10],
  y: [0, 0.25, 0.5, 0.75, 1],
  axes: [
    { parameter: "lr", scale: "log" },
    { parameter: "momentum", scale: "linear" },
  ],
};

function fill(tell, count, columns) {
  const cells = Uint32Array.from({ length: count }, (_, cell) => cell);
  tell("cells", { run: 1, cells, columns: columns.map((f) => Float64Array.from(cells, (cell) => f(cell))) });
}

test("the chosen racer's map is asked for", () => {
  const { sent } = opened("basins");
  const [{ type, map, request }] = sent;
  assert.deepEqual([type, map, request.kind, request.racer], ["map", 1, "basins", 1]);
  assert.equal(opened("parameters", 2).sent[0].request.kind, "hyperparameters");
  assert.equal(opened("parameters", 2).sent[0].request.racer, 2);
});

test("basins are drawn on their starts, and read", () => {
  const { maps, tell, stage } = opened("basins");
  tell("map", BASINS);
  fill(tell, 15, [(cell) => cell % 2, (cell) => cell]);
  const [{ image, x, y, width, height }] = maps.basins.layer.context.drawn;
  assert.deepEqual([image.width, image.height], [5, 3]);
  assert.ok(near([x + width / 10, y + height / 6], at(-2, 2)), "the upper left start");
  assert.match(maps.legend.title, /^Where every start leads: B, 20 steps/);
  const [clientX, clientY] = at(1.1, 0.4);
  stage.elements.contour.dispatchEvent(Object.assign(new Event("pointermove"), { clientX, clientY }));
  assert.equal(maps.legend.cell, "From (1.00, 0) to the minimum at (1.0, 1.0), there since step 3.");
  assert.deepEqual(maps.snap({ x: -1.4, y: 1.3 }), { x: -1, y: 1 });
  assert.deepEqual(maps.snap({ x: -40, y: 1.3 }), { x: -40, y: 1.3 }, "beside the map");
});

test("racers lie at their parameters in their colors", () => {
  const { maps, tell } = opened("parameters");
  tell("map", SETTINGS);
  fill(tell, 25, [(cell) => cell + 1, () => 0]);
  const { drawn } = maps.settings.layer.context;
  for (const [k, style] of STYLES.entries()) {
    const [mark] = drawnIn(drawn, "fill", token(`racer-${style}`));
    const [, x, y] = mark.commands.find(([name]) => name === "arc") ?? [];
    const places = placesOf(mark);
    const middle =
      x === undefined
        ? [0, 1].map(
            (axis) =>
              (Math.min(...places.filter((_, n) => n % 2 === axis)) +
                Math.max(...places.filter((_, n) => n % 2 === axis))) /
              2,
          )
        : [x, y];
    const { lr, momentum } = PARAMS[k];
    const expected = [62 + (622 * (Math.log10(lr) + 3)) / 4, 454 - 446 * momentum];
    assert.ok(near(middle, expected, 1e-6), `${k}`);
  }
  const last = drawn.findLast(({ kind }) => kind === "fill");
  assert.equal(last.color, token("racer-1"), "the chosen one is on top");
  assert.ok(["Learning rate η", "Momentum β"].every((name) => textsOf(drawn).includes(name)));
  assert.match(maps.legend.cell, /^η = 0.100, β = 0.500: loss 13.0/);
});

test("the legend follows the chosen racer's cell", () => {
  const { maps, tell, stage, session } = opened("parameters");
  tell("map", SETTINGS);
  fill(tell, 25, [(cell) => cell + 1, () => 0]);
  for (const [params, text] of [
    [{ lr: 0.1, momentum: 0.75 }, /^η = 0.100, β = 0.750: loss 18.0/],
    [{ lr: 0.01, momentum: 0.75 }, /^η = 0.0100, β = 0.750: loss 17.0/],
  ]) {
    session.now = {
      ...session.now,
      racers: session.now.racers.with(1, { label: "B", optimizer: { name: "sgd", params } }),
    };
    session.store.set({ completed: { ...session.state.completed } });
    stage.wake();
    assert.match(maps.legend.cell, text);
  }
});

test("another map's messages change nothing", () => {
  const { maps, tell } = opened("basins");
  tell("map", { ...BASINS, map: 7 });
  assert.equal(maps.pending, null);
  tell("map", BASINS);
  tell("cells", { run: 7, cells: Uint32Array.of(0), columns: [Float64Array.of(1), Float64Array.of(1)] });
  assert.equal(maps.mapData, null);
});
