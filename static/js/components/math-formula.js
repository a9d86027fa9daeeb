/**
 * `<math-formula tex="\eta">`: LaTeX, set by KaTeX; its source where KaTeX can't. One that is displayed
 * breaks at its relations and operators as a line of text does, and what can't be broken is set smaller.
 */

/** The smallest share of its size that a formula is set at: below it, one would rather scroll. */
const MIN_SCALE = 0.68;

export class MathFormula extends HTMLElement {
  static observedAttributes = ["tex", "display"];

  attributeChangedCallback() {
    this.#render();
  }

  connectedCallback() {
    if (!this.hasAttribute("display") || this.watch) return;
    let width = 0;
    this.watch = new ResizeObserver(() => {
      if (this.clientWidth === width) return;
      width = this.clientWidth;
      this.fit();
    });
    this.watch.observe(this);
  }

  disconnectedCallback() {
    this.watch?.disconnect();
    this.watch = undefined;
  }

  #render() {
    const tex = this.getAttribute("tex") ?? "";
    const katex = /** @type {any} */ (globalThis).katex;
    if (katex) {
      // Not KaTeX's display mode, which never breaks a line.
      const styled = this.hasAttribute("display") ? `\\displaystyle ${tex}` : tex;
      katex.render(styled, this, { throwOnError: false, output: "htmlAndMathml" });
    } else {
      this.textContent = tex;
    }
    this.fit();
  }

  /** Sets it smaller where it is wider than its place. */
  fit() {
    if (!this.watch || this.clientWidth === 0) return;
    this.style.setProperty("--fit", "1");
    if (this.scrollWidth <= this.clientWidth) return;
    const share = Math.max((this.clientWidth - 1) / this.scrollWidth, MIN_SCALE);
    this.style.setProperty("--fit", share.toFixed(3));
  }
}

customElements.define("math-formula", MathFormula);
// The first formulas are measured before their letters have come.
document.fonts.addEventListener("loadingdone", () => {
  const shown = /** @type {NodeListOf<MathFormula>} */ (document.querySelectorAll("math-formula[display]"));
  for (const element of shown) element.fit();
});

/** @param {string} tex @param {boolean} [display] */
export function formula(tex, display = false) {
  const element = document.createElement("math-formula");
  if (display) {
    // The widest rules still scroll sideways: the keyboard must get there.
    for (const [name, value] of Object.entries({ display: "", tabindex: "0", role: "group" }))
      element.setAttribute(name, value);
    element.setAttribute("aria-label", "Formula");
  }
  element.setAttribute("tex", tex);
  return element;
}
