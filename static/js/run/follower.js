/**
 * Follower: acts when the state has changed, at its own rate. Changes during an act are merged, and the next
 * act sees the newest state. While nothing changes no timer runs; while it is inactive, or the page hidden,
 * it does not act.
 */

/** @typedef {import("./session-interface.js").State} State */

/**
 * @typedef {object} Rate
 * @property {number} [restMs] - from the end of an act to the next
 * @property {number} [settleMs] - for which the state must not have changed before an act
 */

export class Follower {
  /**
   * @param {import("./store.js").Store<State>} store
   * @param {(keyof State)[]} keys - the parts of the state that the act depends on
   * @param {() => unknown} act - the next one waits for its promise
   * @param {Rate} [rate]
   */
  constructor(store, keys, act, { restMs = 0, settleMs = 0 } = {}) {
    this.store = store;
    this.keys = keys;
    this.act = act;
    this.restMs = restMs;
    this.settleMs = settleMs;
    this.active = false;
    this.due = false;
    this.busy = false;
    this.changedAt = Number.NEGATIVE_INFINITY;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {(() => void)[]} */
    this.subscriptions = [];
  }

  /** Starts to follow, and acts at once. */
  activate() {
    if (this.active) return;
    this.active = true;
    this.subscriptions = [
      this.store.subscribe(() => this.check(), this.keys),
      this.store.subscribe(() => this.#schedule(), ["visible"]),
    ];
    this.due = true;
    this.changedAt = Number.NEGATIVE_INFINITY;
    this.#schedule();
  }

  deactivate() {
    this.active = false;
    this.due = false;
    for (const unsubscribe of this.subscriptions) unsubscribe();
    this.#cancel();
  }

  /** Something outside the state has changed that the act depends on. */
  check() {
    this.due = this.active;
    this.changedAt = performance.now();
    if (this.settleMs > 0) this.#cancel();
    this.#schedule();
  }

  #cancel() {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Whether an act is due, and none is under way or planned. */
  get #mayAct() {
    return this.due && !this.busy && this.timer === undefined && this.store.state.visible;
  }

  /** Plans the next act, if one is due and none is planned. */
  #schedule() {
    if (!this.#mayAct) return;
    const wait = this.changedAt + this.settleMs - performance.now();
    if (wait > 0) this.#actAfter(wait);
    else queueMicrotask(() => this.#actNow());
  }

  /** @param {number} wait - milliseconds */
  #actAfter(wait) {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.#actNow();
    }, wait);
  }

  async #actNow() {
    if (!this.#mayAct) return;
    this.due = false;
    this.busy = true;
    try {
      await this.act();
    } finally {
      this.busy = false;
      if (this.active && this.restMs > 0) this.#actAfter(this.restMs);
      else this.#schedule();
    }
  }
}
