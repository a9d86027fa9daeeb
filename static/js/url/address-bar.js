/**
 * The address bar follows what is seen, and what is seen follows the address bar. Moving a slider only
 * rewrites the address; another landscape or another field of racers is a place to come back to.
 */

import { addressOf, pageAddress, setAddress } from "../run/api.js";
import { pack, write } from "./url-state.js";
import { openAddress } from "./validate-url.js";

/** Milliseconds of rest after which the address follows. */
const DEBOUNCE_MS = 400;

export class AddressBar {
  /**
   * @param {import("../run/session.js").Session} session
   * @param {import("../page/stage.js").Stage} stage
   * @param {(view: import("./url-state.js").View, notices: string[]) => void} shown - another address was
   *   gone to: its view, and what of it was passed over
   */
  constructor(session, stage, shown) {
    this.session = session;
    this.stage = stage;
    this.onNavigate = shown;
    this.historyKey = historyKeyOf(session.state.spec);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    session.store.subscribe((state, before) => {
      if (state.spec !== before.spec || state.view !== before.view) this.#debounce();
    });
    addEventListener("popstate", () => this.#follow());
    addEventListener("pointerup", () => this.#debounce()); // the scene may have been turned
  }

  /** Writes the address at once. */
  async write() {
    clearTimeout(this.timer);
    const { spec, view } = this.session.state;
    const text = write(spec, { ...view, camera: this.stage.cameraDegrees });
    const href = addressOf(text.query, text.packed ? await pack(text.packed) : "");
    const landmark = historyKeyOf(spec);
    setAddress(href, landmark !== this.historyKey);
    this.historyKey = landmark;
  }

  #debounce() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), DEBOUNCE_MS);
  }

  /** Somebody went back, or forward, or pasted an address that differs behind the "#" alone. */
  async #follow() {
    const { experiment, view, notices } = await openAddress(pageAddress(), this.session.catalog);
    const styles = experiment.racers.map((_, index) => index);
    const selected = Math.max(experiment.racers.length - 1, 0);
    this.historyKey = historyKeyOf(experiment);
    const rates = experiment.racers.some(({ optimizer }) => optimizer.params?.lr !== undefined)
      ? "own"
      : "show";
    this.session.restart({ spec: experiment, styles, selected, rates }, { newLandscape: true });
    if (view.step !== null) this.session.player.seek(view.step);
    this.onNavigate({ ...view, step: null }, notices);
    clearTimeout(this.timer);
  }
}

/** What makes a place of its own: the problem's names, and who races. @param {import("../experiment/experiment.js").Experiment} spec */
function historyKeyOf({ problem, racers }) {
  const { surface, expression, model, dataset } = /** @type {Record<string, any>} */ (problem);
  const names = [problem.kind, surface?.name, expression, model?.name, dataset?.name];
  return JSON.stringify([...names, ...racers.map(({ optimizer }) => optimizer.name)]);
}
