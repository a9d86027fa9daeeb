/** What a plane shows of a path, and what it doesn't, in a sentence. */

import { measured } from "./format.js";

/**
 * @param {{weights: number, explained_variance: number[] | null} | null | undefined} plane - as told with
 *   the landscape; nothing where all weights are drawn
 * @param {{label: string, off: number} | null} ball - whose distance from the plane is told
 * @param {string} [guide] - whose path the plane follows
 * @returns {string} "" where there is no plane
 */
export function planeFacts(plane, ball, guide = "scout") {
  if (!plane) return "";
  const cut = `A plane cut through ${plane.weights.toLocaleString("en-US")} weights`;
  const whose = guide === "first_racer" ? "the first racer\u2019s path" : "a scout\u2019s path";
  const shares = plane.explained_variance;
  const held = shares ? `, holding ${percent(shares[0] + shares[1])} of ${whose}` : ", in random directions";
  const off =
    ball && Number.isFinite(ball.off) ? ` ${ball.label} is off it by ${measured(ball.off, 3)}.` : "";
  return `${cut}${held}.${off}`;
}

/** @param {number} share - never told as all of it, unless it is */
function percent(share) {
  return share < 0.9995 ? `${Math.min(share * 100, 99.9).toPrecision(3)}\u00a0%` : "all";
}
