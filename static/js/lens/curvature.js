/** Curvature lens: the local curvature at the chosen ball, at typed coordinates, or under the pointer. */

import { make, setText } from "../components/dom.js";
import { strokeHaloed } from "../plots/canvas/markers.js";
import { AnalysisFollower } from "../run/analysis-follower.js";
import { headText, limitText, noiseText, rowsOf } from "./curvature-text.js";
import { ellipse, levelLines } from "./level-curves.js";
import { MapLayer } from "./map-layer.js";

/** Delay between a response and the next request. */
const INTERVAL_MS = 60;
/** Half the length of a principal direction's line, in pixels. */
const AXIS_HALF_LENGTH_PX = 46;

export class CurvatureLens {
  /**
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {import("../page/stage.js").Stage} stage
   * @param {HTMLElement} place
   */
  constructor(session, stage, place) {
    this.session = session;
    this.stage = stage;
    this.follower = new AnalysisFollower(
      session,
      {
        name: "curvature",
        keys: ["spec", "selected", "step"],
        question: () => this.#question,
        receive: (curvature) => this.#show(curvature),
        fail: (sentence) => this.#showFailure(sentence),
      },
      { restMs: INTERVAL_MS },
    );
    /** @type {import("./curvature-text.js").LocalCurvature | null} */
    this.curvature = null;
    /** @type {number[] | null} under the pointer */
    this.pointerPlace = null;
    this.mapLayer = new MapLayer(stage, (mapLayer) => this.#draw(mapLayer));
    this.head = make("p", { class: "curvature-head", role: "status" });
    this.body = make("tbody");
    this.limit = make("p", { class: "curvature-limit" });
    this.meter = limitMeter();
    this.noise = make("p", { class: "curvature-noise" });
    this.inputs = ["x", "y"].map((name) => this.#placeBox(name));
    this.#build(place);
    const { contour } = stage.elements;
    contour.addEventListener("pointermove", (event) => this.#onPointer(event));
    contour.addEventListener("pointerleave", () => {
      this.pointerPlace = null;
      this.follower.check();
    });
  }

  /** @param {string} name @returns {HTMLInputElement} */
  #placeBox(name) {
    return make("input", {
      type: "text",
      inputmode: "decimal",
      "aria-label": `Place ${name}`,
      placeholder: name,
      oninput: () => this.follower.check(),
    });
  }

  /** @param {HTMLElement} place */
  #build(place) {
    const heads = ["Direction", "Curvature", "Angle", "This optimizer, along it"];
    place.append(
      make(
        "header",
        { class: "lens-head" },
        this.head,
        make(
          "span",
          { class: "curvature-place", role: "group", "aria-label": "Place" },
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
        { class: "curvature-facts" },
        make(
          "table",
          {},
          make("thead", {}, make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)))),
          this.body,
        ),
        make("div", { class: "curvature-side" }, this.limit, this.meter, this.noise),
      ),
    );
  }

  activate() {
    this.mapLayer.activate();
    this.follower.activate();
  }

  deactivate() {
    this.follower.deactivate();
    this.mapLayer.deactivate();
  }

  #clear() {
    for (const input of this.inputs) input.value = "";
    this.follower.check();
  }

  /** Selects the point under a hovering mouse; touch moves the start instead. @param {PointerEvent} event */
  #onPointer(event) {
    if (!this.follower.active || event.pointerType === "touch" || event.buttons > 0) return;
    const box = this.stage.elements.contour.getBoundingClientRect();
    const place = this.stage.picture.map.placeAt(event.clientX - box.left, event.clientY - box.top);
    this.pointerPlace = place ? [place.x, place.y] : null;
    this.follower.check();
  }

  /** The typed coordinates, if they are complete. @returns {number[] | null} */
  get #typedPlace() {
    const numbers = this.inputs.map(({ value }) => Number(value.trim().replace("\u2212", "-")));
    const whole = this.inputs.every(({ value }) => value.trim() !== "");
    return whole && numbers.every(Number.isFinite) ? numbers : null;
  }

  get #question() {
    const { state, selectedRacer: racer } = this.session;
    return {
      experiment: state.spec,
      racer,
      step: state.step,
      place: this.pointerPlace ?? this.#typedPlace,
    };
  }

  /** @param {string} sentence */
  #showFailure(sentence) {
    this.curvature = null;
    this.body.replaceChildren();
    setText(this.limit, "");
    this.meter.hidden = true;
    setText(this.head, sentence);
    this.stage.wake();
  }

  /** @param {import("./curvature-text.js").LocalCurvature} curvature */
  #show(curvature) {
    this.curvature = curvature;
    setText(this.head, headText(curvature));
    this.body.replaceChildren(
      ...rowsOf(curvature).map(([name, ...cells]) =>
        make("tr", {}, make("th", { scope: "row" }, name), ...cells.map((text) => make("td", {}, text))),
      ),
    );
    const { text, share } = limitText(curvature);
    setText(this.limit, text);
    this.meter.hidden = share === null;
    if (share !== null) this.meter.value = Math.min(share, 1.5);
    setText(this.noise, noiseText(curvature));
    this.stage.wake();
  }

  /** @param {MapLayer} mapLayer */
  #draw(mapLayer) {
    const { curvature } = this;
    if (!curvature || this.stage.picture.view === "3d") return;
    const { theme } = mapLayer;
    mapLayer.clipped(() => {
      for (const line of levelLines(curvature)) this.#line(mapLayer, line, theme.accent, 1.8, []);
      if (curvature.noise)
        this.#line(
          mapLayer,
          ellipse(
            /** @type {[number, number]} */ (curvature.stationary ?? [curvature.x, curvature.y]),
            curvature.noise.axes,
          ),
          theme.text,
          1.4,
          [1, 4],
        );
      drawAxes(mapLayer, curvature);
    });
  }

  /**
   * @param {MapLayer} mapLayer
   * @param {[number, number][]} places
   * @param {string} color
   * @param {number} width
   * @param {number[]} dash
   */
  #line(mapLayer, places, color, width, dash) {
    const path = new Path2D();
    for (const [k, place] of places.entries()) {
      const [x, y] = mapLayer.pixel(...place);
      if (k === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
    mapLayer.context.lineCap = "round";
    mapLayer.context.setLineDash(dash);
    strokeHaloed(mapLayer.context, path, color, width, mapLayer.theme.halo);
    mapLayer.context.setLineDash([]);
  }
}

/** Meter of the learning rate as a share of its limit. */
function limitMeter() {
  return make("meter", {
    min: 0,
    max: 1.5,
    high: 1,
    low: 0.98,
    optimum: 0,
    "aria-label": "Learning rate as a share of the limit",
  });
}

/**
 * Draws the principal directions, dashed where the loss curves down.
 *
 * @param {MapLayer} mapLayer
 * @param {import("./curvature-text.js").LocalCurvature} curvature
 */
function drawAxes(mapLayer, curvature) {
  const { context, theme, projection } = mapLayer;
  const [x, y] = mapLayer.pixel(curvature.x, curvature.y);
  for (const { curvature: value, vector } of curvature.directions) {
    const [dx, dy] = [vector[0] * projection.scaleX, -vector[1] * projection.scaleY];
    const stretch = AXIS_HALF_LENGTH_PX / (Math.hypot(dx, dy) || 1);
    const path = new Path2D();
    path.moveTo(x - dx * stretch, y - dy * stretch);
    path.lineTo(x + dx * stretch, y + dy * stretch);
    context.setLineDash(value > 0 ? [] : [4, 4]);
    strokeHaloed(context, path, theme.text, 1.4, theme.halo);
  }
  context.setLineDash([]);
}
