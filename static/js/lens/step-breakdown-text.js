/** Step breakdown text: formulas, numbers and spoken text of an optimizer step's parts. Pure functions. */

import { formatMeasured } from "../experiment/format.js";

/** @typedef {import("../../../types/api.d.ts").StepTermResponse} Part */
/** @typedef {import("../run/api.js").Analyses["step_breakdowns"]} StepBreakdown */

/** LaTeX signs and their plain text for a canvas. @type {[RegExp, string][]} */
const CANVAS_SIGNS = [
  [/\\hat (\w)/g, "$1\u0302"],
  [/\\tilde (\w)/g, "$1\u0303"],
  [/\\bar (\w)/g, "$1\u0304"],
  [/\\Delta\\theta/g, "Δθ"],
  [/\\Delta/g, "Δ"],
  [/\\theta/g, "θ"],
  [/\\(?:textstyle|text|operatorname)/g, ""],
  [/[\\{}_]/g, ""],
];

/** A symbol as plain text. @param {string} latex */
export function plainSymbol(latex) {
  return CANVAS_SIGNS.reduce((text, [sign, plain]) => text.replace(sign, plain), latex);
}

/**
 * The formula of a part, in symbols.
 *
 * @param {Part} part
 */
export function ruleFormula({ symbol, formula }) {
  return `${symbol} \\leftarrow ${formula}`;
}

/**
 * The formula with the numbers of one weight.
 *
 * @param {Part} part
 * @param {string[]} weights - names
 * @param {number} k - which of them
 */
export function numbersFormula({ symbol, numbers, values }, weights, k) {
  const index = numbers.length > 1 ? `_{${weights[k]}}` : "";
  const base = symbol.includes("_") || symbol.includes("'") ? `{${symbol}}` : symbol;
  const result = numberFormula(values[k]);
  return numbers[k] === result
    ? `${base}${index} = ${result}`
    : `${base}${index} = ${numbers[k]} = \\mathbf{${result}}`;
}

/**
 * A number as LaTeX in four digits, in the server's format.
 *
 * @param {number | null} value
 */
export function numberFormula(value) {
  if (value === null || !Number.isFinite(value)) return "\\text{\u2013}";
  const text = Number(value.toPrecision(4));
  const size = Math.abs(text);
  if (text === 0 || (size >= 1e-4 && size < 1e4)) return String(text);
  const [mantissa, power] = text.toExponential().split("e");
  return `${mantissa} \\cdot 10^{${Number(power)}}`;
}

/**
 * Text of a part for screen readers.
 *
 * @param {Part} part
 * @param {string[]} weights
 */
export function spokenPart({ title, sentence, values }, weights) {
  const numbers = values.map((value, k) =>
    values.length > 1 ? `${weights[k]}: ${formatMeasured(value)}` : formatMeasured(value),
  );
  return `${title}. ${sentence} ${numbers.join(", ")}.`;
}
