import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import { MapData } from "../../../static/js/maps/map-data.js";
import { MapInteraction } from "../../../static/js/maps/map-interaction.js";
import { SettingsMap } from "../../../static/js/plots/map/map-settings.js";
import { FakeElement, themeOf } from "../plots/canvas-stand-in.mjs";

/** Rates 10^-4 to 1 and momenta 0 to 0.9; the frame is (62, 8) to (684, 454). */
const X = Array.from({ length: 5 }, (_, k) => 10 ** (k - 4));
const Y = Array.from({ length: 4 }, (_, k) => 0.3 * k);
const AXES = [
  { parameter: "lr", scale: "log" },
  { parameter: "momentum", scale: "linear" },
];

function opened(params = { lr: 0.01, momentum: 0.3 }) {
  const facts = {
    kind: "hyperparameters",
    columns: ["loss", "failed"],
    parts: 1,
    x: X,
    y: Y,
    axes: AXES,
    minima: [],
    theory: null,
  };
  const mapData = new MapData(facts);
  const cells = Uint32Array.from({ length: 20 }, (_, cell) => cell);
  mapData.add(cells, [Float64Array.from(cells, (cell) => 1 + cell), new Float64Array(20)]);
  const settingsElement = new FakeElement("div", { width: 700, height: 500 });
  const settings = new SettingsMap(settingsElement);
  settings.draw(mapData, [], ["", ""], themeOf());
  const [told, changes, acts] = [[], [], []];
  const player = {
    playing: true,
    atEnd: false,
    pause: () => acts.push("pause"),
    seek: (t) => acts.push(t),
    play: () => acts.push("play"),
  };
  const session = { player, change: (...change) => changes.push(change) };
  const legend = { showCell: (text) => told.push(text) };
  new MapInteraction({ session, settingsElement, mapData, settings, legend, racer: 2, params });
  return { element: settingsElement, told, changes, acts };
}

function point(element, type, column, row, more = {}) {
  const [clientX, clientY] = [62 + (622 * column) / 4, 454 - (446 * row) / 3];
  element.dispatchEvent(
    Object.assign(new Event(type), { clientX, clientY, button: 0, pointerId: 1, ...more }),
  );
}

test("hovering tells each cell", () => {
  const { element, told, changes } = opened();
  for (let row = 0; row < 4; row += 1)
    for (let column = 0; column < 5; column += 1) {
      point(element, "pointermove", column, row);
      assert.match(
        told.at(-1),
        new RegExp(`: loss ${(1 + 5 * row + column).toFixed(5 * row + column < 9 ? 2 : 1)}\\.$`),
      );
    }
  assert.deepEqual(changes, []);
  point(element, "pointermove", -1, 0);
  assert.equal(told.at(-1), "", "beside the map");
});

test("a press sets both parameters of the chosen racer", () => {
  const { element, changes, acts } = opened();
  point(element, "pointerdown", 3, 1);
  point(element, "pointermove", 9, 2);
  point(element, "pointerup", 9, 2);
  const place = "/racers/2/optimizer/params/";
  assert.deepEqual(changes, [
    [`${place}lr`, X[3], false],
    [`${place}momentum`, Y[1], false],
    [`${place}lr`, X[4], false],
    [`${place}momentum`, Y[2], false],
    [`${place}lr`, X[4], false],
    [`${place}momentum`, Y[2], true],
  ]);
  assert.deepEqual(
    acts.filter((act) => act === "play"),
    ["play"],
    "it plays on after the release",
  );
  assert.ok(acts.includes(0), "from the start");
});

test("arrow keys go to the next cell", () => {
  for (const [key, lr, momentum] of [
    ["ArrowRight", X[3], Y[1]],
    ["ArrowLeft", X[1], Y[1]],
    ["ArrowUp", X[2], Y[2]],
    ["ArrowDown", X[2], Y[0]],
  ]) {
    const { element, changes } = opened();
    element.dispatchEvent(Object.assign(new Event("keydown"), { key }));
    assert.deepEqual(
      changes.map(([, value]) => value),
      [lr, momentum],
      key,
    );
  }
  const { element, changes } = opened({ lr: 1, momentum: 0 });
  for (const key of ["ArrowRight", "ArrowDown"])
    element.dispatchEvent(Object.assign(new Event("keydown"), { key }));
  assert.deepEqual(
    changes.map(([, value]) => value),
    [1, 0, 1, 0],
    "not beyond the edge",
  );
});
