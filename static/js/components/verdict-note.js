/** Verdict note: the sentence about what a racer does; it unfolds to the facts that were measured. */

import { formatMeasured, regimeLabel } from "../experiment/format.js";
import { make, setText } from "./dom.js";

export class VerdictNote extends HTMLElement {
  constructor() {
    super();
    this.sentence = make("span", {});
    this.when = make("p", { class: "caption" });
    this.facts = make("dl", { class: "facts" });
    this.details = make(
      "details",
      { class: "more verdict", hidden: true },
      make("summary", {}, this.sentence),
      this.when,
      this.facts,
    );
    /** @type {import("../run/track-buffer.js").Regime | null} */
    this.shown = null;
  }

  connectedCallback() {
    if (!this.details.parentElement) this.append(this.details);
  }

  /** @param {import("../run/track-buffer.js").Regime | null} regime - null hides the note */
  show(regime) {
    if (regime === this.shown) return;
    this.shown = regime;
    this.details.hidden = regime === null;
    if (!regime) return;
    const facts = Object.entries(regime.evidence ?? {});
    setText(this.sentence, regime.sentence);
    setText(this.when, facts.length > 0 ? `Measured at step ${regime.step}:` : "");
    this.facts.replaceChildren(
      ...facts.flatMap(([name, value]) => [
        make("dt", {}, regimeLabel(name)),
        make("dd", {}, isCount(value) ? String(value) : formatMeasured(value)),
      ]),
    );
  }
}

/** Whether a fact is a whole number of few digits, as counts and steps are. @param {number} value */
function isCount(value) {
  return Number.isInteger(value) && Math.abs(value) < 1e5;
}

customElements.define("verdict-note", VerdictNote);
