/** Draws routes: the trail behind a ball, fading with age; the path ahead; the ghost of a former path. */

import { STRETCH } from "./route.js";

/** Steps over which a trail fades. */
const FADING = 160;
/** Steps that keep their own age; older ones are all equally faint. */
const OLDEST = Math.ceil(FADING / STRETCH) * STRETCH;
const FAINTEST = 0.42;
const HIDDEN = 0.22;

/** @typedef {import("./route.js").Stretch} Stretch */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./route.js").Route} route
 * @param {number} time
 * @param {string} color
 * @param {import("./theme.js").Theme} theme
 */
export function drawTrail(context, route, time, color, theme) {
  context.lineJoin = "round";
  context.lineCap = "butt";
  const end = Math.min(time, route.track.length - 1);
  const complete = route.complete(end);
  const old = Math.max(0, complete - OLDEST / STRETCH);
  if (old > 0) strokeStretch(context, route.joined("old", old), color, 0, theme);
  for (let k = old; k < complete; k += 1) {
    const age = end - (k + 0.5) * STRETCH;
    strokeStretch(context, route.stretches[k], color, Math.max(0, 1 - age / FADING), theme);
  }
  strokeStretch(context, route.recent(end), color, 1, theme);
  const whole = Math.floor(end);
  if (end > whole) strokeStretch(context, route.layOut(whole, end), color, 1, theme);
}

/**
 * All of a path, thin: where a ball will go, or where it went in a former run.
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
  for (const stretch of [whole, route.recent(end)]) {
    context.strokeStyle = color;
    context.lineWidth = 1.4;
    context.globalAlpha = opacity;
    context.stroke(stretch.free);
    if (!stretch.hides) continue;
    context.globalAlpha = opacity * 0.4;
    context.stroke(stretch.hidden);
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Stretch} stretch
 * @param {string} color
 * @param {number} youth - 1 at the ball, 0 where the trail is faintest
 * @param {import("./theme.js").Theme} theme
 */
function strokeStretch(context, stretch, color, youth, theme) {
  const strength = FAINTEST + (1 - FAINTEST) * youth;
  const width = 1.5 + 1.1 * youth;
  if (youth > 0.4) {
    context.globalAlpha = 0.8 * youth;
    context.strokeStyle = theme.halo;
    context.lineWidth = width + 1.8;
    context.stroke(stretch.free);
  }
  context.strokeStyle = color;
  context.lineWidth = width;
  context.globalAlpha = strength;
  context.stroke(stretch.free);
  context.fillStyle = color;
  context.fill(stretch.dots);
  if (stretch.hides) {
    context.globalAlpha = strength * HIDDEN;
    context.stroke(stretch.hidden);
  }
  context.globalAlpha = 1;
}
