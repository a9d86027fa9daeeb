/** How the land bends at the chosen ball, at a place that is typed, or under the pointer. */

import { make, setText } from "../components/dom.js";
import { strokeHaloed } from "../plots/canvas/markers.js";
import { curvature } from "../run/api.js";
import { headOf, limitOf, noiseOf, rowsOf } from "./curvature-text.js";
import { ellipse, levelLines } from "./level-curves.js";
import { Sketch } from "./map-layer.js";

/** Milliseconds between an answer and the next question. */
const REST = 60;
/** Half the length of a principal direction's line, in pixels. */
const ARM = 46;

export class CurvatureLens {
  /**
   * @param {import("../run/session.js").Lab} lab
   * @param {import("../page/stage.js").Stage} stage
   * @param {HTMLElement} place
   */
  constructor(lab, stage, place) {
    this.lab = lab;
    this.stage = stage;
    this.awake = false;
    this.asked = "";
    /** @type {import("./curvature-text.js").Bend | null} */
    this.bend = null;
    /** @type {number[] | null} under the pointer */
    this.pointed = null;
    this.sketch = new Sketch(stage.picture, (sketch) => this.#draw(sketch));
    this.head = make("p", { class: "bend-head", role: "status" });
    this.body = make("tbody");
    this.limit = make("p", { class: "bend-limit" });
    this.meter = make("meter", {
      min: 0,
      max: 1.5,
      high: 1,
      low: 0.98,
      optimum: 0,
      "aria-label": "Learning rate as a share of the limit",
    });
    this.noise = make("p", { class: "bend-noise" });
    this.inputs = ["x", "y"].map((name) =>
      make("input", {
        type: "text",
        inputmode: "decimal",
        "aria-label": `Place ${name}`,
        placeholder: name,
        oninput: () => {
          this.asked = "";
        },
      }),
    );
    this.#lay(place);
    const { contour } = stage.elements;
    contour.addEventListener("pointermove", (event) => this.#point(event));
    contour.addEventListener("pointerleave", () => {
      this.pointed = null;
    });
  }

  /** @param {HTMLElement} place */
  #lay(place) {
    const heads = ["Direction", "Curvature", "Angle", "This racer, along it"];
    place.append(
      make(
        "header",
        { class: "lens-head" },
        this.head,
        make(
          "span",
          { class: "bend-place", role: "group", "aria-label": "Place" },
          "At",
          ...this.inputs,
          make(
            "button",
            { type: "button", class: "quiet-button", onclick: () => this.#clear() },
            "At the ball",
          ),
        ),
      ),
      make(
        "div",
        { class: "bend-facts" },
        make(
          "table",
          {},
          make("thead", {}, make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)))),
          this.body,
        ),
        make("div", { class: "bend-side" }, this.limit, this.meter, this.noise),
      ),
    );
  }

  wake() {
    this.awake = true;
    this.asked = "";
    this.sketch.wake();
    this.#ask();
  }

  sleep() {
    this.awake = false;
    this.sketch.sleep();
  }

  #clear() {
    for (const input of this.inputs) input.value = "";
    this.asked = "";
  }

  /** Mice hover; a finger moves the start instead. @param {PointerEvent} event */
  #point(event) {
    if (!this.awake || event.pointerType === "touch" || event.buttons > 0) return;
    const box = this.stage.elements.contour.getBoundingClientRect();
    const place = this.stage.picture.map.placeAt(event.clientX - box.left, event.clientY - box.top);
    this.pointed = place ? [place.x, place.y] : null;
  }

  /** The place that is typed, if it is one. @returns {number[] | null} */
  get #typed() {
    const numbers = this.inputs.map(({ value }) => Number(value.trim().replace("\u2212", "-")));
    const whole = this.inputs.every(({ value }) => value.trim() !== "");
    return whole && numbers.every(Number.isFinite) ? numbers : null;
  }

  get #wanted() {
    const { spec, selected } = this.lab.state;
    const racer = Math.min(Math.max(selected, 0), spec.racers.length - 1);
    const place = this.pointed ?? this.#typed;
    return { experiment: spec, racer, step: Math.floor(this.lab.player.time), place };
  }

  async #ask() {
    if (!this.awake) return;
    const wanted = this.#wanted;
    const key = JSON.stringify(wanted);
    if (key !== this.asked && !document.hidden) {
      this.asked = key;
      try {
        this.bend = await curvature(wanted);
        if (this.awake) this.#tell(this.bend);
      } catch (error) {
        this.bend = null;
        this.body.replaceChildren();
        setText(this.limit, "");
        this.meter.hidden = true;
        setText(this.head, error instanceof Error ? error.message : "");
      }
    }
    setTimeout(() => this.#ask(), REST);
  }

  /** @param {import("./curvature-text.js").Bend} bend */
  #tell(bend) {
    setText(this.head, headOf(bend));
    this.body.replaceChildren(
      ...rowsOf(bend).map(([name, ...cells]) =>
        make("tr", {}, make("th", { scope: "row" }, name), ...cells.map((text) => make("td", {}, text))),
      ),
    );
    const { text, share } = limitOf(bend);
    setText(this.limit, text);
    this.meter.hidden = share === null;
    if (share !== null) this.meter.value = Math.min(share, 1.5);
    setText(this.noise, noiseOf(bend));
  }

  /** @param {Sketch} sketch */
  #draw(sketch) {
    const { bend } = this;
    if (!bend || this.stage.picture.view === "3d") return;
    const { theme } = sketch;
    sketch.within(() => {
      for (const line of levelLines(bend)) this.#line(sketch, line, theme.accent, 1.8, []);
      if (bend.noise)
        this.#line(
          sketch,
          ellipse(/** @type {[number, number]} */ (bend.stationary ?? [bend.x, bend.y]), bend.noise.axes),
          theme.text,
          1.4,
          [1, 4],
        );
      const [x, y] = sketch.pixel(bend.x, bend.y);
      for (const { curvature: value, vector } of bend.directions) {
        const [dx, dy] = [vector[0] * sketch.projection.scaleX, -vector[1] * sketch.projection.scaleY];
        const stretch = ARM / (Math.hypot(dx, dy) || 1);
        const path = new Path2D();
        path.moveTo(x - dx * stretch, y - dy * stretch);
        path.lineTo(x + dx * stretch, y + dy * stretch);
        sketch.context.setLineDash(value > 0 ? [] : [4, 4]);
        strokeHaloed(sketch.context, path, theme.text, 1.4, theme.halo);
      }
      sketch.context.setLineDash([]);
    });
  }

  /**
   * @param {Sketch} sketch
   * @param {[number, number][]} places
   * @param {string} color
   * @param {number} width
   * @param {number[]} dash
   */
  #line(sketch, places, color, width, dash) {
    const path = new Path2D();
    for (const [k, place] of places.entries()) {
      const [x, y] = sketch.pixel(...place);
      if (k === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
    sketch.context.lineCap = "round";
    sketch.context.setLineDash(dash);
    strokeHaloed(sketch.context, path, color, width, sketch.theme.halo);
    sketch.context.setLineDash([]);
  }
}
