/**
 * Store: the state of the page, one object, replaced part by part and never mutated. A listener is called when a
 * part that it depends on is replaced; parts are compared by identity.
 */

/**
 * @template {object} State
 */
export class Store {
  /** @param {State} state */
  constructor(state) {
    this.state = state;
    /** @type {Set<(state: State, before: State) => void>} */
    this.listeners = new Set();
  }

  /**
   * @param {Partial<State>} change
   */
  set(change) {
    const before = this.state;
    const entries = /** @type {[keyof State, unknown][]} */ (Object.entries(change));
    if (entries.every(([key, value]) => Object.is(before[key], value))) return;
    this.state = { ...before, ...change };
    for (const listener of this.listeners) listener(this.state, before);
  }

  /**
   * @param {(state: State, before: State) => void} listener - called after every change
   * @param {(keyof State)[]} [keys] - the parts that it depends on, unless it is all
   * @returns {() => void} unsubscribes
   */
  subscribe(listener, keys) {
    /** @type {typeof listener} */
    const filtered = (state, before) => {
      if (!keys || keys.some((key) => !Object.is(state[key], before[key]))) listener(state, before);
    };
    this.listeners.add(filtered);
    return () => this.listeners.delete(filtered);
  }
}
