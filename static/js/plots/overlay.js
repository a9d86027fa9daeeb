/**
 * Overlay: the moving parts over one view (trails, ghosts, marks, balls, arrows, labels). What depends on camera and
 * track alone is laid out once (route.js); a frame only strokes it.
 */

import { arrowsOf, drawArrow } from "./ball/arrows.js";
import { drawBall, drawShadow } from "./ball/ball.js";
import { ballPoseOf } from "./ball/ball-pose.js";
import { drawLabels, drawOffMapPointers, measureClearance, spacingOpacity } from "./ball/labels.js";
import { drawMarks } from "./ball/marks.js";
import { Route } from "./ball/route.js";
import { drawTrail, drawWhole } from "./ball/trail.js";
import { drawEnd, drawStart } from "./canvas/markers.js";
import { isHidden } from "./land/occlusion.js";

/** Radius in pixels within which the start can be grabbed. */
export const GRAB_RADIUS_PX = 14;

/** @typedef {import("./ball/ball-pose.js").BallPose} BallPose */

/**
 * @typedef {object} DrawnRacer - a racer as drawn
 * @property {string} label
 * @property {string} color
 * @property {string} marker
 * @property {import("../run/track.js").Track} track
 * @property {{name: string, step: number} | null} regime
 * @property {import("./ball/ball-rotation.js").BallRotation} spin
 */

/**
 * @typedef {object} OverlayContent - everything drawn over the landscape
 * @property {DrawnRacer[]} drawnRacers
 * @property {{color: string, track: import("../run/track.js").Track}[]} ghosts
 * @property {Record<import("./ball/arrows.js").ArrowKind, boolean>} arrows
 * @property {boolean} grasped - whether the pointer is on the start
 * @property {number} ahead - opacity of the paths ahead, 0 to 1
 */

