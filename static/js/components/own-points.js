/** Point pad: draw data points by pointer or by keyboard. */

import { getFacts } from "../experiment/facts.js";
import { formatBrief } from "../experiment/format.js";
import { withoutPoint, withPoint } from "../experiment/own-data.js";
import { canvasOf, segment } from "../plots/canvas/canvas.js";
import { emitParam, make, showFieldError, uniqueId } from "./dom.js";
import { ownGroup } from "./own-settings.js";

/** @typedef {import("../experiment/own-data.js").Point} Point */
/** @typedef {import("../plots/canvas/canvas.js").Drawing} Drawing */

const POINTER = "/problem/dataset/params/points";
/** Radius of the eraser, as a share of half the pad's side. */
const ERASE_RADIUS = 0.08;
/** Half the pad's side, relative to the largest coordinate of a point. */
const PAD_MARGIN = 1.05;
/** Minimum distance between points drawn in one stroke, as a share of half the pad's side. */
const STROKE_SPACING = 0.07;
const ARROW_KEYS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
});

export class OwnPoints extends HTMLElement {
  setUp() {
    /** @type {Point[]} */
    this.points = [];
    /** @type {Point[][]} former states for undo, the latest last */
    this.past = [];
    /** @type {string} */
    this.shownKey = "";
    /** The class of new points; -1 erases. */
    this.label = 0;
    /** @type {[number, number]} */
    this.cursor = [0, 0];
    this.drawing = false;
    this.pad = this.#makePad();
    this.note = make("p", { class: "note", role: "status", hidden: true });
    const undo = () => this.#set(this.past?.pop() ?? this.points ?? [], false);
    const tools = make(
      "div",
      { class: "list-tools" },
      make("button", { type: "button", class: "quiet-button", onclick: undo }, "Undo"),
      make("button", { type: "button", class: "quiet-button", onclick: () => this.#set([]) }, "Clear"),
    );
    const hint = make(
      "p",
      { class: "summary" },
      "Click or drag to put points. With the keyboard: arrows move the cross, Enter puts a point, Delete takes the nearest away.",
    );
    this.palette = this.#palette();
    this.task = ownGroup("points", ["task"]);
    this.replaceChildren(this.palette, this.pad, this.note, tools, hint, this.task);
    new ResizeObserver(() => this.#draw()).observe(this.pad);
    return this;
  }

  /**
   * @param {{points?: Point[], [name: string]: unknown}} params - of the dataset
   * @param {import("./param-group.js").FieldError[]} errors
   * @param {{wished: Record<string, unknown>}} [use] - the parameters that the person has set, without defaults
   */
  update(params, errors, { wished } = { wished: params }) {
    const pointsKey = JSON.stringify(params.points ?? []);
    if (pointsKey !== this.shownKey && !this.drawing) {
      this.shownKey = pointsKey;
      this.points = params.points ?? [];
    }
    this.task?.update(wished, errors);
    if (this.palette) this.palette.hidden = params.task === "regression";
    const wrong = errors.find(({ pointer }) => pointer.startsWith(POINTER))?.detail;
    if (wrong && this.pad && this.note) showFieldError(this.pad, this.note, wrong);
    this.#draw();
  }

  #makePad() {
    return make("canvas", {
      class: "pad",
      tabindex: "0",
      role: "img",
      "aria-label": "",
      onpointerdown: (/** @type {PointerEvent} */ event) => this.#onPointerDown(event),
      onpointermove: (/** @type {PointerEvent} */ event) => this.#onPointerMove(event),
      onpointerup: () => this.#onPointerUp(),
      onpointercancel: () => this.#takeBack(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
      onfocus: () => this.#draw(),
      onblur: () => this.#draw(),
    });
  }

  #palette() {
    const name = uniqueId("class");
    const choices = [...Array(getFacts().bounds.point_classes[1]).keys(), -1].map((label) => {
      const box = make("input", {
        type: "radio",
        name,
        checked: label === this.label,
        onchange: () => {
          this.label = label;
        },
      });
      const swatch = make("span", { class: "swatch", "aria-hidden": "true" });
      if (label >= 0) swatch.dataset.label = String(label);
      const word = label < 0 ? "Erase" : `Class ${label + 1}`;
      const text = make("span", { class: label < 0 ? "" : "visually-hidden" }, word);
      return make("label", { class: "palette-choice", title: word }, box, label < 0 ? "" : swatch, text);
    });
    return make("div", { class: "palette", role: "radiogroup", "aria-label": "Class to put" }, ...choices);
  }

  /** Half the side of the pad in the units of the data; larger if points are farther out. */
  get #reach() {
    return Math.max(
      1,
      ...(this.points ?? []).map(([x, y]) => PAD_MARGIN * Math.max(Math.abs(x), Math.abs(y))),
    );
  }

  /** @param {PointerEvent} event @returns {[number, number]} */
  #at(event) {
    const box = /** @type {HTMLCanvasElement} */ (this.pad).getBoundingClientRect();
    const x = (2 * (event.clientX - box.left)) / box.width - 1;
    const y = 1 - (2 * (event.clientY - box.top)) / box.height;
    return [this.#reach * x, this.#reach * y];
  }

