/** Scene view: Plotly's 3-D surface, with the moving overlay. */

import { Layer } from "./canvas/layer.js";
import { contourLevels } from "./canvas/levels.js";
import { drawMinimum } from "./canvas/markers.js";
import { drawBasePlane } from "./land/base-plane.js";
import { interpolatedPose, PRESETS, placeCamera, rotatedPose, zoomedPose } from "./land/camera.js";
import { drawColorLegend, legendBox } from "./land/color-legend.js";
import { drawNoValues } from "./land/hatching.js";
import { isolines } from "./land/isolines.js";
import { intersect, isHidden } from "./land/occlusion.js";
import { basePlaneHeight, sceneFigure } from "./land/plotly-figures.js";
import { SceneProjection } from "./land/projection.js";
import { drawRimAxes } from "./land/rim-axes.js";
import { drawSurfaceEdge } from "./land/surface-edge.js";
import { bestFraming, inBox, pointsOf } from "./land/viewpoint.js";
import { GRAB_RADIUS_PX, Overlay, startOf } from "./overlay.js";
import { cameraMatrices, draw, moveCamera, onRender, release } from "./plotly.js";

/** Upper left corner of the legend in pixels, and minimum size of a scene with one. */
const LEGEND_AT_PX = [14, 8];
const MIN_SIZE_FOR_LEGEND_PX = { width: 360, height: 300 };
/** Rotation per pixel of a drag. */
const RADIANS_PER_PX = 0.0075;
/** Duration of the move to another preset. */
const GLIDE_MS = 320;
/** Points along each side of the land that are fitted into the frame. */
const FITTED = 31;
/** Pixels around the land at normal type; below there are the numbers along the base plane. */
const MARGIN_PX = { left: 10, right: 10, top: 6, bottom: 24 };
/** Largest share of the frame that one of these takes. */
const MAX_MARGIN = 0.12;

export class SceneView {
  /**
   * @param {HTMLElement} element
   * @param {() => void} moved - called whenever the camera has been drawn
   */
  constructor(element, moved) {
    this.element = element;
    this.onMove = moved;
    this.plot = document.createElement("div");
    this.plot.className = "picture-plot";
    this.under = new Layer(element);
    element.append(this.plot);
    this.base = new Layer(element);
    this.live = new Layer(element);
    this.overlay = new Overlay();
    this.pose = PRESETS.oblique;
    /** The computed viewpoint, and the box in which the land is seen. @type {import("./land/viewpoint.js").Framing} */
    this.framing = { pose: PRESETS.oblique, box: [1, 1, 0.5] };
    /** What fills the frame, in the box. @type {import("./land/camera.js").Vector[]} */
    this.points = [];
    /**
     * Pose for the next landscape, if it is not the computed viewpoint.
     *
     * @type {import("./land/camera.js").CameraPose | null}
     */
    this.nextPose = null;
    /** The landscape last framed. @type {object | null} */
    this.landscape = null;
    /** Whether the person chose the pose. */
    this.poseChosen = false;
    this.gliding = 0;
    /** @type {SceneProjection | null} */
    this.projection = null;
    this.version = 0;
    this.lastMatrices = "";
    this.subject = "";
    this.framed = "";
    /** @type {import("./land/isolines.js").Isolines} */
    this.lines = { fine: new Float32Array(), strong: new Float32Array() };
  }

