/**
 * View input: pointer and keys on the two views of the landscape move the start, rotate the scene, and hover.
 */

import { Gestures } from "./canvas/gestures.js";
import { ARROW_KEYS, describe, onKeys } from "./canvas/keyboard.js";
import { startOf } from "./overlay.js";

/** Share of the domain that an arrow key moves the start. */
const KEY_STEP = 1 / 80;
/** Drag in pixels that an arrow key stands for, and the zoom factor of one key press. */
const KEY_ROTATION_PX = 16;
const KEY_ZOOM = 1.15;

/** @typedef {import("./map-view.js").MapView} MapView */
/** @typedef {import("./scene-view.js").SceneView} SceneView */

/**
 * @typedef {object} Views - the views and their state
 * @property {{scene: HTMLElement, contour: HTMLElement}} elements
 * @property {SceneView} scene
 * @property {MapView} map
 * @property {import("./overlay.js").OverlayContent} content
 * @property {import("./hover.js").Hover} hover
 * @property {import("./land/height-field.js").HeightField | null} field
 * @property {number} time
 */

/** Events: `start` {x, y, phase}; `hover` {racer, step} or null. */
export class ViewInput extends EventTarget {
  /**
   * @param {Views} deck
   * @param {boolean} wheelZoom
   */
  constructor(deck, wheelZoom) {
    super();
    this.views = deck;
    /** Whether the start is being dragged. */
    this.dragging = false;
    /** @type {{x: number, y: number} | null} where it was dragged to */
    this.place = null;
    this.#listenOnMap();
    this.#listenOnScene(wheelZoom);
  }

  #listenOnMap() {
    const { elements, map } = this.views;
    new Gestures(elements.contour, {
      press: (x, y) => this.#drag(map.placeAt(x, y)),
      drag: (x, y) => this.#drag(map.placeAt(x, y)),
      release: () => this.#release(),
      cancel: () => this.#cancel(),
      hover: (x, y) => this.#hover(map, x, y),
      leave: () => this.#leave(),
    });
    describe(elements.contour, "group", "Map of the landscape. Arrow keys move the start.");
    onKeys(elements.contour, (key) => this.#moveStart(key));
  }

  /** @param {boolean} wheelZoom */
  #listenOnScene(wheelZoom) {
    const { elements, scene, content } = this.views;
    let holding = false;
    let before = scene.view;
    new Gestures(elements.scene, {
      begin: () => {
        before = scene.view;
        holding = false;
      },
      press: (x, y) => {
        holding = this.#movable && scene.onStart(x, y, content.drawnRacers);
      },
      drag: (x, y, dx, dy) => {
        if (holding) this.#drag(scene.placeAt(x, y));
        else scene.rotate(dx, dy);
      },
      release: (x, y, clicked) => {
        if (clicked) this.#drag(scene.placeAt(x, y));
        this.#release();
      },
      cancel: () => {
        this.#cancel();
        scene.backTo(before);
      },
      pinch: (factor) => scene.zoom(factor),
      hover: (x, y) => this.#hover(scene, x, y),
      leave: () => this.#leave(),
    });
    describe(
      elements.scene,
      "group",
      "Landscape in three dimensions. Arrow keys turn it, plus and minus zoom.",
    );
    onKeys(elements.scene, (key) => this.#rotate(key));
    if (wheelZoom) this.#zoomByWheel();
  }

  #zoomByWheel() {
    const { elements, scene } = this.views;
    elements.scene.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        scene.zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0016)));
      },
      { passive: false },
    );
  }

  /** Whether the start is a point of the landscape: on a plane through many weights it is not. */
  get #movable() {
    return this.views.field !== null && this.views.field.landscape.exact !== false;
  }

  /** @param {{x: number, y: number} | null} place - null off the landscape: the start stays */
  #drag(place) {
    if (!place || !this.#movable) return;
    this.dragging = true;
    this.place = place;
    this.views.content.grasped = true;
    this.views.hover.clear();
    this.#emit("start", { ...place, phase: "drag" });
  }

  #release() {
    if (!this.dragging) return;
    this.dragging = false;
    this.views.content.grasped = false;
    this.#emit("start", { ...this.place, phase: "end" });
  }

  /** The drag was not meant: the start goes back. */
  #cancel() {
    if (!this.dragging) return;
    this.dragging = false;
    this.views.content.grasped = false;
    this.#emit("start", { ...this.place, phase: "cancel" });
  }

  /**
   * @param {MapView | SceneView} view
   * @param {number} x - pixels
   * @param {number} y
   */
  #hover(view, x, y) {
    const { elements, content, field, hover, time } = this.views;
    if (!field) return;
    content.grasped = this.#movable && view.onStart(x, y, content.drawnRacers);
    elements.scene.style.cursor = content.grasped ? "move" : "grab";
    elements.contour.style.cursor = this.#movable ? "crosshair" : "default";
    const hit = hover.find(view, x, y, content.drawnRacers, time, view.field ?? field);
    if (hit !== undefined) this.#emit("hover", hit);
  }

  #leave() {
    this.views.content.grasped = false;
    if (this.views.hover.clear()) this.#emit("hover", null);
  }

  /** @param {string} key @returns {boolean} whether the key was handled */
  #rotate(key) {
    const { scene } = this.views;
    const [dx, dy] = ARROW_KEYS[key] ?? [0, 0];
    if (dx || dy) scene.rotate(KEY_ROTATION_PX * dx, -KEY_ROTATION_PX * dy);
    else if (key === "+" || key === "=") scene.zoom(KEY_ZOOM);
    else if (key === "-") scene.zoom(1 / KEY_ZOOM);
    else return false;
    return true;
  }

  /** @param {string} key @returns {boolean} whether the key was handled */
  #moveStart(key) {
    const { content, field } = this.views;
    const start = startOf(content.drawnRacers);
    const direction = ARROW_KEYS[key];
    if (!direction || !start || !field) return false;
    const x = start.x + direction[0] * KEY_STEP * field.width;
    const y = start.y + direction[1] * KEY_STEP * field.depth;
    if (field.inside(x, y)) {
      this.#drag({ x, y });
      this.#release();
    }
    return true;
  }

  /** @param {string} name @param {unknown} detail */
  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
