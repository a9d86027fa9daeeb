/**
 * Patterns of plots: the map and the curves with sixteen balls, gradient descent on a bowl at sixteen rates.
 */

import { make } from "../components/dom.js";
import { getFacts } from "../experiment/facts.js";
import { colorOf, markerOf } from "../experiment/racers.js";
import { Picture } from "../plots/picture.js";
import { Track } from "../run/track.js";

const STEPS = 60;
const SIDE = 41;
const DOMAIN = [
  [-3, 3],
  [-2, 2],
];
const CURVATURE = [1, 6];
/** The point shown, and the racer that has marks there. */
const SHOWN_STEP = 12;
const MARKED_RACER = 4;

/** The map and the curves. @type {import("./page.js").Patterns} */
export function pictures() {
  const [scene, contour, curves] = ["scene", "contour", "curves"].map((name) =>
    make("div", { class: name === "curves" ? "curves" : "view" }),
  );
  // After it is inserted, because its colors come from its section.
  requestAnimationFrame(() => {
    const picture = new Picture({ scene, contour, curves });
    picture.setView("contour");
    picture.setSteps(STEPS);
    picture.setLandscape(land());
    picture.setRacers(Array.from({ length: 16 }, (_, k) => racer(k)));
    const frame = () => {
      picture.draw(SHOWN_STEP);
      requestAnimationFrame(frame);
    };
    frame();
  });
  return [["Sixteen balls: at rest, on their way, off the land, with marks", scene, contour, curves]];
}

/** @param {number} x @param {number} y */
function height(x, y) {
  return 0.5 * (CURVATURE[0] * x * x + CURVATURE[1] * y * y);
}

/** @returns {import("../plots/land/loss-transform.js").Landscape} */
function land() {
  const [x, y] = DOMAIN.map(([low, high]) =>
    Float64Array.from({ length: SIDE }, (_, k) => low + ((high - low) * k) / (SIDE - 1)),
  );
  const z = Float64Array.from({ length: SIDE * SIDE }, (_, k) =>
    height(x[k % SIDE], y[Math.floor(k / SIDE)]),
  );
  return { x, y, z, logScale: true, minima: [[0, 0, 0]], exact: true };
}

/** @param {number} k */
function racer(k) {
  const rate = 0.004 * 1.32 ** k;
  const { columns: names } = getFacts();
  const track = new Track(names);
  const columns = names.map(() => /** @type {number[]} */ ([]));
  let [x, y] = [2.6, 1.6 - 0.2 * k];
  for (let step = 0; step <= STEPS; step += 1) {
    /** @type {Record<string, number>} */
    const row = { x, y, loss: height(x, y), lr: rate, evaluations: step };
    for (const [c, name] of names.entries()) columns[c].push(row[name] ?? 0);
    x -= rate * CURVATURE[0] * x;
    y -= rate * CURVATURE[1] * y;
  }
  track.append(columns);
  if (k === MARKED_RACER)
    track.setMarks([marksAround(columns[0][SHOWN_STEP], columns[1][SHOWN_STEP])], SHOWN_STEP);
  return {
    label: `Rate ${rate.toPrecision(2)}`,
    color: colorOf(k),
    marker: markerOf(k),
    track,
    regime: null,
  };
}

/** Marks of every kind around a place. @param {number} x @param {number} y */
function marksAround(x, y) {
  const places = Array.from({ length: 20 }, (_, k) => [
    x + 0.12 * Math.sqrt(k) * Math.cos(2.4 * k),
    y + 0.06 * Math.sqrt(k) * Math.sin(2.4 * k),
  ]);
  return {
    points: Float64Array.from(places.flatMap(([px, py]) => [px, py, height(px, py)])),
    arrows: Float64Array.of(x, y, x - 0.8, y + 0.4),
    ellipse: Float64Array.of(x, y, 0.12, 0.02, 0.03),
  };
}