  /**
   * @param {import("./land/height-field.js").HeightField} field
   * @param {import("./canvas/theme.js").Theme} theme
   */
  show(field, theme) {
    const width = this.element.clientWidth;
    const height = this.element.clientHeight;
    if (width < 40 || height < 40) return;
    this.theme = theme;
    this.#frame(field, width / height);
    this.field = field;
    const levels = contourLevels(field, Math.min(width, height));
    this.lines = isolines(field, levels);
    this.under.resize(width, height);
    this.base.resize(width, height);
    this.live.resize(width, height);
    const { traces, layout } = sceneFigure(field, theme, levels, this.framing.box);
    const { eye, center, up } = this.#camera();
    const camera = { eye: point(eye), center: point(center), up: point(up) };
    const scene = { .../** @type {object} */ (layout.scene), camera };
    draw(this.plot, traces, { ...layout, width, height, scene });
    this.lastMatrices = "";
    onRender(this.plot, () => this.#rendered());
    this.#rendered();
  }

  /**
   * @param {number} time
   * @param {import("./overlay.js").OverlayContent} content
   * @param {import("./canvas/theme.js").Theme} theme
   * @returns {boolean} whether a landscape is shown
   */
  draw(time, content, theme) {
    if (!this.projection || !this.field) return false;
    this.live.clear();
    this.overlay.draw(this.live.context, time, content, this.field, this.projection, theme);
    return true;
  }

  /** Releases the WebGL context until the landscape is shown again. */
  release() {
    release(this.plot);
  }

  /** @param {import("./land/camera.js").CameraPose} pose */
  setPose(pose) {
    cancelAnimationFrame(this.gliding);
    this.poseChosen = true;
    if (!this.field || this.nextPose) this.nextPose = pose;
    this.#setCamera(pose);
  }

  /**
   * Looks from the pose that an address names, also at the landscape that comes next.
   *
   * @param {import("./land/camera.js").CameraPose | null} pose - null for the computed viewpoint
   */
  openPose(pose) {
    cancelAnimationFrame(this.gliding);
    this.nextPose = pose;
    this.poseChosen = pose !== null;
    const shown = pose ?? (this.field && this.framing.pose);
    if (shown) this.#setCamera(shown);
  }

  /** The pose, and whether the person chose it. */
  get view() {
    return { pose: this.pose, chosen: this.poseChosen };
  }

  /** Looks from where it was before. @param {{pose: import("./land/camera.js").CameraPose, chosen: boolean}} view */
  backTo({ pose, chosen }) {
    if (pose === this.pose) return;
    this.setPose(pose);
    this.poseChosen = chosen;
  }

  /** @param {import("./land/camera.js").CameraPose} pose */
  #setCamera(pose) {
    this.pose = pose;
    if (this.field) moveCamera(this.plot, this.#camera());
  }

  /** @param {import("./land/camera.js").CameraPreset} preset - "oblique" is the computed viewpoint */
  preset(preset) {
    const computed = preset === "oblique" && this.field !== null;
    this.poseChosen = !computed;
    this.#animateTo(computed ? this.framing.pose : PRESETS[preset]);
  }

  /** @param {import("./land/camera.js").CameraPose} pose - target; the camera takes the shorter rotation */
  #animateTo(pose) {
    cancelAnimationFrame(this.gliding);
    const from = this.pose;
    const startedAt = performance.now();
    const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const frame = (/** @type {number} */ now) => {
      const share = reducedMotion ? 1 : Math.min(Math.max(now - startedAt, 0) / GLIDE_MS, 1);
      this.#setCamera(share < 1 ? interpolatedPose(from, pose, share * share * (3 - 2 * share)) : pose);
      if (share < 1) this.gliding = requestAnimationFrame(frame);
    };
    this.gliding = requestAnimationFrame(frame);
  }

  /** @param {number} dx - pixels of a drag @param {number} dy */
  rotate(dx, dy) {
    this.setPose(rotatedPose(this.pose, -dx * RADIANS_PER_PX, dy * RADIANS_PER_PX));
  }

  /** @param {number} factor */
  zoom(factor) {
    this.setPose(zoomedPose(this.pose, factor));
  }

  /**
   * @param {number} px
   * @param {number} py
   * @param {import("./overlay.js").DrawnRacer[]} drawnRacers
   * @returns {boolean} whether the pixel is on the start ring
   */
  onStart(px, py, drawnRacers) {
    const start = startOf(drawnRacers);
    if (!start || !this.projection || !this.field) return false;
    const out = [0, 0];
    this.projection.project(start.x, start.y, this.field.height(start.x, start.y), out, 0);
    return Math.hypot(out[0] - px, out[1] - py) < GRAB_RADIUS_PX;
  }

  /**
   * @param {number} px
   * @param {number} py
   * @returns {{x: number, y: number} | null} point of the landscape under a pixel
   */
  placeAt(px, py) {
    if (!this.projection || !this.field) return null;
    const { field, projection } = this;
    return intersect(field, projection.eyeData, projection.ray(px, py), basePlaneHeight(field));
  }

