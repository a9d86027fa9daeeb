/** Learning rate sweep lens: finds each racer's best learning rate; applying it is an ordinary change. */

import { make, markerIcon, refill, setText } from "../components/dom.js";
import { showToast } from "../components/toast.js";
import { formatBrief, formatMeasured } from "../experiment/format.js";
import { colorOf, markerOf } from "../experiment/racers.js";
import { resolveColor } from "../plots/canvas/theme.js";
import { fetchSweep } from "../run/api.js";
import { drawSweeps } from "./lr-sweep-chart.js";
import { roundedRate, sweepKey, sweepText, withLearningRate } from "./lr-sweep-text.js";

/** Interval between looks at the experiment; it is swept once it is unchanged for one interval. */
const POLL_MS = 250;
/** Maximum number of cached sweeps. */
const MAX_CACHED_SWEEPS = 64;

export class LrSweepLens {
  /**
   * @param {import("../run/session.js").Session} session
   * @param {import("../page/stage.js").Stage} stage
   * @param {HTMLElement} place
   */
  constructor(session, stage, place) {
    this.session = session;
    this.stage = stage;
    this.active = false;
    this.asking = false;
    this.previousKey = "";
    this.shown = "";
    /**
     * @type {Map<string, import("./lr-sweep-text.js").Sweep | string>} by key; a string is the reason why there is none
     */
    this.sweeps = new Map();
    this.canvas = make("canvas", {
      class: "sweep-chart",
      role: "img",
      "aria-label": "Loss against learning rate",
    });
    this.list = make("ul", { class: "lens-list" });
    this.all = make(
      "button",
      { type: "button", class: "quiet-button", onclick: () => this.#applyRates(this.#bests) },
      "Take all",
    );
    this.about = make("p", { class: "lens-about", role: "status" });
    place.append(
      make("header", { class: "lens-head" }, make("h2", {}, "Best learning rates"), this.about, this.all),
      make("div", { class: "sweep-body" }, this.canvas, this.list),
    );
    new ResizeObserver(() => {
      this.shown = "";
    }).observe(this.canvas);
  }

  activate() {
    this.active = true;
    this.shown = "";
    for (const [key, found] of this.sweeps) if (typeof found === "string") this.sweeps.delete(key); // Retried.
    this.#poll();
  }

  deactivate() {
    this.active = false;
  }

  update() {
    this.shown = "";
  }

  get #keys() {
    const { spec } = this.session.state;
    return spec.racers.map((_, racer) => sweepKey(spec, racer));
  }

  /** Best rate of each racer, if known. @returns {Map<number, number>} */
  get #bests() {
    /** @type {Map<number, number>} */
    const bests = new Map();
    for (const [racer, key] of this.#keys.entries()) {
      const found = this.sweeps.get(key);
      if (found && typeof found !== "string" && found.best !== null)
        bests.set(racer, roundedRate(found.lr[found.best]));
    }
    return bests;
  }

  #poll() {
    if (!this.active) return;
    setTimeout(() => this.#poll(), POLL_MS);
    const keys = this.#keys;
    const now = keys.join("\n");
    const missing = keys.findIndex((key) => !this.sweeps.has(key));
    if (now === this.previousKey && missing >= 0 && !this.asking && !document.hidden)
      this.#fetch(missing, keys[missing]);
    this.previousKey = now;
    this.#draw(keys);
  }

  /** @param {number} racer @param {string} key */
  async #fetch(racer, key) {
    this.asking = true;
    const experiment = this.session.state.spec;
    try {
      this.sweeps.set(key, await fetchSweep({ experiment, racer }));
    } catch (error) {
      this.sweeps.set(key, error instanceof Error ? error.message : "The sweep failed.");
    }
    this.asking = false;
    const oldest = this.sweeps.keys().next().value;
    if (this.sweeps.size > MAX_CACHED_SWEEPS && oldest !== undefined) this.sweeps.delete(oldest);
  }

  /** @param {string[]} keys */
  #draw(keys) {
    const { now, state, live } = this.session;
    const rates = now.racers.map(({ optimizer }) => optimizer.params?.lr ?? Number.NaN);
    const lasts = live.tracks.map((track) => track.column("loss")[track.length - 1]);
    const shown = JSON.stringify([
      keys.map((key) => this.sweeps.has(key)),
      keys,
      rates,
      lasts,
      live.complete,
    ]);
    if (shown === this.shown) return;
    this.shown = shown;
    /** @type {import("./lr-sweep-chart.js").Curve[]} */
    const curves = [];
    const rows = keys.map((key, racer) => {
      const found = this.sweeps.get(key);
      const color = colorOf(state.styles[racer] ?? racer);
      if (found && typeof found !== "string")
        curves.push({ sweep: found, color: resolveColor(this.canvas, color), lr: rates[racer] });
      return this.#row(racer, found, rates[racer], lasts[racer]);
    });
    refill(this.list, rows);
    drawSweeps(
      this.canvas,
      curves,
      Math.min(...this.stage.minima.map(([, , value]) => value), Number.POSITIVE_INFINITY),
    );
    const waiting = keys.filter((key) => !this.sweeps.has(key)).length;
    const done = `The loss after ${this.session.steps} steps at each rate, all else as it is. Dot: best end, and of equals the one there first; ring: now; cross: fails.`;
    setText(
      this.about,
      waiting > 0 ? `Trying many rates: ${keys.length - waiting} of ${keys.length} racers done\u2026` : done,
    );
    this.all.disabled = this.#bests.size === 0;
  }

  /**
   * @param {number} racer
   * @param {import("./lr-sweep-text.js").Sweep | string | undefined} found
   * @param {number} rate
   * @param {number} loss
   */
  #row(racer, found, rate, loss) {
    const { state, now } = this.session;
    const label = now.racers[racer]?.label ?? state.completed?.racers[racer]?.label ?? `Racer ${racer + 1}`;
    const style = state.styles[racer] ?? racer;
    const best = this.#bests.get(racer);
    const words = found === undefined ? "\u2026" : typeof found === "string" ? found : sweepText(found);
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
      make("span", {}, `now \u03b7 = ${formatBrief(rate)}: loss ${formatMeasured(loss)}; ${words}`),
      take,
    );
  }

  /** @param {Map<number, number>} rates - by racer */
  #applyRates(rates) {
    let { spec } = this.session.state;
    for (const [racer, lr] of rates) spec = withLearningRate(spec, racer, lr);
    this.session.restart({ spec, rates: "own" }, { ghosts: true });
    showToast(rates.size > 1 ? "Every racer has its best rate. Z takes it back." : "Taken. Z takes it back.");
  }
}
