/** Loss curves: losses over time below the map, with the same tints, colors and time axis as the rest. */

import { Gestures } from "../canvas/gestures.js";
import { Layer } from "../canvas/layer.js";
import { curvePath, drawAxes, drawRates, landFill, profilePath } from "./curve-drawing.js";
import { CurveScale } from "./curve-scale.js";
import { drawStep, drawTooltip } from "./tooltip.js";
import { axisValues, unitOf } from "./x-axis.js";

/** Padding around the curves in pixels; the page aligns its scrubber with it. */
export const PADDING_PX = { left: 46, right: 14, top: 8, bottom: 20 };
/** Minimum time between two layouts while points arrive. */
const LAYOUT_INTERVAL_MS = 90;
/** Opacity of the area below the curves. */
const LAND_OPACITY = 0.36;

/** @typedef {import("../overlay.js").DrawnRacer} DrawnRacer */
/** @typedef {import("../canvas/theme.js").Theme} Theme */

/** Events: `scrub` {step}; `hover` {racer, step} or null. */
export class Curves extends EventTarget {
  /**
   * @param {HTMLElement} element
   * @param {Theme} theme
   */
  constructor(element, theme) {
    super();
    this.element = element;
    this.theme = theme;
    this.base = new Layer(element);
    this.live = new Layer(element);
    /** @type {DrawnRacer[]} */
    this.drawnRacers = [];
    /** @type {import("../land/height-field.js").HeightField | null} */
    this.field = null;
    /** @type {"log" | "linear"} */
    this.kind = "log";
    this.steps = 0;
    this.showRates = false;
    /** @type {import("./x-axis.js").Axis} requested horizontal axis */
    this.requestedAxis = "steps";
    /**
     * @type {import("./x-axis.js").Axis} horizontal axis shown: steps until the requested one is known for all racers
     */
    this.axis = "steps";
    /** @type {(number | null)[]} seconds per gradient of each racer, if known */
    this.costs = [];
    /** @type {number | null} */
    this.pointer = null;
    this.pointerY = 0;
    /** A point that is hovered on the landscape. @type {{racer: number, step: number} | null} */
    this.marked = null;
    this.stale = true;
    this.points = -1;
    /** Whether points have arrived that are not drawn yet. */
    this.pending = false;
    this.laidOutAt = 0;
    this.scale = new CurveScale([], "log", Number.NaN, 1, this.#frame());
    /** @type {Map<DrawnRacer, CurveScale>} */
    this.scales = new Map();
    /** @type {Path2D[]} one per racer */
    this.paths = [];
    /** The area below the lowest of the curves. */
    this.profile = new Path2D();
    this.#listen();
  }

  /** @param {DrawnRacer[]} drawnRacers */
  setRacers(drawnRacers) {
    this.drawnRacers = drawnRacers;
    this.stale = true;
  }

  /** @param {import("../land/height-field.js").HeightField} field @param {Theme} theme */
  setLand(field, theme) {
    this.field = field;
    this.theme = theme;
    this.stale = true;
  }

  /** @param {"log" | "linear"} kind */
  setScale(kind) {
    this.kind = kind;
    this.stale = true;
  }

  /** @param {number} steps - length of the time axis */
  setSteps(steps) {
    this.steps = steps;
    this.stale = true;
  }

  /** @param {boolean} shown - whether the learning rates are drawn too, as faint lines */
  setRates(shown) {
    this.showRates = shown;
    this.stale = true;
  }

  /** @param {import("./x-axis.js").Axis} axis - what the losses are drawn against */
  setAxis(axis) {
    this.requestedAxis = axis;
    this.stale = true;
  }

  /** @param {(number | null)[]} seconds - seconds per gradient of each racer */
  setCosts(seconds) {
    this.costs = seconds;
    this.stale = true;
  }

  /** The scale of a racer's own curve. @param {DrawnRacer} drawnRacer */
  scaleOf(drawnRacer) {
    return this.scales.get(drawnRacer) ?? this.scale;
  }

  resize() {
    this.base.resize(this.element.clientWidth, this.element.clientHeight);
    this.live.resize(this.element.clientWidth, this.element.clientHeight);
    this.stale = true;
  }

  /** @param {number} time - fractional step */
  draw(time) {
    if (this.base.width < 80 || this.base.height < 36) return;
    this.#refresh();
    this.live.clear();
    this.#drawPast(time);
    if (this.pointer !== null) {
      drawTooltip(this.live, this.drawnRacers, this, this.pointer, this.pointerY, this.theme);
    } else if (this.marked) {
      const { racer, step } = this.marked;
      drawStep(this.live.context, this.drawnRacers, this, step, this.theme, racer);
    }
  }

  /** Lays out the curves if something other than the time has changed. */
  #refresh() {
    const points = this.drawnRacers.reduce((sum, { track }) => sum + track.length + 1e6 * track.revision, 0);
    const grown = points !== this.points;
    const recent = performance.now() - this.laidOutAt < LAYOUT_INTERVAL_MS;
    this.pending = !this.stale && grown && recent;
    if (!this.stale && (!grown || recent)) return;
    this.stale = false;
    this.points = points;
    this.laidOutAt = performance.now();
    const losses = this.drawnRacers.map(({ track }) => track.column("loss"));
    const longest = Math.max(1, ...this.drawnRacers.map(({ track }) => track.length - 1));
    const floor = this.field ? this.field.lowest : Number.NaN;
    const others = this.requestedAxis === "steps" ? [] : this.drawnRacers; // Steps need no values.
    const spent = others.map(({ track }, k) => axisValues(this.requestedAxis, track, this.costs[k]));
    const axis = spent.every((column) => column !== null) ? this.requestedAxis : "steps";
    this.axis = axis;
    const end = axis === "steps" ? this.steps || longest : maxOf(spent);
    const scale = new CurveScale(losses, this.kind, floor, end, this.#frame());
    const own = (/** @type {number} */ k) => (axis === "steps" ? scale : scale.along(spent[k] ?? []));
    this.scale = scale;
    this.scales = new Map(this.drawnRacers.map((drawnRacer, k) => [drawnRacer, own(k)]));
    this.paths = losses.map((values, k) => curvePath(values, own(k)));
    this.profile = axis === "steps" ? profilePath(losses, scale) : new Path2D();
    this.#drawBase();
  }

  /** Draws the axes, the tints and the whole curves, faint. */
  #drawBase() {
    const { base, scale, theme } = this;
    const { context } = base;
    const { left, top, width, height } = scale.frame;
    base.clear();
    drawAxes(context, scale, theme, unitOf(this.axis));
    context.save();
    context.beginPath();
    context.rect(left, top - 2, width + 2, height + 2.5);
    context.clip();
    if (this.field) {
      context.globalAlpha = LAND_OPACITY;
      context.fillStyle = landFill(context, scale, this.field, theme);
      context.fill(this.profile);
      context.globalAlpha = 1;
    }
    if (this.showRates)
      for (const drawnRacer of this.drawnRacers) drawRates(context, drawnRacer, this.scaleOf(drawnRacer));
    context.globalAlpha = theme.dark ? 0.42 : 0.34;
    context.lineWidth = 1.3;
    context.lineJoin = "round";
    for (const [k, drawnRacer] of this.drawnRacers.entries()) {
      context.strokeStyle = drawnRacer.color;
      context.stroke(this.paths[k]);
    }
    context.restore();
  }

