/** Viewpoint: the camera pose from which the valleys are visible. */

import { PRESETS, placeCamera } from "./camera.js";
import { isHidden } from "./occlusion.js";
import { basePlaneHeight, boxOf } from "./plotly-figures.js";

const CANDIDATES = 24;
/** Sample points along each side. */
const SAMPLES = 17;
/** Gain in visible valley that is required to turn the default view. */
const DEFAULT_VIEW_BONUS = 0.35;
/** Weight of filling the frame against seeing the valley. */
const FILL_WEIGHT = 0.5;

/**
 * The pose that shows most of the low landscape; among equals, the one nearest to the default oblique view.
 *
 * @param {import("./height-field.js").HeightField} field
 * @param {number} frameAspect - width over height
 * @returns {import("./camera.js").CameraPose}
 */
export function bestPose(field, frameAspect) {
  const usual = PRESETS.oblique;
  const valley = lowPlaces(field);
  let best = usual;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < CANDIDATES; c += 1) {
    const turn = ((c + CANDIDATES / 2) % CANDIDATES) - CANDIDATES / 2;
    const pose = { ...usual, azimuth: usual.azimuth + (2 * Math.PI * turn) / CANDIDATES };
    const { eye, distance } = eyeOf(pose, field, frameAspect);
    let score = (-DEFAULT_VIEW_BONUS * Math.abs(turn)) / (CANDIDATES / 2) + FILL_WEIGHT / distance;
    for (const { x, y, height, weight } of valley) {
      if (!isHidden(field, eye, x, y, height)) score += weight;
    }
    if (score > bestScore + 1e-9) {
      bestScore = score;
      best = pose;
    }
  }
  return best;
}

/**
 * @param {import("./height-field.js").HeightField} field
 * @returns {{x: number, y: number, height: number, weight: number}[]} weights sum to 1
 */
function lowPlaces(field) {
  const places = [];
  let sum = 0;
  for (let i = 0; i < SAMPLES; i += 1) {
    for (let j = 0; j < SAMPLES; j += 1) {
      const x = field.x0 + ((j + 0.5) / SAMPLES) * field.width;
      const y = field.y0 + ((i + 0.5) / SAMPLES) * field.depth;
      if (!field.isDefined(x, y)) continue;
      const height = field.height(x, y);
      const weight = (1 - field.share(height)) ** 3;
      sum += weight;
      places.push({ x, y, height, weight });
    }
  }
  return places.map((place) => ({ ...place, weight: place.weight / (sum || 1) }));
}

/**
 * @param {import("./camera.js").CameraPose} pose
 * @param {import("./height-field.js").HeightField} field
 * @param {number} frameAspect
 * @returns {{eye: number[], distance: number}} the eye in data coordinates; its distance in box units
 */
function eyeOf(pose, field, frameAspect) {
  const box = boxOf(field);
  const { eye, center } = placeCamera(pose, box, frameAspect);
  const low = [field.x0, field.y0, basePlaneHeight(field)];
  const high = [field.x1, field.y1, field.high];
  return {
    eye: eye.map((value, i) => (low[i] + high[i]) / 2 + (value / box[i]) * (high[i] - low[i])),
    distance: Math.hypot(...eye.map((value, i) => value - center[i])),
  };
}
