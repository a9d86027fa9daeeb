/**
 * Landscape recut: recomputes a network's landscape through the chosen racer's current weights. Directions
 * and coordinates of the plane stay; only the heights change. With the mini-batch option the landscape is the
 * loss of the next mini-batch alone, so it changes from step to step; the map beside the scene keeps the loss
 * of the whole data set.
 */

import { settingsOf } from "../experiment/problem-kind.js";
import { Follower } from "../run/follower.js";

/** Minimum time between two requests: a scene takes longer to build than a map. */
const INTERVAL_MS = { scene: 320, map: 120 };
/** Time after which a response is no longer expected. */
const TIMEOUT_MS = 4000;
/** Grid points per side during playback, and while paused. */
const ROLLING_RESOLUTION = 21;
const PAUSED_RESOLUTION = 61;
/** Grid points per side of the original landscape. */
const FULL_RESOLUTION = 101;
/** Every third landscape is that of the whole data set, for the map. */
const WHOLE_SET_EVERY = 3;

export class RecutLandscape {
  /**
   * @param {import("../run/session.js").Session} session
   * @param {HTMLButtonElement} button
   * @param {HTMLButtonElement} batchButton - for the mini-batch's landscape
   */
  constructor(session, button, batchButton) {
    this.session = session;
    this.button = button;
    this.batchButton = batchButton;
    this.on = false;
    this.batch = false;
    this.count = 0;
    this.requestedKey = "";
    /** @type {import("../experiment/penalty.js").Penalty | null} added to the loss */
    this.penalty = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} runs while a response is expected */
    this.timeout = undefined;
    this.follower = new Follower(
      session.store,
      ["step", "playing", "selected", "pathRevision", "connection"],
      () => this.#request(),
      { restMs: INTERVAL_MS.map },
    );
    button.addEventListener("click", () => this.#set(!this.on));
    batchButton.addEventListener("click", () => this.#setBatch(!this.batch));
    session.live.addEventListener("landscape", (event) => {
      const { at } = /** @type {CustomEvent} */ (event).detail;
      if (at) this.#stopWaiting();
    });
  }

  /** Shows the button if the picture is a plane through more weights than it shows; otherwise switches off. */
  update() {
    const { completed } = this.session.state;
    const cut = Boolean(completed?.plane);
    this.button.hidden = !cut;
    if (!cut && this.on) this.#set(false);
    const batches = Boolean(completed && settingsOf(completed.problem).batch_size);
    this.batchButton.hidden = !this.on || !batches;
    if (!batches && this.batch) this.#setBatch(false);
  }

  /** Adds a penalty to the loss from now on. @param {import("../experiment/penalty.js").Penalty | null} penalty */
  setPenalty(penalty) {
    this.penalty = penalty;
    this.requestedKey = "";
    if (this.on) this.follower.check();
    else this.#send({ at: null, resolution: FULL_RESOLUTION });
  }

  /** @param {boolean} on */
  #set(on) {
    if (on === this.on) return;
    this.on = on;
    this.button.setAttribute("aria-pressed", String(on));
    this.#setBatch(false);
    this.update();
    if (!on && !this.button.hidden) this.#send({ at: null, resolution: FULL_RESOLUTION });
  }

  /** @param {boolean} batch */
  #setBatch(batch) {
    this.batch = batch;
    this.batchButton.setAttribute("aria-pressed", String(batch));
    this.requestedKey = "";
    this.count = 0;
    this.follower.deactivate();
    this.#stopWaiting();
    if (this.on) this.follower.activate();
  }

  /** The response has arrived, or is no longer expected: the next request may follow. */
  #stopWaiting() {
    clearTimeout(this.timeout);
    this.timeout = undefined;
    this.follower.check();
  }

  /** @param {{at: {racer: number, step: number} | null, resolution: number, batch?: boolean}} request */
  #send(request) {
    this.session.live.askLandscape({ ...request, penalty: this.penalty });
  }

  /**
   * Whether the next landscape is the mini-batch's: if the map is visible too, they alternate.
   *
   * @param {boolean} rolls
   */
  #isBatchTurn(rolls) {
    if (!this.batch) return false;
    if (this.session.state.view.mode !== "both") return true;
    this.count = (this.count + 1) % WHOLE_SET_EVERY;
    return this.count > 0 || !rolls;
  }

  #request() {
    const { live, player, state, selectedRacer: racer } = this.session;
    const lastPoint = (live.tracks[racer]?.length ?? 0) - 1;
    const step = Math.min(state.step, lastPoint);
    const resolution = player.playing ? ROLLING_RESOLUTION : PAUSED_RESOLUTION;
    const key = [live.run, racer, step, resolution].join();
    if (!live.ready || step < 0 || key === this.requestedKey || this.timeout !== undefined) return;
    this.requestedKey = key;
    this.timeout = setTimeout(() => this.#stopWaiting(), TIMEOUT_MS);
    this.follower.restMs = state.view.mode === "contour" ? INTERVAL_MS.map : INTERVAL_MS.scene;
    this.#send({ at: { racer, step }, resolution, batch: this.#isBatchTurn(player.playing) });
  }
}
