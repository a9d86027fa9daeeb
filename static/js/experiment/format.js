/** Text formatting: numbers, parameter names and regimes. */

const MINUS = "\u2212";

/**
 * A measured number in four significant digits; powers of ten if it is tiny or huge.
 *
 * @param {number | null | undefined} value
 * @param {number} [digits]
 * @returns {string} a dash if there is no number
 */
export function formatMeasured(value, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return "\u2013";
  if (!Number.isFinite(value)) return value > 0 ? "\u221e" : `${MINUS}\u221e`;
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size >= 1e-3 && size < 1e5 ? fixed(value, digits) : exponential(value, Math.max(digits - 2, 0));
  return text.replace(/-/g, MINUS);
}

/**
 * A setting, in the shortest text that parses to the same number.
 *
 * @param {number} value
 */
export function formatExact(value) {
  return String(value);
}

/**
 * A range limit or slider mark, in three significant digits.
 *
 * @param {number} value
 */
export function formatBrief(value) {
  return formatExact(Number(value.toPrecision(3))).replace(/-/g, MINUS);
}

/**
 * The label of a parameter: `weight_decay` is "Weight decay".
 *
 * @param {string} name
 */
export function parameterLabel(name) {
  const known = NAMES[name];
  if (known) return known;
  const text = name.replace(/_/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Labels of parameters whose names are not clear by themselves. @type {Record<string, string>} */
const NAMES = {
  lr: "Learning rate",
  eps: "Epsilon",
  amsgrad: "AMSGrad",
  max_iter: "Iterations per step",
  max_eval: "Evaluations per step",
  T_max: "Steps down to the floor",
  T_0: "Steps before the first restart",
  T_mult: "Growth of the period",
  eta_min: "Lowest rate",
  gamma: "Factor",
  pct_start: "Share of steps spent rising",
  hidden: "Hidden layers",
  std: "Standard deviation",
  kappa: "Condition number",
  skip: "Skip connections",
  residual: "Residual blocks",
  rnn: "Plain",
  gru: "GRU",
  lstm: "LSTM",
  relu: "ReLU",
  leaky_relu: "Leaky ReLU",
  lambd: "Decay of the average",
  t0: "Averaging begins at",
  ns_steps: "Orthogonalization steps",
};

/** Labels of regimes. @type {Record<string, string>} */
const REGIMES = {
  local_minimum: "local minimum",
  global_minimum: "global minimum",
};

/** The label of a regime. @param {string | undefined} name */
export function regimeLabel(name) {
  return name ? (REGIMES[name] ?? name.replace(/_/g, " ")) : "";
}

/** @param {number} value @param {number} digits */
function fixed(value, digits) {
  const size = Math.abs(value);
  const whole = Math.floor(Math.log10(size)) + 1;
  return value.toFixed(Math.max(0, digits - whole));
}

/** @param {number} value @param {number} decimals */
function exponential(value, decimals) {
  return value.toExponential(decimals).replace("e+", "e");
}
