/** Settings map: the final loss for every pair of two parameters, and where runs diverge. */

import { Layer } from "../canvas/layer.js";
import { markerPath } from "../canvas/markers.js";
import { fontOf, parseColor, SHADES } from "../canvas/theme.js";
import { frontier } from "./map-frontier.js";
import { drawImage, imageOf } from "./map-image.js";
import { MapScale } from "./map-scales.js";

const PADDING_PX = { left: 62, right: 16, top: 8, bottom: 46 };
/** Maximum width over height; the frame is never taller than wide. */
const MAX_ASPECT_RATIO = 1.7;
/** Maximum number of decades shown, and the share of cells below the lowest color. */
const MAX_DECADES = 40;
const LOWEST_SHARE = 0.05;

/** @typedef {{left: number, top: number, width: number, height: number}} Frame */
/** @typedef {{x: number, y: number, color: string, marker: string, chosen: boolean}} Mark */

/**
 * Range of losses that have a color: those of runs that end no higher than they started, except the lowest few
 * percent. The logarithm is taken of the distance from a floor, the lowest known loss.
 *
 * @param {import("../../maps/map-data.js").MapData} mapData
 * @returns {{low: number, high: number, floor: number}} `low` and `high` are log10(loss - floor)
 */
export function lossRange(mapData) {
  const losses = [];
  for (let cell = 0; cell < mapData.known.length; cell += 1) {
    if (mapData.known[cell] && mapData.at("failed", cell) === 0) losses.push(mapData.at("loss", cell));
  }
  losses.sort((a, b) => a - b);
  const bottoms = mapData.facts.minima.map(([, , value]) => value);
  const floor = Math.min(losses[0] ?? 0, ...bottoms);
  const high = Math.log10((losses.at(-1) ?? 1) - floor || 1);
  const low = Math.log10((losses[Math.floor(LOWEST_SHARE * losses.length)] ?? 1) - floor);
  return { floor, high, low: Math.min(Math.max(low, high - MAX_DECADES), high - 1e-6) };
}

export class SettingsMap {
  /** @param {HTMLElement} element - positioned; its whole area is used */
  constructor(element) {
    this.element = element;
    this.layer = new Layer(element);
    /** @type {Frame} */
    this.frame = { left: 0, top: 0, width: 1, height: 1 };
    /** @type {{x: MapScale, y: MapScale} | null} */
    this.scales = null;
  }

  /**
   * @param {import("../../maps/map-data.js").MapData} mapData
   * @param {Mark[]} marks - racers, at their own parameters
   * @param {[string, string]} names - of the axes
   * @param {import("../canvas/theme.js").Theme} theme
   */
  draw(mapData, marks, names, theme) {
    const { clientWidth, clientHeight } = this.element;
    if (clientWidth < 100 || clientHeight < 100) return;
    const { x, y, axes, theory } = mapData.facts;
    this.scales = { x: new MapScale(x, axes[0].scale), y: new MapScale(y, axes[1].scale) };
    this.frame = fit(clientWidth, clientHeight);
    this.layer.resize(clientWidth, clientHeight);
    this.layer.clear();
    const { context } = this.layer;
    drawImage(context, imageOf(mapData, lossColors(mapData, theme)), this.frame, this.frame);
    this.#drawFrontier(mapData, theme);
    if (theory) this.#drawTheory(theory, theme);
    this.#drawAxes(names, theme);
    for (const mark of marks) this.#drawMark(mark, theme);
  }

  clear() {
    this.layer.clear();
    this.scales = null;
  }

  /**
   * @param {number} px - pixels of the element
   * @param {number} py
   * @param {boolean} clamped - whether a pixel outside the map stands for the nearest cell
   * @returns {{column: number, row: number} | null} the cell under a pixel
   */
  cellAt(px, py, clamped) {
    if (!this.scales) return null;
    const across = (px - this.frame.left) / this.frame.width;
    const up = (this.frame.top + this.frame.height - py) / this.frame.height;
    if (!clamped && (Math.min(across, up) < -0.03 || Math.max(across, up) > 1.03)) return null;
    return { column: this.scales.x.nearest(across), row: this.scales.y.nearest(up) };
  }

