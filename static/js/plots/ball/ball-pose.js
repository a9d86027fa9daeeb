/** Ball pose: pixel, size and orientation of a ball in a view. */

import { GRID_SIDE } from "../land/height-field.js";
import { multiply } from "./ball-rotation.js";
import { clip } from "./route.js";

/** Radius of a ball: as a share of the map's shorter side; in units of the scene's box. */
const MAP_RADIUS = 1 / 48;
const SCENE_RADIUS = 0.0215;

/**
 * Opacity of a ball hidden by the landscape: one that rests on it, and one drawn at the height of its own loss,
 * which is often below the landscape.
 */
const HIDDEN_OPACITY = { resting: 0.35, floating: 0.65 };

/** @typedef {import("../overlay.js").DrawnRacer} DrawnRacer */
/** @typedef {import("./ball-rotation.js").Quaternion} Quaternion */

/**
 * @typedef {object} BallView - what a view adds to its projection
 * @property {number[]} [scale] - data to box, per axis
 * @property {{width: number, height: number}} [frame] - pixels of the map
 * @property {(depth: number) => number} [pixelsPerUnit]
 * @property {Quaternion} [rotation] - from the map's axes to the camera's
 */

/**
 * @typedef {object} BallPose
 * @property {DrawnRacer} drawnRacer
 * @property {import("./route.js").Route} route
 * @property {number} index - the last point reached
 * @property {number} fraction
 * @property {number} x - pixels of the ball's center
 * @property {number} y
 * @property {number} radius - pixels
 * @property {number} depth
 * @property {[number, number]} foot - pixels of where it touches
 * @property {[number, number]} ground - pixels of the landscape below
 * @property {boolean} inside - whether it is over the landscape
 * @property {boolean} hidden
 * @property {number} opacity - 1 if it is visible
 * @property {boolean} ended - whether it has diverged and this is its last point
 * @property {Quaternion} orientation
 * @property {{x: number, y: number}} data
 * @property {number} clearance - pixels to the nearest other ball
 */

/**
 * The pose of a ball at a time.
 *
 * @param {DrawnRacer} drawnRacer - with at least one point
 * @param {import("./route.js").Route} route
 * @param {number} time
 * @param {import("./route.js").View & BallView} view
 * @param {number} [fontScale] - scale of marks: 1 by default
 * @returns {BallPose}
 */
export function ballPoseOf(drawnRacer, route, time, view, fontScale = 1) {
  const { track, spin, regime } = drawnRacer;
  const { index, fraction } = track.moment(time) ?? { index: 0, fraction: 0 };
  const place = route.place(index, fraction);
  const turned = spin.at(index, fraction);
  const out = [0, 0];
  view.project(place.x, place.y, place.ground, out, 0);
  const ground = /** @type {[number, number]} */ ([out[0], out[1]]);
  const depth = view.project(place.x, place.y, place.height, out, 0);
  const foot = /** @type {[number, number]} */ ([out[0], out[1]]);
  const radius = fontScale * radiusOf(view, depth);
  const [x, y] = liftedCenter(view, route, place, foot, radius);
  const hidden = place.inside && route.hides(place);
  return {
    drawnRacer,
    route,
    index,
    fraction,
    x,
    y,
    radius,
    depth,
    foot,
    ground,
    inside: place.inside,
    hidden,
    opacity: hidden ? HIDDEN_OPACITY[route.floats ? "floating" : "resting"] : 1,
    ended: regime?.name === "diverged" && time >= track.length - 1,
    orientation: view.rotation ? multiply(view.rotation, turned) : turned,
    data: { x: place.x, y: place.y },
    clearance: Number.POSITIVE_INFINITY,
  };
}

/** @param {import("./route.js").View & BallView} view @param {number} depth */
function radiusOf(view, depth) {
  if (view.frame) {
    return Math.min(Math.max(MAP_RADIUS * Math.min(view.frame.width, view.frame.height), 6), 9.5);
  }
  if (!view.pixelsPerUnit) return 8;
  return Math.min(Math.max(SCENE_RADIUS * view.pixelsPerUnit(depth), 6), 16);
}

/**
 * Moves the center above the ground by the ball's radius along the ground's normal.
 *
 * @param {import("./route.js").View & BallView} view
 * @param {import("./route.js").Route} route
 * @param {{x: number, y: number, height: number, ground: number}} place
 * @param {[number, number]} foot
 * @param {number} radius
 * @returns {[number, number]}
 */
function liftedCenter(view, route, place, foot, radius) {
  const { scale } = view;
  if (!scale) return foot;
  const { field } = route;
  const ex = field.width / (GRID_SIDE - 1);
  const ey = field.depth / (GRID_SIDE - 1);
  const slopeX = (field.height(place.x + ex, place.y) - field.height(place.x - ex, place.y)) / (2 * ex);
  const slopeY = (field.height(place.x, place.y + ey) - field.height(place.x, place.y - ey)) / (2 * ey);
  const nx = (-slopeX * scale[2]) / scale[0];
  const ny = (-slopeY * scale[2]) / scale[1];
  const length = Math.hypot(nx, ny, 1);
  const out = [0, 0];
  const small = 0.01;
  view.project(
    place.x + (small * nx) / length / scale[0],
    place.y + (small * ny) / length / scale[1],
    place.height + small / length / scale[2],
    out,
    0,
  );
  const [dx, dy] = [out[0] - foot[0], out[1] - foot[1]];
  const pixels = small * (view.pixelsPerUnit?.(1) ?? 1);
  // The projected normal, foreshortened where it points at the camera.
  const depth = view.project(place.x, place.y, place.height, out, 0);
  const share = (radius * depth) / pixels;
  return [foot[0] + dx * share, foot[1] + dy * share];
}

/**
 * Point on the edge of the landscape nearest to a ball outside it.
 *
 * @param {BallPose} pose
 * @returns {{x: number, y: number, angle: number}} pixels, and the outward direction
 */
export function edgeOf({ route, data }) {
  const { field, view } = route;
  const [cx, cy] = [(field.x0 + field.x1) / 2, (field.y0 + field.y1) / 2];
  const [dx, dy] = [data.x - cx, data.y - cy];
  const far = Math.max(Math.abs(dx) / field.width, Math.abs(dy) / field.depth, 1);
  const cut = clip(cx, cy, dx / far, dy / far, field);
  const share = cut ? cut[1] / far : 0;
  const out = [0, 0, 0, 0];
  /** @param {number} part @param {number} k */
  const put = (part, k) => {
    const [x, y] = [cx + part * dx, cy + part * dy];
    view.project(x, y, field.height(x, y), out, k);
  };
  put(share, 0);
  put(share * 0.98, 2);
  return { x: out[0], y: out[1], angle: Math.atan2(out[1] - out[3], out[0] - out[2]) };
}
