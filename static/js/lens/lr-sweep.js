/** Learning rate sweep lens: finds each racer's best learning rate; applying it is an ordinary change. */

import { make, markerIcon, refill, setText } from "../components/dom.js";
import { showToast } from "../components/toast.js";
import { formatBrief, formatMeasured } from "../experiment/format.js";
import { hasRate, someHaveRates } from "../experiment/methods.js";
import { colorOf, markerOf } from "../experiment/racers.js";
import { resolveColor } from "../plots/canvas/theme.js";
import { fetchAnalysis } from "../run/api.js";
import { isEqual } from "../run/equality.js";
import { Follower } from "../run/follower.js";
import { drawSweeps } from "./lr-sweep-chart.js";
import { NO_RATE, NO_RATES, roundedRate, sweepKey, sweepText, withLearningRate } from "./lr-sweep-text.js";

/** Sweeps are requested once the experiment has been unchanged for this time. */
const SETTLE_MS = 250;
/** Minimum time between two drawings. */
const REST_MS = 250;
/** Maximum number of cached sweeps. */
const MAX_CACHED_SWEEPS = 64;

export class LrSweepLens {
  /**
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {import("../page/stage.js").Stage} stage
   * @param {HTMLElement} place
   */
  constructor(session, stage, place) {
    this.session = session;
    this.stage = stage;
    this.requests = new Follower(session.store, ["spec"], () => this.#fetchMissing(), {
      settleMs: SETTLE_MS,
    });
    this.drawing = new Follower(
      session.store,
      ["spec", "completed", "styles", "step", "pathRevision", "settled"],
      () => this.#draw(),
      { restMs: REST_MS },
    );
    /** @type {unknown} what was drawn last; while it is equal, the buttons stay in place */
    this.drawn = null;
    /** @type {{spec: import("../experiment/experiment.js").Experiment | null, keys: string[]}} */
    this.known = { spec: null, keys: [] };
    /**
     * @type {Map<string, import("./lr-sweep-text.js").Sweep | string>} by key; a string is the reason why there is none
     */
    this.sweeps = new Map();
    const label = "Loss against learning rate";
    this.canvas = make("canvas", { class: "sweep-chart", role: "img", "aria-label": label });
    this.list = make("ul", { class: "lens-list" });
    this.applyAllButton = make(
      "button",
      { type: "button", class: "quiet-button", onclick: () => this.#applyRates(this.#bests) },
      "Take all",
    );
    this.about = make("p", { class: "lens-about", role: "status" });
    const title = make("h2", {}, "Best learning rates");
    place.append(
      make("header", { class: "lens-head" }, title, this.about, this.applyAllButton),
      make("div", { class: "sweep-body" }, this.canvas, this.list),
    );
    session.store.subscribe(() => this.#redraw(), ["themeRevision", "view"]);
    new ResizeObserver(() => this.#redraw()).observe(this.canvas);
  }

  activate() {
    for (const [key, result] of this.sweeps) if (typeof result === "string") this.sweeps.delete(key); // Retried.
    this.drawn = null;
    this.drawing.activate();
    this.requests.activate();
  }

  deactivate() {
    this.drawing.deactivate();
    this.requests.deactivate();
  }

  #redraw() {
    this.drawn = null;
    this.drawing.check();
  }

  /** Key of each racer's sweep. */
  get #keys() {
    const { spec } = this.session.state;
    if (spec !== this.known.spec)
      this.known = { spec, keys: spec.racers.map((_, racer) => sweepKey(spec, racer)) };
    return this.known.keys;
  }

