/**
 * Canvas backend: draws the landscape on a plain canvas. It stands in for `plots/plotly.js` in a file without
 * that library, and supports only the traces and layout of `mapFigure`.
 */

import { isolines } from "../plots/land/isolines.js";

/**
 * What is drawn of a contour trace of `mapFigure`.
 *
 * @typedef {{x: number[], y: number[], z: Float64Array[], contours: {start: number, end: number, size: number},
 *   line: {color: string, width: number}}} ContourTrace
 */
/** @typedef {{range: [number, number], linecolor: string}} Axis */

/**
 * What is drawn of the layout of `mapFigure`, which has its size by now.
 *
 * @typedef {{width: number, height: number, margin: {l: number, r: number, t: number, b: number},
 *   images: [{source: string}], xaxis: Axis, yaxis: Axis}} MapLayout
 */

/**
 * Draws or updates the map.
 *
 * @param {HTMLElement} element
 * @param {ContourTrace[]} traces
 * @param {MapLayout} layout
 */
export async function draw(element, traces, layout) {
  const { width, height, margin } = layout;
  const [image, canvas] = canvasesOf(element);
  const frame = {
    left: margin.l,
    top: margin.t,
    width: width - margin.l - margin.r,
    height: height - margin.t - margin.b,
  };
  image.src = layout.images[0].source;
  Object.assign(image.style, {
    left: `${frame.left}px`,
    top: `${frame.top}px`,
    width: `${frame.width}px`,
    height: `${frame.height}px`,
  });
  const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(ratio, ratio);
  context.save();
  context.beginPath();
  context.rect(frame.left, frame.top, frame.width, frame.height);
  context.clip();
  for (const trace of traces) drawContours(context, trace, frame);
  context.restore();
  drawFrame(context, layout, frame);
}

/** Not supported: there is no 3-D scene. */
export function cameraMatrices() {
  return null;
}

export function moveCamera() {}

export function onRender() {}

export function release() {}

/** A canvas is always available. */
export function isLoaded() {
  return true;
}

export async function load() {}

/** @param {HTMLElement} element @returns {[HTMLImageElement, HTMLCanvasElement]} */
function canvasesOf(element) {
  if (!element.firstChild) {
    const image = new Image();
    image.alt = "";
    image.style.position = "absolute";
    const canvas = document.createElement("canvas");
    canvas.className = "picture-layer";
    element.append(image, canvas);
  }
  return /** @type {[HTMLImageElement, HTMLCanvasElement]} */ ([...element.children]);
}

/** @typedef {{left: number, top: number, width: number, height: number}} Frame */

/** @param {CanvasRenderingContext2D} context @param {ContourTrace} trace @param {Frame} frame */
function drawContours(context, { x, y, z, contours, line }, frame) {
  const [x0, y0] = [x[0], y[0]];
  // Rows of a field are views of one array.
  const heights = new Float64Array(z[0].buffer);
  const grid = { heights, x0, y0, width: x[x.length - 1] - x0, depth: y[y.length - 1] - y0 };
  const lines = isolines(
    grid,
    { start: contours.start, end: contours.end, size: contours.size, every: 1 },
    1,
  );
  const scaleX = frame.width / grid.width;
  const scaleY = frame.height / grid.depth;
  const bottom = frame.top + frame.height;
  context.beginPath();
  for (let k = 0; k < lines.strong.length; k += 4) {
    const [ax, ay, bx, by] = lines.strong.subarray(k, k + 4);
    context.moveTo(frame.left + (ax - x0) * scaleX, bottom - (ay - y0) * scaleY);
    context.lineTo(frame.left + (bx - x0) * scaleX, bottom - (by - y0) * scaleY);
  }
  context.strokeStyle = line.color;
  context.lineWidth = line.width;
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {MapLayout} layout @param {Frame} frame */
function drawFrame(context, { xaxis }, { left, top, width, height }) {
  context.strokeStyle = xaxis.linecolor;
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
}
