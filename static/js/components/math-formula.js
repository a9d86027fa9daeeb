/** `<math-formula tex="\eta">`: LaTeX, set by KaTeX; its source where KaTeX can't. */

export class MathFormula extends HTMLElement {
  static observedAttributes = ["tex", "display"];

  attributeChangedCallback() {
    this.#render();
  }

  connectedCallback() {
    this.#render();
  }

  #render() {
    const tex = this.getAttribute("tex") ?? "";
    const katex = /** @type {any} */ (globalThis).katex;
    if (katex) {
      const displayMode = this.hasAttribute("display");
      katex.render(tex, this, { throwOnError: false, displayMode, output: "htmlAndMathml" });
    } else {
      this.textContent = tex;
    }
  }
}

customElements.define("math-formula", MathFormula);

/** @param {string} tex @param {boolean} [display] */
export function formula(tex, display = false) {
  const element = document.createElement("math-formula");
  if (display) {
    // A long rule scrolls sideways: the keyboard must get there.
    for (const [name, value] of Object.entries({ display: "", tabindex: "0", role: "group" }))
      element.setAttribute(name, value);
    element.setAttribute("aria-label", "Formula");
  }
  element.setAttribute("tex", tex);
  return element;
}
