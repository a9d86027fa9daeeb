/** Map text: titles, legends and readouts of a map. Pure functions. */

import { formatMeasured, parameterLabel } from "../experiment/format.js";
import { basinColor, css, divergedColor, unfinishedColor } from "../plots/map/map-colors.js";
import { lossRange } from "../plots/map/map-settings.js";

/** @typedef {import("./map-data.js").MapData} MapData */
/** @typedef {import("../components/map-legend.js").Key} Key */

/** Maximum number of minima with a legend entry each. */
const MAX_NAMED_MINIMA = 6;

/** @type {Record<string, string>} */
const NAMES = {
  lr: "Learning rate \u03b7",
  momentum: "Momentum \u03b2",
  beta1: "Momentum \u03b2\u2081",
  beta2: "Squared-gradient decay \u03b2\u2082",
  alpha: "Squared-gradient decay \u03b1",
  rho: "Memory \u03c1",
  etaplus: "Growth \u03b7\u207a",
};

/** Title of an axis. @param {string} parameter - on an axis */
export function axisName(parameter) {
  return NAMES[parameter] ?? parameterLabel(parameter);
}

/** @param {string} parameter */
function symbolOf(parameter) {
  return axisName(parameter).split(" ").at(-1) ?? parameter;
}

/** Title of a map. @param {MapData} mapData @param {string} label - of the racer @param {number} steps */
export function titleOf(mapData, label, steps) {
  if (mapData.facts.kind === "basins") return `Where every start leads: ${label}, ${steps} steps`;
  const [first, second] = mapData.facts.axes.map(({ parameter }) => axisName(parameter).toLowerCase());
  return `Loss of ${label} after ${steps} steps, by ${first} and ${second}`;
}

/** Why an optimizer has no map of its parameters. @param {string} label - of the racer */
export function noMapText(label) {
  return `This map shows the loss by learning rate, and ${label} has none. Choose another optimizer.`;
}

/** Legend entries of a map. @param {MapData} mapData @param {boolean} dark @returns {Key[]} */
export function keysOf(mapData, dark) {
  return mapData.facts.kind === "basins" ? basinKeys(mapData, dark) : settingKeys(mapData);
}

/** @param {MapData} mapData @param {boolean} dark @returns {Key[]} */
function basinKeys(mapData, dark) {
  const { minima } = mapData.facts;
  const shares = minima.map((_, index) => ({ index, share: mapData.share("minimum", index) }));
  const reached = shares.filter(({ share }) => share > 0).sort((a, b) => b.share - a.share);
  const named = reached.length > MAX_NAMED_MINIMA ? reached.filter(({ index }) => index === 0) : reached;
  const keys = named.map(({ index, share }) => ({
    text: `${place(minima[index])} ${percent(share)}`,
    color: css(basinColor(index, 0.3, dark)),
  }));
  const rest = reached.length - named.length;
  if (rest > 0)
    keys.push({ text: `and ${rest} more minima`, color: css(basinColor(reached[1].index, 0.3, dark)) });
  const unfinished = mapData.share("minimum", -1);
  if (unfinished > 0)
    keys.push({ text: `at none yet ${percent(unfinished)}`, color: css(unfinishedColor(dark)) });
  const lost = mapData.share("minimum", -2);
  if (lost > 0) keys.push({ text: `flown off ${percent(lost)}`, color: css(divergedColor(dark)) });
  return [...keys, { text: "lighter: sooner", sign: "none" }];
}

/** @param {MapData} mapData @returns {Key[]} */
function settingKeys(mapData) {
  const { low, high, floor } = lossRange(mapData);
  const [least, most] = [floor + 10 ** low, floor + 10 ** high].map((loss) => formatMeasured(loss, 2));
  /** @type {Key[]} */
  const keys = [{ text: `loss ${least} to ${most}`, sign: "ramp" }];
  if (mapData.share("failed", 1) > 0) keys.push({ text: "lost beyond", sign: "line" });
  if (mapData.facts.theory) keys.push({ text: "limit, optimum and regimes in theory", sign: "line dashed" });
  return keys;
}

/** A coordinate of a cell with its sign: about, where digits are left out. @param {number} value */
function coordinate(value) {
  const shown = Number(value.toPrecision(Math.abs(value) < 1e-3 ? 2 : 3)); // as formatMeasured rounds it
  const exact = Math.abs(shown - value) <= 1e-9 * Math.abs(value);
  return `${exact ? "=" : "\u2248"} ${formatMeasured(value, 3)}`;
}

/**
 * Readout of one cell, or of the nearest one that has arrived: the values are those of the cell it names.
 *
 * @param {MapData} mapData
 * @param {number} shownColumn
 * @param {number} shownRow
 */
export function cellText(mapData, shownColumn, shownRow) {
  const { facts } = mapData;
  const { column, row } = mapData.sourceOf(shownColumn, shownRow);
  const cell = row * mapData.width + column;
  const loss = formatMeasured(mapData.at("loss", cell), 3);
  const minimum = mapData.at("minimum", cell);
  if (facts.kind === "basins") {
    const from = `From (${formatMeasured(facts.x[column], 3)}, ${formatMeasured(facts.y[row], 3)})`;
    if (minimum === -2) return `${from} the ball flies off.`;
    if (minimum < 0) return `${from} the ball is at no minimum yet; its loss is ${loss}.`;
    return `${from} to the minimum at ${place(facts.minima[minimum])}, there since step ${mapData.at("steps", cell)}.`;
  }
  const [first, second] = facts.axes.map(({ parameter }) => symbolOf(parameter));
  const setting = `${first} ${coordinate(facts.x[column])}, ${second} ${coordinate(facts.y[row])}`;
  if (minimum === -2) return `${setting}: diverges.`;
  const rate = mapData.at("rate", cell);
  const regime = regimeOf(mapData, cell);
  const known = Number.isFinite(rate) ? `; each step leaves ${formatMeasured(rate, 3)} of the distance` : "";
  return mapData.at("failed", cell) === 1
    ? `${setting}: ends at ${loss}, above its start.`
    : `${setting}: loss ${loss}${known}${regime}.`;
}

/** The theoretical regime of the slowest direction. @param {MapData} mapData @param {number} cell */
function regimeOf(mapData, cell) {
  const { theory, columns } = mapData.facts;
  if (!theory || !columns.includes("regime")) return "";
  const name = theory.regimes[mapData.at("regime", cell)];
  return name && name !== "divergent" ? `; ${name.replace("_", "-")}` : "";
}

/** @param {readonly number[]} minimum */
function place([x, y]) {
  return `(${formatMeasured(x, 2)}, ${formatMeasured(y, 2)})`;
}

/** @param {number} share */
function percent(share) {
  return share < 0.01 ? "< 1 %" : `${Math.round(100 * share)} %`;
}
