/** Changes apply: the choice from which step on a change counts, and its caption. */

import { make, setPressed, uniqueId } from "./dom.js";
import { oneTabStop } from "./roving.js";

const CHOICES = [
  ["start", "the start", "A change draws the whole path again"],
  ["here", "here", "A change counts from this step on; the path behind stays"],
];

/** Event: `changes-apply` with "start" or "here" as its `detail`. */
export class ChangesApply extends HTMLElement {
  connectedCallback() {
    if (this.choices) return;
    const id = uniqueId("changes-apply");
    this.choices = make("div", { class: "segmented", role: "group", "aria-labelledby": id });
    for (const [name, text, title] of CHOICES) {
      const onclick = () =>
        this.dispatchEvent(new CustomEvent("changes-apply", { bubbles: true, detail: name }));
      this.choices.append(make("button", { type: "button", "data-name": name, title, onclick }, text));
    }
    oneTabStop(this.choices);
    this.append(make("span", { id, class: "caption" }, "Changes apply from:"), this.choices);
  }

  /** @param {"start" | "here"} applies */
  update(applies) {
    setPressed(this.choices, (name) => name === applies);
  }
}

customElements.define("changes-apply", ChangesApply);
