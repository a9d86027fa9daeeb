import assert from "node:assert/strict";
import { test } from "node:test";
import {
  numberFormula,
  numbersFormula,
  plainSymbol,
  ruleFormula,
  spokenPart,
} from "../../../static/js/lens/step-breakdown-text.js";

const PART = {
  symbol: "m",
  title: "First moment",
  sentence: "It fades.",
  formula: "\\beta_1 \\, m",
  numbers: ["0.9 \\cdot 2", "0.9 \\cdot 0"],
  values: [1.8, 0],
  direction: -1,
};

test("a rule is shown in symbols, and with the numbers of each weight", () => {
  assert.equal(ruleFormula(PART), "m \\leftarrow \\beta_1 \\, m");
  assert.equal(numbersFormula(PART, ["x", "y"], 0), "m_{x} = 0.9 \\cdot 2 = \\mathbf{1.8}");
  assert.equal(numbersFormula({ ...PART, numbers: ["0.5"], values: [0.5] }, ["x", "y"], 0), "m = 0.5");
  assert.equal(
    numbersFormula({ ...PART, symbol: "\\mu_t" }, ["x", "y"], 1),
    "{\\mu_t}_{y} = 0.9 \\cdot 0 = \\mathbf{0}",
  );
});

test("numbers have four digits, and powers of ten where they are tiny or huge", () => {
  assert.equal(numberFormula(-215.59999999999997), "-215.6");
  assert.equal(numberFormula(46483.36), "4.648 \\cdot 10^{4}");
  assert.equal(numberFormula(-1e-8), "-1 \\cdot 10^{-8}");
  assert.equal(numberFormula(0), "0");
  assert.equal(numberFormula(null), "\\text{\u2013}");
});

test("symbols have plain text for a canvas, and a part has spoken text", () => {
  assert.equal(plainSymbol("\\hat m"), "m\u0302");
  assert.equal(plainSymbol("\\Delta\\theta"), "\u0394\u03b8");
  assert.equal(spokenPart(PART, ["x", "y"]), "First moment. It fades. x: 1.800, y: 0.");
});
