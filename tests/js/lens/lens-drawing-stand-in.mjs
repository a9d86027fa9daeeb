/** Stand-ins for what a lens is given: a session at a step, a stage with a map and curves, and answers. */

import "../catalog.mjs";
import { CurveScale } from "../../../static/js/plots/curves/curve-scale.js";
import { MapProjection } from "../../../static/js/plots/land/projection.js";
import { Store } from "../../../static/js/run/store.js";
import { Track } from "../../../static/js/run/track.js";
import { FakeElement, themeOf } from "../plots/canvas-stand-in.mjs";

/** The map from (-2, -2) to (2, 2): 120 pixels a unit across, 80 up. */
export const FRAME = { left: 10, top: 20, width: 480, height: 320 };
export const at = (x, y) => [10 + 120 * (x + 2), 340 - 80 * (y + 2)];
/** Curves of 20 steps and losses 10^-3 to 10^3: 20 pixels a step, and a decade. */
export const CURVES = { left: 46, top: 8, width: 400, height: 120 };
export const onCurves = (step, loss) => [46 + 20 * step, 128 - 20 * (Math.log10(loss) + 3)];

export function trackOf(places) {
  const track = new Track(["x", "y", "loss"]);
  track.append([0, 1, 2].map((c) => places.map((place) => place[c])));
  return track;
}

/** A session of racers with these tracks and styles. */
export function sessionOf({ tracks, styles = tracks.map((_, k) => k), step = 0, selected = 0, params = [] }) {
  const racers = tracks.map((_, k) => ({
    label: "ABCDEFGH"[k],
    optimizer: { name: "sgd", params: params[k] ?? { lr: 0.1 } },
  }));
  const spec = { problem: { kind: "surface", surface: { name: "bowl" } }, racers, steps: 20 };
  const state = {
    spec,
    completed: spec,
    styles,
    selected,
    step,
    visible: true,
    settled: true,
    view: {},
    playing: false,
  };
  const player = Object.assign(new EventTarget(), { time: step, playing: false, pause() {} });
  player.seek = (time) => {
    player.time = time;
  };
  const store = new Store(state);
  return {
    store,
    player,
    live: { tracks, regimes: [] },
    steps: 20,
    now: spec,
    get state() {
      return store.state;
    },
    get selectedRacer() {
      return store.state.selected;
    },
  };
}

export function stageOf(session, { view = "both" } = {}) {
  const contour = new FakeElement("div", { width: 500, height: 360 });
  const curves = new FakeElement("div", { width: 460, height: 148 });
  const scale = new CurveScale([[1000, 0.001]], "log", Number.NaN, 20, CURVES);
  const projection = new MapProjection({ x0: -2, x1: 2, y0: -2, y1: 2 }, FRAME, 1);
  const placeAt = (px, py) => projection.unproject(px, py);
  const picture = {
    elements: { contour, curves },
    theme: themeOf(),
    view,
    map: { projection, placeAt },
    curves: { element: curves, axis: "steps", scale },
  };
  return Object.assign(new EventTarget(), {
    picture,
    elements: picture.elements,
    minima: [],
    wake() {
      this.dispatchEvent(new Event("frame"));
    },
    racersAt: () => session.state.spec.racers.map(({ label }) => ({ label, loss: 1 })),
  });
}

/** Answers every request with these facts; the requests' bodies. */
export function answering(t, facts) {
  const asked = [];
  t.mock.method(globalThis, "fetch", async (_, { body }) => {
    asked.push(JSON.parse(body));
    return { ok: true, json: async () => (typeof facts === "function" ? facts(asked.at(-1)) : facts) };
  });
  return asked;
}

/** Until all requests are answered. */
export const settled = () => new Promise((done) => setImmediate(() => setImmediate(done)));

/** What a lens has drawn on a layer of an element, the newest layer first. */
export function layerOf(element) {
  return element.children.findLast(({ tagName }) => tagName === "canvas").context.drawn;
}
