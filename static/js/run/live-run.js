/**
 * The run on the wire. It asks for trajectories, puts what comes into tracks, and starts over what a
 * lost connection has cut short. Whoever draws takes `tracks` and `regimes` as they are.
 */

import { connect } from "./api.js";
import { COLUMNS } from "./track.js";
import { TrackBuffer } from "./track-buffer.js";

/** Milliseconds before the first try to reconnect, and at most. */
const BACKOFF_MS = [300, 8000];
/** Milliseconds between two signs of life. */
const HEARTBEAT_MS = 20_000;
/** Milliseconds for which a run is not replaced by the next: one that has shown nothing yet, and one that
 *  has, so that while a slider moves all of the path follows, not just its beginning. */
const MIN_RUN_MS = { blank: 400, shown: 100 };

/**
 * @typedef {object} PendingRun
 * @property {import("../experiment/experiment.js").Experiment} experiment
 * @property {number} validPoints - points 0 ... agreed - 1 are those of the former experiment
 * @property {number} visibleStep - the step that must be there before a whole new path replaces the old one
 * @property {boolean} newLandscape - whether the landscape is another
 */

export class LiveRun extends EventTarget {
  constructor() {
    super();
    this.buffer = new TrackBuffer();
    /** @type {"connecting" | "open" | "lost"} */
    this.connection = "connecting";
    /** @type {Record<string, number>} what the server allows */
    this.limits = { window: 256 };
    this.run = 0;
    this.acknowledged = 0;
    this.columns = /** @type {readonly string[]} */ (COLUMNS);
    /** @type {PendingRun | null} what is on its way */
    this.current = null;
    /** @type {PendingRun | null} what comes after it */
    this.next = null;
    this.sentAt = 0;
    this.answered = true;
    /** Whether the run on its way has no more to say. */
    this.settled = true;
    this.landscapePending = true;
    this.tries = 0;
    /** @type {any} the announced landscape whose heights come in the next frame */
    this.announced = null;
    /** @type {ReturnType<typeof connect> | null} */
    this.socket = null;
    this.ready = false;
    /** Whether all points of what was last asked for have come. */
    this.complete = false;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.heartbeat = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.sendTimer = undefined;
  }

  get tracks() {
    return this.buffer.tracks;
  }

  get regimes() {
    return this.buffer.regimes;
  }

  /** Connects, and stays connected. */
  open() {
    this.socket = connect({
      onOpen: () => {},
      onMessage: (message) => this.#onMessage(message),
      onFrame: (frame) => this.#onFrame(frame),
      onClose: () => this.#onClose(),
    });
    clearInterval(this.heartbeat);
    this.heartbeat = setInterval(() => this.socket?.send({ type: "ping" }), HEARTBEAT_MS);
  }

  /**
   * Streams an experiment in place of what was streamed before. Of wishes that come faster than they
   * can be shown, the latest wins.
   *
   * @param {PendingRun} pendingRun
   */
  request(pendingRun) {
    const next = this.next;
    this.landscapePending ||= pendingRun.newLandscape;
    this.complete = false;
    if (pendingRun.validPoints > 0) this.buffer.hold(pendingRun.validPoints);
    this.next = next
      ? {
          ...pendingRun,
          validPoints: Math.min(next.validPoints, pendingRun.validPoints),
          newLandscape: next.newLandscape || pendingRun.newLandscape,
        }
      : pendingRun;
    this.#sendNext();
  }

  /** Something that is not about a run. @param {object} message */
  send(message) {
    this.socket?.send(message);
  }

  #sendNext() {
    if (!this.next || !this.ready) return;
    const wait = this.#minRunMs() + this.sentAt - performance.now();
    if (wait > 0) {
      clearTimeout(this.sendTimer);
      this.sendTimer = setTimeout(() => this.#sendNext(), wait);
      return;
    }
    this.current = this.next;
    this.next = null;
    const { experiment, validPoints, visibleStep } = this.current;
    this.#send(this.buffer.begin(experiment.racers.length, validPoints, visibleStep, !this.landscapePending));
  }

