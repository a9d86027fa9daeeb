/**
 * Route: a racer's path on the screen. Steps are draped over the landscape, projected once per camera and
 * track, and split into segments that are drawn with one stroke each.
 */

import { isHidden } from "../land/occlusion.js";

/** Steps per segment: all of it has the same age and opacity. */
export const STEPS_PER_SEGMENT = 16;
/** Vertices closer than this, in pixels, are merged. */
const MIN_VERTEX_PX = 0.6;
/** Iterates farther apart than this, in pixels, get a dot; and the dot's radius. */
const DOT_GAP_PX = 9;
const DOT_PX = 2.5;
/** Pieces that a step across the whole domain is divided into, so that it follows the landscape. */
const PIECES_PER_SIDE = 90;
/** A line of which nothing is clipped, as shares of it. */
const WHOLE = [0, 1];

/** @typedef {import("../land/projection.js").Projection & {eyeData?: number[]}} View */

/**
 * @typedef {object} Segment
 * @property {Path2D} free - visible part
 * @property {Path2D} hidden - part behind the landscape
 * @property {Path2D} dots - iterates that are far apart
 * @property {boolean} hides - whether any part is hidden
 */

export class Route {
  /**
   * @param {import("../../run/track.js").Track} track
   * @param {import("../land/height-field.js").HeightField} field
   * @param {View} view
   */
  constructor(track, field, view) {
    this.track = track;
    this.field = field;
    this.view = view;
    this.revision = track.revision;
    this.viewVersion = view.version;
    /** @type {Segment[]} completed segments */
    this.segments = [];
    /** The last, incomplete segment: steps `from` to `to`, both laid out. */
    this.partial = partialFrom(0);
    this.joins = { old: { count: 0, segment: blank() }, whole: { count: 0, segment: blank() } };
    this.pixel = [0, 0];
    this.eye = view.eyeData ?? null;
  }

  /**
   * @param {import("../land/height-field.js").HeightField} field
   * @param {View} view
   * @returns {boolean} whether the layout is still valid
   */
  holds(field, view) {
    return this.field === field && this.viewVersion === view.version && this.revision === this.track.revision;
  }

  /**
   * Number of segments completed at a time; lays out missing ones.
   *
   * @param {number} time
   * @returns {number} how many
   */
  complete(time) {
    const last = Math.min(Math.floor(time), this.track.length - 1);
    const count = Math.floor(last / STEPS_PER_SEGMENT);
    while (this.segments.length < count) {
      const k = this.segments.length;
      this.segments.push(this.layOut(k * STEPS_PER_SEGMENT, (k + 1) * STEPS_PER_SEGMENT));
    }
    return count;
  }

  /**
   * The whole steps since the last completed segment.
   *
   * @param {number} time
   * @returns {Segment}
   */
  recent(time) {
    const last = Math.min(Math.floor(time), this.track.length - 1);
    const from = Math.floor(last / STEPS_PER_SEGMENT) * STEPS_PER_SEGMENT;
    if (this.partial.from !== from || this.partial.to > last || this.partial.to < from) {
      this.partial = partialFrom(from);
    }
    for (; this.partial.to < last; this.partial.to += 1) this.#step(this.partial.to, 1, this.partial.pen);
    return this.partial.segment;
  }

  /**
   * A part of the path between two times.
   *
   * @param {number} from - a step
   * @param {number} to - fractional step
   * @returns {Segment}
   */
  layOut(from, to) {
    const segment = blank();
    const pen = new Pen(segment);
    const last = Math.min(to, this.track.length - 1);
    for (let k = from; k < last; k += 1) this.#step(k, Math.min(1, last - k), pen);
    return segment;
  }

  /**
   * The first completed segments merged into one, for parts whose opacity does not depend on age.
   *
   * @param {"old" | "whole"} use - how it is drawn; each use has its own cache
   * @param {number} count - number of segments; at most those laid out
   * @returns {Segment}
   */
  joined(use, count) {
    if (this.joins[use].count > count) this.joins[use] = { count: 0, segment: blank() };
    const join = this.joins[use];
    for (; join.count < count; join.count += 1) add(join.segment, this.segments[join.count]);
    return join.segment;
  }

  /**
   * Position of the ball at a time between two points.
   *
   * @param {number} index
   * @param {number} fraction
   * @returns {{x: number, y: number, height: number, ground: number, inside: boolean}}
   */
  place(index, fraction) {
    const [xs, ys, losses] = this.track.columns;
    const next = Math.min(index + 1, this.track.length - 1);
    const x = xs[index] + fraction * (xs[next] - xs[index]);
    const y = ys[index] + fraction * (ys[next] - ys[index]);
    const loss = losses[index] + fraction * (losses[next] - losses[index]);
    const { field } = this;
    const height = field.pointHeight(x, y, loss);
    return { x, y, height, ground: field.height(x, y), inside: field.inside(x, y) };
  }

  /**
   * @param {{x: number, y: number, height: number}} place
   * @returns {boolean} whether the landscape hides it
   */
  hides({ x, y, height }) {
    return this.eye !== null && isHidden(this.field, this.eye, x, y, height);
  }

  /** Whether balls are drawn at the height of their own loss, which may differ from that of the landscape. */
  get floats() {
    return this.field.landscape.exact === false;
  }

