/**
 * Viewpoint: the camera pose from which the valleys are visible, and the proportions of the scene's box with which
 * the land then fills the picture's frame.
 */

import { placeCamera } from "./camera.js";
import { isHidden } from "./occlusion.js";
import { basePlaneHeight } from "./plotly-figures.js";

/** Sample points along each side: of the valley, and of what is fitted into the frame. */
const SAMPLES = 11;
const FITTED = 11;
/** Gain in visible valley, and in the share of the frame, that is required to turn the default view. */
const DEFAULT_VIEW_BONUS = 0.6;
const FILL_WEIGHT = 3;
/** Loss by a stretch of the box's sides, per factor e. */
const STRETCH_WEIGHT = 0.25;
/** Loss by an eye above the usual elevation, per radian. */
const ELEVATION_WEIGHT = 0.6;
/** Largest ratio of the units of the box's two sides. */
const MAX_STRETCH = 2.2;
/** Ranges of the height of the box relative to the mean of its sides, and of the elevation. */
const RANGES = { relief: [0.3, 0.56], elevation: [0.5, 1.05] };
/** Steps of a bisection. */
const STEPS = 7;

/**
 * What is chosen by the proportions of the frame, for a high, an about square and a wide one: a land whose sides
 * differ is seen more from the front, a wide one from lower.
 */
const ASPECTS = [0.8, 1.2, 2.1];
const OFF_FRONT = [0.2, 0.5, 0.2];
const ELEVATION = [0.9, 0.8, 0.62];
const RELIEF = [0.5, 0.48, 0.44];

/** What is tried beside these elevations and reliefs: a higher eye, and a higher relief. */
const VARIANTS = [
  { higher: 0, relief: 0 },
  { higher: 0.14, relief: 0 },
  { higher: 0.07, relief: 0.08 },
  { higher: 0.3, relief: -0.06 },
];

/** @typedef {import("./camera.js").Vector} Vector */
/** @typedef {import("./height-field.js").HeightField} HeightField */

/**
 * @typedef {object} Framing
 * @property {import("./camera.js").CameraPose} pose
 * @property {Vector} box - side lengths of the scene's box
 */

/**
 * The pose that shows most of the low landscape and fills the frame; among equals, the one nearest to the front.
 *
 * @param {HeightField} field
 * @param {number} frameAspect - width over height
 * @param {import("./camera.js").Margin} [margin]
 * @returns {Framing}
 */
export function bestFraming(field, frameAspect, margin) {
  const [valley, minima] = [lowPlaces(field), knownMinima(field)];
  const points = pointsOf(field);
  const [elevation, relief] = [between(ELEVATION, frameAspect), between(RELIEF, frameAspect)];
  const frame = { aspect: frameAspect, margin };
  const framings = azimuths(frameAspect).flatMap((azimuth) =>
    VARIANTS.map((more) => {
      const from = { elevation: elevation + more.higher, relief: relief + more.relief };
      return fittedView(azimuth, from, field, points, frame);
    }),
  );
  const usual = framings[0].pose.azimuth;
  let best = framings[0];
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const framing of framings) {
    const eye = eyeOf(framing, field);
    const turn = (1 - Math.cos(framing.pose.azimuth - usual)) / 2;
    let score = FILL_WEIGHT * Math.min(framing.filled, 0.98);
    score -= DEFAULT_VIEW_BONUS * turn + STRETCH_WEIGHT * framing.stretch;
    score -= ELEVATION_WEIGHT * Math.max(framing.pose.elevation - elevation, 0);
    for (const { x, y, height, weight } of [...valley, ...minima]) {
      if (!isHidden(field, eye, x, y, height)) score += weight;
    }
    if (score > bestScore + 1e-9) {
      bestScore = score;
      best = framing;
    }
  }
  return { pose: best.pose, box: best.box };
}

/**
 * Azimuths to try: beside the four directions of the axes, the default one first.
 *
 * @param {number} frameAspect
 */
function azimuths(frameAspect) {
  const off = between(OFF_FRONT, frameAspect);
  const quarter = Math.PI / 2;
  return [-quarter, 0, quarter, 2 * quarter].flatMap((middle) => [middle + off, middle - off]);
}

/** A value for a frame between those of `ASPECTS`. @param {number[]} values @param {number} aspect */
function between(values, aspect) {
  const k = aspect < ASPECTS[1] ? 0 : 1;
  const [low, high] = [ASPECTS[k], ASPECTS[k + 1]].map(Math.log);
  const share = Math.min(Math.max((Math.log(aspect) - low) / (high - low), 0), 1);
  return values[k] + share * (values[k + 1] - values[k]);
}

/**
 * Shape of a view: what is chosen so that the land fills the frame.
 *
 * @typedef {object} Shape
 * @property {number} ratio - logarithm of the ratio of the box's sides
 * @property {number} relief - its height relative to their geometric mean
 * @property {number} elevation - of the eye
 */

