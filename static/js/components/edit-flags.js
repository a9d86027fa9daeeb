/**
 * Edit flags: a flag on the time axis for each change made while the balls rolled. A click removes it, a drag
 * moves it to another step. With the keyboard left and right move it, up and down go to the one before and after,
 * and Enter or Delete removes it.
 */

import { formatBrief, parameterLabel } from "../experiment/format.js";
import { Gestures } from "../plots/canvas/gestures.js";
import { make, setText } from "./dom.js";

/** @typedef {import("../experiment/edit-marks.js").EditMark} EditMark */

/**
 * @typedef {object} Flag
 * @property {EditMark} mark
 * @property {string} who - the racer's label; "" if all racers share the setting
 * @property {string} color - CSS
 */

/** Movement of the pointer in pixels from which a press is a drag. */
const DRAG_PX = 4;

/** Events: `flag-move` {mark, step, done}, `flag-cancel` after moves that were not meant, and `flag-remove` {mark}. */
export class EditFlags extends HTMLElement {
  /** The flag on which a pointer went down. @type {HTMLButtonElement | null} */
  #pressed = null;
  /** The flag that a pointer holds, and where it took it. @type {{button: HTMLButtonElement, x: number} | null} */
  #held = null;
  /** Whether it has been moved. */
  #moved = false;

  connectedCallback() {
    if (this.gestures) return;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "Changes on the way");
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("pointerdown", ({ target }) => {
      const button = /** @type {Element} */ (target).closest("button");
      this.#pressed = button?.disabled ? null : button;
    });
    this.gestures = new Gestures(this, {
      press: (x) => this.#take(x),
      drag: (x) => this.#drag(x),
      release: (x, _, clicked) => this.#letGo(x, clicked),
      cancel: () => this.#cancel(),
    });
    new ResizeObserver(() => this.layOut()).observe(this);
  }

  /** @param {Flag[]} flags @param {number} steps - length of the time axis @param {boolean} fixed */
  update(flags, steps, fixed) {
    /** @type {Flag[]} */
    this.flags = flags;
    this.steps = steps;
    while (this.children.length > flags.length) this.lastElementChild?.remove();
    while (this.children.length < flags.length) this.append(this.#button());
    for (const [k, flag] of flags.entries()) this.#show(this.buttons[k], flag, fixed);
    this.#oneTabStop();
    this.hidden = flags.length === 0;
    this.layOut();
  }

  /** Points a flag to the left that would leave the axis, and shortens one that would cover the next. */
  layOut() {
    const width = this.clientWidth;
    if (width === 0) return;
    for (const button of this.buttons) button.removeAttribute("data-short");
    const lengths = this.buttons.map(
      (button) => /** @type {HTMLElement} */ (button.firstElementChild).offsetWidth,
    );
    let next = Number.POSITIVE_INFINITY;
    for (const [k, button] of [...this.buttons.entries()].reverse()) {
      const line = Number(button.style.getPropertyValue("--at")) * width;
      const left = line + lengths[k] > width;
      const end = left ? line : line + lengths[k];
      const short = end > next;
      button.dataset.side = left ? "left" : "right";
      button.toggleAttribute("data-short", short);
      next = left && !short ? line - lengths[k] : line;
    }
  }

  /** Shows a mark at another step, while its flag is dragged. @param {EditMark} mark @param {number} step */
  showAt(mark, step) {
    const index = (this.flags ?? []).findIndex((flag) => flag.mark === mark);
    this.buttons[index]?.style.setProperty("--at", String(step / Math.max(this.steps ?? 1, 1)));
    this.layOut();
  }

  /** @returns {HTMLButtonElement[]} */
  get buttons() {
    return /** @type {HTMLButtonElement[]} */ ([...this.children]);
  }

  #button() {
    const button = make("button", { type: "button", class: "edit-flag" }, make("span"));
    button.addEventListener("click", (event) => event.detail === 0 && this.#remove(button)); // by the keyboard
    button.addEventListener("focus", () => this.#oneTabStop(button));
    return button;
  }

  /** @param {HTMLButtonElement} button @param {Flag} flag @param {boolean} fixed */
  #show(button, { mark, who, color }, fixed) {
    const words = flagText(mark, who);
    const act = fixed ? "" : ". Click removes it, a drag moves it.";
    button.style.setProperty("--at", String(Math.min(mark.steps[0] / Math.max(this.steps ?? 1, 1), 1)));
    button.style.setProperty("--flag-color", color);
    button.disabled = fixed;
    button.title = words + act;
    button.setAttribute("aria-label", words);
    setText(/** @type {Element} */ (button.firstElementChild), changeText(mark));
  }

  /** The group is one tab stop. @param {HTMLButtonElement} [current] */
  #oneTabStop(current) {
    const { buttons } = this;
    const chosen = current ?? buttons.find(({ tabIndex }) => tabIndex === 0) ?? buttons[0];
    for (const button of buttons) button.tabIndex = button === chosen ? 0 : -1;
  }

  /** @param {HTMLButtonElement} button */
  #markOf(button) {
    return this.flags?.[this.buttons.indexOf(button)]?.mark;
  }

  /** @param {HTMLButtonElement} button */
  #remove(button) {
    const mark = this.#markOf(button);
    if (mark) this.dispatchEvent(new CustomEvent("flag-remove", { bubbles: true, detail: { mark } }));
  }

  /** @param {HTMLButtonElement} button @param {number} step @param {boolean} done */
  #move(button, step, done) {
    const mark = this.#markOf(button);
    const within = Math.min(Math.max(Math.round(step), 1), (this.steps ?? 2) - 1);
    if (mark)
      this.dispatchEvent(
        new CustomEvent("flag-move", { bubbles: true, detail: { mark, step: within, done } }),
      );
  }

  /** @param {number} x */
  #take(x) {
    this.#moved = false;
    this.#held = this.#pressed && { button: this.#pressed, x };
  }

  /** @param {number} x */
  #drag(x) {
    if (!this.#held) return;
    this.#moved ||= Math.abs(x - this.#held.x) > DRAG_PX;
    if (this.#moved) this.#move(this.#held.button, this.#stepAt(x), false);
  }

  /** @param {number} x @param {boolean} clicked */
  #letGo(x, clicked) {
    const held = this.#held;
    this.#held = null;
    if (!held) return;
    if (this.#moved) this.#move(held.button, this.#stepAt(x), true);
    else if (clicked) this.#remove(held.button);
  }

  /** The browser has taken the pointer, or a second finger came. */
  #cancel() {
    if (this.#held && this.#moved) this.dispatchEvent(new CustomEvent("flag-cancel", { bubbles: true }));
    this.#held = null;
  }

  /** @param {number} x - pixels of the axis */
  #stepAt(x) {
    return (x / this.clientWidth) * (this.steps ?? 0);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const button = /** @type {HTMLButtonElement} */ (event.target);
    const mark = this.#markOf(button);
    const act = mark && this.#actOf(event, button, mark);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /** What a key does to a flag. @param {KeyboardEvent} event @param {HTMLButtonElement} button @param {EditMark} mark */
  #actOf({ key, shiftKey }, button, mark) {
    const { buttons } = this;
    const at = buttons.indexOf(button);
    const by = shiftKey ? 10 : 1;
    /** @type {Record<string, () => void>} */
    const acts = {
      ArrowLeft: () => this.#move(button, mark.steps[0] - by, true),
      ArrowRight: () => this.#move(button, mark.steps[0] + by, true),
      ArrowUp: () => buttons[Math.max(at - 1, 0)].focus(),
      ArrowDown: () => buttons[Math.min(at + 1, buttons.length - 1)].focus(),
      Delete: () => this.#remove(button),
      Backspace: () => this.#remove(button),
    };
    return acts[key];
  }
}