  /**
   * Draws the curves up to the time, the cursor and the balls on it.
   *
   * @param {number} time
   */
  #drawPast(time) {
    const { context } = this.live;
    const { scale } = this;
    const { left, top, width, height } = scale.frame;
    context.lineWidth = 2;
    context.lineJoin = "round";
    for (const [k, drawnRacer] of this.drawnRacers.entries()) {
      const reached = this.scaleOf(drawnRacer).x(Math.min(time, this.steps || time));
      context.save();
      context.beginPath();
      context.rect(left, top - 2, Math.min(reached, left + width) - left, height + 3);
      context.clip();
      context.strokeStyle = drawnRacer.color;
      context.stroke(this.paths[k]);
      context.restore();
    }
    if (this.axis === "steps") this.#drawCursor(scale.x(Math.min(time, scale.steps)));
    for (const drawnRacer of this.drawnRacers) this.#drawBead(context, drawnRacer, time, left + width);
  }

  /**
   * Draws the cursor. Only on the axis of steps do all racers share a position; on other axes there is none.
   *
   * @param {number} x
   */
  #drawCursor(x) {
    const { context } = this.live;
    const { top, height } = this.scale.frame;
    context.strokeStyle = this.theme.text;
    context.globalAlpha = 0.55;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, top - 4);
    context.lineTo(x, top + height);
    context.stroke();
    context.globalAlpha = 1;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {DrawnRacer} drawnRacer
   * @param {number} time
   * @param {number} right
   */
  #drawBead(context, drawnRacer, time, right) {
    const { track } = drawnRacer;
    const moment = track.moment(time);
    if (!moment) return;
    const losses = track.columns[2];
    const { index, next, fraction } = moment;
    const x = this.scaleOf(drawnRacer).x(index + fraction);
    // Interpolated between the two drawn vertices, so that the bead stays on its curve.
    const y = (1 - fraction) * this.scale.y(losses[index]) + fraction * this.scale.y(losses[next]);
    if (y < this.scale.frame.top - 3 || x > right + 1) return;
    context.beginPath();
    context.arc(x, y, 3.6, 0, 2 * Math.PI);
    context.fillStyle = drawnRacer.color;
    context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = this.theme.background;
    context.stroke();
  }

  /** @returns {import("./curve-scale.js").Frame} */
  #frame() {
    return {
      left: PADDING_PX.left,
      top: PADDING_PX.top,
      width: Math.max(1, this.base.width - PADDING_PX.left - PADDING_PX.right),
      height: Math.max(1, this.base.height - PADDING_PX.top - PADDING_PX.bottom),
    };
  }

  #listen() {
    new Gestures(this.element, {
      press: (x) => this.#scrub(x),
      drag: (x) => this.#scrub(x),
      release: () => this.#endScrub(false),
      cancel: () => this.#endScrub(true),
      hover: (x, y) => this.#hover(x, y),
      leave: () => this.#hover(null, 0),
    });
  }

  /** @param {number} px */
  #scrub(px) {
    this.pointer = null;
    this.dispatchEvent(new CustomEvent("scrub", { detail: { step: this.#stepAt(px) } }));
  }

  /** @param {boolean} cancelled - whether the clock goes back to where it was */
  #endScrub(cancelled) {
    this.dispatchEvent(new CustomEvent("scrub-end", { detail: { cancelled } }));
  }

  /** The step under the pointer; on any axis but steps, that of the first racer. @param {number} px */
  #stepAt(px) {
    const value = this.scale.step(px);
    const [first] = this.drawnRacers;
    if (this.axis === "steps" || !first) return Math.round(value);
    const spent = axisValues(this.axis, first.track, this.costs[0]);
    const next = (spent ?? new Float64Array()).findIndex((count) => count >= value);
    return next < 0 ? first.track.length - 1 : next;
  }

  /** @param {number | null} px @param {number} py */
  #hover(px, py) {
    this.pointer = px === null ? null : this.#stepAt(px);
    this.pointerY = py;
    const racer = this.pointer === null ? -1 : this.#nearestRacer(this.pointer, py);
    const detail = racer < 0 ? null : { racer, step: this.pointer };
    this.dispatchEvent(new CustomEvent("hover", { detail }));
  }

  /** @param {number} step @param {number} py @returns {number} -1 if no racer has reached the step */
  #nearestRacer(step, py) {
    let best = -1;
    let reach = Number.POSITIVE_INFINITY;
    for (const [k, { track }] of this.drawnRacers.entries()) {
      if (step >= track.length) continue;
      const distance = Math.abs(this.scale.y(track.columns[2][step]) - py);
      if (distance < reach) {
        reach = distance;
        best = k;
      }
    }
    return best;
  }
}

/** @param {(ArrayLike<number> | null)[]} spent - values up to each point, one array per racer */
function maxOf(spent) {
  return Math.max(1, ...spent.map((column) => column?.[column.length - 1] ?? 0));
}
