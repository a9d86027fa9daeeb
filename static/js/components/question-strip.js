/**
 * Question strip: the question of an example and what to look for, above the picture until they are dismissed.
 */

import { iconButton, make, setText } from "./dom.js";

/** @typedef {{question: string, lookFor: string}} Question */

/** Event: `question-dismiss`. */
export class QuestionStrip extends HTMLElement {
  connectedCallback() {
    if (this.question) return;
    this.question = make("strong", {});
    this.lookFor = make("p", {});
    this.details = make(
      "details",
      {},
      make("summary", { title: "What to look for" }, this.question),
      this.lookFor,
    );
    const dismiss = () => this.dispatchEvent(new CustomEvent("question-dismiss", { bubbles: true }));
    this.append(this.details, iconButton("remove", "Dismiss the question", dismiss, "small"));
    this.hidden = true;
  }

  /** @param {Question | null} asked - null for none @param {boolean} [open] - whether to show what to look for */
  show(asked, open = true) {
    if (!this.question || !this.lookFor || !this.details) return;
    this.hidden = asked === null;
    if (asked && asked.question !== this.question.textContent) this.details.open = open;
    setText(this.question, asked?.question ?? "");
    setText(this.lookFor, asked?.lookFor ?? "");
    this.lookFor.hidden = !asked?.lookFor;
  }
}

customElements.define("question-strip", QuestionStrip);
