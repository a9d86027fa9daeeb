/**
 * Picture: the landscape in 3-D and as a map, the balls on it, and the loss curves below. It draws its input
 * and emits pointer events; it does not know server or clock.
 */

import { markerOf } from "../experiment/racers.js";
import { BallRotation } from "./ball/ball-rotation.js";
import { readTheme, resolveColor } from "./canvas/theme.js";
import { Curves } from "./curves/curves.js";
import { Hover } from "./hover.js";
import { HeightField } from "./land/height-field.js";
import { MapView } from "./map-view.js";
import { isLoaded, load } from "./plotly.js";
import { SceneView } from "./scene-view.js";
import { ViewInput } from "./view-input.js";

/** Steps over which the paths ahead fade out once the balls roll. */
const AHEAD_FADE_STEPS = 12;
/** Delay in milliseconds of the first scene, so that the map and its balls are drawn first. */
const FIRST_SCENE_DELAY_MS = 150;

/**
 * @typedef {object} Racer
 * @property {string} label
 * @property {string} color - any CSS color, also `var(--racer-0)`
 * @property {string} [marker] - one of MARKERS of experiment/racers.js
 * @property {import("../run/track.js").Track} track
 * @property {{name: string, step: number} | null} [regime]
 */

/**
 * @typedef {object} Options
 * @property {boolean} [wheelZoom] - whether the wheel zooms the scene, rather than scrolling the page
 */

/**
 * Events: `start` {x, y, phase: "drag" | "end"}, `scrub` {step}, `hover` {racer, step} or null, `scene` when
 * the land has been drawn in 3-D; each a CustomEvent with this as its `detail`. `stale` when something has
 * changed that the next `draw` shows.
 */
