/** Tour: five cards about the parts of the page, placed beside them. The page stays usable meanwhile. */

import { iconButton, make, setText } from "../components/dom.js";
import { placeCard, placeInside } from "./card-position.js";
import { CARDS } from "./cards.js";

export class Tour {
  /** @param {() => void} examples - opens the examples from the last card */
  constructor(examples) {
    this.at = 0;
    this.count = make("span", { class: "tour-count" });
    this.title = make("h2", { id: "tour-title" });
    this.text = make("p", {});
    this.back = this.#button("Skip", () => (this.at > 0 ? this.show(this.at - 1) : this.close()));
    this.next = this.#button("Next", () => this.#go());
    this.examples = this.#button("Open the examples", () => {
      this.close();
      examples();
    });
    const close = iconButton("remove", "Close the tour", () => this.close(), "small");
    this.element = make(
      "section",
      { class: "tour", "aria-labelledby": "tour-title", hidden: true },
      make("header", {}, this.title, close),
      // A live region, because nothing else announces a card that appears by itself.
      make("div", { "aria-live": "polite" }, this.text),
      make("footer", {}, this.count, this.examples, this.back, this.next),
    );
    this.element.addEventListener("keydown", (event) => {
      // Keys pressed here belong to the card, not to the clock.
      if (event.key !== "Tab") event.stopPropagation();
    });
    document.querySelector(".stage")?.before(this.element);
    this.follow = () => this.#place();
    this.escape = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape" && !document.querySelector("dialog[open]")) this.close();
    };
    /** @type {Element | null} */
    this.subject = null;
    /** @type {Element | null} the element that had the focus before */
    this.former = null;
  }

  /** @param {{focus: boolean}} how - a card that appears by itself does not move the focus */
  open({ focus }) {
    this.former = focus ? document.activeElement : null;
    this.element.hidden = false;
    addEventListener("resize", this.follow);
    addEventListener("keydown", this.escape, { capture: true });
    this.show(0);
    if (focus) this.next.focus();
  }

  close() {
    const hadFocus = this.element.contains(document.activeElement);
    this.element.hidden = true;
    removeEventListener("resize", this.follow);
    removeEventListener("keydown", this.escape, { capture: true });
    this.#point(null);
    if (hadFocus) /** @type {HTMLElement | null} */ (this.former ?? document.querySelector("#help"))?.focus();
  }

  /** @param {number} index - of a card */
  show(index) {
    this.at = index;
    const { title, text, about } = CARDS[index];
    const last = index === CARDS.length - 1;
    setText(this.count, `${index + 1} of ${CARDS.length}`);
    setText(this.title, title);
    setText(this.text, text);
    setText(this.next, last ? "Done" : "Next");
    setText(this.back, index > 0 ? "Back" : "Skip");
    this.examples.hidden = !last;
    this.#point(about.map((selector) => document.querySelector(selector)).find(isShown) ?? null);
    this.#place();
  }

  #go() {
    if (this.at < CARDS.length - 1) this.show(this.at + 1);
    else this.close();
  }

  /** @param {Element | null} subject */
  #point(subject) {
    this.subject?.removeAttribute("data-toured");
    this.subject = subject;
    subject?.setAttribute("data-toured", "");
  }

  #place() {
    const frame = { width: innerWidth, height: innerHeight };
    const around = this.subject?.getBoundingClientRect() ?? { left: 0, top: 0, ...frame };
    const place = CARDS[this.at].inside ? placeInside : placeCard;
    const { left, top } = place(around, this.element.getBoundingClientRect(), frame);
    Object.assign(this.element.style, { left: `${left}px`, top: `${top}px` });
  }

  /** @param {string} text @param {() => void} act */
  #button(text, act) {
    return make("button", { type: "button", class: "quiet-button", onclick: act }, text);
  }
}

/** @param {Element | null} element */
function isShown(element) {
  return element?.checkVisibility({ visibilityProperty: true }) ?? false;
}
