/**
 * Occlusion: which points the landscape hides from the camera, and where a ray intersects it. Places without a
 * value hide nothing.
 */

import { GRID_SIDE } from "./height-field.js";

/** Step length along a ray, in cells of the drawn grid. */
const STRIDE = 1.25;
/** Tolerance below the surface, relative to its height range. */
const TOLERANCE = 0.006;

/**
 * Whether the landscape is between a point and the camera.
 *
 * @param {import("./height-field.js").HeightField} field
 * @param {number[]} eye - in data coordinates
 * @param {number} x
 * @param {number} y
 * @param {number} height
 * @returns {boolean}
 */
export function isHidden(field, eye, x, y, height) {
  const cellsX = (GRID_SIDE - 1) / field.width;
  const cellsY = (GRID_SIDE - 1) / field.depth;
  let u = (x - field.x0) * cellsX;
  let v = (y - field.y0) * cellsY;
  let du = (eye[0] - x) * cellsX;
  let dv = (eye[1] - y) * cellsY;
  let dh = eye[2] - height;
  const far = Math.hypot(du, dv);
  if (far < STRIDE) return false;
  const k = STRIDE / far;
  du *= k;
  dv *= k;
  dh *= k;
  const slack = TOLERANCE * (field.high - field.low);
  let h = height + slack;
  for (let step = 0; step < far / STRIDE; step += 1) {
    u += du;
    v += dv;
    h += dh;
    if (h > field.high && dh >= 0) return false;
    if (u < 0 || v < 0 || u > GRID_SIDE - 1 || v > GRID_SIDE - 1) return false;
    if (field.covers(u, v, h)) return true;
  }
  return false;
}

/**
 * First intersection of a ray with the landscape, or with the base plane at a place without a value.
 *
 * @param {import("./height-field.js").HeightField} field
 * @param {number[]} eye - in data coordinates
 * @param {number[]} direction
 * @param {number} [base] - height of the base plane
 * @returns {{x: number, y: number} | null} null if the ray misses
 */
export function intersect(field, eye, direction, base = field.low) {
  const span = spanInBox(field, eye, direction);
  const steps = 2 * GRID_SIDE;
  /** @param {number} t */
  const above = (t) => {
    const [x, y] = [eye[0] + t * direction[0], eye[1] + t * direction[1]];
    return field.isDefined(x, y) ? eye[2] + t * direction[2] - field.height(x, y) : Number.NaN;
  };
  let [free, side] = [0, Number.NaN];
  for (let s = 0; span && s <= steps; s += 1) {
    const t = span[0] + ((span[1] - span[0]) * s) / steps;
    const now = above(t);
    const known = !Number.isNaN(side) && !Number.isNaN(now);
    if (known && now < 0 !== side < 0) return refine(eye, direction, above, free, t);
    [free, side] = [t, now];
  }
  return throughHole(field, eye, direction, base);
}

/**
 * The point of the base plane where a ray meets it, if the landscape has no value above it.
 *
 * @param {import("./height-field.js").HeightField} field
 * @param {number[]} eye
 * @param {number[]} direction
 * @param {number} base
 */
function throughHole(field, eye, direction, base) {
  const t = (base - eye[2]) / direction[2];
  if (!(t > 0)) return null;
  const [x, y] = [eye[0] + t * direction[0], eye[1] + t * direction[1]];
  return field.inside(x, y) && !field.isDefined(x, y) ? { x, y } : null;
}

/**
 * The part of a ray inside the box around the landscape, as multiples of `direction`.
 *
 * @param {import("./height-field.js").HeightField} field
 * @param {number[]} eye
 * @param {number[]} direction
 * @returns {[number, number] | null}
 */
function spanInBox(field, eye, direction) {
  const low = [field.x0, field.y0, field.low];
  const high = [field.x1, field.y1, field.high];
  let enter = 0;
  let leave = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i += 1) {
    const a = (low[i] - eye[i]) / direction[i];
    const b = (high[i] - eye[i]) / direction[i];
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
  }
  return enter < leave && Number.isFinite(leave) ? [enter, leave] : null;
}

/**
 * @param {number[]} eye
 * @param {number[]} direction
 * @param {(t: number) => number} above
 * @param {number} near
 * @param {number} far
 */
function refine(eye, direction, above, near, far) {
  const sign = Math.sign(above(near)) || 1;
  let [a, b] = [near, far];
  for (let pass = 0; pass < 24; pass += 1) {
    const t = (a + b) / 2;
    if (Math.sign(above(t)) === sign) a = t;
    else b = t;
  }
  return { x: eye[0] + b * direction[0], y: eye[1] + b * direction[1] };
}
