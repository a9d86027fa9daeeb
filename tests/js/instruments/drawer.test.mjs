import assert from "node:assert/strict";
import { test } from "node:test";
import "../plots/canvas-stand-in.mjs";
import { Drawer } from "../../../static/js/instruments/drawer.js";
import { answering, sessionOf, settled, trackOf } from "../lens/lens-drawing-stand-in.mjs";
import { FakeElement } from "../plots/canvas-stand-in.mjs";

const NAMES = ["boundary", "units", "layer_gradients", "sharpness", "learning", "gradient_noise", "links"];
const NETWORK = { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" } };

async function opened(t, answer) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const asked = answering(t, (question) => ({ step: question.step, quantities: answer(question) }));
  const session = sessionOf({ tracks: [trackOf([]), trackOf([])], selected: 1, step: 3 });
  session.catalog = { quantities: NAMES.map((name) => ({ name, title: name, summary: "" })) };
  session.store.set({ errors: [], spec: { ...session.state.spec, problem: NETWORK } });
  const drawer = new Drawer(session, new FakeElement());
  const move = async (change) => {
    session.store.set(change);
    await settled();
    t.mock.timers.tick(200);
    await settled();
  };
  drawer.activate();
  await move({});
  const tile = (name) => drawer.tiles.find(({ instrument }) => instrument.name === name);
  return { asked, drawer, session, move, tile };
}

const sharp = ({ step }) => ({ sharpness: { sharpness: 1 + step, bearable: null, lr: 0.1 } });

test("the chosen racer's step is measured", async (t) => {
  const { asked, move, tile } = await opened(t, sharp);
  assert.deepEqual([asked[0].racer, asked[0].step], [1, 3]);
  assert.ok(!asked[0].quantities.includes("gradient_noise"), "not shown by default");
  await move({ step: 9 });
  assert.deepEqual(tile("sharpness").latest, {
    step: 9,
    steps: 20,
    facts: { sharpness: 10, bearable: null, lr: 0.1 },
  });
  assert.equal(tile("sharpness").reading.textContent, "λ = 10.0; no fixed edge here");
});

test("history ends where the paths part", async (t) => {
  const { move, session, tile } = await opened(t, sharp);
  const steps = () => tile("sharpness").history.map(({ step }) => step);
  await move({ step: 6 });
  await move({ step: 9 });
  assert.deepEqual(steps(), [3, 6, 9]);
  const edit = { step: 7, racer: 1, set: { lr: 0.5 } };
  await move({ spec: { ...session.state.spec, edits: [edit] }, step: 12 });
  assert.deepEqual(steps(), [3, 6, 12]);
  await move({ selected: 0 });
  assert.deepEqual(steps(), [12], "another racer");
});

test("what a network lacks is not asked for again", async (t) => {
  const lacks = "It has no units.";
  const { asked, drawer, move, session, tile } = await opened(t, () => ({ units: { lacks } }));
  assert.ok(asked[0].quantities.includes("units"));
  assert.equal(tile("units").figure.hidden, true);
  assert.equal(drawer.buttons.get("units").title, lacks);
  await move({ step: 5 });
  assert.ok(!asked.at(-1).quantities.includes("units"));
  await move({ spec: { ...session.state.spec, problem: { ...NETWORK, model: { name: "cnn" } } } });
  assert.ok(asked.at(-1).quantities.includes("units"), "another network may have it");
});
