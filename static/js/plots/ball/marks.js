/**
 * Ball marks: what a racer's method shows beside the ball at a point: the places that it has tried, arrows, and
 * the outlines of a normal distribution. They are laid out once per point and camera; a frame only strokes them.
 */

import { strokeHaloed } from "../canvas/markers.js";
import { blank, Pen } from "./route.js";
import { hiddenOpacity } from "./trail.js";

/** Diameter of a place, and length of an arrowhead's sides, in pixels. */
const DOT_PX = 4.6;
const HEAD_PX = 6;
/** An arrowhead is at most this share of its arrow; and the angle between its sides and the arrow. */
const MAX_HEAD_SHARE = 0.4;
const HEAD_ANGLE = 0.45;
/** Pieces that a line across the whole domain is divided into: fewer than of a path, as they change at each point. */
const PIECES_PER_SIDE = 36;
/** Corners of an outline, and directions to them. */
const CORNERS = 32;
const CIRCLE = Array.from({ length: CORNERS + 1 }, (_, k) => (2 * Math.PI * k) / CORNERS).map((angle) => ({
  cos: Math.cos(angle),
  sin: Math.sin(angle),
}));

/** @typedef {import("../../run/frames.js").StepMarks} StepMarks */
/** @typedef {import("./route.js").Route} Route */
/** @typedef {import("./route.js").Segment} Segment */

/**
 * @typedef {object} MarksLayout
 * @property {StepMarks} marks
 * @property {Segment} places - a dot each, as a line without length
 * @property {Segment} lines - arrows, and the outline at one standard deviation
 * @property {Segment} outer - the outline at two
 */

/** Layout of the marks last drawn on each route. @type {WeakMap<Route, MarksLayout>} */
const layouts = new WeakMap();

/**
 * Draws the marks of a point; nothing if it has none.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Route} route
 * @param {number} index - the last point reached
 * @param {string} color
 * @param {import("../canvas/theme.js").Theme} theme
 */
export function drawMarks(context, route, index, color, theme) {
  const marks = route.track.marksAt(index);
  if (!marks) return;
  const { places, lines, outer } = layoutOf(route, marks);
  const hidden = hiddenOpacity(route);
  /** @param {Segment} segment @param {number} width @param {number} opacity */
  const stroke = (segment, width, opacity) => {
    context.globalAlpha = opacity;
    strokeHaloed(context, segment.free, color, width * theme.typeScale, theme.halo);
    context.globalAlpha = opacity * hidden;
    if (segment.hides) context.stroke(segment.hidden);
  };
  context.lineJoin = "round";
  context.lineCap = "round";
  if (marks.ellipse) stroke(outer, 1, 0.6);
  if (marks.ellipse || marks.arrows.length > 0) stroke(lines, 1.4, 0.85);
  if (marks.points.length > 0) stroke(places, DOT_PX, 0.75);
  context.globalAlpha = 1;
}

/** @param {Route} route @param {StepMarks} marks @returns {MarksLayout} */
function layoutOf(route, marks) {
  const former = layouts.get(route);
  if (former?.marks === marks) return former;
  const layout = { marks, places: blank(), lines: blank(), outer: blank() };
  const { points, arrows, ellipse } = marks;
  for (let k = 0; k < points.length; k += 3)
    layOutPlace(route, points[k], points[k + 1], points[k + 2], layout.places);
  for (let k = 0; k < arrows.length; k += 4) layOutArrow(route, arrows.subarray(k, k + 4), layout.lines);
  if (ellipse) {
    layOutOutline(route, outline(ellipse, 1), layout.lines);
    layOutOutline(route, outline(ellipse, 2), layout.outer);
  }
  layouts.set(route, layout);
  return layout;
}

/** @param {Route} route @param {number} x @param {number} y @param {number} loss @param {Segment} segment */
function layOutPlace(route, x, y, loss, segment) {
  if (!route.field.inside(x, y)) return;
  const height = route.field.pointHeight(x, y, loss);
  const [px, py] = pixelOf(route, x, y, height);
  const covered = route.hides({ x, y, height });
  segment.hides ||= covered;
  const path = covered ? segment.hidden : segment.free;
  path.moveTo(px, py);
  path.lineTo(px + 0.01, py); // A line of length 0 would not be drawn.
}

/** @param {Route} route @param {Float64Array} arrow @param {Segment} segment */
function layOutArrow(route, [x0, y0, x1, y1], segment) {
  const pen = new Pen(segment, PIECES_PER_SIDE);
  if (!route.line(x0, y0, x1 - x0, y1 - y0, pen) || pen.hidden) return;
  const [tailX, tailY] = pixelOf(route, x0, y0, route.field.height(x0, y0));
  const [tipX, tipY] = pixelOf(route, x1, y1, route.field.height(x1, y1));
  const angle = Math.atan2(tailY - tipY, tailX - tipX);
  const size = Math.min(HEAD_PX, MAX_HEAD_SHARE * Math.hypot(tailX - tipX, tailY - tipY));
  for (const turn of [-HEAD_ANGLE, HEAD_ANGLE]) {
    segment.free.moveTo(tipX, tipY);
    segment.free.lineTo(tipX + size * Math.cos(angle + turn), tipY + size * Math.sin(angle + turn));
  }
}

/** @param {Route} route @param {Float64Array} corners - of a closed line @param {Segment} segment */
function layOutOutline(route, corners, segment) {
  const pen = new Pen(segment, PIECES_PER_SIDE);
  for (let k = 0; k < corners.length - 2; k += 2) {
    const [x, y] = [corners[k], corners[k + 1]];
    route.line(x, y, corners[k + 2] - x, corners[k + 3] - y, pen);
  }
}

/** @param {Route} route @param {number} x @param {number} y @param {number} height @returns {[number, number]} */
function pixelOf({ view, pixel }, x, y, height) {
  view.project(x, y, height, pixel, 0);
  return [pixel[0], pixel[1]];
}

/**
 * The outline of a normal distribution: the places that are a number of standard deviations from its mean.
 *
 * @param {Iterable<number>} ellipse - mean_x, mean_y, c_xx, c_xy, c_yy
 * @param {number} sigmas
 * @returns {Float64Array} x and y of each corner of a closed line; empty if the matrix is no covariance
 */
export function outline([x, y, xx, xy, yy], sigmas) {
  // Cholesky factor [a 0; b c] of the covariance; a rounding error may leave the last square below 0.
  const a = Math.sqrt(xx);
  const b = a > 0 ? xy / a : 0;
  const c = Math.sqrt(Math.max(yy - b * b, 0));
  if (!(yy >= 0) || !Number.isFinite(x + y + a + b + c)) return new Float64Array();
  const corners = new Float64Array(2 * CIRCLE.length);
  for (const [k, { cos, sin }] of CIRCLE.entries()) {
    corners[2 * k] = x + sigmas * a * cos;
    corners[2 * k + 1] = y + sigmas * (b * cos + c * sin);
  }
  return corners;
}
