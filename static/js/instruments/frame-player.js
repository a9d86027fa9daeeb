/** The projector of an instrument that is a film: three buttons, and which picture is on. */

import { icon, make, setText } from "../components/dom.js";

/** Milliseconds that a whole film takes, and one picture at least and at most. */
const TOTAL_MS = 9000;
const FRAME_RANGE_MS = [140, 1100];

/** Events: `turn` when another picture is on. */
export class FramePlayer extends EventTarget {
  /** @param {string} title */
  constructor(title) {
    super();
    this.frame = 0;
    this.count = 1;
    this.playing = false;
    /** @type {unknown} what the film is about; another subject starts it anew */
    this.subject = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.title = title;
    this.toggle = this.#button("play", () => (this.playing ? this.stop() : this.play()));
    this.place = make("span", { class: "film-place" });
    this.element = make(
      "span",
      { class: "film-buttons", role: "group", "aria-label": title },
      this.#button("back", () => this.moveBy(-1), `${title}: the picture before`),
      this.toggle,
      this.#button("forward", () => this.moveBy(1), `${title}: the next picture`),
      this.place,
    );
    this.#label();
  }

  /**
   * @param {unknown} subject
   * @param {number} count - pictures
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
    this.dispatchEvent(new Event("turn"));
    this.#schedule();
  }

  stop() {
    clearTimeout(this.timer);
    this.playing = false;
    this.#label();
  }

  /** One picture on or back, by hand. @param {1 | -1} by */
  moveBy(by) {
    this.stop();
    this.#showFrame(this.frame + by);
  }

  #schedule() {
    clearTimeout(this.timer);
    const pace = Math.min(Math.max(TOTAL_MS / this.count, FRAME_RANGE_MS[0]), FRAME_RANGE_MS[1]);
    this.timer = setTimeout(() => {
      if (!this.playing) return;
      this.#showFrame(this.frame + 1);
      if (this.frame >= this.count - 1) this.stop();
      else this.#schedule();
    }, pace);
  }

  /** @param {number} frame */
  #showFrame(frame) {
    this.frame = Math.min(Math.max(frame, 0), this.count - 1);
    this.#label();
    this.dispatchEvent(new Event("turn"));
  }

  #label() {
    this.toggle.setAttribute("aria-label", `${this.playing ? "Stop" : "Play"} ${this.title}`);
    this.toggle.replaceChildren(icon(this.playing ? "pause" : "play"));
    setText(this.place, `${this.frame + 1} / ${this.count}`);
  }

  /** @param {string} drawing @param {() => void} act @param {string} [label] */
  #button(drawing, act, label = "") {
    const button = make("button", { type: "button", class: "icon-button small", "aria-label": label });
    button.append(icon(drawing));
    button.addEventListener("click", act);
    return button;
  }
}
