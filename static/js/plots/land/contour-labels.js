/**
 * Contour labels: losses of the index contours along the lines, as on a topographic map. Positions are
 * computed once per landscape.
 */

import { LEVEL_OFFSET } from "../canvas/levels.js";
import { formatStep } from "../canvas/numbers.js";
import { contrast, fontOf, SHADES } from "../canvas/theme.js";
import { GRID_SIDE } from "./height-field.js";
import { isolines } from "./isolines.js";

const FONT_PX = 10.5;
/** Stride on the grid at which positions are tried. */
const STRIDE = 2;
/** Map area in square pixels for each label, and the minimum distance of two labels; on one line it is larger. */
const AREA_PER_LABEL_PX2 = 26_000;
const SPACING_PX = 64;
const SAME_LINE_SPACING_PX = 230;
/**
 * Maximum deviation of a line from its label's direction, and minimum distance to the next index contour, in
 * pixels.
 */
const MAX_BEND_PX = 2.2;
const MIN_NEXT_CONTOUR_PX = 15;
/** Distance in pixels of a label from the edge of the map, and from a known minimum with its flag. */
const EDGE_PX = 8;
const FLAG_PX = 26;
/** Bonus of a position where the same label was before. */
const FORMER_PLACE_BONUS = 0.5;
const NOTHING = { left: 0, bottom: 0 };
/** Distance in pixels within which it is the same position. */
const SAME_PLACE_PX = 36;

/**
 * @typedef {{text: string, level: number, x: number, y: number, angle: number}} ContourLabel - pixels, and radians on the screen
 */

/**
 * Chooses the labels of a landscape.
 *
 * @param {import("./height-field.js").HeightField} field
 * @param {import("../canvas/levels.js").Levels} levels
 * @param {import("./projection.js").MapProjection} projection
 * @param {{fontScale?: number, former?: ContourLabel[], taken?: {left: number, bottom: number}}} [options] -
 *   `taken`: pixels along two edges that have other labels
 * @returns {ContourLabel[]}
 */
export function placeLabels(field, levels, projection, { fontScale = 1, former = [], taken = NOTHING } = {}) {
  const { width, height } = projection.frame;
  const maxLabels = Math.floor((width * height) / (AREA_PER_LABEL_PX2 * fontScale ** 2));
  const options = candidates(field, levels, projection, { fontScale, former, taken });
  options.sort((a, b) => b.score - a.score);
  /** @type {ContourLabel[]} */
  const labels = [];
  for (const { label } of options) {
    if (labels.length >= maxLabels) break;
    if (labels.every((other) => distance(label, other) > minDistance(label, other) * fontScale))
      labels.push(label);
  }
  return labels;
}

/**
 * Draws the labels.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {ContourLabel[]} labels
 * @param {import("./height-field.js").HeightField} field
 * @param {import("../canvas/theme.js").Theme} theme
 * @param {boolean} tinted - whether the landscape's tints are below them
 */
export function drawContourLabels(context, labels, field, theme, tinted) {
  context.font = fontOf(theme, FONT_PX);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4 * theme.typeScale;
  for (const { text, level, x, y, angle } of labels) {
    context.save();
    context.translate(x, y);
    context.rotate(angle);
    // The line is interrupted by its own background.
    const background = tinted ? tintAt(field.share(level), theme) : null;
    context.strokeStyle = background ?? theme.halo;
    context.strokeText(text, 0, 0);
    context.fillStyle = background ? textColorOn(background, theme) : theme.text;
    context.globalAlpha = 0.86;
    context.fillText(text, 0, 0);
    context.restore();
  }
}

/** Contrast below which text is drawn in the background color. */
const MIN_CONTRAST = 3;

/** Color of text on a tint. @param {string} tint @param {import("../canvas/theme.js").Theme} theme */
export function textColorOn(tint, { text, background }) {
  return contrast(text, tint) >= MIN_CONTRAST || contrast(text, tint) > contrast(background, tint)
    ? text
    : background;
}

/** Significant digits of a label at least, on both scales. */
const LEAST_DIGITS = { log: 2, linear: 1 };

/**
 * Loss of an index contour, in the digits in which it differs from the next ones.
 *
 * @param {Pick<import("./height-field.js").HeightField, "transform">} field
 * @param {number} level
 * @param {number} size - height between two index contours
 */
export function labelOf({ transform }, level, size) {
  const loss = transform.loss(level);
  if (!transform.logScale) return formatStep(loss, size, LEAST_DIGITS.linear);
  return formatStep(loss, loss - transform.loss(level - size), LEAST_DIGITS.log);
}

/**
 * All positions where an index contour is straight for the length of its label, with their score.
 *
 * @param {import("./height-field.js").HeightField} field
 * @param {import("../canvas/levels.js").Levels} levels
 * @param {import("./projection.js").MapProjection} projection
 * @param {{fontScale: number, former: ContourLabel[], taken: {left: number, bottom: number}}} options
 * @returns {{label: ContourLabel, score: number}[]}
 */