  /** @returns {number} milliseconds that the run on its way has, for the sake of what comes after it */
  #minRunMs() {
    if (!this.answered) return MIN_RUN_MS.blank;
    // A rolling ball can't wait: its future is asked for as soon as the former answer is there.
    return this.settled || (this.next?.validPoints ?? 0) > 0 ? 0 : MIN_RUN_MS.shown;
  }

  /** Points from here on are about to be others: the clock must not run into them. */
  get maxStep() {
    const validPoints = this.next?.validPoints ?? 0;
    return validPoints > 0 ? validPoints - 1 : Number.POSITIVE_INFINITY;
  }

  /** @param {number} validPoints - so many points need not come again */
  #send(validPoints) {
    if (!this.current) return;
    this.run += 1;
    this.answered = false;
    this.settled = false;
    this.sentAt = performance.now();
    const from = Math.max(validPoints - 1, 0);
    this.acknowledged = from - 1;
    const message = { type: "run", run: this.run, experiment: this.current.experiment, from_step: from };
    this.socket?.send(this.landscapePending ? { ...message, landscape: { resolution: 101 } } : message);
  }

  /** @param {any} message */
  #onMessage(message) {
    if (message.type === "hello") return this.#welcome(message);
    if (message.map !== undefined) return this.#emit("map", message);
    if (message.run !== this.run && message.run !== null) return;
    if (message.type === "started") {
      this.columns = message.columns;
      this.buffer.setColumns(message.columns);
      this.#emit("started", message);
    } else if (message.type === "regime") {
      if (this.buffer.regime(message)) this.#emit("regime", message);
    } else if (message.type === "queue") {
      this.#emit("queue", message.ahead);
    } else if (message.type === "landscape") {
      this.announced = message;
    } else if (message.type === "done") {
      if (this.buffer.finish()) this.#emit("replaced", null);
      this.complete = this.next === null;
      this.settled = true;
      this.#settle();
      this.#emit("done", message);
    } else if (message.type === "error") {
      this.buffer.abandon();
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
    this.#setConnection("open");
    if (this.next) this.#sendNext();
    else if (this.current) this.#send(this.buffer.arrived);
  }

  /** @param {ReturnType<typeof import("./frames.js").decodeFrame>} frame */
  #onFrame(frame) {
    if (frame.kind === "map") return this.#emit("cells", frame);
    if (frame.run !== this.run) return;
    if (frame.kind === "landscape") {
      const { type: _, run: __, log_scale: logScale, ...facts } = this.announced;
      if (facts.final) this.landscapePending = false;
      this.#emit("landscape", { ...facts, logScale, z: frame.z });
      return;
    }
    const replaced = this.buffer.append(frame.racers, frame.start);
    this.#acknowledge();
    if (replaced) this.#emit("replaced", null);
    if (this.buffer.shown) this.#settle();
    this.#emit("points", frame);
  }

  #acknowledge() {
    const last = this.buffer.arrived - 1;
    if (last - this.acknowledged < this.limits.window / 4) return;
    this.acknowledged = last;
    this.socket?.send({ type: "ack", run: this.run, step: last });
  }

  /** What is on its way has shown itself: the next may go. */
  #settle() {
    this.answered = true;
    if (this.next) requestAnimationFrame(() => this.#sendNext());
  }

  #onClose() {
    this.ready = false;
    this.answered = true;
    this.settled = true;
    this.#setConnection("lost");
    const [first, longest] = BACKOFF_MS;
    const wait = Math.min(first * 2 ** this.tries, longest) * (0.75 + Math.random() / 2);
    this.tries += 1;
    setTimeout(() => this.open(), wait);
  }

  /** @param {LiveRun["connection"]} state */
  #setConnection(state) {
    if (this.connection === state) return;
    this.connection = state;
    this.#emit("connection", state);
  }

  /** @param {string} type @param {unknown} detail */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
