/**
 * Address bar: writes the state into the URL, and applies a URL that is navigated to. A slider replaces the
 * current history entry; another problem or another set of racers adds one.
 */

import { settingsOf } from "../experiment/problem-kind.js";
import { addressOf, pageAddress, reloadPage, setAddress } from "../run/api.js";
import { openedFrom } from "../run/opened.js";
import { pack, write } from "./url-state.js";
import { openAddress } from "./validate-url.js";

/** Delay after a change before the URL is written. */
const DEBOUNCE_MS = 400;

export class AddressBar {
  /**
   * @param {import("../run/session.js").Session} session
   * @param {import("../page/stage.js").Stage} stage
   * @param {(view: import("./url-state.js").View, opened: {notices: string[], lookups: import("../run/api.js").Lookup[]}) => void} onNavigate
   *   - called after navigation with the view, and with what is told about ignored parts
   */
  constructor(session, stage, onNavigate) {
    this.session = session;
    this.stage = stage;
    this.onNavigate = onNavigate;
    this.historyKey = historyKeyOf(session.state.spec);
    /** What the address says, so that it stays as it came until something changes. */
    this.said = this.#text().key;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    session.store.subscribe((state, before) => {
      if (state.spec !== before.spec || state.view !== before.view) this.#debounce();
    });
    addEventListener("popstate", () => this.#navigate());
    addEventListener("pointerup", () => this.#debounce()); // The scene may have been rotated.
  }

  /** Writes the URL at once. */
  async write() {
    clearTimeout(this.timer);
    const { spec } = this.session.state;
    const { text, key } = this.#text();
    if (key === this.said) return;
    this.said = key;
    const href = addressOf(text.query, text.packed ? await pack(text.packed) : "");
    const historyKey = historyKeyOf(spec);
    setAddress(href, historyKey !== this.historyKey);
    this.historyKey = historyKey;
  }

  /** The state as text, and a key that is equal for equal states. */
  #text() {
    const { spec, view } = this.session.state;
    const text = write(spec, { ...view, camera: this.stage.cameraDegrees });
    return { text, key: JSON.stringify([text.query, text.packed]) };
  }

  #debounce() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), DEBOUNCE_MS);
  }

  /** Applies a URL after navigation back or forward, or a change of the fragment. */
  async #navigate() {
    const opened = await openAddress(pageAddress(), this.session.catalog);
    if (opened.unopened) return reloadPage(); // The page that tells it stays.
    const { experiment, view } = opened;
    this.historyKey = historyKeyOf(experiment);
    this.session.restart(openedFrom(experiment), { newLandscape: true, opens: true });
    if (view.step !== null) this.session.player.seek(view.step);
    this.stage.openCamera(view.camera);
    this.onNavigate({ ...view, step: null }, opened);
    clearTimeout(this.timer);
    this.said = this.#text().key;
  }
}

/**
 * Key of a history entry: the problem's names and the racers' methods.
 *
 * @param {import("../experiment/experiment.js").Experiment} spec
 */
function historyKeyOf({ problem, racers }) {
  const { surface, expression, model, dataset } = settingsOf(problem);
  const names = [problem.kind, surface?.name, expression, model?.name, dataset?.name];
  return JSON.stringify([...names, ...racers.map(({ optimizer }) => optimizer.name)]);
}