function candidates(field, levels, projection, { fontScale, former, taken }) {
  const size = levels.size * levels.every;
  const lines = isolines(field, { ...levels, size, every: 1 }, STRIDE).strong;
  const options = [];
  for (let k = 0; k < lines.length; k += 4) {
    const x = (lines[k] + lines[k + 2]) / 2;
    const y = (lines[k + 1] + lines[k + 3]) / 2;
    const nth = Math.round((field.height(x, y) - levels.start) / size);
    const level = levels.start + nth * size;
    const text = labelOf(field, level + LEVEL_OFFSET * levels.size, size);
    const half = (0.3 * text.length + 0.4) * FONT_PX * fontScale;
    const contour = contourAt(field, projection, x, y, half, size);
    if (!contour || contour.bend > MAX_BEND_PX || contour.next < MIN_NEXT_CONTOUR_PX * fontScale) continue;
    const [px, py] = pixelOf(projection, x, y);
    if (
      !isClear(field, projection, px, py, half, taken) ||
      !isWhole(field, projection, contour.angle, x, y, half)
    )
      continue;
    const label = { text, level, x: px, y: py, angle: contour.angle };
    const wasHere = former.some((other) => other.text === text && distance(other, label) < SAME_PLACE_PX);
    const tilt = Math.abs(contour.angle) / (Math.PI / 2);
    options.push({ label, score: (wasHere ? FORMER_PLACE_BONUS : 0) - 0.5 * tilt - 0.25 * contour.bend });
  }
  return options;
}

/**
 * Direction and curvature of a contour line at a point.
 *
 * @param {import("./height-field.js").HeightField} field
 * @param {import("./projection.js").MapProjection} projection
 * @param {number} x
 * @param {number} y
 * @param {number} half - half the length of the label in pixels
 * @param {number} size - height between two index contours
 * @returns {{angle: number, bend: number, next: number} | null} direction on the screen, from left to right;
 *   deviation in pixels; pixels to the next index contour
 */
function contourAt(field, projection, x, y, half, size) {
  const stepX = (1.5 * field.width) / (GRID_SIDE - 1);
  const stepY = (1.5 * field.depth) / (GRID_SIDE - 1);
  // Slope on the screen, in height per pixel; y points down there.
  const east = (field.height(x + stepX, y) - field.height(x - stepX, y)) / (2 * stepX * projection.scaleX);
  const south = (field.height(x, y - stepY) - field.height(x, y + stepY)) / (2 * stepY * projection.scaleY);
  const slope = Math.hypot(east, south);
  if (slope === 0) return null;
  const angle = Math.atan(-east / (south || Number.MIN_VALUE));
  const [dx, dy] = [half * Math.cos(angle), half * Math.sin(angle)];
  const here = field.height(x, y);
  const off = [-1, -0.5, 0.5, 1].map((way) => {
    const there = field.height(x + (way * dx) / projection.scaleX, y - (way * dy) / projection.scaleY);
    return Math.abs(there - here) / slope;
  });
  return { angle, bend: Math.max(...off), next: size / slope };
}

/**
 * @param {import("./height-field.js").HeightField} field
 * @param {import("./projection.js").MapProjection} projection
 * @param {number} px
 * @param {number} py
 * @param {number} half
 * @param {{left: number, bottom: number}} taken
 * @returns {boolean} whether a label is clear of the edge and of the flags
 */
function isClear(field, projection, px, py, half, taken) {
  const { left, top, width, height } = projection.frame;
  const margin = half + EDGE_PX;
  if (px < left + taken.left + margin || px > left + width - margin) return false;
  if (py < top + margin || py > top + height - taken.bottom - margin) return false;
  return (field.landscape.minima ?? []).every(([x, y]) => {
    const [mx, my] = pixelOf(projection, x, y);
    return Math.hypot(mx - px, my - py) > FLAG_PX + half;
  });
}

/**
 * @param {import("./height-field.js").HeightField} field
 * @param {import("./projection.js").MapProjection} projection
 * @param {number} angle
 * @param {number} x
 * @param {number} y
 * @param {number} half
 * @returns {boolean} whether the landscape has a value along all of a label
 */
function isWhole(field, projection, angle, x, y, half) {
  const [dx, dy] = [
    (half * Math.cos(angle)) / projection.scaleX,
    (half * Math.sin(angle)) / projection.scaleY,
  ];
  return [-1, 0, 1].every((way) => field.isDefined(x + way * dx, y - way * dy));
}

/** @param {import("./projection.js").MapProjection} projection @param {number} x @param {number} y */
function pixelOf(projection, x, y) {
  const out = [0, 0];
  projection.project(x, y, 0, out, 0);
  return out;
}

/** @param {ContourLabel} a @param {ContourLabel} b */
function minDistance(a, b) {
  return a.text === b.text ? SAME_LINE_SPACING_PX : SPACING_PX;
}

/** @param {ContourLabel} a @param {ContourLabel} b */
function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** @param {number} share @param {import("../canvas/theme.js").Theme} theme */
function tintAt(share, theme) {
  const k = 3 * Math.round(Math.min(Math.max(share, 0), 1) * (SHADES - 1));
  return `rgb(${theme.tints[k]} ${theme.tints[k + 1]} ${theme.tints[k + 2]} / 85%)`;
}
