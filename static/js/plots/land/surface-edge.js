/**
 * Surface edge: the edge of the landscape as a line, and translucent walls down to the base plane on the
 * sides that face the camera. Nothing of the landscape is in front of those walls, so they can be drawn on a
 * canvas above Plotly's.
 */

import { fadeBelow } from "./base-plane.js";
import { GRID_SIDE } from "./height-field.js";
import { isHidden } from "./occlusion.js";

/** Stride on the grid along the edge. */
const STRIDE = 2;
const WALL_OPACITY = 0.5;

/** @typedef {{name: "x0" | "x1" | "y0" | "y1", faces: boolean, points: [number, number][]}} Edge */

/**
 * The four edges from above, as points, and whether each faces the camera.
 *
 * @param {Pick<import("./height-field.js").HeightField, "x0" | "x1" | "y0" | "y1">} domain
 * @param {number[]} eye - in data coordinates
 * @returns {Edge[]}
 */
export function edgesOf({ x0, x1, y0, y1 }, eye) {
  const shares = Array.from(
    { length: (GRID_SIDE - 1) / STRIDE + 1 },
    (_, k) => (k * STRIDE) / (GRID_SIDE - 1),
  );
  const xs = shares.map((share) => x0 + share * (x1 - x0));
  const ys = shares.map((share) => y0 + share * (y1 - y0));
  return [
    { name: "x0", faces: eye[0] < x0, points: ys.map((y) => [x0, y]) },
    { name: "x1", faces: eye[0] > x1, points: ys.map((y) => [x1, y]) },
    { name: "y0", faces: eye[1] < y0, points: xs.map((x) => [x, y0]) },
    { name: "y1", faces: eye[1] > y1, points: xs.map((x) => [x, y1]) },
  ];
}

/**
 * Draws the edge and the walls.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("./height-field.js").HeightField} field
 * @param {number} floor - its height
 * @param {import("./projection.js").SceneProjection} projection
 * @param {import("../canvas/theme.js").Theme} theme
 */
export function drawSurfaceEdge(context, field, floor, projection, theme) {
  const out = [0, 0];
  /** @param {number} x @param {number} y @param {number} height @returns {[number, number]} */
  const at = (x, y, height) => {
    projection.project(x, y, height, out, 0);
    return [out[0], out[1]];
  };
  const eye = projection.eyeData;
  const edges = edgesOf(field, eye);
  context.lineJoin = "round";
  for (const { points } of edges.filter(({ faces }) => faces)) {
    for (const part of definedParts(field, points)) {
      drawWall(
        context,
        part,
        (x, y) => at(x, y, field.height(x, y)),
        (x, y) => at(x, y, floor),
        theme,
      );
    }
  }
  fadeBelow(context, projection.height);
  context.strokeStyle = theme.rim;
  context.lineWidth = 1;
  for (const { points, faces } of edges) {
    const places = points.map(([x, y]) => {
      const height = field.height(x, y);
      if (!field.isDefined(x, y)) return null;
      return !faces && isHidden(field, eye, x, y, height) ? null : at(x, y, height);
    });
    strokeVisible(context, places);
  }
}

/**
 * The parts of an edge where the landscape has a value.
 *
 * @param {Pick<import("./height-field.js").HeightField, "isDefined">} field
 * @param {[number, number][]} points
 * @returns {[number, number][][]} of two points or more
 */
export function definedParts(field, points) {
  /** @type {[number, number][][]} */
  const parts = [[]];
  for (const point of points) {
    if (field.isDefined(...point)) parts[parts.length - 1].push(point);
    else parts.push([]);
  }
  return parts.filter((part) => part.length > 1);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {([number, number] | null)[]} places - null where hidden, or where there is no value
 */
function strokeVisible(context, places) {
  context.beginPath();
  for (const [k, place] of places.entries()) {
    if (!place) continue;
    if (k > 0 && places[k - 1]) context.lineTo(...place);
    else context.moveTo(...place);
  }
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number][]} points - along the edge
 * @param {(x: number, y: number) => [number, number]} top - pixels of the landscape there
 * @param {(x: number, y: number) => [number, number]} bottom - pixels of the base plane there
 * @param {import("../canvas/theme.js").Theme} theme
 */
function drawWall(context, points, top, bottom, theme) {
  const [first, last] = [points[0], points[points.length - 1]];
  context.beginPath();
  for (const [x, y] of points) context.lineTo(...top(x, y));
  context.lineTo(...bottom(...last));
  context.lineTo(...bottom(...first));
  context.closePath();
  context.globalAlpha = WALL_OPACITY;
  context.fillStyle = theme.plate;
  context.fill();
  context.globalAlpha = 1;
  context.beginPath();
  for (const corner of [first, last]) {
    context.moveTo(...top(...corner));
    context.lineTo(...bottom(...corner));
  }
  context.strokeStyle = theme.hairline;
  context.lineWidth = 1;
  context.stroke();
}