customElements.define("edit-flags", EditFlags);

/** "Adam: learning rate 0.1 to 0.5 from step 84". @param {EditMark} mark @param {string} who */
export function flagText({ name, steps, from, to }, who) {
  const setting = parameterLabel(name);
  const words = who ? `${who}: ${setting.charAt(0).toLowerCase()}${setting.slice(1)}` : setting;
  return `${words} ${changeText({ from, to })} from step ${steps[0]}`;
}

/** "0.1 to 0.5", with an arrow; of a list, the elements that differ. @param {Pick<EditMark, "from" | "to">} values */
function changeText({ from, to }) {
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length) {
    const differs = (/** @type {unknown} */ _, /** @type {number} */ k) => from[k] !== to[k];
    const [before, after] = [from.filter(differs), to.filter(differs)];
    if (after.length > 0) return `${valueText(before)} \u2192 ${valueText(after)}`;
  }
  return from === undefined ? valueText(to) : `${valueText(from)} \u2192 ${valueText(to)}`;
}

/** @param {unknown} value - of a setting @returns {string} */
function valueText(value) {
  if (typeof value === "number") return formatBrief(value);
  if (typeof value === "boolean") return value ? "on" : "off";
  return Array.isArray(value) ? value.map(valueText).join(", ") : String(value ?? "all");
}
