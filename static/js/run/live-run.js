/**
 * Live run: requests trajectories over the WebSocket, stores them in tracks, and repeats what a lost
 * connection interrupted. `tracks` and `regimes` can be read at any time.
 */

import { getFacts } from "../experiment/facts.js";
import { connect } from "./api.js";
import { busyServer } from "./busy-server.js";
import { reconnectMs } from "./reconnect-delay.js";
import { TrackBuffer } from "./track-buffer.js";

/** Interval of heartbeat messages. */
const HEARTBEAT_MS = 20_000;
/**
 * Time before a run may be replaced by the next: one that has shown nothing yet, and one that has. While a
 * slider moves, the whole path follows it, not only its beginning.
 */
const MIN_RUN_MS = { blank: 400, shown: 100 };

/**
 * @typedef {object} PendingRun
 * @property {import("../experiment/experiment.js").Experiment} experiment
 * @property {number} validPoints - points 0 ... validPoints - 1 are those of the former experiment
 * @property {number} visibleStep - the step that must have arrived before a new path replaces the old one
 * @property {boolean} newLandscape - whether the landscape differs
 */

/** Grid points per side of an experiment's own landscape. */
const RESOLUTION = 101;

/** @typedef {import("./session-interface.js").LookRequest} LookRequest */
/** @typedef {import("./session-interface.js").FollowedRun} FollowedRun */
/** @typedef {import("./api.js").ServerMessage} ServerMessage */
/** @typedef {import("../../../types/api.d.ts").Hello} Hello */
/** @typedef {import("../../../types/api.d.ts").Started} Started */
/** @typedef {import("../../../types/api.d.ts").Landscape} Landscape */
/** @typedef {import("../../../types/api.d.ts").Regime} Regime */
/** @typedef {import("../../../types/api.d.ts").Question} Question */
/**
 * @typedef {Pick<Question, "racer" | "step" | "question">} Waiting - a run that cannot go on until a person answers:
 *   whose method asks, its last point, and the question as its method asks it, whose `text` is in words
 */
/** @typedef {import("../../../types/api.d.ts").Done} Done */
/** @typedef {import("../../../types/api.d.ts").Error} ErrorMessage */
/** @typedef {import("../../../types/api.d.ts").Problem} Problem */
/** @typedef {import("../../../types/api.d.ts").Chart | ErrorMessage} MapMessage - about a map */

/** @implements {FollowedRun} */
export class LiveRun extends EventTarget {
  constructor() {
    super();
    /** Columns of the frames. @type {readonly string[]} */
    this.columns = getFacts().columns;
    this.buffer = new TrackBuffer(this.columns);
    /** @type {"connecting" | "open" | "lost"} */
    this.connection = "connecting";
    /** @type {Record<string, number>} limits of the server */
    this.limits = { window: 256 };
    this.run = 0;
    this.acknowledged = 0;
    /** First of the points that have arrived last: their marks may still be on the way. */
    this.lastStart = 0;
    /** @type {PendingRun | null} the run being received */
    this.current = null;
    /** @type {PendingRun | null} the run to request next */
    this.next = null;
    this.sentAt = 0;
    this.answered = true;
    /** What the current run waits for, until a new one is requested. @type {Waiting | null} */
    this.waiting = null;
    /** Whether the current run is over: done, waiting for an answer, refused or cut off. */
    this.over = true;
    this.landscapePending = true;
    /** Width over height of the frame that landscapes fill; null until it is known. @type {number | null} */
    this.aspect = null;
    /** What was last asked for in place of the experiment's own landscape. @type {LookRequest | null} */
    this.look = null;
    /** Whether a landscape is awaited that only fits the frame better: coarse ones are not shown. */
    this.refitting = false;
    this.tries = 0;
    /** @type {Landscape | null} whose heights come in the next frame */
    this.announced = null;
    /** @type {ReturnType<typeof connect> | null} */
    this.socket = null;
    this.ready = false;
    /** Whether all points of the last request have arrived, up to a question if it asks one. */
    this.complete = false;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.heartbeat = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.sendTimer = undefined;
    /** How often a run has been repeated because the server was busy, since points last arrived or one failed. */
    this.repeats = 0;
    /** Ends the wait before it is repeated. @type {AbortController | null} */
    this.repeating = null;
    /** Why the server refuses the connection, until it is closed. @type {Problem | null} */
    this.refusal = null;
  }

