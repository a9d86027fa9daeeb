/** Changes apply: the choice from which step on a change counts, and its caption. */

import { make, setPressed, uniqueId } from "./dom.js";
import { segmented } from "./segmented.js";

const CHOICES = [
  ["start", "the start", "A change draws the whole path again"],
  ["here", "here", "A change counts from this step on; the path behind stays"],
];

/** Event: `changes-apply` with "start" or "here" as its `detail`. */
export class ChangesApply extends HTMLElement {
  connectedCallback() {
    if (this.choices) return;
    const id = uniqueId("changes-apply");
    this.choices = segmented({ "aria-labelledby": id }, CHOICES, (detail) =>
      this.dispatchEvent(new CustomEvent("changes-apply", { bubbles: true, detail })),
    );
    this.append(make("span", { id, class: "caption" }, "Changes apply from:"), this.choices);
  }

  /** @param {"start" | "here"} applies */
  update(applies) {
    setPressed(this.choices, (name) => name === applies);
  }
}

customElements.define("changes-apply", ChangesApply);
