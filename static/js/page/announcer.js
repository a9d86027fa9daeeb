/** Announcer: reads the status aloud for screen readers, less often than it is shown. */

import { setText } from "../components/dom.js";
import { spokenStatus } from "./status-text.js";

/**
 * Minimum time between announcements during playback, and the delay after the clock stops, in
 * milliseconds.
 */
const MIN_INTERVAL_MS = 8000;
const DEBOUNCE_MS = 700;

export class Announcer {
  /**
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {(time: number) => import("./status-text.js").RacerStatus[]} racersAt
   * @param {HTMLElement} element - a live region
   */
  constructor(session, racersAt, element) {
    this.session = session;
    this.racersAt = racersAt;
    this.element = element;
    this.announcedAt = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    session.player.addEventListener("change", () => this.#debounce());
  }

  /** Announces during playback if MIN_INTERVAL_MS have passed since the last time. */
  update() {
    if (!this.session.player.playing || performance.now() - this.announcedAt < MIN_INTERVAL_MS) return;
    this.#announce();
  }

  /** Schedules an announcement for when the clock has stopped. */
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
