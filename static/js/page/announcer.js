/**
 * What is happening, for those who cannot see it: read out at a gentle rate, not as often as it is written
 * under the picture.
 */

import { setText } from "../components/dom.js";
import { spokenStatus } from "./status-text.js";

/** Milliseconds between two sentences while the balls roll, and those after which a rest is told. */
const MIN_INTERVAL_MS = 8000;
const DEBOUNCE_MS = 700;

export class Announcer {
  /**
   * @param {import("../run/session.js").Session} session
   * @param {(time: number) => import("./status-text.js").RacerStatus[]} runners
   * @param {HTMLElement} element - a live region
   */
  constructor(session, runners, element) {
    this.session = session;
    this.racersAt = runners;
    this.element = element;
    this.announcedAt = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    session.player.addEventListener("change", () => this.#debounce());
  }

  /** While the balls roll: says something if nothing has been said for a while. */
  update() {
    if (!this.session.player.playing || performance.now() - this.announcedAt < MIN_INTERVAL_MS) return;
    this.#announce();
  }

  /** Where the clock has come to rest. */
  #debounce() {
    clearTimeout(this.timer);
    if (this.session.player.playing) this.announcedAt = performance.now();
    else this.timer = setTimeout(() => this.#announce(), DEBOUNCE_MS);
  }

  #announce() {
    this.announcedAt = performance.now();
    const { time } = this.session.player;
    setText(this.element, spokenStatus(this.racersAt(time), this.session.state.selected, time));
  }
}