  get tracks() {
    return this.buffer.tracks;
  }

  get regimes() {
    return this.buffer.regimes;
  }

  /** Connects, and reconnects after a loss. */
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
   * Streams an experiment in place of the former one. If requests come faster than they can be shown, only
   * the latest is kept.
   *
   * @param {PendingRun} pendingRun
   */
  request(pendingRun) {
    const next = this.next;
    this.landscapePending ||= pendingRun.newLandscape;
    this.complete = false;
    this.waiting = null;
    this.#endWait();
    if (pendingRun.validPoints > 0) this.buffer.invalidateFrom(pendingRun.validPoints);
    this.next = next
      ? {
          ...pendingRun,
          validPoints: Math.min(next.validPoints, pendingRun.validPoints),
          newLandscape: next.newLandscape || pendingRun.newLandscape,
        }
      : pendingRun;
    this.#sendNext();
  }

  /** Sends any other message (`look`, `map`). @param {object} message */
  send(message) {
    this.socket?.send(message);
  }

  /** Asks for another landscape of the current run. @param {LookRequest} request */
  askLandscape(request) {
    this.look = request;
    this.refitting = false;
    this.#sendLook(request);
  }

  /** Sets the aspect of the frame, and asks again for the landscape that is shown. @param {number} aspect - width over height */
  setAspect(aspect) {
    if (aspect === this.aspect) return;
    this.aspect = aspect;
    if (!this.ready || !this.current) return;
    // The next run brings its own landscape, and asks for it in this frame.
    if (this.next && this.landscapePending) return;
    this.refitting = !this.landscapePending;
    this.#sendLook(this.look ?? { at: null });
  }

  /** @param {LookRequest} request */
  #sendLook(request) {
    this.send({ type: "look", run: this.run, resolution: RESOLUTION, ...request, ...this.#frame });
  }

  /** What a request says about the frame. @returns {{aspect?: number}} */
  get #frame() {
    return this.aspect === null ? {} : { aspect: this.aspect };
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

  /** @returns {number} milliseconds that the current run still has before it may be replaced */
  #minRunMs() {
    if (!this.answered) return MIN_RUN_MS.blank;
    // A rolling ball cannot wait: its future is requested as soon as the former response is there.
    return this.over || (this.next?.validPoints ?? 0) > 0 ? 0 : MIN_RUN_MS.shown;
  }

  /** Last step that stays valid: points after it are about to change, and the clock must not reach them. */
  get maxStep() {
    const validPoints = this.next?.validPoints ?? 0;
    return validPoints > 0 ? validPoints - 1 : Number.POSITIVE_INFINITY;
  }

  /** @param {number} validPoints - number of points that need not be sent again */
  #send(validPoints) {
    if (!this.current) return;
    this.run += 1;
    this.answered = false;
    this.over = false;
    this.waiting = null;
    this.sentAt = performance.now();
    const from = Math.max(validPoints - 1, 0);
    this.acknowledged = from - 1;
    this.lastStart = from;
    const message = { type: "run", run: this.run, experiment: this.current.experiment, from_step: from };
    if (!this.landscapePending) return void this.socket?.send(message);
    this.look = null;
    this.refitting = false;
    this.socket?.send({ ...message, landscape: { resolution: RESOLUTION, ...this.#frame } });
  }

  /** @param {ServerMessage} message */
  #onMessage(message) {
    if (message.type === "hello") return this.#onHello(message);
    if ("map" in message) return this.#onMap(message);
    if (!("run" in message) || (message.run !== this.run && message.run !== null)) return;
    // Unknown types are skipped.
    switch (message.type) {
      case "started":
        return this.#onStarted(message);
      case "landscape":
        this.announced = message;
        return;
      case "regime":
        return this.#onRegime(message);
      case "queue":
        return this.#emit("queue", message.ahead);
      case "question":
        return this.#onQuestion(message);
      case "done":
        return this.#onDone(message);
      case "error":
        return this.#onError(message);
    }
  }

  /** @param {Regime} message */
  #onRegime(message) {
    if (this.buffer.addRegime(message)) this.#emit("regime", message);
  }

