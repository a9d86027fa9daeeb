/** The land as a body: Plotly's surface, and what moves over it. */

import { Layer } from "./canvas/layer.js";
import { contourLevels } from "./canvas/levels.js";
import { drawMinimum } from "./canvas/markers.js";
import { drawFloor } from "./land/base-plane.js";
import { between, PRESETS, placeCamera, turned, zoomed } from "./land/camera.js";
import { drawKey } from "./land/color-legend.js";
import { isolines } from "./land/isolines.js";
import { isHidden, meet } from "./land/occlusion.js";
import { boxOf, floorOf, sceneOf } from "./land/plotly-figures.js";
import { SceneProjection } from "./land/projection.js";
import { drawRim } from "./land/surface-edge.js";
import { bestPose } from "./land/viewpoint.js";
import { GRASP, Overlay, startOf } from "./overlay.js";
import { cameraMatrices, draw, moveCamera, onRender, release } from "./plotly.js";

/** A scene smaller than this, in pixels, has no room for the key. */
const ROOM_FOR_KEY = { width: 360, height: 300 };
/** Radians per pixel of a drag. */
const TURN = 0.0075;
/** Milliseconds that the eye takes to another preset. */
const GLIDE = 320;
/** Pixels that the numbers along the floor need beyond it. */
const BRIM = 42;
/** The same to both sides together, where a scene is narrow. */
const SIDE_BRIM = 44;

export class SceneView {
  /**
   * @param {HTMLElement} element
   * @param {() => void} moved - called whenever the camera has been drawn anew
   */
  constructor(element, moved) {
    this.element = element;
    this.moved = moved;
    this.plot = document.createElement("div");
    this.plot.className = "picture-plot";
    this.under = new Layer(element);
    element.append(this.plot);
    this.base = new Layer(element);
    this.live = new Layer(element);
    this.overlay = new Overlay();
    this.pose = PRESETS.oblique;
    /** Where the next land is to be looked at from, if it is not where its valleys are seen best. @type {import("./land/camera.js").Pose | null} */
    this.wanted = null;
    /** Whether somebody chose from where to look. */
    this.chosen = false;
    this.gliding = 0;
    /** @type {SceneProjection | null} */
    this.projection = null;
    this.version = 0;
    this.seen = "";
    this.subject = "";
    /** @type {import("./land/isolines.js").Isolines} */
    this.lines = { fine: new Float32Array(), strong: new Float32Array() };
  }

  /**
   * @param {import("./land/height-field.js").Field} field
   * @param {import("./canvas/theme.js").Theme} theme
   */
  show(field, theme) {
    const width = this.element.clientWidth;
    const height = this.element.clientHeight;
    if (width < 40 || height < 40) return;
    this.#frame(field, width / height);
    this.field = field;
    this.theme = theme;
    const levels = contourLevels(field, Math.min(width, height));
    this.lines = isolines(field, levels);
    this.under.resize(width, height);
    this.base.resize(width, height);
    this.live.resize(width, height);
    const { traces, layout } = sceneOf(field, theme, levels);
    const { eye, center, up } = this.#camera(field);
    const camera = { eye: point(eye), center: point(center), up: point(up) };
    const scene = { .../** @type {object} */ (layout.scene), camera };
    draw(this.plot, traces, { ...layout, width, height, scene });
    this.seen = "";
    onRender(this.plot, () => this.#rendered());
    this.#rendered();
  }

  /**
   * @param {number} time
   * @param {import("./overlay.js").Cast} cast
   * @param {import("./canvas/theme.js").Theme} theme
   * @returns {boolean} whether there is a land to draw on
   */
  draw(time, cast, theme) {
    if (!this.projection || !this.field) return false;
    this.live.clear();
    this.overlay.draw(this.live.context, time, cast, this.field, this.projection, theme);
    return true;
  }

  /** Gives the WebGL context back until the land is shown again. */
  release() {
    release(this.plot);
  }

  /** @param {import("./land/camera.js").Pose} pose */
  look(pose) {
    cancelAnimationFrame(this.gliding);
    this.chosen = true;
    if (!this.field) this.wanted = pose;
    this.#put(pose);
  }

  /** @param {import("./land/camera.js").Pose} pose */
  #put(pose) {
    this.pose = pose;
    if (this.field) moveCamera(this.plot, this.#camera(this.field));
  }

  /** @param {import("./land/camera.js").Preset} preset - the oblique one is from where the valleys are seen */
  preset(preset) {
    const oblique = preset === "oblique" && this.field;
    this.chosen = !oblique;
    this.#glide(oblique ? bestPose(oblique, this.#aspect) : PRESETS[preset]);
  }

  /** @param {import("./land/camera.js").Pose} pose - the eye goes there the short way round */
  #glide(pose) {
    cancelAnimationFrame(this.gliding);
    const from = this.pose;
    const begun = performance.now();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const frame = (/** @type {number} */ now) => {
      const share = still ? 1 : Math.min(Math.max(now - begun, 0) / GLIDE, 1);
      this.#put(share < 1 ? between(from, pose, share * share * (3 - 2 * share)) : pose);
      if (share < 1) this.gliding = requestAnimationFrame(frame);
    };
    this.gliding = requestAnimationFrame(frame);
  }

