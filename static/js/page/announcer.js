/**
 * What is happening, for those who cannot see it: read out at a gentle rate, not as often as it is written
 * under the picture.
 */

import { setText } from "../components/dom.js";
import { spoken } from "./status-text.js";

/** Milliseconds between two sentences while the balls roll, and those after which a rest is told. */
const GENTLE = 8000;
const REST = 700;

export class Announcer {
  /**
   * @param {import("../run/session.js").Lab} lab
   * @param {(time: number) => import("./status-text.js").Runner[]} runners
   * @param {HTMLElement} element - a live region
   */
  constructor(lab, runners, element) {
    this.lab = lab;
    this.runners = runners;
    this.element = element;
    this.saidAt = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
    lab.player.addEventListener("change", () => this.#rest());
  }

  /** While the balls roll: says something if nothing has been said for a while. */
  pass() {
    if (!this.lab.player.playing || performance.now() - this.saidAt < GENTLE) return;
    this.#say();
  }

  /** Where the clock has come to rest. */
  #rest() {
    clearTimeout(this.resting);
    if (this.lab.player.playing) this.saidAt = performance.now();
    else this.resting = setTimeout(() => this.#say(), REST);
  }

  #say() {
    this.saidAt = performance.now();
    const { time } = this.lab.player;
    setText(this.element, spoken(this.runners(time), this.lab.state.selected, time));
  }
}