  /** @param {Started} message */
  #onStarted(message) {
    this.columns = message.columns;
    this.buffer.setColumns(message.columns);
    this.#emit("started", message);
  }

  /** @param {Question} message */
  #onQuestion(message) {
    const { racer, step, question } = message;
    this.waiting = this.next ? null : { racer, step, question };
    this.#finish();
    this.#emit("question", message);
  }

  /** @param {Done} message */
  #onDone(message) {
    this.#finish();
    this.#emit("done", message);
  }

  /** @param {ErrorMessage} message */
  #onError({ problem }) {
    this.over = true;
    if (!this.ready) this.refusal = problem;
    else if (problem.retry_after && !this.next) return void this.#repeatLater(problem);
    this.#fail(problem);
  }

  /** @param {Problem} problem */
  #fail(problem) {
    this.buffer.abandon();
    this.repeats = 0;
    this.#allowNext();
    this.#emit("error", problem);
  }

  /** The server was too busy for the current run: requests it again, unless another one is requested. @param {Problem} problem */
  async #repeatLater(problem) {
    this.answered = true;
    this.#endWait();
    this.repeating = new AbortController();
    const outcome = await busyServer.wait(problem.retry_after ?? 0, this.repeats, this.repeating.signal);
    if (outcome === "ended") return;
    this.repeating = null;
    if (outcome !== "again") return this.#fail(problem);
    this.repeats += 1;
    this.#repeat();
  }

  #endWait() {
    this.repeating?.abort();
    this.repeating = null;
  }

  /** Requests the current run again, from the points that have arrived for certain. */
  #repeat() {
    this.#send(Math.min(this.buffer.arrived, this.lastStart + 1));
  }

  /** All points of the current run have arrived. */
  #finish() {
    if (this.buffer.finish()) this.#emit("replaced", null);
    this.complete = this.next === null;
    this.over = true;
    this.#allowNext();
  }

  /** @param {MapMessage} message */
  #onMap(message) {
    if (message.type === "map" || message.type === "error") this.#emit("map", message);
  }

  /** @param {Hello} message */
  #onHello(message) {
    this.limits = { ...this.limits, ...message.limits };
    this.ready = true;
    this.tries = 0;
    this.refusal = null;
    this.#setConnection("open");
    if (this.next) this.#sendNext();
    else if (this.current) this.#repeat();
  }

  /** @param {import("./frames.js").Frame} frame */
  #onFrame(frame) {
    if (frame.kind === "map") return this.#emit("cells", frame);
    if (frame.run !== this.run) return;
    if (frame.kind === "landscape") return this.#onLandscape(frame.z);
    if (frame.kind === "marks") {
      this.buffer.addMarks(frame);
      return this.#emit("marks", frame);
    }
    this.lastStart = frame.start;
    this.repeats = 0;
    const replaced = this.buffer.append(frame.racers, frame.start);
    this.#acknowledge();
    if (replaced) this.#emit("replaced", null);
    if (this.buffer.shown) this.#allowNext();
    this.#emit("points", frame);
  }

  /** @param {Float64Array} z */
  #onLandscape(z) {
    const { type: _, run: __, log_scale: logScale, ...facts } = /** @type {Landscape} */ (this.announced);
    if (this.refitting && !facts.final) return;
    const refit = this.refitting;
    if (facts.final) this.landscapePending = this.refitting = false;
    this.#emit("landscape", { ...facts, logScale, z, refit });
  }

  #acknowledge() {
    const last = this.buffer.arrived - 1;
    if (last - this.acknowledged < this.limits.window / 4) return;
    this.acknowledged = last;
    this.socket?.send({ type: "ack", run: this.run, step: last });
  }

  /** The current run has been shown: the next one can be sent. */
  #allowNext() {
    this.answered = true;
    if (this.next) requestAnimationFrame(() => this.#sendNext());
  }

  #onClose() {
    this.ready = false;
    this.answered = true;
    this.over = true;
    this.landscapePending ||= this.refitting;
    this.#endWait();
    this.#setConnection("lost");
    setTimeout(() => this.open(), reconnectMs(this.tries, this.refusal?.retry_after ?? 0));
    this.tries += 1;
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
