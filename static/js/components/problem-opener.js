/** Problem opener: a button with the title of what is descended; it opens the problem chooser. */

import { isFormula, isNetwork, isSurface, titleOf } from "../experiment/problem-kind.js";
import { icon, make, setText, uniqueId } from "./dom.js";
import { showToast } from "./toast.js";

/** @typedef {import("../experiment/problem-kind.js").Problem} Problem */

export class ProblemOpener extends HTMLElement {
  /** @param {import("../experiment/facts.js").Catalog} catalog */
  setUp(catalog) {
    this.catalog = catalog;
    /** @type {Problem | null} */
    this.problem = null;
    /** @type {import("./problem-chooser.js").ProblemChooser | null} */
    this.chooser = null;
    const id = uniqueId("problem");
    this.caption = make("span", { class: "caption", id });
    this.words = make("span", { class: "problem-title", id: `${id}-title` });
    this.button = make(
      "button",
      {
        type: "button",
        class: "problem-button",
        "aria-haspopup": "dialog",
        "aria-labelledby": `${id} ${id}-title`,
        onclick: () => this.#open(),
      },
      this.words,
      icon("chevron"),
    );
    this.replaceChildren(this.caption, this.button);
    return this;
  }

  /** @param {Problem} problem */
  update(problem) {
    this.problem = problem;
    if (!this.caption || !this.words || !this.catalog) return;
    setText(this.caption, captionOf(problem));
    setText(this.words, isFormula(problem) ? "Your own formula" : titleOf(this.catalog, problem));
  }

  /** Opens the dialog, which is loaded for the first time. */
  async #open() {
    try {
      const { ProblemChooser } = await import("./problem-chooser.js");
      if (!this.catalog || !this.problem) return;
      this.chooser ??= this.#connected(new ProblemChooser().setUp(this.catalog));
      this.chooser.open(this.problem);
    } catch {
      showToast("The list could not be fetched. Try again.");
    }
  }

  /**
   * Puts the chooser into the page: within the panel it would be as invisible as a closed sheet is.
   *
   * @param {import("./problem-chooser.js").ProblemChooser} chooser
   */
  #connected(chooser) {
    chooser.addEventListener("problem-pick", (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      this.dispatchEvent(new CustomEvent("problem-pick", { bubbles: true, detail }));
    });
    document.body.append(chooser);
    return chooser;
  }
}

customElements.define("problem-opener", ProblemOpener);

/** What a problem is, in two words. @param {Problem} problem */
function captionOf(problem) {
  if (isSurface(problem) || isFormula(problem)) return "Test surface";
  return isNetwork(problem) ? "Network" : "What is descended";
}