export class Picture extends EventTarget {
  /**
   * @param {{scene: HTMLElement, contour: HTMLElement, curves: HTMLElement}} elements - positioned
   * @param {Options} [options]
   */
  constructor(elements, options = {}) {
    super();
    this.elements = elements;
    this.theme = readTheme(elements.contour);
    this.scene = new SceneView(elements.scene, () => this.#drawScene());
    this.map = new MapView(elements.contour);
    this.curves = new Curves(elements.curves, this.theme);
    this.hover = new Hover(elements);
    this.time = 0;
    this.view = "both";
    /** @type {HeightField | null} */
    this.field = null;
    /** The landscape of the scene, if it differs from the map's (mini-batch). @type {HeightField | null} */
    this.sceneField = null;
    /** @type {Racer[]} */
    this.racers = [];
    /** @type {import("./overlay.js").OverlayContent} */
    this.content = {
      drawnRacers: [],
      ghosts: [],
      arrows: { gradient: false, momentum: false, step: false },
      grasped: false,
      ahead: 0,
    };
    /** @type {{color: string, track: import("../run/track.js").Track}[]} */
    this.formerPaths = [];
    this.ahead = false;
    this.input = new ViewInput(this, options.wheelZoom ?? true);
    this.landDue = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.sceneDue = undefined;
    this.changes = 0;
    this.drawnState = "";
    this.#listen();
  }

  /**
   * Sets the landscape. It may be replaced many times, coarse to fine.
   *
   * @param {import("./land/loss-transform.js").Landscape} landscape
   * @param {{recut?: boolean, beside?: boolean}} [how] - `recut`: the same landscape through other weights,
   *   so heights and colors are kept while they fit; `beside`: only for the scene, the map keeps its own
   */
  setLandscape(landscape, { recut = false, beside = false } = {}) {
    const former = beside ? (this.sceneField ?? this.field) : this.field;
    const field = new HeightField(landscape, recut && former?.hasSameDomain(landscape) ? former : null);
    if (beside) this.sceneField = field;
    else this.field = field;
    if (!recut) this.sceneField = null;
    this.#resolveRacers();
    this.#showLand();
  }

  /** @param {Racer[]} racers */
  setRacers(racers) {
    this.racers = racers;
    this.#resolveRacers();
    this.curves.setRacers(this.content.drawnRacers);
  }

  /**
   * @param {{color: string, track: import("../run/track.js").Track}[]} ghosts - former paths, drawn faintly
   */
  setGhosts(ghosts) {
    this.#invalidate();
    this.formerPaths = ghosts;
    this.content.ghosts = ghosts.map(({ color, track }) => ({
      color: resolveColor(this.elements.contour, color),
      track,
    }));
  }

  /** @param {"both" | "3d" | "contour"} view */
  setView(view) {
    this.view = view;
    this.elements.scene.hidden = view === "contour";
    this.elements.contour.hidden = view === "3d";
    this.resize();
  }

  /** Reads the page's colors again. @param {"light" | "dark"} _theme - already applied to the page */
  setTheme(_theme) {
    this.theme = readTheme(this.elements.contour);
    this.setGhosts(this.formerPaths);
    this.#resolveRacers();
    this.#showLand();
  }

  /** @param {"log" | "linear"} scale */
  setLossScale(scale) {
    this.#invalidate();
    this.curves.setScale(scale);
  }

  /** @param {Record<import("./ball/arrows.js").ArrowKind, boolean>} arrows */
  setArrows(arrows) {
    this.#invalidate();
    this.content.arrows = { ...this.content.arrows, ...arrows };
  }

  /** Sets the length of the time axis. @param {number} steps */
  setSteps(steps) {
    this.#invalidate();
    this.curves.setSteps(steps);
  }

  /**
   * Sets whether the paths ahead are drawn; at the start and while it is dragged they always are.
   *
   * @param {boolean} ahead
   */
  setAhead(ahead) {
    this.#invalidate();
    this.ahead = ahead;
  }

  /** Sets the horizontal axis of the loss curves. @param {import("./curves/x-axis.js").Axis} axis */
  setAxis(axis) {
    this.#invalidate();
    this.curves.setAxis(axis);
  }

  /** @param {(number | null)[]} seconds - seconds per gradient of each racer, for the time axis */
  setCosts(seconds) {
    this.#invalidate();
    this.curves.setCosts(seconds);
  }

  /** Sets whether learning rates are drawn with the loss curves. @param {boolean} shown */
  setRates(shown) {
    this.#invalidate();
    this.curves.setRates(shown);
  }

  /** @param {import("./land/camera.js").CameraPreset} preset */
  setCamera(preset) {
    this.scene.preset(preset);
  }

  /**
   * The pose that the person chose; null if there is none.
   *
   * @returns {import("./land/camera.js").CameraPose | null}
   */
  get pose() {
    return this.scene.poseChosen ? this.scene.pose : null;
  }

  /** @param {import("./land/camera.js").CameraPose | null} pose - that an address names; null for the computed one */
  openPose(pose) {
    this.scene.openPose(pose);
    this.#invalidate();
  }

  /** @param {import("./land/camera.js").CameraPose} pose */
  setPose(pose) {
    this.scene.setPose(pose);
  }

  /** @param {number} time - the fractional step; call once per animation frame */
  draw(time) {
    this.time = time;
    const state = this.#state();
    if (state === this.drawnState && !this.curves.pending) return;
    this.drawnState = state;
    const atStart = Math.max(0, 1 - time / AHEAD_FADE_STEPS);
    this.content.ahead = this.ahead || this.input.dragging ? 1 : atStart;
    this.#drawScene();
    if (this.view !== "3d") {
      this.map.draw(time, this.content, this.theme);
      this.hover.drawOnMap(this.map, this.theme);
    }
    this.curves.draw(time);
  }

  /** Fits all canvases to the size of their elements. */
  resize() {
    this.curves.resize();
    this.#showLand();
  }

  /** Width over height of the element in which the land is seen; null while none has a size. */
  get aspect() {
    const { contour, scene } = this.elements;
    const { clientWidth, clientHeight } = this.view === "3d" ? scene : contour;
    return clientWidth > 0 && clientHeight > 0 ? clientWidth / clientHeight : null;
  }

  /** Releases graphics memory of a picture that is not visible; `resize` restores it. */
  release() {
    this.scene.release();
  }

  #drawScene() {
    if (this.view === "contour") return;
    this.scene.draw(this.time, this.content, this.theme);
    this.hover.drawOnScene(this.scene, this.theme);
  }

