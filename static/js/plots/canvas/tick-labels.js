/** Tick labels: the numbers and names of axes, none of which overlaps another or leaves the canvas. */

import { fontOf } from "./theme.js";

/** Size of a number, of a name, height of a line of numbers, and the gap between two, in pixels. */
const NUMBER_PX = 11;
const NAME_PX = 13;
const LINE_PX = 12;
const GAP_PX = 4;
const HALO_PX = 4;

/** @typedef {{left: number, right: number, top: number, bottom: number}} Box - pixels */

/** @param {number} value */
export function formatTick(value) {
  return String(value).replaceAll("-", "\u2212");
}

export class TickLabels {
  /**
   * @param {CanvasRenderingContext2D} context
   * @param {import("./theme.js").Theme} theme
   * @param {{width: number, height: number}} size - pixels of the canvas, which bound the labels
   * @param {Box[]} [reserved] - boxes that stay free of labels
   */
  constructor(context, theme, size, reserved = []) {
    this.context = context;
    this.theme = theme;
    this.size = size;
    /** Boxes of the labels drawn. @type {Box[]} */
    this.taken = [...reserved];
  }

  /** Width of the widest of some numbers. @param {number[]} values */
  width(values) {
    this.context.font = fontOf(this.theme, NUMBER_PX);
    return Math.max(...values.map((value) => this.context.measureText(formatTick(value)).width));
  }

  /** Width and height of the largest of some numbers, with the gap to the next. @param {number[]} values */
  room(values) {
    return { width: this.width(values) + 2 * GAP_PX, height: LINE_PX * this.theme.typeScale + GAP_PX };
  }

  /**
   * Draws a number, unless it would overlap another label or leave the canvas.
   *
   * @param {number} value
   * @param {number} x - pixels of its anchor
   * @param {number} y - of its middle
   * @param {{align: CanvasTextAlign, halo?: boolean}} how - `halo`: on top of the land
   * @returns {boolean} whether it was drawn
   */
  number(value, x, y, how) {
    return this.#draw(formatTick(value), fontOf(this.theme, NUMBER_PX), x, y, how);
  }

  /**
   * Draws the name of an axis, under the same condition.
   *
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {{align: CanvasTextAlign, halo?: boolean}} how
   * @returns {boolean} whether it was drawn
   */
  name(text, x, y, how) {
    return text !== "" && this.#draw(text, fontOf(this.theme, NAME_PX, "italic"), x, y, how);
  }

  /**
   * @param {string} text
   * @param {string} font
   * @param {number} x
   * @param {number} y
   * @param {{align: CanvasTextAlign, halo?: boolean}} how
   */
  #draw(text, font, x, y, { align, halo = false }) {
    const { context, theme } = this;
    context.font = font;
    context.textAlign = align;
    context.textBaseline = "middle";
    const box = this.#boxOf(text, x, y, align);
    if (this.taken.some((other) => overlaps(box, other)) || !isWithin(box, this.size)) return false;
    this.taken.push(box);
    if (halo) {
      context.lineJoin = "round";
      context.lineWidth = HALO_PX * theme.typeScale;
      context.strokeStyle = theme.halo;
      context.strokeText(text, x, y);
    }
    context.fillStyle = halo ? theme.text : theme.textSoft;
    context.fillText(text, x, y);
    return true;
  }

  /** @param {string} text @param {number} x @param {number} y @param {CanvasTextAlign} align @returns {Box} */
  #boxOf(text, x, y, align) {
    const width = this.context.measureText(text).width;
    const left = x - width * { left: 0, center: 0.5, right: 1, start: 0, end: 1 }[align];
    const half = (LINE_PX * this.theme.typeScale) / 2;
    return { left, right: left + width, top: y - half, bottom: y + half };
  }
}

/** @param {Box} a @param {Box} b */
function overlaps(a, b) {
  return a.left < b.right + GAP_PX && b.left < a.right + GAP_PX && a.top < b.bottom && b.top < a.bottom;
}

/** @param {Box} box @param {{width: number, height: number}} size */
function isWithin({ left, right, top, bottom }, { width, height }) {
  return left >= 0 && right <= width && top >= 0 && bottom <= height;
}
