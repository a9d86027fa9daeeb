/**
 * What moves, drawn over one view of the land: trails, ghosts, balls, arrows, labels. Whatever depends
 * on the camera and the track alone is laid out once (route.js); a frame only strokes it.
 */

import { arrowsOf, drawArrow } from "./ball/arrows.js";
import { drawBall, drawShadow } from "./ball/ball.js";
import { poseOf } from "./ball/ball-pose.js";
import { drawLabels, drawOutsiders, measureRoom, spaced } from "./ball/labels.js";
import { Route } from "./ball/route.js";
import { drawTrail, drawWhole } from "./ball/trail.js";
import { drawEnd, drawStart } from "./canvas/markers.js";
import { isHidden } from "./land/occlusion.js";

/** How near, in pixels, one must come to the start to grasp it. */
export const GRASP = 14;

/** @typedef {import("./ball/ball-pose.js").Pose} Pose */

/**
 * @typedef {object} Player - a racer as it is drawn
 * @property {string} label
 * @property {string} color
 * @property {string} marker
 * @property {import("../run/track.js").Track} track
 * @property {{name: string, step: number} | null} regime
 * @property {import("./ball/ball-rotation.js").Spin} spin
 */

/**
 * @typedef {object} Cast - all that is drawn over the land
 * @property {Player[]} players
 * @property {{color: string, track: import("../run/track.js").Track}[]} ghosts
 * @property {Record<import("./ball/arrows.js").ArrowKind, boolean>} arrows
 * @property {boolean} grasped - whether the pointer is on the start
 * @property {number} ahead - opacity of the paths ahead of the balls, 0 to 1
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
   * @param {Cast} cast
   * @param {import("./land/height-field.js").Field} field
   * @param {import("./ball/route.js").View & import("./ball/ball-pose.js").Seen} view
   * @param {import("./canvas/theme.js").Theme} theme
   */
  draw(context, time, cast, field, view, theme) {
    for (const ghost of cast.ghosts) {
      drawWhole(context, this.#route(ghost.track, field, view), ghost.color, 0.38, [2, 3]);
    }
    const poses = [];
    for (const player of cast.players) {
      if (player.track.length === 0) continue;
      const route = this.#route(player.track, field, view);
      if (cast.ahead > 0) drawWhole(context, route, player.color, 0.75 * cast.ahead, []);
      drawTrail(context, route, time, player.color, theme);
      poses.push(poseOf(player, route, time, view, theme.type));
    }
    this.#start(context, cast, field, view, theme);
    this.#balls(context, poses, cast, theme, view);
  }

  /**
   * The ring where the balls start.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {Cast} cast
   * @param {import("./land/height-field.js").Field} field
   * @param {import("./ball/route.js").View} view
   * @param {import("./canvas/theme.js").Theme} theme
   */
  #start(context, cast, field, view, theme) {
    const place = startOf(cast.players);
    if (!place || !field.inside(place.x, place.y)) return;
    const floats = field.landscape.exact === false;
    const height = floats ? field.elevation.height(place.loss) : field.height(place.x, place.y);
    view.project(place.x, place.y, height, this.pixel, 0);
    const covered = view.eyeData ? isHidden(field, view.eyeData, place.x, place.y, height) : false;
    context.globalAlpha = covered ? 0.3 : 1;
    drawStart(context, this.pixel[0], this.pixel[1], theme, cast.grasped);
    context.globalAlpha = 1;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Pose[]} poses
   * @param {Cast} cast
   * @param {import("./canvas/theme.js").Theme} theme
   * @param {import("./ball/route.js").View & import("./ball/ball-pose.js").Seen} view
   */
  #balls(context, poses, cast, theme, view) {
    const here = poses.filter((pose) => pose.inside);
    measureRoom(here);
    const far = [...here].sort((a, b) => b.depth - a.depth);
    for (const [k, pose] of far.entries()) {
      // Where balls lie together one shadow is enough.
      const alone = far.slice(k + 1).every(({ x, y }) => Math.hypot(x - pose.x, y - pose.y) > 5);
      if (alone) this.#shadow(context, pose, view, theme);
    }
    for (const pose of far) {
      context.globalAlpha = pose.opacity;
      drawBall(context, pose.x, pose.y, pose.radius, pose.player, pose.orientation);
      context.globalAlpha = 1;
      if (pose.ended) drawEnd(context, pose.x, pose.y, pose.player.color, theme);
    }
    drawOutsiders(
      context,
      poses.filter((pose) => !pose.inside),
      theme,
    );
    if (Object.values(cast.arrows).some(Boolean)) {
      for (const pose of here) this.#arrows(context, pose, cast, theme);
    }
    drawLabels(context, here, theme);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Pose} pose
   * @param {import("./ball/route.js").View} view
   * @param {import("./canvas/theme.js").Theme} theme
   */
  #shadow(context, pose, view, theme) {
    const [gx, gy] = pose.ground;
    if (Math.hypot(gx - pose.foot[0], gy - pose.foot[1]) > 2) {
      context.strokeStyle = pose.player.color;
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
   * @param {Pose} pose
   * @param {Cast} cast
   * @param {import("./canvas/theme.js").Theme} theme
   */
  #arrows(context, pose, cast, theme) {
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
    for (const arrow of arrowsOf(pose.player.track, index, cast.arrows, direct, pixelOf)) {
      drawArrow(context, pose.x, pose.y, arrow, pose.player.color, theme, spaced(pose.room, 34));
    }
  }

  /**
   * @param {import("../run/track.js").Track} track
   * @param {import("./land/height-field.js").Field} field
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
 * @param {Player[]} players
 * @returns {{x: number, y: number, loss: number} | null} where they all start
 */
export function startOf(players) {
  const track = players.find((player) => player.track.length > 0)?.track;
  return track ? { x: track.columns[0][0], y: track.columns[1][0], loss: track.columns[2][0] } : null;
}