  /** @param {number} across @param {number} up @returns {[number, number]} pixels of shares of the sides */
  #pixel(across, up) {
    const { left, top, width, height } = this.frame;
    return [left + across * width, top + (1 - up) * height];
  }

  /** @param {import("../../maps/map-data.js").MapData} mapData @param {import("../canvas/theme.js").Theme} theme */
  #drawFrontier(mapData, theme) {
    const { width, height } = mapData;
    const segments = frontier(width, height, (cell) => mapData.at("failed", cell) === 1);
    const path = new Path2D();
    for (let k = 0; k < segments.length; k += 4) {
      path.moveTo(...this.#pixel(segments[k] / (width - 1), segments[k + 1] / (height - 1)));
      path.lineTo(...this.#pixel(segments[k + 2] / (width - 1), segments[k + 3] / (height - 1)));
    }
    this.#stroke(path, theme.text, 1.3, theme);
  }

  /** @param {import("../../maps/map-data.js").Theory} theory @param {import("../canvas/theme.js").Theme} theme */
  #drawTheory({ lines, optimum }, theme) {
    const stability = /** @type {number[]} */ (lines.stability);
    const { x, y } = /** @type {{x: MapScale, y: MapScale}} */ (this.scales);
    const { context } = this.layer;
    const limit = new Path2D();
    for (const [k, momentum] of lines.momentum.entries()) {
      limit.lineTo(...this.#pixel(x.share(stability[k]), y.share(momentum)));
    }
    context.save();
    this.#clip();
    context.setLineDash([5, 4]);
    this.#stroke(limit, theme.accent, 1.6, theme);
    context.restore();
    this.#drawRegimes(lines, theme);
    if (!optimum) return;
    const [across, up] = [x.share(optimum.lr), y.share(optimum.momentum)];
    if (Math.min(across, up) < 0 || Math.max(across, up) > 1) return;
    const [px, py] = this.#pixel(across, up);
    const ring = new Path2D();
    ring.arc(px, py, 6.5, 0, 2 * Math.PI);
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      ring.moveTo(px + 3 * dx, py + 3 * dy);
      ring.lineTo(px + 10 * dx, py + 10 * dy);
    }
    this.#stroke(ring, theme.accent, 1.8, theme);
    this.#drawWord("optimum", px, py, theme);
  }

  /**
   * Draws where momentum begins to oscillate, along the steep direction and then along the flat one too, and
   * where it begins to change sides at every step along the steep one.
   *
   * @param {import("../../maps/map-data.js").Theory["lines"]} lines
   * @param {import("../canvas/theme.js").Theme} theme
   */
  #drawRegimes(lines, theme) {
    const { momentum } = lines;
    const stability = /** @type {number[]} */ (lines.stability);
    const critical = /** @type {number[][]} */ (lines.critical);
    const { x, y } = /** @type {{x: MapScale, y: MapScale}} */ (this.scales);
    const { context } = this.layer;
    const [steep, gentle] = [critical[1], critical[0]];
    const turning = /** @type {number[][]} */ (lines.zigzag)[1];
    const below = (/** @type {number[]} */ rates) => rates.map((rate, k) => Math.min(rate, turning[k]));
    context.save();
    this.#clip();
    context.setLineDash([1, 4]);
    for (const rates of [steep, gentle, turning]) {
      const path = new Path2D();
      for (const [k, beta] of momentum.entries())
        if (rates[k] > 0 && rates[k] <= stability[k])
          path.lineTo(...this.#pixel(x.share(rates[k]), y.share(beta)));
      this.#stroke(path, theme.text, 1.3, theme);
    }
    context.setLineDash([]);
    const from = x.values[0];
    for (const [word, low, high] of /** @type {[string, number[], number[]][]} */ ([
      ["over-damped", momentum.map(() => from), steep],
      ["swings across", steep, below(gentle)],
      ["under-damped", gentle, below(stability)],
      ["zigzags", turning, stability],
    ]))
      this.#nameRegion(word, momentum, low, high, theme);
    context.restore();
  }

  /**
   * Draws a word where a region is widest, if it is wide enough.
   *
   * @param {string} word
   * @param {number[]} momentum
   * @param {number[]} low - learning rates
   * @param {number[]} high
   * @param {import("../canvas/theme.js").Theme} theme
   */
  #nameRegion(word, momentum, low, high, theme) {
    const { x, y } = /** @type {{x: MapScale, y: MapScale}} */ (this.scales);
    const { context, frame } = { context: this.layer.context, frame: this.frame };
    const inside = (/** @type {number} */ share) => Math.min(Math.max(share, 0), 1);
    const spans = momentum.map((_, k) => [inside(x.share(low[k])), inside(x.share(high[k]))]);
    const rows = momentum.map((beta, k) => ({ k, up: y.share(beta), width: spans[k][1] - spans[k][0] }));
    const best = rows
      .filter(({ up }) => up > 0.06 && up < 0.94)
      .reduce((a, b) => (b.width > a.width + 1e-9 ? b : a), { k: -1, up: 0, width: 0 });
    context.font = fontOf(theme, 11);
    if (best.k < 0 || best.width * frame.width < context.measureText(word).width + 16) return;
    const middle = (spans[best.k][0] + spans[best.k][1]) / 2;
    const [px, py] = this.#pixel(middle, best.up);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = theme.dark ? theme.background : theme.halo;
    context.strokeText(word, px, py);
    context.fillStyle = theme.textSoft;
    context.fillText(word, px, py);
  }

  /**
   * Draws a word beside a point, on the side with more room.
   *
   * @param {string} word
   * @param {number} px
   * @param {number} py
   * @param {import("../canvas/theme.js").Theme} theme
   */
  #drawWord(word, px, py, theme) {
    const { context } = this.layer;
    const left = px > this.frame.left + 0.7 * this.frame.width;
    context.font = fontOf(theme, 12);
    context.textAlign = left ? "right" : "left";
    context.textBaseline = "middle";
    context.lineWidth = 3.5;
    context.lineJoin = "round";
    context.strokeStyle = theme.dark ? theme.background : theme.halo;
    const place = px + (left ? -14 : 14);
    context.strokeText(word, place, py);
    context.fillStyle = theme.text;
    context.fillText(word, place, py);
  }

  #clip() {
    const { left, top, width, height } = this.frame;
    this.layer.context.beginPath();
    this.layer.context.rect(left, top, width, height);
    this.layer.context.clip();
  }

  /** @param {Path2D} path @param {string} color @param {number} width @param {import("../canvas/theme.js").Theme} theme */
  #stroke(path, color, width, theme) {
    const { context } = this.layer;
    context.lineCap = "round";
    context.lineJoin = "round";
    context.strokeStyle = theme.halo;
    context.lineWidth = width + 2;
    context.stroke(path);
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke(path);
  }

  /** @param {[string, string]} names @param {import("../canvas/theme.js").Theme} theme */
  #drawAxes([across, up], theme) {
    const { context } = this.layer;
    const { left, top, width, height } = this.frame;
    const { x, y } = /** @type {{x: MapScale, y: MapScale}} */ (this.scales);
    context.strokeStyle = theme.axis;
    context.fillStyle = theme.textSoft;
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);
    context.font = fontOf(theme, 11);
    context.textBaseline = "middle";
    context.textAlign = "center";
    for (const { share, text } of x.ticks) {
      const px = left + share * width;
      context.fillRect(px - 0.5, top + height, 1, 4);
      context.fillText(text, px, top + height + 13);
    }
    context.textAlign = "right";
    for (const { share, text } of y.ticks) {
      const py = top + (1 - share) * height;
      context.fillRect(left - 4, py - 0.5, 4, 1);
      context.fillText(text, left - 8, py);
    }
    context.font = fontOf(theme, 12);
    context.textAlign = "center";
    context.fillText(across, left + width / 2, top + height + 33);
    context.save();
    context.translate(left - 48, top + height / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(up, 0, 0);
    context.restore();
  }

  /** @param {Mark} mark @param {import("../canvas/theme.js").Theme} theme */
  #drawMark({ x, y, color, marker, chosen }, theme) {
    const scales = /** @type {{x: MapScale, y: MapScale}} */ (this.scales);
    const [across, up] = [scales.x.share(x), scales.y.share(y)];
    if (!(Math.min(across, up) >= -0.01 && Math.max(across, up) <= 1.01)) return;
    const { context } = this.layer;
    const path = new Path2D();
    markerPath(path, marker, ...this.#pixel(across, up), chosen ? 7 : 4.5);
    context.lineWidth = 3;
    context.strokeStyle = theme.background;
    context.stroke(path);
    context.fillStyle = color;
    context.fill(path);
  }
}

