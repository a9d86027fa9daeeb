/** Frame player: previous, play and next for an instrument with several frames. */

import { icon, make, setText } from "../components/dom.js";

/** Duration of all frames in milliseconds, and the limits of one frame's duration. */
const TOTAL_MS = 9000;
const FRAME_RANGE_MS = [140, 1100];

/** Event: `frame` when another frame is shown. */
export class FramePlayer extends EventTarget {
  /** @param {string} title */
  constructor(title) {
    super();
    this.frame = 0;
    this.count = 1;
    this.playing = false;
    /** @type {unknown} what the frames show; another subject restarts them */
    this.subject = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.title = title;
    this.toggle = this.#button("play", () => (this.playing ? this.stop() : this.play()));
    this.place = make("span", { class: "frame-place" });
    this.element = make(
      "span",
      { class: "frame-buttons", role: "group", "aria-label": title },
      this.#button("back", () => this.moveBy(-1), `${title}: the picture before`),
      this.toggle,
      this.#button("forward", () => this.moveBy(1), `${title}: the next picture`),
      this.place,
    );
    this.#label();
  }

  /**
   * @param {unknown} subject
   * @param {number} count - number of frames
   */
  show(subject, count) {
    this.count = count;
    if (subject !== this.subject) {
      this.subject = subject;
      this.frame = 0;
      if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.play();
    }
    this.#label();
  }

  play() {
    if (this.frame >= this.count - 1) this.frame = 0;
    this.playing = true;
    this.#label();
    this.dispatchEvent(new Event("frame"));
    this.#schedule();
  }

  stop() {
    clearTimeout(this.timer);
    this.playing = false;
    this.#label();
  }

  /** Moves one frame forward or back, by hand. @param {1 | -1} by */
  moveBy(by) {
    this.stop();
    this.#showFrame(this.frame + by);
  }

  #schedule() {
    clearTimeout(this.timer);
    const duration = Math.min(Math.max(TOTAL_MS / this.count, FRAME_RANGE_MS[0]), FRAME_RANGE_MS[1]);
    this.timer = setTimeout(() => {
      if (!this.playing) return;
      this.#showFrame(this.frame + 1);
      if (this.frame >= this.count - 1) this.stop();
      else this.#schedule();
    }, duration);
  }

  /** @param {number} frame */
  #showFrame(frame) {
    this.frame = Math.min(Math.max(frame, 0), this.count - 1);
    this.#label();
    this.dispatchEvent(new Event("frame"));
  }

  #label() {
    this.toggle.setAttribute("aria-label", `${this.playing ? "Stop" : "Play"} ${this.title}`);
    this.toggle.replaceChildren(icon(this.playing ? "pause" : "play"));
    setText(this.place, `${this.frame + 1} / ${this.count}`);
  }

  /** @param {string} iconName @param {() => void} act @param {string} [label] */
  #button(iconName, act, label = "") {
    const button = make("button", { type: "button", class: "icon-button small", "aria-label": label });
    button.append(icon(iconName));
    button.addEventListener("click", act);
    return button;
  }
}
