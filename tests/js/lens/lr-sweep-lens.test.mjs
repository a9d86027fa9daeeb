/** The class of lr-sweep.js: whose curve has which color. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { LrSweepLens } from "../../../static/js/lens/lr-sweep.js";
import { drawnIn, FakeElement, near, placesOf, token } from "../plots/canvas-stand-in.mjs";
import { answering, sessionOf, settled, stageOf, trackOf } from "./lens-drawing-stand-in.mjs";

const STYLES = [4, 1, 6];

test("each racer's curve and row have its color", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const losses = [
    [9, 1],
    [9, 0.1],
    [9, 0.01],
  ];
  answering(t, ({ racer }) => ({
    racer,
    steps: 20,
    lr: [0.01, 0.1],
    loss: losses[racer],
    failed: [0, 0],
    first: 10,
    best: 1,
    edge: null,
    reached: null,
  }));
  const tracks = losses.map(() => trackOf([[0, 0, 5]]));
  const session = sessionOf({
    tracks,
    styles: STYLES,
    params: [{ lr: 0.1, momentum: 0.1 }, { lr: 0.1, momentum: 0.2 }, { lr: 0.01 }],
  });
  const lens = new LrSweepLens(session, stageOf(session), new FakeElement());
  Object.assign(lens.canvas, { clientWidth: 458, clientHeight: 150 });
  lens.activate();
  for (let k = 0; k < 5; k += 1) {
    await settled();
    t.mock.timers.tick(300);
  }
  await settled();
  lens.deactivate();
  // Three decades from 10^-2 up, in 120 pixels; rates 10^-2 to 10^-1 in 400.
  const up = (loss) => 130 - 40 * (Math.log10(loss) + 2);
  for (const [racer, style] of STYLES.entries()) {
    const [curve] = drawnIn(lens.canvas.context.drawn, "stroke", token(`racer-${style}`));
    assert.ok(near(placesOf(curve), [46, up(9), 446, up(losses[racer][1])]), `${racer}`);
    const ring = drawnIn(lens.canvas.context.drawn, "stroke", token(`racer-${style}`)).find(
      ({ commands }) => commands[0][0] === "arc",
    );
    assert.ok(near([ring.commands[0][1]], [racer === 2 ? 46 : 446]), "at its own rate");
    assert.equal(lens.list.children[racer].children[0].style.color, `var(--racer-${style})`);
  }
});
