/** Remote control: executes the host page's requests, and reports changes to it. */

import { isExperiment, withValue } from "../experiment/experiment.js";
import { checkExperiment, fetchExport } from "../run/api.js";
import { readView } from "../url/url-state.js";
import { CAPABILITIES } from "./protocol.js";

/** Delay before a change of the state is reported; changes in between are merged. */
const STATE_DEBOUNCE_MS = 150;

/** Payloads of requests, validated. @typedef {{count?: number, step: number, speed: number, hz?: number}} Clock */
/** @typedef {{theme: typeof import("../page/themes.js").THEMES[number]}} Theme */
/** @typedef {{width?: number, height?: number, format?: "png" | "svg"}} Screenshot */
/**
 * @typedef {{experiment?: import("../experiment/experiment.js").Experiment, changes?: Record<string, unknown>,
 *   view?: Record<string, unknown>, step?: number}} StateChange
 */

/**
 * @typedef {object} EmbedApi - what the embed provides to remote control
 * @property {import("../run/session.js").Session} session
 * @property {import("../page/stage.js").Stage} stage
 * @property {() => Promise<string>} address - URL of the lab with this state
 * @property {(change: object) => void} setView
 */

export class RemoteControl {
  /** @param {import("./post-message.js").Bridge} bridge @param {EmbedApi} api */
  constructor(bridge, api) {
    this.bridge = bridge;
    this.api = api;
    /** Milliseconds between two `step` messages; infinite until a host subscribes. */
    this.interval = Number.POSITIVE_INFINITY;
    this.lastState = { at: 0, step: -1 };
    this.wasPlaying = false;
    /** The answer to the request before. */
    this.answered = Promise.resolve();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.stateTimer = undefined;
    bridge.addEventListener("request", (event) => this.#onRequest(/** @type {CustomEvent} */ (event).detail));
    this.#listen();
    bridge.open();
    this.#sendReady();
  }

  async #sendReady() {
    const facts = { version: document.documentElement.dataset.version, capabilities: CAPABILITIES };
    this.bridge.send("ready", { ...facts, ...(await this.#state()) });
  }

  async #state() {
    const { session, address } = this.api;
    const { spec, view } = session.state;
    const { time, playing } = session.player;
    return { state: { experiment: spec, view, step: Math.floor(time), playing }, url: await address() };
  }

  /** Answers requests one after another, since a change is checked first. @param {import("./protocol.js").Request} request */
  #onRequest(request) {
    this.answered = this.answered.then(() => this.#answer(request));
  }

  /** @param {import("./protocol.js").Request} request */
  async #answer(request) {
    try {
      this.bridge.answer(request, { payload: await this.#execute(request) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.bridge.answer(request, { error: { code: "failed", message } });
    }
  }

  /** @param {import("./protocol.js").Request} request @returns {Promise<object>} */
  async #execute({ type, payload }) {
    const { setView } = this.api;
    const { player } = this.api.session;
    const { count = 1, step, speed, hz = 10 } = /** @type {Clock} */ (payload);
    /** @type {Record<string, () => void | Promise<void>>} */
    const acts = {
      play: () => player.play(),
      pause: () => player.pause(),
      reset: () => player.reset(),
      step: () => player.step(count),
      seek: () => player.seek(step),
      setSpeed: () => player.setSpeed(speed),
      setTheme: () => setView(/** @type {Theme} */ (payload)),
      setState: () => this.#set(payload),
      subscribe: () => {
        this.interval = 1000 / hz;
      },
    };
    await acts[type]?.();
    if (type === "screenshot") return { data: await this.#picture(payload) };
    return type === "ping" ? {} : this.#state();
  }

  /** Changes the state, if the server can run what it would be. @param {StateChange} payload - validated */
  async #set({ experiment, changes = {}, view, step }) {
    const { session, setView } = this.api;
    const after = withChanges(experiment ?? session.state.spec, changes);
    if (after !== session.state.spec) await checkExperiment(after);
    session.byHost = true;
    try {
      if (experiment) {
        const spec = structuredClone(experiment);
        const styles = spec.racers.map((_, index) => index);
        session.restart({ spec, styles, selected: styles.length - 1, rates: "own" }, { newLandscape: true });
      }
      for (const [pointer, value] of Object.entries(changes)) session.change(pointer, value, true);
      if (view) setView(readView(view, session.state.view));
      if (step !== undefined && Number.isFinite(step)) session.player.seek(step);
    } finally {
      session.byHost = false;
    }
  }

  /** @param {Screenshot} payload @returns {Promise<string>} a data URL */
  async #picture({ width = 800, height = 500, format = "png" }) {
    const { session } = this.api;
    const step = Math.floor(session.player.time);
    const theme = document.documentElement.dataset.theme ?? "light";
    const { blob } = await fetchExport(format, session.state.spec, { width, height, theme, step });
    return new Promise((done) => {
      const reader = new FileReader();
      reader.onload = () => done(String(reader.result));
      reader.readAsDataURL(blob);
    });
  }

  #listen() {
    const { session, stage } = this.api;
    session.store.subscribe((state, before) => {
      if (state.spec !== before.spec || state.view !== before.view) this.#debounceState();
      if (state.errors !== before.errors && state.errors.length > 0)
        this.bridge.send("error", { detail: state.errors[0].detail, errors: state.errors });
    });
    session.player.addEventListener("change", () => this.#onClockChange());
    stage.addEventListener("reading", (event) => this.#onReading(/** @type {CustomEvent} */ (event).detail));
  }

  #debounceState() {
    clearTimeout(this.stateTimer);
    const by = this.api.session.byHost ? "api" : "user";
    this.stateTimer = setTimeout(async () => {
      this.bridge.send("state", { ...(await this.#state()), by });
    }, STATE_DEBOUNCE_MS);
  }

  /** Reports that the clock was started or stopped, and the end of the race. */
  #onClockChange() {
    const { playing, atEnd, time } = this.api.session.player;
    if (playing === this.wasPlaying) return;
    this.wasPlaying = playing;
    const step = Math.floor(time);
    this.bridge.send(playing ? "play" : "pause", { step });
    if (!playing && atEnd) {
      const regimes = this.api.stage
        .racersAt(time)
        .map(({ label, regime }) => ({ label, regime: regime?.name }));
      this.bridge.send("done", { step, racers: regimes });
    }
  }

  /** @param {import("../page/status-text.js").RacerStatus[]} statuses */
  #onReading(statuses) {
    const { player, live } = this.api.session;
    const now = performance.now();
    const step = Math.floor(player.time);
    if (step === this.lastState.step || now - this.lastState.at < this.interval) return;
    this.lastState = { at: now, step };
    const racers = statuses.map(({ label, loss, regime }, index) => {
      const place = live.tracks[index]?.at(player.time);
      return { label, x: place?.x, y: place?.y, loss, regime: regime?.name };
    });
    this.bridge.send("step", { step, racers });
  }
}

/**
 * An experiment with some changes; throws if they would not leave one, which the page could not show.
 *
 * @param {import("../experiment/experiment.js").Experiment} experiment
 * @param {Record<string, unknown>} changes - by JSON pointer
 */
function withChanges(experiment, changes) {
  const after = Object.entries(changes).reduce((spec, [pointer, value]) => {
    try {
      return withValue(spec, pointer, value);
    } catch {
      throw new RangeError(`There is nothing at ${pointer}. Name a field of the experiment.`);
    }
  }, experiment);
  if (!isExperiment(after))
    throw new RangeError("This would be no experiment: it needs a problem and 1 to 16 racers.");
  return after;
}