  /** @param {PointerEvent} event */
  #onPointerDown(event) {
    if (event.button !== 0) return;
    if (this.drawing) return this.#takeBack(); // A second finger: nothing was to be drawn.
    this.pad?.setPointerCapture(event.pointerId);
    this.past?.push(this.points ?? []);
    this.drawing = true;
    this.cursor = this.#at(event);
    this.#editAt(this.cursor[0], this.cursor[1]);
  }

  /** @param {PointerEvent} event */
  #onPointerMove(event) {
    if (!this.drawing) return;
    const [x, y] = this.#at(event);
    const [a, b] = this.cursor ?? [0, 0];
    if (Math.hypot(x - a, y - b) < STROKE_SPACING * this.#reach) return;
    this.cursor = [x, y];
    this.#editAt(x, y);
  }

  /** The stroke was not meant. */
  #takeBack() {
    if (!this.drawing) return;
    this.drawing = false;
    this.points = this.past?.pop() ?? [];
    this.#draw();
  }

  #onPointerUp() {
    if (!this.drawing) return;
    this.drawing = false;
    this.#emit();
  }

  /** Adds a point, or removes the nearest one. @param {number} x @param {number} y */
  #editAt(x, y) {
    const points = this.points ?? [];
    const label = this.label ?? 0;
    const reach = this.#reach;
    if (label < 0) this.points = withoutPoint(points, x, y, ERASE_RADIUS * reach);
    else if (Math.max(Math.abs(x), Math.abs(y)) <= reach) {
      const inside = (/** @type {number} */ value) =>
        Math.max(-reach, Math.min(reach, value * PAD_MARGIN)) / PAD_MARGIN;
      this.points = withPoint(points, [inside(x), inside(y), label]);
    }
    this.#draw();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab") return;
    event.stopPropagation();
    const act = this.#keyAction(event);
    if (!act) return;
    act();
    event.preventDefault();
  }

  /** What a key does, if it does something. @param {KeyboardEvent} event @returns {(() => void) | null} */
  #keyAction({ key, shiftKey }) {
    const way = ARROW_KEYS[key];
    const [x, y] = this.cursor ?? [0, 0];
    if (way) return () => this.#moveCursor(way, shiftKey ? 0.01 : 0.05);
    if (key === "Enter" || key === " ") {
      return () => {
        this.past?.push(this.points ?? []);
        this.#editAt(x, y);
        this.#emit();
      };
    }
    if (key !== "Delete" && key !== "Backspace") return null;
    return () => this.#set(withoutPoint(this.points ?? [], x, y, Number.POSITIVE_INFINITY));
  }

  /** @param {[number, number]} way @param {number} pace - as a share of half the pad's side */
  #moveCursor([dx, dy], pace) {
    const [x, y] = this.cursor ?? [0, 0];
    const reach = this.#reach;
    const inside = (/** @type {number} */ value) => Math.max(-reach, Math.min(reach, value));
    this.cursor = [inside(x + pace * reach * dx), inside(y + pace * reach * dy)];
    this.#draw();
  }

  /** @param {Point[]} points @param {boolean} [undoable] - whether it can be undone */
  #set(points, undoable = true) {
    if (undoable) this.past?.push(this.points ?? []);
    this.points = points;
    this.#draw();
    this.#emit();
  }

  #emit() {
    const points = this.points ?? [];
    if (!this.pad || !this.note) return;
    const [min, max] = getFacts().bounds.points;
    const few = points.length < min ? `Put ${min} points at least.` : "";
    const full = points.length >= max ? `${max} points are all that fit.` : "";
    showFieldError(this.pad, this.note, few || full);
    this.shownKey = JSON.stringify(points);
    if (!few) emitParam(this, "param-change", POINTER, points);
  }

  #draw() {
    const drawing = this.pad && canvasOf(this.pad);
    const points = this.points ?? [];
    const reach = this.#reach;
    const description = `Pad with ${points.length} points between ${formatBrief(-reach)} and ${formatBrief(reach)}`;
    this.pad?.setAttribute("aria-label", description);
    if (!drawing) return;
    const { width, height, colors } = drawing;
    const place = (/** @type {number} */ x, /** @type {number} */ y) =>
      /** @type {[number, number]} */ ([((x / reach + 1) / 2) * width, ((1 - y / reach) / 2) * height]);
    drawAxes(drawing, place(0, 0));
    for (const [x, y, label] of points) drawPoint(drawing, place(x, y), label);
    for (const swatch of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-label]")))
      swatch.style.background = colors.classes[Number(swatch.dataset.label)];
    if (document.activeElement === this.pad) drawCross(drawing, place(...(this.cursor ?? [0, 0])));
  }
}

customElements.define("own-points", OwnPoints);

/** @param {Drawing} drawing @param {[number, number]} origin */
function drawAxes({ context, width, height, colors }, [x, y]) {
  context.fillStyle = colors.hairline;
  context.fillRect(Math.round(x), 0, 1, height);
  context.fillRect(0, Math.round(y), width, 1);
}

/** @param {Drawing} drawing @param {[number, number]} place @param {number} label */
function drawPoint({ context, colors }, [x, y], label) {
  context.beginPath();
  context.arc(x, y, 3.6, 0, 2 * Math.PI);
  context.fillStyle = colors.classes[label % colors.classes.length];
  context.fill();
  context.strokeStyle = colors.background;
  context.stroke();
}

/** @param {Drawing} drawing @param {[number, number]} place - of the keyboard's cursor */
function drawCross(drawing, [x, y]) {
  for (const [dx, dy] of [
    [7, 0],
    [0, 7],
  ]) {
    segment(drawing, [x - dx, y - dy, x + dx, y + dy], drawing.colors.text, 1.2);
  }
}