  /**
   * Schedules drawing of the landscape: the map in the next frame, the slower scene in the one after. Changes
   * in between are merged, so that a burst costs one drawing. The first scene waits until balls roll over the
   * map, because creating it can take a second.
   */
  #showLand() {
    this.#invalidate();
    if (!this.field) return;
    this.curves.setLand(this.field, this.theme);
    cancelAnimationFrame(this.landDue);
    clearTimeout(this.sceneDue);
    this.landDue = requestAnimationFrame(() => this.#showMap());
  }

  /** Draws the map, and schedules drawing of the scene. */
  #showMap() {
    const shown = this.view === "contour" ? (this.sceneField ?? this.field) : this.field;
    if (shown && this.view !== "3d") this.map.show(shown, this.theme);
    this.#invalidate();
    if (!isLoaded()) return this.#loadPlotly();
    const wait = this.scene.field || this.view === "3d" ? 0 : FIRST_SCENE_DELAY_MS;
    this.sceneDue = setTimeout(() => {
      this.landDue = requestAnimationFrame(() => this.#showScene());
    }, wait);
  }

  /**
   * Loads Plotly; meanwhile balls roll over a plain relief. Parsing Plotly blocks a browser for a third of a
   * second.
   */
  #loadPlotly() {
    const wait = this.view === "3d" ? 0 : FIRST_SCENE_DELAY_MS;
    this.sceneDue = setTimeout(() => load().then(() => this.#showLand()), wait);
  }

  #showScene() {
    this.#invalidate();
    if (!this.field || this.view === "contour") return;
    this.scene.show(this.sceneField ?? this.field, this.theme);
    this.dispatchEvent(new CustomEvent("scene"));
  }

  /** Requests a new drawing in the next frame although the time is the same. */
  #invalidate() {
    this.changes += 1;
    this.dispatchEvent(new Event("stale"));
  }

  /** Key of all that a frame shows; while it is equal, nothing is drawn. */
  #state() {
    const points = [...this.content.drawnRacers, ...this.content.ghosts].map(
      ({ track }) => `${track.length}.${track.revision}.${track.marksRevision}`,
    );
    return `${this.time} ${this.changes} ${points}`;
  }

  /** Resolves racers for drawing: colors as CSS, rotations kept with their track. */
  #resolveRacers() {
    this.#invalidate();
    const domain = this.field ?? { width: 1, depth: 1 };
    const former = new Map(this.content.drawnRacers.map((drawnRacer) => [drawnRacer.track, drawnRacer.spin]));
    this.content.drawnRacers = this.racers.map((racer, k) => {
      const spin = former.get(racer.track);
      const fits = spin && spin.width === domain.width && spin.depth === domain.depth;
      return {
        label: racer.label,
        color: resolveColor(this.elements.contour, racer.color),
        marker: racer.marker ?? markerOf(k),
        track: racer.track,
        regime: racer.regime ?? null,
        spin: fits ? spin : new BallRotation(racer.track, domain),
      };
    });
    this.curves.setRacers(this.content.drawnRacers);
  }

  #listen() {
    const { curves } = this.elements;
    curves.setAttribute("role", "img");
    curves.setAttribute("aria-label", "Loss of every optimizer over the steps.");
    for (const element of Object.values(this.elements)) {
      for (const type of ["pointerdown", "pointermove", "pointerup", "pointerleave"]) {
        element.addEventListener(type, () => this.#invalidate());
      }
    }
    this.#forward(this.input, "start");
    this.#forward(this.input, "hover");
    this.#forward(this.curves, "scrub");
    this.#forward(this.curves, "scrub-end");
    this.#forward(this.curves, "hover");
    // A point hovered in one of the three views is marked in all.
    this.input.addEventListener("hover", (event) => {
      this.curves.marked = /** @type {CustomEvent} */ (event).detail;
    });
    this.curves.addEventListener("hover", (event) => {
      this.hover.show(this.content.drawnRacers, /** @type {CustomEvent} */ (event).detail);
    });
  }

  /** Forwards an event of a part. @param {EventTarget} part @param {string} name */
  #forward(part, name) {
    part.addEventListener(name, (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      this.dispatchEvent(new CustomEvent(name, { detail }));
    });
  }
}