  /** Best rate of each racer, if known. @returns {Map<number, number>} */
  get #bests() {
    /** @type {Map<number, number>} */
    const bests = new Map();
    for (const [racer, key] of this.#keys.entries()) {
      const result = this.sweeps.get(key);
      if (result && typeof result !== "string" && result.best !== null)
        bests.set(racer, roundedRate(result.lr[result.best]));
    }
    return bests;
  }

  /** Requests the sweeps that are not known, one after the other, while the experiment stays the same. */
  async #fetchMissing() {
    const { spec } = this.session.state;
    const keys = this.#keys;
    for (const [racer, key] of keys.entries()) {
      if (!this.sweeps.has(key)) await this.#fetch(racer, key);
      this.drawing.check();
      if (spec !== this.session.state.spec || !this.requests.active) return;
      if (!this.session.state.visible) return this.requests.check(); // Goes on once the page is visible.
    }
  }

  /** @param {number} racer @param {string} key */
  async #fetch(racer, key) {
    const experiment = this.session.state.spec;
    if (!hasRate(experiment.racers[racer].optimizer)) {
      this.sweeps.set(key, NO_RATE);
      return;
    }
    try {
      this.sweeps.set(key, await fetchAnalysis("sweeps", { experiment, racer }));
    } catch (error) {
      this.sweeps.set(key, error instanceof Error ? error.message : "The sweep failed.");
    }
    const oldest = this.sweeps.keys().next().value;
    if (this.sweeps.size > MAX_CACHED_SWEEPS && oldest !== undefined) this.sweeps.delete(oldest);
  }

  #draw() {
    const { now, state, live } = this.session;
    const keys = this.#keys;
    const rates = now.racers.map(({ optimizer }) => optimizer.params?.lr ?? Number.NaN);
    const lasts = live.tracks.map((track) => track.column("loss")[track.length - 1]);
    const sweeps = keys.map((key) => this.sweeps.get(key));
    const drawn = { sweeps, keys, rates, lasts, styles: state.styles, settled: state.settled };
    if (isEqual(drawn, this.drawn)) return;
    this.drawn = drawn;
    /** @type {import("./lr-sweep-chart.js").Curve[]} */
    const curves = [];
    const rows = keys.map((key, racer) => {
      const result = this.sweeps.get(key);
      const color = colorOf(state.styles[racer] ?? racer);
      if (result && typeof result !== "string")
        curves.push({ sweep: result, color: resolveColor(this.canvas, color), lr: rates[racer] });
      return this.#row(racer, result, rates[racer], lasts[racer]);
    });
    refill(this.list, rows);
    drawSweeps(
      this.canvas,
      curves,
      Math.min(...this.stage.minima.map(([, , value]) => value), Number.POSITIVE_INFINITY),
    );
    const waiting = keys.filter((key) => !this.sweeps.has(key)).length;
    const done = `The loss after ${this.session.steps} steps at each rate, all else as it is. Dot: best end, and of equals the one there first; ring: now; cross: fails.`;
    const trying = `Trying many rates: ${keys.length - waiting} of ${keys.length} optimizers done\u2026`;
    setText(this.about, someHaveRates(now.racers) ? (waiting > 0 ? trying : done) : NO_RATES);
    this.applyAllButton.disabled = this.#bests.size === 0;
  }

  /**
   * @param {number} racer
   * @param {import("./lr-sweep-text.js").Sweep | string | undefined} result
   * @param {number} rate
   * @param {number} loss
   */
  #row(racer, result, rate, loss) {
    const { state, now } = this.session;
    const label = now.racers[racer]?.label ?? state.completed?.racers[racer]?.label ?? `Racer ${racer + 1}`;
    const style = state.styles[racer] ?? racer;
    const best = this.#bests.get(racer);
    const words = result === undefined ? "\u2026" : typeof result === "string" ? result : sweepText(result);
    const rateNow = `now \u03b7 = ${Number.isNaN(rate) ? "\u2013" : formatBrief(rate)}`;
    const take = make(
      "button",
      {
        type: "button",
        class: "quiet-button",
        "aria-label": `Take the best rate for ${label}`,
        onclick: () => best !== undefined && this.#applyRates(new Map([[racer, best]])),
      },
      "Take",
    );
    take.disabled = best === undefined || best === rate;
    return make(
      "li",
      {},
      markerIcon(markerOf(style), colorOf(style)),
      make("b", {}, label),
      make("span", {}, result === NO_RATE ? words : `${rateNow}: loss ${formatMeasured(loss)}; ${words}`),
      ...(result === NO_RATE ? [] : [take]),
    );
  }

  /** @param {Map<number, number>} rates - by racer */
  #applyRates(rates) {
    let { spec } = this.session.state;
    for (const [racer, lr] of rates) spec = withLearningRate(spec, racer, lr);
    this.session.restart({ spec, rates: "own" }, { ghosts: true });
    showToast(
      rates.size > 1 ? "Every optimizer has its best rate. Z takes it back." : "Taken. Z takes it back.",
    );
  }
}
