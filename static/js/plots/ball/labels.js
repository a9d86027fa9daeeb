/** Ball labels: names beside the balls, and arrows to balls outside the landscape. */

import { textHaloed } from "../canvas/markers.js";
import { fontOf } from "../canvas/theme.js";
import { edgeOf } from "./ball-pose.js";

/** @typedef {import("./ball-pose.js").BallPose} BallPose */

/**
 * Sets the distance of each ball to the others, weighted for the shape of labels.
 *
 * @param {BallPose[]} poses
 */
export function measureClearance(poses) {
  for (const pose of poses) {
    pose.clearance = Number.POSITIVE_INFINITY;
    for (const other of poses) {
      if (other === pose) continue;
      pose.clearance = Math.min(pose.clearance, Math.hypot(other.x - pose.x, 1.6 * (other.y - pose.y)));
    }
  }
}

/**
 * Opacity that fades labels in and out as balls separate and meet.
 *
 * @param {number} room - pixels to the nearest other ball
 * @param {number} needed - pixels
 * @returns {number} opacity
 */
export function spacingOpacity(room, needed) {
  return Math.min(Math.max((room - needed) / 16, 0), 1);
}

/**
 * Draws names beside the balls where they have room.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {BallPose[]} poses
 * @param {import("../canvas/theme.js").Theme} theme
 */
export function drawLabels(context, poses, theme) {
  context.font = fontOf(theme, 11.5, "600");
  context.textAlign = "left";
  context.textBaseline = "middle";
  const right = context.canvas.clientWidth - 4;
  /** @type {{x: number, y: number, width: number}[]} */
  const taken = [];
  for (const pose of poses) {
    const opacity = spacingOpacity(pose.clearance, 22) * pose.opacity;
    if (opacity === 0) continue;
    const width = context.measureText(pose.drawnRacer.label).width;
    const gap = pose.radius + 6;
    const y = pose.y - 2;
    const x = [pose.x + gap, pose.x - gap - width].find(
      (left) =>
        left >= 2 &&
        left + width < right &&
        taken.every((other) => labelDistance(left, y, width, other, theme.typeScale)),
    );
    if (x === undefined) continue;
    taken.push({ x, y, width });
    context.globalAlpha = opacity;
    textHaloed(context, pose.drawnRacer.label, x, y, theme.text, theme.halo);
  }
  context.globalAlpha = 1;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {{x: number, y: number, width: number}} other
 * @param {number} fontScale
 */
function labelDistance(x, y, width, other, fontScale) {
  return x + width < other.x || other.x + other.width < x || Math.abs(y - other.y) > 14 * fontScale;
}

/**
 * Draws an arrow with a name at the edge for each ball outside the landscape.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {BallPose[]} poses
 * @param {import("../canvas/theme.js").Theme} theme
 */
export function drawOffMapPointers(context, poses, theme) {
  context.font = fontOf(theme, 11.5, "600");
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  /** @type {{x: number, y: number, width: number}[]} */
  const taken = [];
  for (const pose of poses) {
    const { x, y, angle } = edgeOf(pose);
    drawPointer(context, x, y, angle, pose.drawnRacer.color, theme);
    const text = pose.ended ? `${pose.drawnRacer.label} ×` : pose.drawnRacer.label;
    const width = context.measureText(text).width;
    const left = x - 20 * Math.cos(angle) - (Math.cos(angle) > 0 ? width : 0);
    // Names that would overlap are stacked inwards.
    const inwards = (Math.sin(angle) > 0.3 ? -14 : 14) * theme.typeScale;
    let row = y - 20 * Math.sin(angle);
    while (!taken.every((other) => labelDistance(left, row, width, other, theme.typeScale))) row += inwards;
    taken.push({ x: left, y: row, width });
    textHaloed(context, text, left, row, pose.drawnRacer.color, theme.background);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x - pixels of its tip
 * @param {number} y
 * @param {number} angle
 * @param {string} color
 * @param {import("../canvas/theme.js").Theme} theme
 */
function drawPointer(context, x, y, angle, color, theme) {
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.beginPath();
  context.moveTo(2, 0);
  context.lineTo(-13, -8);
  context.lineTo(-9.5, 0);
  context.lineTo(-13, 8);
  context.closePath();
  context.strokeStyle = theme.background;
  context.lineWidth = 2.5;
  context.stroke();
  context.fillStyle = color;
  context.fill();
  context.restore();
}
