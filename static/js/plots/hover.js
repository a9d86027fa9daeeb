/**
 * Hover: finds what is under the pointer (a point of a path or a point of the landscape), and marks it in
 * both views.
 */

import { textHaloed } from "./canvas/markers.js";
import { formatNumber, formatStep, LOSS_STEP } from "./canvas/numbers.js";
import { fontOf } from "./canvas/theme.js";
import { basePlaneHeight } from "./land/plotly-figures.js";

/** Maximum distance in pixels from the pointer to a point of a path. */
const RADIUS_PX = 11;

/** @typedef {import("./map-view.js").MapView} MapView */
/** @typedef {import("./scene-view.js").SceneView} SceneView */
/** @typedef {import("./overlay.js").DrawnRacer} DrawnRacer */

/**
 * @typedef {object} HoverTarget
 * @property {number} x
 * @property {number} y
 * @property {number} loss
 * @property {string} [color] - of the racer
 * @property {string} [title]
 * @property {boolean} [brief] - whether its numbers are shown elsewhere
 */

/** Significant digits of a loss at least; more where losses are far from 0 compared with their range. */
const LOSS_DIGITS = 6;

/**
 * The loss of a point in words; a landscape may have none there.
 *
 * @param {number} loss
 * @param {import("./land/height-field.js").HeightField} field
 */
export function lossText(loss, { transform, landscape }) {
  if (Number.isNaN(loss)) return landscape.exact === false ? "no finite loss there" : "not defined there";
  return `loss ${formatStep(loss, LOSS_STEP * transform.range, LOSS_DIGITS)}`;
}

export class Hover {
  /** @param {{scene: HTMLElement, contour: HTMLElement}} elements */
  constructor({ scene, contour }) {
    this.elements = { scene, contour };
    /** @type {HoverTarget | null} */
    this.target = null;
    /** The other racers at the same step. @type {HoverTarget[]} */
    this.others = [];
    /** @type {{racer: number, step: number} | null} */
    this.hit = null;
  }

  /**
   * Marks a step that is hovered in the loss curves: a ring on each racer, and the name of one.
   *
   * @param {DrawnRacer[]} drawnRacers
   * @param {{racer: number, step: number} | null} hit
   */
  show(drawnRacers, hit) {
    this.hit = hit;
    this.target = hit ? { ...targetOf(drawnRacers[hit.racer], hit.step), brief: true } : null;
    const rest = hit ? drawnRacers.filter(({ track }, k) => k !== hit.racer && hit.step < track.length) : [];
    this.others = rest.map((drawnRacer) => targetOf(drawnRacer, hit?.step ?? 0));
  }

  /**
   * Finds the target under a pixel of a view.
   *
   * @param {MapView | SceneView} view
   * @param {number} px
   * @param {number} py
   * @param {DrawnRacer[]} drawnRacers
   * @param {number} time
   * @param {import("./land/height-field.js").HeightField} field
   * @returns {{racer: number, step: number} | null | undefined} undefined if it has not changed
   */
  find(view, px, py, drawnRacers, time, field) {
    const hit = this.#nearestPoint(view, px, py, drawnRacers, time);
    this.others = [];
    if (hit) this.target = targetOf(drawnRacers[hit.racer], hit.step);
    else {
      const place = view.placeAt(px, py);
      this.target = place ? field.nearest(place.x, place.y) : null;
    }
    const same = hit?.racer === this.hit?.racer && hit?.step === this.hit?.step;
    this.hit = hit;
    return same ? undefined : hit;
  }

  /** @returns {boolean} whether a point of a path was hovered */
  clear() {
    const had = this.hit !== null;
    this.hit = null;
    this.target = null;
    this.others = [];
    return had;
  }

  /** @param {MapView} map @param {import("./canvas/theme.js").Theme} theme */
  drawOnMap(map, theme) {
    const { target } = this;
    const { projection } = map;
    if (!target || !projection || !map.field?.inside(target.x, target.y)) return;
    const { context } = map.live;
    this.#drawOthers(context, map.field, projection, theme);
    const out = [0, 0];
    projection.project(target.x, target.y, 0, out, 0);
    const { left, top, width, height } = projection.frame;
    context.strokeStyle = theme.text;
    context.globalAlpha = 0.35;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(left, out[1]);
    context.lineTo(left + width, out[1]);
    context.moveTo(out[0], top);
    context.lineTo(out[0], top + height);
    context.stroke();
    context.globalAlpha = 1;
    drawTarget(context, target, out[0], out[1], left + width, top, theme, map.field);
  }

