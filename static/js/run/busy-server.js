/**
 * Busy server: when to ask again where the server had to refuse, and what waits for that now. Requests
 * that compute or save, and runs that were refused, wait here, so that one notice can show all of them, and one
 * button can cancel them.
 */

/** The most times that a request is repeated. */
export const MAX_REPEATS = 6;
/** The wait doubles with each repetition, up to this many times the time that the server gave. */
const MAX_GROWTH = 8;

/** @typedef {"again" | "cancelled" | "ended" | "given up"} Outcome - whether to ask again, or why not */
/** @typedef {{at: number, end: (outcome: Outcome) => void}} Wait - `at` is a time of `performance.now()` */

/** Event: `change` when a wait has begun or ended. */
class BusyServer extends EventTarget {
  constructor() {
    super();
    /** @type {Set<Wait>} */
    this.waits = new Set();
  }

  /** Milliseconds until the next request is repeated; null if none waits. */
  get remaining() {
    const times = [...this.waits].map(({ at }) => at);
    return times.length > 0 ? Math.max(0, Math.min(...times) - performance.now()) : null;
  }

  /**
   * Waits until a request may be repeated: at least as long as the server told, and up to as long again, at random,
   * so that pages that were refused together do not come back together.
   *
   * @param {number} seconds - that the server told
   * @param {number} repeats - how often the request has been repeated already
   * @param {AbortSignal | null} [ended] - ends the wait: the answer is not wanted any more
   * @returns {Promise<Outcome>}
   */
  wait(seconds, repeats, ended) {
    if (ended?.aborted) return Promise.resolve("ended");
    if (repeats >= MAX_REPEATS) return Promise.resolve("given up");
    const ms = 1000 * seconds * Math.min(2 ** repeats, MAX_GROWTH) * (1 + Math.random());
    return new Promise((resolve) => {
      /** @type {Wait} */
      const wait = {
        at: performance.now() + ms,
        end: (outcome) => {
          clearTimeout(timer);
          if (!this.waits.delete(wait)) return;
          this.dispatchEvent(new Event("change"));
          resolve(outcome);
        },
      };
      const timer = setTimeout(() => wait.end("again"), ms);
      ended?.addEventListener("abort", () => wait.end("ended"), { once: true });
      this.waits.add(wait);
      this.dispatchEvent(new Event("change"));
    });
  }

  /** Cancels all that waits. */
  cancel() {
    for (const wait of [...this.waits]) wait.end("cancelled");
  }
}

export const busyServer = new BusyServer();