export class Overlay {
  constructor() {
    /** @type {WeakMap<import("../run/track.js").Track, Route>} */
    this.routes = new WeakMap();
    this.pixel = [0, 0];
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} time - fractional step
   * @param {OverlayContent} content
   * @param {import("./land/height-field.js").HeightField} field
   * @param {import("./ball/route.js").View & import("./ball/ball-pose.js").BallView} view
   * @param {import("./canvas/theme.js").Theme} theme
   */
  draw(context, time, content, field, view, theme) {
    for (const ghost of content.ghosts) {
      drawWhole(context, this.#route(ghost.track, field, view), ghost.color, 0.38, [2, 3]);
    }
    const poses = [];
    for (const drawnRacer of content.drawnRacers) {
      if (drawnRacer.track.length === 0) continue;
      const route = this.#route(drawnRacer.track, field, view);
      if (content.ahead > 0) drawWhole(context, route, drawnRacer.color, 0.75 * content.ahead, []);
      drawTrail(context, route, time, drawnRacer.color, theme);
      poses.push(ballPoseOf(drawnRacer, route, time, view, theme.typeScale));
    }
    for (const { route, index, drawnRacer } of poses)
      drawMarks(context, route, index, drawnRacer.color, theme);
    this.#start(context, content, field, view, theme);
    this.#balls(context, poses, content, theme, view);
  }

  /**
   * Draws the start ring.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {OverlayContent} content
   * @param {import("./land/height-field.js").HeightField} field
   * @param {import("./ball/route.js").View} view
   * @param {import("./canvas/theme.js").Theme} theme
   */
  #start(context, content, field, view, theme) {
    const place = startOf(content.drawnRacers);
    if (!place || !field.inside(place.x, place.y)) return;
    const height = field.pointHeight(place.x, place.y, place.loss);
    view.project(place.x, place.y, height, this.pixel, 0);
    const covered = view.eyeData ? isHidden(field, view.eyeData, place.x, place.y, height) : false;
    context.globalAlpha = covered ? 0.3 : 1;
    drawStart(context, this.pixel[0], this.pixel[1], theme, content.grasped);
    context.globalAlpha = 1;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {BallPose[]} poses
   * @param {OverlayContent} content
   * @param {import("./canvas/theme.js").Theme} theme
   * @param {import("./ball/route.js").View & import("./ball/ball-pose.js").BallView} view
   */
  #balls(context, poses, content, theme, view) {
    const here = poses.filter((pose) => pose.inside);
    measureClearance(here);
    const far = [...here].sort((a, b) => b.depth - a.depth);
    for (const [k, pose] of far.entries()) {
      // One shadow is enough for overlapping balls.
      const alone = far.slice(k + 1).every(({ x, y }) => Math.hypot(x - pose.x, y - pose.y) > 5);
      if (alone) this.#shadow(context, pose, view, theme);
    }
    for (const pose of far) {
      context.globalAlpha = pose.opacity;
      drawBall(context, pose.x, pose.y, pose.radius, pose.drawnRacer, pose.orientation);
      context.globalAlpha = 1;
      if (pose.ended) drawEnd(context, pose.x, pose.y, pose.drawnRacer.color, theme);
    }
    drawOffMapPointers(
      context,
      poses.filter((pose) => !pose.inside),
      theme,
    );
    if (Object.values(content.arrows).some(Boolean)) {
      for (const pose of here) this.#arrows(context, pose, content, theme);
    }
    drawLabels(context, here, theme);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {BallPose} pose
   * @param {import("./ball/route.js").View} view
   * @param {import("./canvas/theme.js").Theme} theme
   */
  #shadow(context, pose, view, theme) {
    const [gx, gy] = pose.ground;
    if (Math.hypot(gx - pose.foot[0], gy - pose.foot[1]) > 2) {
      context.strokeStyle = pose.drawnRacer.color;
      context.lineWidth = 1.2;
      context.beginPath();
      context.moveTo(gx, gy);
      context.lineTo(pose.foot[0], pose.foot[1]);
      context.stroke();
      context.fillStyle = theme.text;
      context.beginPath();
      context.arc(gx, gy, 1.8, 0, 2 * Math.PI);
      context.fill();
    }
    if (pose.hidden) return;
    const r = pose.radius;
    const flattening = view.flat ? 1 : 0.55;
    drawShadow(context, gx + 0.34 * r, gy + (view.flat ? 0.4 : 0.1) * r, r, flattening);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {BallPose} pose
   * @param {OverlayContent} content
   * @param {import("./canvas/theme.js").Theme} theme
   */
  #arrows(context, pose, content, theme) {
    const { route, index } = pose;
    const out = [0, 0];
    /** @param {number} k @returns {[number, number]} */
    const pixelOf = (k) => {
      const place = route.place(k, 0);
      route.view.project(place.x, place.y, place.height, out, 0);
      return [out[0], out[1]];
    };
    const place = route.place(index, pose.fraction);
    const [ax, ay] = [pose.foot[0], pose.foot[1]];
    const small = 0.004 * Math.min(route.field.width, route.field.depth);
    /** @param {number} dx @param {number} dy @returns {[number, number]} */
    const direct = (dx, dy) => {
      const [x, y] = [place.x + small * dx, place.y + small * dy];
      route.view.project(x, y, place.height + route.field.height(x, y) - place.ground, out, 0);
      return [out[0] - ax, out[1] - ay];
    };
    for (const arrow of arrowsOf(pose.drawnRacer.track, index, content.arrows, direct, pixelOf)) {
      drawArrow(
        context,
        pose.x,
        pose.y,
        arrow,
        pose.drawnRacer.color,
        theme,
        spacingOpacity(pose.clearance, 34),
      );
    }
  }

  /**
   * @param {import("../run/track.js").Track} track
   * @param {import("./land/height-field.js").HeightField} field
   * @param {import("./ball/route.js").View} view
   * @returns {Route}
   */
  #route(track, field, view) {
    let route = this.routes.get(track);
    if (!route?.holds(field, view)) {
      route = new Route(track, field, view);
      this.routes.set(track, route);
    }
    return route;
  }
}

/**
 * The start of the racers.
 *
 * @param {DrawnRacer[]} drawnRacers
 * @returns {{x: number, y: number, loss: number} | null} common start of all racers
 */
export function startOf(drawnRacers) {
  const track = drawnRacers.find((drawnRacer) => drawnRacer.track.length > 0)?.track;
  return track ? { x: track.columns[0][0], y: track.columns[1][0], loss: track.columns[2][0] } : null;
}