  /** @param {SceneView} scene @param {import("./canvas/theme.js").Theme} theme */
  drawOnScene(scene, theme) {
    const { target } = this;
    const { projection, field } = scene;
    if (!target || !projection || !field?.inside(target.x, target.y)) return;
    const { context, width } = scene.live;
    this.#drawOthers(context, field, projection, theme);
    const out = [0, 0];
    projection.project(target.x, target.y, heightOf(field, target), out, 0);
    drawTarget(context, target, out[0], out[1], width, 0, theme, field);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {import("./land/height-field.js").HeightField} field
   * @param {import("./land/projection.js").Projection} projection
   * @param {import("./canvas/theme.js").Theme} theme
   */
  #drawOthers(context, field, projection, theme) {
    const out = [0, 0];
    for (const other of this.others) {
      if (!field.inside(other.x, other.y)) continue;
      projection.project(other.x, other.y, heightOf(field, other), out, 0);
      drawRing(context, other, out[0], out[1], theme);
    }
  }

  /**
   * @param {MapView | SceneView} view
   * @param {number} px
   * @param {number} py
   * @param {DrawnRacer[]} drawnRacers
   * @param {number} time
   */
  #nearestPoint(view, px, py, drawnRacers, time) {
    const { projection, field } = view;
    if (!projection || !field) return null;
    const out = [0, 0];
    let best = null;
    let reach = RADIUS_PX;
    for (const [racer, { track }] of drawnRacers.entries()) {
      const [xs, ys, losses] = track.columns;
      const last = Math.min(Math.floor(time), track.length - 1);
      for (let step = last; step >= 0; step -= 1) {
        const height = field.pointHeight(xs[step], ys[step], losses[step]);
        projection.project(xs[step], ys[step], height, out, 0);
        const distance = Math.hypot(out[0] - px, out[1] - py);
        if (distance >= reach) continue;
        reach = distance;
        best = { racer, step };
      }
    }
    return best;
  }
}

/** @param {DrawnRacer} drawnRacer @param {number} step @returns {HoverTarget} */
function targetOf({ track, label, color }, step) {
  const [xs, ys, losses] = track.columns;
  return { x: xs[step], y: ys[step], loss: losses[step], color, title: `${label}, step ${step}` };
}

/**
 * Height of a target: a point of a path has a loss of its own, a point of the landscape lies on it, or on the
 * base plane where it has no value.
 *
 * @param {import("./land/height-field.js").HeightField} field
 * @param {HoverTarget} target
 */
function heightOf(field, { x, y, loss, title }) {
  if (title) return field.pointHeight(x, y, loss);
  return field.isDefined(x, y) ? field.height(x, y) : basePlaneHeight(field);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {HoverTarget} target
 * @param {number} x - pixels
 * @param {number} y
 * @param {import("./canvas/theme.js").Theme} theme
 */
function drawRing(context, target, x, y, theme) {
  context.beginPath();
  context.arc(x, y, 4, 0, 2 * Math.PI);
  context.lineWidth = 3.5;
  context.strokeStyle = theme.background;
  context.stroke();
  context.lineWidth = 1.5;
  context.strokeStyle = target.color ?? theme.text;
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {HoverTarget} target
 * @param {number} x - pixels
 * @param {number} y
 * @param {number} right - limits that the text stays within
 * @param {number} top
 * @param {import("./canvas/theme.js").Theme} theme
 * @param {import("./land/height-field.js").HeightField} field
 */
function drawTarget(context, target, x, y, right, top, theme, field) {
  drawRing(context, target, x, y, theme);
  const place = `(${formatNumber(target.x, 3)}, ${formatNumber(target.y, 3)})`;
  const numbers = target.brief ? [] : [lossText(target.loss, field), place];
  const lines = [...(target.title ? [target.title] : []), ...numbers];
  const leftwards = x > right - 130 * theme.typeScale;
  const pitch = 15 * theme.typeScale;
  const downwards = y < top + 20 + pitch * lines.length;
  context.textAlign = leftwards ? "right" : "left";
  context.textBaseline = "middle";
  for (const [k, line] of lines.entries()) {
    const row = downwards ? 14 + pitch * k : -14 - pitch * (lines.length - 1 - k);
    context.font = fontOf(theme, 11.5, k === 0 ? "600" : "400");
    textHaloed(context, line, x + (leftwards ? -9 : 9), y + row, theme.text, theme.background);
  }
}
