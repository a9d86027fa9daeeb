/** Verdict note: the sentence about what a racer does; the facts that were measured for it stand elsewhere. */

import { formatMeasured, regimeLabel } from "../experiment/format.js";
import { make, setText } from "./dom.js";

export class VerdictNote extends HTMLElement {
  constructor() {
    super();
    this.sentence = make("p", { class: "verdict" });
    this.when = make("p", { class: "caption" });
    this.facts = make("dl", { class: "facts" });
    /** What the sentence follows from: for the place that has room for it. */
    this.evidence = make("section", { class: "evidence", "aria-label": "Measured" }, this.when, this.facts);
    /** @type {import("../run/track-buffer.js").Regime | null} */
    this.shown = null;
  }

  connectedCallback() {
    if (!this.sentence.parentElement) this.append(this.sentence);
  }

  /** @param {import("../run/track-buffer.js").Regime | null} regime - null hides the note */
  show(regime) {
    if (regime === this.shown) return;
    this.shown = regime;
    this.hidden = regime === null;
    this.evidence.hidden = Object.keys(regime?.evidence ?? {}).length === 0;
    if (!regime) return;
    const facts = Object.entries(regime.evidence ?? {});
    setText(this.sentence, regime.sentence);
    setText(this.when, `Measured at step ${regime.step}:`);
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
