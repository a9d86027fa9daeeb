/** What the page around the embed asks for, done; and what it is told of its own accord. */

import { isExperiment, withValue } from "../experiment/experiment.js";
import { draft } from "../run/api.js";
import { readView } from "../url/url-state.js";
import { CAPABILITIES } from "./protocol.js";

/** Milliseconds of rest after which a change is told. */
const STATE_REST = 150;

/**
 * @typedef {object} Stagehand - what the embed lends to whoever asks from outside
 * @property {import("../run/session.js").Lab} lab
 * @property {import("../page/stage.js").Stage} stage
 * @property {() => Promise<string>} address - of the whole lab with this state
 * @property {(change: object) => void} setView
 */

export class Remote {
  /** @param {import("./post-message.js").Bridge} bridge @param {Stagehand} hand */
  constructor(bridge, hand) {
    this.bridge = bridge;
    this.hand = hand;
    /** Milliseconds between two `step` messages; infinite until someone subscribes. */
    this.interval = Number.POSITIVE_INFINITY;
    this.told = { at: 0, step: -1 };
    this.rolled = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
    bridge.addEventListener("request", (event) => this.#serve(/** @type {CustomEvent} */ (event).detail));
    this.#follow();
    this.#greet();
  }

  async #greet() {
    const facts = { version: document.documentElement.dataset.version, capabilities: CAPABILITIES };
    this.bridge.send("ready", { ...facts, ...(await this.#state()) });
  }

  async #state() {
    const { lab, address } = this.hand;
    const { spec, view } = lab.state;
    const { time, playing } = lab.player;
    return { state: { experiment: spec, view, step: Math.floor(time), playing }, url: await address() };
  }

  /** @param {import("./protocol.js").Request} request */
  async #serve(request) {
    try {
      this.bridge.answer(request, { payload: await this.#do(request) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.bridge.answer(request, { error: { code: "failed", message } });
    }
  }

  /** @param {import("./protocol.js").Request} request @returns {Promise<object>} */
  async #do({ type, payload }) {
    const { player } = this.hand.lab;
    /** @type {Record<string, () => void>} */
    const acts = {
      play: () => player.play(),
      pause: () => player.pause(),
      reset: () => player.reset(),
      step: () => player.step(payload.count ?? 1),
      seek: () => player.seek(payload.step),
      setSpeed: () => player.setSpeed(payload.speed),
      setState: () => this.#set(payload),
      subscribe: () => {
        this.interval = 1000 / (payload.hz ?? 10);
      },
    };
    acts[type]?.();
    if (type === "screenshot") return { data: await this.#picture(payload) };
    return type === "ping" ? {} : this.#state();
  }

  /** @param {Record<string, any>} payload - checked */
  #set({ experiment, changes = {}, view, step }) {
    const { lab, setView } = this.hand;
    checkChanges(experiment ?? lab.state.spec, changes);
    lab.driven = true;
    try {
      if (experiment) {
        const spec = structuredClone(experiment);
        const styles = spec.racers.map((/** @type {any} */ _, /** @type {number} */ index) => index);
        lab.restart({ spec, styles, selected: styles.length - 1, rates: "own" }, { land: true });
      }
      for (const [pointer, value] of Object.entries(changes)) lab.change(pointer, value, true);
      if (view) setView(readView(view, lab.state.view));
      if (Number.isFinite(step)) lab.player.seek(step);
    } finally {
      lab.driven = false;
    }
  }

  /** @param {Record<string, any>} payload @returns {Promise<string>} a data URL */
  async #picture({ width = 800, height = 500, format = "png" }) {
    const { lab } = this.hand;
    const step = Math.floor(lab.player.time);
    const theme = document.documentElement.dataset.theme ?? "light";
    const blob = await draft(format, lab.state.spec, { width, height, theme, step });
    return new Promise((done) => {
      const reader = new FileReader();
      reader.onload = () => done(String(reader.result));
      reader.readAsDataURL(blob);
    });
  }

  #follow() {
    const { lab, stage } = this.hand;
    lab.store.subscribe((state, before) => {
      if (state.spec !== before.spec || state.view !== before.view) this.#rest();
      if (state.errors !== before.errors && state.errors.length > 0)
        this.bridge.send("error", { detail: state.errors[0].detail, errors: state.errors });
    });
    lab.player.addEventListener("change", () => this.#notice());
    stage.addEventListener("reading", (event) => this.#read(/** @type {CustomEvent} */ (event).detail));
  }

  #rest() {
    clearTimeout(this.resting);
    const by = this.hand.lab.driven ? "api" : "user";
    this.resting = setTimeout(async () => {
      this.bridge.send("state", { ...(await this.#state()), by });
    }, STATE_REST);
  }

  /** The clock has been started or stopped. */
  #notice() {
    const { playing, atEnd, time } = this.hand.lab.player;
    if (playing === this.rolled) return;
    this.rolled = playing;
    const step = Math.floor(time);
    this.bridge.send(playing ? "play" : "pause", { step });
    if (!playing && atEnd) {
      const regimes = this.hand.stage
        .runners(time)
        .map(({ label, regime }) => ({ label, regime: regime?.name }));
      this.bridge.send("done", { step, racers: regimes });
    }
  }

  /** @param {import("../page/status-text.js").Runner[]} runners */
  #read(runners) {
    const { player, live } = this.hand.lab;
    const now = performance.now();
    const step = Math.floor(player.time);
    if (step === this.told.step || now - this.told.at < this.interval) return;
    this.told = { at: now, step };
    const racers = runners.map(({ label, loss, regime }, index) => {
      const place = live.tracks[index]?.at(player.time);
      return { label, x: place?.x, y: place?.y, loss, regime: regime?.name };
    });
    this.bridge.send("step", { step, racers });
  }
}

/**
 * Refuses what would leave no experiment: the page could show nothing of it.
 *
 * @param {import("../experiment/experiment.js").Experiment} experiment
 * @param {Record<string, any>} changes - by JSON pointer
 */
function checkChanges(experiment, changes) {
  const after = Object.entries(changes).reduce((spec, [pointer, value]) => {
    try {
      return withValue(spec, pointer, value);
    } catch {
      throw new RangeError(`There is nothing at ${pointer}. Name a field of the experiment.`);
    }
  }, experiment);
  if (!isExperiment(after))
    throw new RangeError("This would be no experiment: it needs a problem and 1 to 16 racers.");
}
