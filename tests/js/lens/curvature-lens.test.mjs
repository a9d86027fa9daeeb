/** The class of curvature.js: what is drawn of the curvature, and where it is asked for. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { CurvatureLens } from "../../../static/js/lens/curvature.js";
import { drawnIn, FakeElement, near, placesOf } from "../plots/canvas-stand-in.mjs";
import { answering, at, layerOf, sessionOf, settled, stageOf, trackOf } from "./lens-drawing-stand-in.mjs";

const [c, s] = [Math.cos(0.6), Math.sin(0.6)];
/** Curvatures 8 along (c, s) and 0.5 or -2 across; the point is (0.5, 1), the center (-0.25, 0.5). */
const FACTS = {
  x: 0.5,
  y: 1,
  loss: 3,
  gradient: [1, 2],
  sentence: "",
  stationary: [-0.25, 0.5],
  noise: null,
  limit: 0.25,
  lr: 0.1,
  space: null,
  directions: [
    { curvature: 8, vector: [c, s], regime: null, rate: null, share: 1 },
    { curvature: 0.5, vector: [-s, c], regime: null, rate: null, share: 1 },
  ],
};

async function opened(t, facts = FACTS, options = {}) {
  const asked = answering(t, facts);
  const session = sessionOf({ tracks: [trackOf([]), trackOf([])], selected: 1, step: 7 });
  const stage = stageOf(session, options);
  const lens = new CurvatureLens(session, stage, new FakeElement());
  for (const input of lens.inputs) input.value = "";
  lens.activate();
  await settled();
  stage.wake();
  return { asked, lens, stage, drawn: layerOf(stage.elements.contour) };
}

test("the principal directions cross at the point", async (t) => {
  for (const second of [0.5, -2]) {
    const directions = [FACTS.directions[0], { ...FACTS.directions[1], curvature: second }];
    const { drawn } = await opened(t, { ...FACTS, stationary: null, directions });
    const lines = drawnIn(drawn, "stroke", "text");
    const [x, y] = at(0.5, 1);
    for (const [k, [vx, vy]] of [
      [c, s],
      [-s, c],
    ].entries()) {
      // 46 pixels each way, in the direction on the screen.
      const [dx, dy] = [120 * vx, -80 * vy].map((value) => (46 * value) / Math.hypot(120 * vx, 80 * vy));
      assert.ok(near(placesOf(lines[k]), [x - dx, y - dy, x + dx, y + dy]), `direction ${k}`);
    }
    assert.deepEqual(
      lines.map(({ dash }) => dash.length > 0),
      [false, second < 0],
      "dashed where it bends down",
    );
    t.mock.restoreAll();
  }
});

test("the level curve is level and around the center", async (t) => {
  const { drawn } = await opened(t);
  const [line] = drawnIn(drawn, "stroke", "accent");
  const places = placesOf(line);
  const height = (x, y) => {
    const [dx, dy] = [x + 0.25, y - 0.5];
    return 8 * (c * dx + s * dy) ** 2 + 0.5 * (c * dy - s * dx) ** 2;
  };
  assert.ok(places.length >= 180);
  for (let k = 0; k < places.length; k += 10) {
    const [x, y] = [(places[k] - 10) / 120 - 2, (340 - places[k + 1]) / 80 - 2];
    assert.ok(Math.abs(height(x, y) - height(0.5, 1)) < 1e-9, `${x}, ${y}`);
  }
  assert.deepEqual(line.region[0], ["rect", 10, 20, 480, 320]);
});

test("the noise is a dotted ellipse around the center", async (t) => {
  const noise = {
    axes: [
      [0.5, 0.25],
      [-0.1, 0.2],
    ],
    share: 0.39,
  };
  const { drawn } = await opened(t, { ...FACTS, noise });
  const ring = drawnIn(drawn, "stroke", "text").find(({ dash }) => String(dash) === "1,4");
  const places = placesOf(ring);
  assert.ok(near(places.slice(0, 2), at(-0.25 + 0.5, 0.5 + 0.25)));
  assert.ok(near(places.slice(48, 50), at(-0.25 - 0.1, 0.5 + 0.2)), "a quarter on");
});

test("nothing is drawn where there is no map", async (t) => {
  const { drawn } = await opened(t, FACTS, { view: "3d" });
  assert.deepEqual(drawn, []);
});

test("the ball, the typed place or the pointer's is asked for", async (t) => {
  const { asked, lens, stage } = await opened(t);
  assert.deepEqual([asked[0].racer, asked[0].step, asked[0].place], [1, 7, null]);
  lens.inputs[0].value = "1.5";
  lens.inputs[1].value = "\u22120.5";
  lens.follower.restMs = 0;
  lens.follower.askAgain();
  await new Promise((done) => setTimeout(done, 70));
  await settled();
  assert.deepEqual(asked.at(-1).place, [1.5, -0.5]);
  const [clientX, clientY] = at(-1, 0.25);
  stage.elements.contour.dispatchEvent(
    Object.assign(new Event("pointermove"), { clientX, clientY, buttons: 0 }),
  );
  await settled();
  assert.ok(near(asked.at(-1).place, [-1, 0.25]));
});
