/**
 * The run on the wire. It asks for trajectories, puts what comes into tracks, and starts over what a
 * lost connection has cut short. Whoever draws takes `tracks` and `regimes` as they are.
 */

import { connect } from "./api.js";
import { COLUMNS } from "./track.js";
import { Staging } from "./track-buffer.js";

/** Milliseconds before the first try to reconnect, and at most. */
const BACK_OFF = [300, 8000];
/** Milliseconds between two signs of life. */
const HEARTBEAT = 20_000;
/** Milliseconds for which a run is not replaced by the next: one that has shown nothing yet, and one that
 *  has, so that while a slider moves all of the path follows, not just its beginning. */
const PATIENCE = { blank: 400, shown: 100 };

/**
 * @typedef {object} Wish
 * @property {import("../experiment/experiment.js").Experiment} experiment
 * @property {number} agreed - points 0 ... agreed - 1 are those of the former experiment
 * @property {number} shows - the step that must be there before a whole new path replaces the old one
 * @property {boolean} land - whether the landscape is another
 */

export class Live extends EventTarget {
  constructor() {
    super();
    this.staging = new Staging();
    /** @type {"connecting" | "open" | "lost"} */
    this.connection = "connecting";
    /** @type {Record<string, number>} what the server allows */
    this.limits = { window: 256 };
    this.run = 0;
    this.acknowledged = 0;
    this.columns = /** @type {readonly string[]} */ (COLUMNS);
    /** @type {Wish | null} what is on its way */
    this.wish = null;
    /** @type {Wish | null} what comes after it */
    this.next = null;
    this.sentAt = 0;
    this.answered = true;
    /** Whether the run on its way has no more to say. */
    this.settled = true;
    this.landDue = true;
    this.tries = 0;
    /** @type {any} the announced landscape whose heights come in the next frame */
    this.announced = null;
    /** @type {ReturnType<typeof connect> | null} */
    this.wire = null;
    this.ready = false;
    /** Whether all points of what was last asked for have come. */
    this.complete = false;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.heart = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.pumping = undefined;
  }

  get tracks() {
    return this.staging.tracks;
  }

  get regimes() {
    return this.staging.regimes;
  }

  /** Connects, and stays connected. */
  open() {
    this.wire = connect({
      opened: () => {},
      said: (message) => this.#hear(message),
      shown: (frame) => this.#take(frame),
      closed: () => this.#lost(),
    });
    clearInterval(this.heart);
    this.heart = setInterval(() => this.wire?.send({ type: "ping" }), HEARTBEAT);
  }

  /**
   * Streams an experiment in place of what was streamed before. Of wishes that come faster than they
   * can be shown, the latest wins.
   *
   * @param {Wish} wish
   */
  request(wish) {
    const next = this.next;
    this.landDue ||= wish.land;
    this.complete = false;
    if (wish.agreed > 0) this.staging.hold(wish.agreed);
    this.next = next
      ? { ...wish, agreed: Math.min(next.agreed, wish.agreed), land: next.land || wish.land }
      : wish;
    this.#pump();
  }

  /** Something that is not about a run. @param {object} message */
  say(message) {
    this.wire?.send(message);
  }

  #pump() {
    if (!this.next || !this.ready) return;
    const wait = this.#patience() + this.sentAt - performance.now();
    if (wait > 0) {
      clearTimeout(this.pumping);
      this.pumping = setTimeout(() => this.#pump(), wait);
      return;
    }
    this.wish = this.next;
    this.next = null;
    const { experiment, agreed, shows } = this.wish;
    this.#send(this.staging.begin(experiment.racers.length, agreed, shows, !this.landDue));
  }

  /** @returns {number} milliseconds that the run on its way has, for the sake of what comes after it */
  #patience() {
    if (!this.answered) return PATIENCE.blank;
    // A rolling ball can't wait: its future is asked for as soon as the former answer is there.
    return this.settled || (this.next?.agreed ?? 0) > 0 ? 0 : PATIENCE.shown;
  }

  /** Points from here on are about to be others: the clock must not run into them. */
  get holds() {
    const agreed = this.next?.agreed ?? 0;
    return agreed > 0 ? agreed - 1 : Number.POSITIVE_INFINITY;
  }

  /** @param {number} agreed - so many points need not come again */
  #send(agreed) {
    if (!this.wish) return;
    this.run += 1;
    this.answered = false;
    this.settled = false;
    this.sentAt = performance.now();
    const from = Math.max(agreed - 1, 0);
    this.acknowledged = from - 1;
    const message = { type: "run", run: this.run, experiment: this.wish.experiment, from_step: from };
    this.wire?.send(this.landDue ? { ...message, landscape: { resolution: 101 } } : message);
  }

  /** @param {any} message */
  #hear(message) {
    if (message.type === "hello") return this.#welcome(message);
    if (message.map !== undefined) return this.#emit("map", message);
    if (message.run !== this.run && message.run !== null) return;
    if (message.type === "started") {
      this.columns = message.columns;
      this.staging.setColumns(message.columns);
      this.#emit("started", message);
    } else if (message.type === "regime") {
      if (this.staging.regime(message)) this.#emit("regime", message);
    } else if (message.type === "queue") {
      this.#emit("queue", message.ahead);
    } else if (message.type === "landscape") {
      this.announced = message;
    } else if (message.type === "done") {
      if (this.staging.finish()) this.#emit("replaced", null);
      this.complete = this.next === null;
      this.settled = true;
      this.#settle();
      this.#emit("done", message);
    } else if (message.type === "error") {
      this.staging.abandon();
      this.settled = true;
      this.#settle();
      this.#emit("error", message.problem);
    }
  }

  /** @param {any} message */
  #welcome(message) {
    this.limits = { ...this.limits, ...message.limits };
    this.ready = true;
    this.tries = 0;
    this.#become("open");
    if (this.next) this.#pump();
    else if (this.wish) this.#send(this.staging.arrived);
  }

  /** @param {ReturnType<typeof import("./frames.js").decodeFrame>} frame */
  #take(frame) {
    if (frame.kind === "map") return this.#emit("cells", frame);
    if (frame.run !== this.run) return;
    if (frame.kind === "landscape") {
      const { type: _, run: __, log_scale: logScale, ...facts } = this.announced;
      if (facts.final) this.landDue = false;
      this.#emit("landscape", { ...facts, logScale, z: frame.z });
      return;
    }
    const replaced = this.staging.append(frame.racers, frame.start);
    this.#acknowledge();
    if (replaced) this.#emit("replaced", null);
    if (this.staging.shown) this.#settle();
    this.#emit("points", frame);
  }

  #acknowledge() {
    const last = this.staging.arrived - 1;
    if (last - this.acknowledged < this.limits.window / 4) return;
    this.acknowledged = last;
    this.wire?.send({ type: "ack", run: this.run, step: last });
  }

  /** What is on its way has shown itself: the next may go. */
  #settle() {
    this.answered = true;
    if (this.next) requestAnimationFrame(() => this.#pump());
  }

  #lost() {
    this.ready = false;
    this.answered = true;
    this.settled = true;
    this.#become("lost");
    const [first, longest] = BACK_OFF;
    const wait = Math.min(first * 2 ** this.tries, longest) * (0.75 + Math.random() / 2);
    this.tries += 1;
    setTimeout(() => this.open(), wait);
  }

  /** @param {Live["connection"]} state */
  #become(state) {
    if (this.connection === state) return;
    this.connection = state;
    this.#emit("connection", state);
  }

  /** @param {string} type @param {unknown} detail */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
