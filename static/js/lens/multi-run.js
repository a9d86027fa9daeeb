/** One racer many times: a cloud of balls on the map, and the band of their losses over the steps. */

import { make, setText } from "../components/dom.js";
import { colorOf } from "../experiment/racers.js";
import { Layer } from "../plots/canvas/layer.js";
import { resolveColor } from "../plots/canvas/theme.js";
import { spread } from "../run/api.js";
import { Sketch } from "./map-layer.js";
import { bandPath, indexAt, linePath, summaryOf } from "./quantile-band.js";

/** Milliseconds between two looks at the experiment; what stands still for one is computed. */
const WATCH = 220;
/** Points that the trail of a ball of the cloud has. */
const TRAIL = 14;

export class SpreadLens {
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
    this.before = "";
    /** @type {import("./quantile-band.js").Spread | null} */
    this.spread = null;
    this.racer = 0;
    this.band = new Layer(stage.elements.curves);
    this.sketch = new Sketch(stage.picture, (sketch) => this.#draw(sketch));
    this.about = make("p", { class: "lens-about", role: "status" });
    this.kinds = make(
      "div",
      { class: "segmented", role: "group", "aria-label": "What differs" },
      this.#kind("starts", "Starts"),
      this.#kind("seeds", "Seeds"),
    );
    this.size = make("input", {
      type: "range",
      min: "-2.5",
      max: "-0.5",
      step: "0.1",
      value: "-1.3",
      "aria-label": "How far the starts are spread",
    });
    this.sizeField = make("label", { class: "spread-size" }, "How far", this.size);
    place.append(
      make(
        "header",
        { class: "lens-head" },
        make("h2", {}, "Many runs of one racer"),
        this.kinds,
        this.sizeField,
      ),
      this.about,
    );
    this.kind = "starts";
    this.#press();
  }

  /** @param {string} name @param {string} title */
  #kind(name, title) {
    const act = () => {
      this.kind = name;
      this.#press();
    };
    return make("button", { type: "button", "data-name": name, onclick: act }, title);
  }

  #press() {
    for (const button of this.kinds.children)
      button.setAttribute("aria-pressed", String(button.getAttribute("data-name") === this.kind));
    this.sizeField.hidden = this.kind !== "starts";
  }

  wake() {
    this.awake = true;
    this.asked = "";
    if (this.lab.state.spec.problem.kind === "network") this.kind = "seeds";
    this.#press();
    this.sketch.wake();
    this.#watch();
    this.#frame();
  }

  sleep() {
    this.awake = false;
    this.sketch.sleep();
    this.band.clear();
  }

  get #wanted() {
    const { spec, selected } = this.lab.state;
    const racer = Math.min(Math.max(selected, 0), spec.racers.length - 1);
    const size = Number((10 ** this.size.valueAsNumber).toPrecision(3));
    return { experiment: spec, racer, kind: this.kind, size };
  }

  #watch() {
    if (!this.awake) return;
    setTimeout(() => this.#watch(), WATCH);
    const wanted = this.#wanted;
    const key = JSON.stringify(wanted);
    if (key === this.before && key !== this.asked && !document.hidden) this.#ask(wanted, key);
    this.before = key;
    if (key === this.asked && this.spread)
      setText(this.about, summaryOf(this.spread, this.lab.player.time, this.#label));
  }

  get #label() {
    return this.lab.state.completed?.racers[this.racer]?.label ?? "";
  }

  /** @param {Parameters<typeof spread>[0]} wanted @param {string} key */
  async #ask(wanted, key) {
    this.asked = key;
    setText(this.about, "Rolling many balls\u2026");
    try {
      const answer = await spread(wanted);
      if (key !== this.asked) return;
      this.spread = answer;
      this.racer = wanted.racer;
    } catch (error) {
      if (key !== this.asked) return;
      this.spread = null;
      setText(this.about, error instanceof Error ? error.message : "");
    }
  }

  /** The band over the loss curves, in every frame: their scale changes as they grow. */
  #frame() {
    if (!this.awake) return;
    requestAnimationFrame(() => this.#frame());
    const { curves } = this.stage.picture;
    const { clientWidth, clientHeight } = curves.element;
    if (clientWidth !== this.band.width || clientHeight !== this.band.height)
      this.band.resize(clientWidth, clientHeight);
    this.band.clear();
    if (!this.spread || curves.axis !== "steps") return;
    const { context } = this.band;
    const { left, top, width, height } = curves.scale.frame;
    context.save();
    context.beginPath();
    context.rect(left, top - 2, width + 2, height + 2.5);
    context.clip();
    context.fillStyle = this.#color;
    context.strokeStyle = this.#color;
    const { least, lower, median, upper, most } = this.spread.quantiles;
    const { points } = this.spread;
    context.globalAlpha = 0.1;
    context.fill(bandPath(points, least, most, curves.scale));
    context.globalAlpha = 0.24;
    context.fill(bandPath(points, lower, upper, curves.scale));
    context.globalAlpha = 0.9;
    context.lineWidth = 1.2;
    context.setLineDash([5, 3]);
    context.stroke(linePath(points, median, curves.scale));
    context.setLineDash([]);
    context.restore();
  }

  get #color() {
    const { styles } = this.lab.state;
    return resolveColor(this.stage.elements.curves, colorOf(styles[this.racer] ?? this.racer));
  }

  /** The cloud on the map. @param {Sketch} sketch */
  #draw(sketch) {
    const { spread: now } = this;
    if (!now || now.paths.length === 0) return;
    const { context } = sketch;
    const k = indexAt(now.points, this.lab.player.time);
    const [first, next] = [now.points[k], now.points[Math.min(k + 1, now.points.length - 1)]];
    const share =
      next > first ? Math.min(Math.max((this.lab.player.time - first) / (next - first), 0), 1) : 0;
    context.fillStyle = context.strokeStyle = this.#color;
    sketch.within(() => {
      for (const [xs, ys] of now.paths) {
        const from = Math.max(0, k - TRAIL);
        const trail = new Path2D();
        for (let j = from; j <= k; j += 1) {
          if (xs[j] === null || ys[j] === null) break;
          const [px, py] = sketch.pixel(xs[j] ?? 0, ys[j] ?? 0);
          if (j === from) trail.moveTo(px, py);
          else trail.lineTo(px, py);
        }
        const here = between(xs, ys, k, share);
        if (!here) continue;
        const [px, py] = sketch.pixel(...here);
        trail.lineTo(px, py);
        context.globalAlpha = 0.28;
        context.lineWidth = 1;
        context.stroke(trail);
        context.globalAlpha = 0.62;
        context.beginPath();
        context.arc(px, py, 2.8, 0, 2 * Math.PI);
        context.fill();
      }
      context.globalAlpha = 1;
    });
  }
}

/**
 * Where a ball is between two of its points; null where it has diverged.
 *
 * @param {(number | null)[]} xs
 * @param {(number | null)[]} ys
 * @param {number} k
 * @param {number} share
 * @returns {[number, number] | null}
 */
function between(xs, ys, k, share) {
  const [x, y] = [xs[k], ys[k]];
  if (x === null || y === null || x === undefined || y === undefined) return null;
  const [nx, ny] = [xs[k + 1] ?? x, ys[k + 1] ?? y];
  return [x + share * (nx - x), y + share * (ny - y)];
}
