/** Trails: the fading trail behind a ball, the path ahead, and ghosts of former paths. */

import { STEPS_PER_SEGMENT } from "./route.js";

/** Number of steps over which a trail fades. */
const FADE_STEPS = 160;
/** Age from which all steps have the lowest opacity. */
const MAX_AGE_STEPS = Math.ceil(FADE_STEPS / STEPS_PER_SEGMENT) * STEPS_PER_SEGMENT;
const MIN_OPACITY = 0.42;
/**
 * Opacity of parts hidden by the landscape: of a path on it, and of a path at the height of its own losses, which
 * is often below the landscape.
 */
const HIDDEN_OPACITY = { resting: 0.22, floating: 0.7 };

/** @typedef {import("./route.js").Segment} Segment */

/** Opacity of parts hidden by the landscape. @param {import("./route.js").Route} route */
export function hiddenOpacity(route) {
  return route.floats ? HIDDEN_OPACITY.floating : HIDDEN_OPACITY.resting;
}

/**
 * Draws the trail behind a ball.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("./route.js").Route} route
 * @param {number} time
 * @param {string} color
 * @param {import("../canvas/theme.js").Theme} theme
 */
export function drawTrail(context, route, time, color, theme) {
  context.lineJoin = "round";
  context.lineCap = "butt";
  const hidden = hiddenOpacity(route);
  /** @param {Segment} segment @param {number} youth */
  const stroke = (segment, youth) => strokeSegment(context, segment, color, youth, hidden, theme);
  const end = Math.min(time, route.track.length - 1);
  const complete = route.complete(end);
  const old = Math.max(0, complete - MAX_AGE_STEPS / STEPS_PER_SEGMENT);
  if (old > 0) stroke(route.joined("old", old), 0);
  for (let k = old; k < complete; k += 1) {
    const age = end - (k + 0.5) * STEPS_PER_SEGMENT;
    stroke(route.segments[k], Math.max(0, 1 - age / FADE_STEPS));
  }
  stroke(route.recent(end), 1);
  const whole = Math.floor(end);
  if (end > whole) stroke(route.layOut(whole, end), 1);
}

/**
 * Draws a whole path as a thin line: the path ahead, or a ghost.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("./route.js").Route} route
 * @param {string} color
 * @param {number} opacity
 * @param {number[]} dash
 */
export function drawWhole(context, route, color, opacity, dash) {
  const end = route.track.length - 1;
  const whole = route.joined("whole", route.complete(end));
  context.lineJoin = "round";
  context.lineCap = "butt";
  context.setLineDash(dash);
  for (const segment of [whole, route.recent(end)]) {
    context.strokeStyle = color;
    context.lineWidth = 1.4;
    context.globalAlpha = opacity;
    context.stroke(segment.free);
    if (!segment.hides) continue;
    context.globalAlpha = opacity * 0.4;
    context.stroke(segment.hidden);
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Segment} segment
 * @param {string} color
 * @param {number} youth - 1 at the ball, 0 at the faintest part
 * @param {number} hidden - opacity of parts behind the landscape
 * @param {import("../canvas/theme.js").Theme} theme
 */
function strokeSegment(context, segment, color, youth, hidden, theme) {
  const strength = MIN_OPACITY + (1 - MIN_OPACITY) * youth;
  const width = (1.5 + 1.1 * youth) * theme.typeScale;
  if (youth > 0.4) {
    context.globalAlpha = 0.8 * youth;
    context.strokeStyle = theme.halo;
    context.lineWidth = width + 1.8;
    context.stroke(segment.free);
  }
  context.strokeStyle = color;
  context.lineWidth = width;
  context.globalAlpha = strength;
  context.stroke(segment.free);
  context.fillStyle = color;
  context.fill(segment.dots);
  if (segment.hides) {
    context.globalAlpha = strength * hidden;
    context.stroke(segment.hidden);
  }
  context.globalAlpha = 1;
}
