/** postMessage bridge: messages between the embed and its host page. */

import { NAMESPACE, parseRequest, VERSION } from "./protocol.js";

/** Limit of requests per second; more are dropped. */
const MAX_REQUESTS_PER_SECOND = 120;
/** Height over width of the picture, and the range of heights in pixels. */
const ASPECT_RATIO = 0.62;
const HEIGHT_RANGE_PX = [240, 640];

/**
 * Event: `request`, with the validated request as its `detail`. A host may speak before anybody listens: slides say
 * once, as soon as the frame has loaded, that they are shown. Until `open`, requests are kept.
 */
export class Bridge extends EventTarget {
  /**
   * @param {URLSearchParams} params - `eid` is repeated in every message; only messages from `origin` are
   *   accepted
   * @param {Window} [peer]
   */
  constructor(params, peer = window.parent) {
    super();
    this.peer = peer;
    this.eid = (params.get("eid") ?? "").slice(0, 64);
    this.origin = params.get("origin");
    this.width = 0;
    this.second = 0;
    this.requests = 0;
    /** Requests until somebody listens; null from then on. @type {import("./protocol.js").Request[] | null} */
    this.kept = [];
    if (peer === window) return;
    addEventListener("message", (event) => this.#onMessage(event));
    new ResizeObserver(() => this.#sendHeight()).observe(document.documentElement);
  }

  /** @param {string} type @param {object} [payload] */
  send(type, payload = {}) {
    this.#post({ type, payload });
  }

  /**
   * Answers a request that has an id. An error of one without an id is told as an `error` message.
   *
   * @param {import("./protocol.js").Request} request
   * @param {{payload: object} | {error: {code: string, message: string}}} answer
   */
  answer(request, answer) {
    if (request.id !== undefined) this.#post({ type: `${request.type}.response`, re: request.id, ...answer });
    else if ("error" in answer)
      this.send("error", { detail: answer.error.message, errors: [], of: request.type });
  }

  /** Passes on what was asked for until now, and from now on at once. */
  open() {
    const kept = this.kept ?? [];
    this.kept = null;
    for (const request of kept) this.#pass(request);
  }

  /** @param {import("./protocol.js").Request} request */
  #pass(request) {
    this.dispatchEvent(new CustomEvent("request", { detail: request }));
  }

  /** @param {MessageEvent} event */
  #onMessage(event) {
    if (event.source !== this.peer || (this.origin && event.origin !== this.origin)) return;
    const request = parseRequest(event.data);
    if (!request || !this.#withinRateLimit()) return;
    if (request.error) this.answer(request, { error: { code: "bad-request", message: request.error } });
    else if (this.kept) this.kept.push(request);
    else this.#pass(request);
  }

  #withinRateLimit() {
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.second) [this.second, this.requests] = [second, 0];
    this.requests += 1;
    return this.requests <= MAX_REQUESTS_PER_SECOND;
  }

  /**
   * Sends the height that suits the width, in the formats of several hosts. It depends on the width alone: if
   * it followed the frame's height, host and embed would resize each other endlessly.
   */
  #sendHeight() {
    const width = document.documentElement.clientWidth;
    if (width === this.width || width === 0) return;
    this.width = width;
    const height = Math.round(
      Math.min(Math.max(width * ASPECT_RATIO, HEIGHT_RANGE_PX[0]), HEIGHT_RANGE_PX[1]),
    );
    this.send("resize", { width, height });
    const dialects = [
      JSON.stringify({ src: location.href, context: "iframe.resize", height }), // Embedly, Medium
      JSON.stringify({ subject: "lti.frameResize", height }), // Canvas
      { type: "plugin.resize", payload: { width, height } }, // Open edX
      { height }, // Observable
    ];
    for (const message of dialects) this.peer.postMessage(message, this.origin ?? "*");
  }

  /** @param {object} message - contains no secrets: without a given origin any page may receive it */
  #post(message) {
    if (this.peer === window) return;
    const whole = { ns: NAMESPACE, v: VERSION, eid: this.eid, ...message };
    this.peer.postMessage(whole, this.origin ?? "*");
  }
}