/**
 * The view of the land from a side that fills the frame: the sides of the box are stretched as far as they may be,
 * then its height and the elevation are changed.
 *
 * @param {number} azimuth
 * @param {{elevation: number, relief: number}} from - the first to try
 * @param {HeightField} field
 * @param {Vector[]} points
 * @param {{aspect: number, margin?: import("./camera.js").Margin}} frame
 */
function fittedView(azimuth, from, field, points, { aspect, margin }) {
  /** @param {Shape} shape */
  const placed = ({ ratio, relief, elevation }) => {
    const box = boxOf(Math.exp(ratio), relief);
    const pose = { azimuth, elevation, zoom: 1 };
    const { eye, filled } = placeCamera(pose, inBox(points, box), aspect, margin);
    return { box, pose, eye, filled };
  };
  /** Whether the land would be wider than the frame. @param {Shape} shape */
  const isWide = (shape) => {
    const { filled } = placed(shape);
    return filled[0] > filled[1];
  };
  const even = Math.log(field.width / field.depth);
  const isXAcross = Math.abs(Math.sin(azimuth)) > Math.SQRT1_2;
  const shape = { ratio: even, ...from };
  const ends = [even - Math.log(MAX_STRETCH), even + Math.log(MAX_STRETCH)];
  shape.ratio = bisect(ends, (ratio) => isWide({ ...shape, ratio }) === isXAcross);
  if (isAtEnd(shape.ratio, ends)) {
    // From higher up more of a valley is seen: the eye rises before the land does, and sinks after it.
    const names = /** @type {("elevation" | "relief")[]} */ (["elevation", "relief"]);
    for (const name of isWide(shape) ? names : names.toReversed()) {
      shape[name] = bisect(RANGES[name], (value) => !isWide({ ...shape, [name]: value }));
      if (!isAtEnd(shape[name], RANGES[name])) break;
    }
  }
  const view = placed(shape);
  return { ...view, filled: Math.min(...view.filled), stretch: Math.abs(shape.ratio - even) };
}

/** @param {number} value @param {number[]} ends */
function isAtEnd(value, [low, high]) {
  const near = (high - low) / 2 ** (STEPS - 1);
  return value < low + near || value > high - near;
}

/**
 * Where a condition becomes true, between two ends; the end nearest to it if it does not change.
 *
 * @param {number[]} ends
 * @param {(value: number) => boolean} holds - false below, true above
 */
function bisect([low, high], holds) {
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/**
 * Side lengths of a box, the longest being 1.
 *
 * @param {number} ratio - of its two sides
 * @param {number} relief - its height relative to their geometric mean
 * @returns {Vector}
 */
function boxOf(ratio, relief) {
  const [a, b] = ratio > 1 ? [1, 1 / ratio] : [ratio, 1];
  return [a, b, relief * Math.sqrt(a * b)];
}

/**
 * Points of the land, in a box whose sides are 1.
 *
 * @param {HeightField} field
 * @param {number} [side] - number of points along each side
 * @returns {Vector[]}
 */
export function pointsOf(field, side = FITTED) {
  const floor = basePlaneHeight(field);
  const shares = Array.from({ length: side }, (_, k) => k / (side - 1));
  const places = shares.flatMap((u) =>
    shares.map((v) => ({ u, v, x: field.x0 + u * field.width, y: field.y0 + v * field.depth })),
  );
  const half = { x: field.width / (2 * (side - 1)), y: field.depth / (2 * (side - 1)) };
  const known = places.filter(({ x, y }) =>
    [-1, 0, 1].some((i) => [-1, 0, 1].some((j) => field.isDefined(x + i * half.x, y + j * half.y))),
  );
  return (known.length > 0 ? known : places).map(({ u, v, x, y }) => {
    const share = (field.height(x, y) - floor) / (field.high - floor);
    return /** @type {Vector} */ ([u - 0.5, v - 0.5, share - 0.5]);
  });
}

/** Points of a box with these sides. @param {Vector[]} points - in a box whose sides are 1 @param {Vector} box */
export function inBox(points, box) {
  return points.map(([u, v, w]) => /** @type {Vector} */ ([u * box[0], v * box[1], w * box[2]]));
}

/**
 * @param {HeightField} field
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
 * Known minima, whose flags are to be seen; their weights sum to 1.
 *
 * @param {HeightField} field
 */
function knownMinima(field) {
  const places = (field.landscape.minima ?? []).filter(([x, y]) => field.inside(x, y));
  return places.map(([x, y]) => ({ x, y, height: field.height(x, y), weight: 1 / places.length }));
}

/**
 * @param {{box: Vector, eye: Vector}} framing
 * @param {HeightField} field
 * @returns {number[]} the eye in data coordinates
 */
function eyeOf({ box, eye }, field) {
  const low = [field.x0, field.y0, basePlaneHeight(field)];
  const high = [field.x1, field.y1, field.high];
  return eye.map((value, i) => (low[i] + high[i]) / 2 + (value / box[i]) * (high[i] - low[i]));
}
