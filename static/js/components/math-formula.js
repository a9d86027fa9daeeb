/**
 * `<math-formula tex="\eta">`: LaTeX rendered by KaTeX; the source if KaTeX fails. A displayed formula breaks
 * at relations and operators, and is scaled down if it still does not fit.
 */

/** @typedef {{render(tex: string, element: HTMLElement, options: object): void}} Katex */

/** Smallest scale of a formula; below it the formula scrolls instead. */
const MIN_SCALE = 0.62;
const MAX_TRIALS = 4;

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
    const { katex } = /** @type {{katex?: Katex}} */ (globalThis);
    if (katex) {
      // KaTeX's display mode never breaks lines.
      const styled = this.hasAttribute("display") ? `\\displaystyle ${tex}` : tex;
      katex.render(styled, this, { throwOnError: false, output: "htmlAndMathml" });
    } else {
      this.textContent = tex;
    }
    this.fit();
  }

  /** Scales the formula down if it is wider than its container. */
  fit() {
    if (!this.watch || this.clientWidth === 0) return;
    this.removeAttribute("tabindex");
    let scale = 1;
    this.style.setProperty("--fit", "1");
    // Letters do not shrink below the browser's smallest size, so the width follows the scale only roughly.
    for (let trial = 0; trial < MAX_TRIALS && scale > MIN_SCALE; trial += 1) {
      if (this.scrollWidth <= this.clientWidth) return;
      scale = Math.max((scale * (this.clientWidth - 1)) / this.scrollWidth, MIN_SCALE);
      this.style.setProperty("--fit", scale.toFixed(3));
    }
    // What still scrolls sideways must be reached by the keyboard.
    if (this.scrollWidth > this.clientWidth) this.tabIndex = 0;
  }
}

customElements.define("math-formula", MathFormula);
// The first formulas are measured before the fonts have loaded.
document.fonts.addEventListener("loadingdone", () => {
  const shown = /** @type {NodeListOf<MathFormula>} */ (document.querySelectorAll("math-formula[display]"));
  for (const element of shown) element.fit();
});

/** Creates a `<math-formula>`. @param {string} tex @param {boolean} [display] */
export function formula(tex, display = false) {
  const element = document.createElement("math-formula");
  if (display) {
    for (const [name, value] of Object.entries({ display: "", role: "group" }))
      element.setAttribute(name, value);
    element.setAttribute("aria-label", "Formula");
  }
  element.setAttribute("tex", tex);
  return element;
}
