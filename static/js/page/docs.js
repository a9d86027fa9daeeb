/** Reference page: renders its formulas. Without scripts they are shown as LaTeX. */

const { katex } = /** @type {{katex?: import("../components/math-formula.js").Katex}} */ (globalThis);

for (const element of document.querySelectorAll("[data-tex]")) {
  if (!(element instanceof HTMLElement) || !katex) break;
  const displayMode = element.classList.contains("formula");
  const options = { throwOnError: false, displayMode, output: "htmlAndMathml" };
  katex.render(element.dataset.tex ?? "", element, options);
}