/**
 * Tints of losses; cells that end higher than they started have the page's color.
 *
 * @param {import("../../maps/map-data.js").MapData} mapData
 * @param {import("../canvas/theme.js").Theme} theme
 * @returns {(cell: number) => [number, number, number]}
 */
function lossColors(mapData, theme) {
  const { floor, low, high } = lossRange(mapData);
  const lost = parseColor(theme.panel);
  return (cell) => {
    if (mapData.at("failed", cell) !== 0) return lost;
    const decades = Math.log10(Math.max(mapData.at("loss", cell) - floor, 0));
    const share = Math.min(Math.max((decades - low) / (high - low), 0), 1);
    const k = 3 * Math.round(share * (SHADES - 1));
    return [theme.tints[k], theme.tints[k + 1], theme.tints[k + 2]];
  };
}

/** @param {number} width @param {number} height @returns {Frame} */
function fit(width, height) {
  const roomX = width - PADDING_PX.left - PADDING_PX.right;
  const roomY = height - PADDING_PX.top - PADDING_PX.bottom;
  const w = Math.round(Math.min(roomX, roomY * MAX_ASPECT_RATIO));
  const h = Math.round(Math.min(roomY, roomX));
  return {
    left: PADDING_PX.left + Math.round((roomX - w) / 2),
    top: PADDING_PX.top + Math.round((roomY - h) / 2),
    width: w,
    height: h,
  };
}