  /**
   * Lays out a straight line from above, clipped to the domain and draped over the landscape.
   *
   * @param {number} x - of its start
   * @param {number} y
   * @param {number} dx - to its end
   * @param {number} dy
   * @param {Pen} pen
   * @param {number} [loss] - at its start; without one it lies on the landscape
   * @param {number} [dLoss]
   * @returns {boolean} whether its end is inside the domain
   */
  line(x, y, dx, dy, pen, loss = Number.NaN, dLoss = 0) {
    const { field } = this;
    const whole = field.inside(x, y) && field.inside(x + dx, y + dy);
    const cut = whole ? WHOLE : clip(x, y, dx, dy, field);
    if (!cut) {
      pen.lift();
      return false;
    }
    const seen = cut[1] - cut[0];
    const parts = this.view.flat ? 1 : pieces(seen * dx, seen * dy, field, pen.perSide);
    if (cut[0] > 0 || !pen.down) pen.lift();
    for (let p = pen.down ? 1 : 0; p <= parts; p += 1) {
      const t = cut[0] + (seen * p) / parts;
      this.#vertex(x + t * dx, y + t * dy, loss + t * dLoss, pen);
    }
    if (cut[1] < 1) pen.lift();
    return cut[1] === 1;
  }

  /**
   * Lays out one step.
   *
   * @param {number} k - from point k to point k + 1
   * @param {number} share - how much of it
   * @param {Pen} pen
   */
  #step(k, share, pen) {
    const [xs, ys, losses] = this.track.columns;
    const [x, y, loss] = [xs[k], ys[k], losses[k]];
    const [dx, dy, dLoss] = [
      share * (xs[k + 1] - x),
      share * (ys[k + 1] - y),
      share * (losses[k + 1] - loss),
    ];
    if (this.line(x, y, dx, dy, pen, loss, dLoss) && share === 1) pen.dot(this.pixel);
  }

  /** @param {number} x @param {number} y @param {number} loss @param {Pen} pen */
  #vertex(x, y, loss, pen) {
    const height = this.field.pointHeight(x, y, loss);
    this.view.project(x, y, height, this.pixel, 0);
    const [px, py] = this.pixel;
    if (!pen.isAt(px, py)) pen.to(px, py, this.hides({ x, y, height }));
  }
}

/** A segment without any line. @returns {Segment} */
export function blank() {
  return { free: new Path2D(), hidden: new Path2D(), dots: new Path2D(), hides: false };
}

/** An incomplete segment from a step on, and the pen that draws it. @param {number} from */
function partialFrom(from) {
  const segment = blank();
  return { from, to: from, segment, pen: new Pen(segment) };
}

/** @param {Segment} whole @param {Segment} part */
function add(whole, part) {
  whole.free.addPath(part.free);
  whole.hidden.addPath(part.hidden);
  whole.dots.addPath(part.dots);
  whole.hides ||= part.hides;
}

/** Pen: builds the paths of a segment, merging vertices that are close to each other. */
export class Pen {
  /**
   * @param {Segment} segment
   * @param {number} [perSide] - pieces that a line across the whole domain is divided into
   */
  constructor(segment, perSide = PIECES_PER_SIDE) {
    this.segment = segment;
    this.perSide = perSide;
    this.down = false;
    this.x = 0;
    this.y = 0;
    this.hidden = false;
    this.dotX = Number.POSITIVE_INFINITY;
    this.dotY = Number.POSITIVE_INFINITY;
  }

  lift() {
    this.down = false;
  }

  /** Whether it is so near a vertex that the two are merged. @param {number} x @param {number} y */
  isAt(x, y) {
    return this.down && Math.abs(x - this.x) < MIN_VERTEX_PX && Math.abs(y - this.y) < MIN_VERTEX_PX;
  }

  /** @param {number} x @param {number} y @param {boolean} hidden */
  to(x, y, hidden) {
    const { free, hidden: covered } = this.segment;
    const path = hidden ? covered : free;
    if (!this.down) path.moveTo(x, y);
    else {
      if (hidden !== this.hidden) path.moveTo(this.x, this.y);
      path.lineTo(x, y);
    }
    if (hidden) this.segment.hides = true;
    this.down = true;
    this.x = x;
    this.y = y;
    this.hidden = hidden;
  }

  /** @param {number[]} pixel */
  dot([x, y]) {
    if (this.hidden || Math.hypot(x - this.dotX, y - this.dotY) < DOT_GAP_PX) return;
    this.dotX = x;
    this.dotY = y;
    const { dots } = this.segment;
    dots.moveTo(x + DOT_PX, y);
    dots.arc(x, y, DOT_PX, 0, 2 * Math.PI);
  }
}

/**
 * Number of pieces that a line is divided into.
 *
 * @param {number} dx
 * @param {number} dy
 * @param {import("../land/height-field.js").HeightField} field
 * @param {number} perSide - for a line across the whole domain
 */
function pieces(dx, dy, field, perSide) {
  const share = Math.max(Math.abs(dx) / field.width, Math.abs(dy) / field.depth);
  return Math.min(Math.max(Math.ceil(share * perSide), 1), perSide);
}

/**
 * Clips a step to the domain: start and end as shares of the step (Liang and Barsky 1984).
 *
 * @param {number} x
 * @param {number} y
 * @param {number} dx
 * @param {number} dy
 * @param {{x0: number, x1: number, y0: number, y1: number}} domain
 * @returns {[number, number] | null}
 */
export function clip(x, y, dx, dy, { x0, x1, y0, y1 }) {
  let enter = 0;
  let leave = 1;
  for (const [p, q] of [
    [-dx, x - x0],
    [dx, x1 - x],
    [-dy, y - y0],
    [dy, y1 - y],
  ]) {
    if (p === 0) {
      if (q < 0) return null;
    } else if (p < 0) enter = Math.max(enter, q / p);
    else leave = Math.min(leave, q / p);
  }
  return enter <= leave ? [enter, leave] : null;
}