  get #aspect() {
    return this.element.clientWidth / this.element.clientHeight;
  }

  /** @param {number} dx - pixels of a drag @param {number} dy */
  turn(dx, dy) {
    this.look(turned(this.pose, -dx * TURN, dy * TURN));
  }

  /** @param {number} factor */
  zoom(factor) {
    this.look(zoomed(this.pose, factor));
  }

  /**
   * @param {number} px
   * @param {number} py
   * @param {import("./overlay.js").Player[]} players
   * @returns {boolean} whether the pixel is on the ring where the balls start
   */
  onStart(px, py, players) {
    const start = startOf(players);
    if (!start || !this.projection || !this.field) return false;
    const out = [0, 0];
    this.projection.project(start.x, start.y, this.field.height(start.x, start.y), out, 0);
    return Math.hypot(out[0] - px, out[1] - py) < GRASP;
  }

  /**
   * @param {number} px
   * @param {number} py
   * @returns {{x: number, y: number} | null} the place of the land under a pixel
   */
  placeAt(px, py) {
    if (!this.projection || !this.field) return null;
    return meet(this.field, this.projection.eyeData, this.projection.ray(px, py));
  }

  /**
   * Another land is looked at from where its valleys are seen; the same land, drawn finer, from
   * where one looked before.
   *
   * @param {import("./land/height-field.js").Field} field
   * @param {number} aspect
   */
  #frame(field, aspect) {
    const { x0, x1, y0, y1, landscape } = field;
    const subject = JSON.stringify([x0, x1, y0, y1, landscape.logScale, landscape.minima]);
    if (subject === this.subject) return;
    this.subject = subject;
    this.chosen = this.wanted !== null;
    this.pose = this.wanted ?? bestPose(field, aspect);
    this.wanted = null;
  }

  /** @param {import("./land/height-field.js").Field} field */
  #camera(field) {
    const { clientWidth, clientHeight } = this.element;
    const margin = {
      x: Math.min(Math.max((SIDE_BRIM * (this.theme?.type ?? 1)) / clientWidth, 0.06), 0.2),
      y: Math.min(Math.max((2 * BRIM * (this.theme?.type ?? 1)) / clientHeight, 0.06), 0.28),
    };
    return placeCamera(this.pose, boxOf(field), clientWidth / clientHeight, margin);
  }

  #rendered() {
    const matrices = cameraMatrices(this.plot);
    if (!matrices || !this.field || !this.theme) return;
    const seen = `${Array.from(matrices.view)} ${Array.from(matrices.projection)} ${Array.from(matrices.model)}`;
    if (seen === this.seen) return;
    this.seen = seen;
    this.version += 1;
    this.projection = new SceneProjection(matrices, this.base.width, this.base.height, this.version);
    this.under.clear();
    drawFloor(this.under.context, this.field, this.lines, floorOf(this.field), this.projection, this.theme);
    this.base.clear();
    drawRim(this.base.context, this.field, floorOf(this.field), this.projection, this.theme);
    if (this.base.width > ROOM_FOR_KEY.width && this.base.height > ROOM_FOR_KEY.height)
      drawKey(this.base.context, this.field, this.theme, 14, 8);
    this.#drawMinima(this.field, this.projection, this.theme);
    this.moved();
  }

  /**
   * @param {import("./land/height-field.js").Field} field
   * @param {SceneProjection} projection
   * @param {import("./canvas/theme.js").Theme} theme
   */
  #drawMinima(field, projection, theme) {
    const minima = field.landscape.minima ?? [];
    const lowest = Math.min(...minima.map((minimum) => minimum[2]));
    const out = [0, 0];
    const eye = projection.eyeData;
    for (const [x, y, loss] of minima) {
      if (!field.inside(x, y)) continue;
      const height = field.height(x, y);
      projection.project(x, y, height, out, 0);
      this.base.context.globalAlpha = isHidden(field, eye, x, y, height) ? 0.25 : 1;
      drawMinimum(this.base.context, out[0], out[1], theme, loss <= lowest + 1e-6 * field.elevation.range);
    }
    this.base.context.globalAlpha = 1;
  }
}

/** @param {number[]} vector */
function point([x, y, z]) {
  return { x, y, z };
}
