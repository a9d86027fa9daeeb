/**
 * The address bar follows what is seen, and what is seen follows the address bar. Moving a slider only
 * rewrites the address; another landscape or another field of racers is a place to come back to.
 */

import { address, addressOf, setAddress } from "../run/api.js";
import { pack, write } from "./url-state.js";
import { openAddress } from "./validate-url.js";

/** Milliseconds of rest after which the address follows. */
const REST = 400;

export class AddressBar {
  /**
   * @param {import("../run/session.js").Lab} lab
   * @param {import("../page/stage.js").Stage} stage
   * @param {(view: import("./url-state.js").View, notices: string[]) => void} shown - another address was
   *   gone to: its view, and what of it was passed over
   */
  constructor(lab, stage, shown) {
    this.lab = lab;
    this.stage = stage;
    this.shown = shown;
    this.landmark = landmarkOf(lab.state.spec);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
    lab.store.subscribe((state, before) => {
      if (state.spec !== before.spec || state.view !== before.view) this.#rest();
    });
    addEventListener("popstate", () => this.#follow());
    addEventListener("pointerup", () => this.#rest()); // the scene may have been turned
  }

  /** Writes the address at once. */
  async write() {
    clearTimeout(this.resting);
    const { spec, view } = this.lab.state;
    const text = write(spec, { ...view, camera: this.stage.lookedFrom });
    const href = addressOf(text.query, text.packed ? await pack(text.packed) : "");
    const landmark = landmarkOf(spec);
    setAddress(href, landmark !== this.landmark);
    this.landmark = landmark;
  }

  #rest() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.write(), REST);
  }

  /** Somebody went back, or forward, or pasted an address that differs behind the "#" alone. */
  async #follow() {
    const { experiment, view, notices } = await openAddress(address(), this.lab.catalog);
    const styles = experiment.racers.map((_, index) => index);
    const selected = Math.max(experiment.racers.length - 1, 0);
    this.landmark = landmarkOf(experiment);
    const rates = experiment.racers.some(({ optimizer }) => optimizer.params?.lr !== undefined)
      ? "own"
      : "show";
    this.lab.restart({ spec: experiment, styles, selected, rates }, { land: true });
    if (view.step !== null) this.lab.player.seek(view.step);
    this.shown({ ...view, step: null }, notices);
    clearTimeout(this.resting);
  }
}

/** What makes a place of its own: the problem's names, and who races. @param {import("../experiment/experiment.js").Experiment} spec */
function landmarkOf({ problem, racers }) {
  const { surface, expression, model, dataset } = /** @type {Record<string, any>} */ (problem);
  const names = [problem.kind, surface?.name, expression, model?.name, dataset?.name];
  return JSON.stringify([...names, ...racers.map(({ optimizer }) => optimizer.name)]);
}