  /**
   * Frames a landscape: another one from its computed viewpoint; the same one at a finer resolution keeps the
   * pose, and one that only fits the frame better keeps that of the person.
   *
   * @param {import("./land/height-field.js").HeightField} field
   * @param {number} aspect
   */
  #frame(field, aspect) {
    const { x0, x1, y0, y1, landscape } = field;
    const subject = JSON.stringify([x0, x1, y0, y1, landscape.logScale, landscape.minima]);
    const view = `${subject} ${aspect.toFixed(2)}`;
    const arrived = landscape !== this.landscape;
    this.landscape = landscape;
    if (arrived && !landscape.at) this.points = pointsOf(field, FITTED);
    if (view === this.framed) {
      if (arrived) this.nextPose = null;
      return;
    }
    this.framing = bestFraming(field, aspect, this.#margin);
    this.framed = view;
    this.#choosePose(subject !== this.subject && !landscape.refit, arrived);
    this.subject = subject;
  }

  /**
   * The pose in another frame: that of the person, if they chose one for this landscape.
   *
   * @param {boolean} another - whether it is another landscape
   * @param {boolean} arrived - whether the landscape has just arrived
   */
  #choosePose(another, arrived) {
    if (another) this.poseChosen = this.nextPose !== null;
    if (another || !this.poseChosen) this.pose = this.nextPose ?? this.framing.pose;
    if (another || arrived) this.nextPose = null;
  }

  get #margin() {
    const { clientWidth, clientHeight } = this.element;
    const scale = this.theme?.typeScale ?? 1;
    /** @param {number} px @param {number} length */
    const share = (px, length) => Math.min((px * scale) / length, MAX_MARGIN);
    return {
      left: share(MARGIN_PX.left, clientWidth),
      right: share(MARGIN_PX.right, clientWidth),
      top: share(MARGIN_PX.top, clientHeight),
      bottom: share(MARGIN_PX.bottom, clientHeight),
    };
  }

  #camera() {
    const { clientWidth, clientHeight } = this.element;
    const points = inBox(this.points, this.framing.box);
    return placeCamera(this.pose, points, clientWidth / clientHeight, this.#margin);
  }

  #rendered() {
    const matrices = cameraMatrices(this.plot);
    if (!matrices || !this.field || !this.theme) return;
    const matricesKey = `${Array.from(matrices.view)} ${Array.from(matrices.projection)} ${Array.from(matrices.model)}`;
    if (matricesKey === this.lastMatrices) return;
    this.lastMatrices = matricesKey;
    this.version += 1;
    this.projection = new SceneProjection(matrices, this.base.width, this.base.height, this.version);
    this.under.clear();
    drawBasePlane(
      this.under.context,
      this.field,
      this.lines,
      basePlaneHeight(this.field),
      this.projection,
      this.theme,
    );
    this.base.clear();
    drawSurfaceEdge(this.base.context, this.field, basePlaneHeight(this.field), this.projection, this.theme);
    this.#drawLabels(this.field, this.projection, this.theme);
    this.#drawMinima(this.field, this.projection, this.theme);
    this.onMove();
  }

  /**
   * Draws axes and legend.
   *
   * @param {import("./land/height-field.js").HeightField} field
   * @param {SceneProjection} projection
   * @param {import("./canvas/theme.js").Theme} theme
   */
  #drawLabels(field, projection, theme) {
    const { context, width, height } = this.base;
    const isLarge = width > MIN_SIZE_FOR_LEGEND_PX.width && height > MIN_SIZE_FOR_LEGEND_PX.height;
    const [x, y] = LEGEND_AT_PX;
    const legend = isLarge && field.hasValues ? [legendBox(x, y, theme.typeScale)] : [];
    drawRimAxes(context, field, projection, theme, legend);
    if (!field.hasValues) drawNoValues(context, width / 2, height / 2, theme);
    if (legend.length > 0) drawColorLegend(context, field, theme, x, y);
  }

  /**
   * @param {import("./land/height-field.js").HeightField} field
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
      drawMinimum(this.base.context, out[0], out[1], theme, loss <= lowest + 1e-6 * field.transform.range);
    }
    this.base.context.globalAlpha = 1;
  }
}

/** @param {number[]} vector */
function point([x, y, z]) {
  return { x, y, z };
}
