/**
 * URL state: the page's state as URL text and back. The common part is readable
 * (`surface=ackley&run=adam,lr:0.05`); an experiment with more settings is packed into `s` after the `#`.
 * Defaults are omitted. Does not access the URL itself.
 */

import { defaultExperiment, isExperiment } from "../experiment/experiment.js";
import { entryNamed, getFacts } from "../experiment/facts.js";
import { presetOf } from "../experiment/methods.js";
import { isFormula, isReadable, settingsOf } from "../experiment/problem-kind.js";
import { AXES } from "../plots/curves/x-axis.js";
import { stateFault, versionFault } from "./link-faults.js";
import { unpack } from "./packed-state.js";
import { QueryReader, short } from "./query-reader.js";

export { pack, unpack } from "./packed-state.js";

/** @typedef {import("../experiment/experiment.js").Experiment} Experiment */
/** @typedef {import("../experiment/problem-kind.js").SurfaceProblem} SurfaceProblem */
/** @typedef {import("../experiment/problem-kind.js").FormulaProblem} FormulaProblem */

/** Parameters that other modules read. */
const OTHER_NAMES = ["v", "s", "controls", "eid", "origin"];

/** Languages of an embed's own text; the lab is in English. */
export const LANGUAGES = /** @type {const} */ (["en", "de", "es", "fr"]);

const ARROWS = ["gradient", "momentum", "step"];
/** Parts of a page that can be hidden, of an embed and of the lab. */
const HIDEABLE = ["curves", "rate", "transport", "link", "masthead", "panel", "question", "sentence"];

/**
 * @typedef {object} View
 * @property {(typeof MODES)[number]} mode
 * @property {"auto" | "light" | "dark" | "projector"} theme
 * @property {"land" | "basins" | "parameters"} map - shown in place of the contour map
 * @property {"log" | "linear"} loss
 * @property {boolean} rates - whether learning rates are drawn with the losses
 * @property {import("../plots/curves/x-axis.js").Axis} axis - horizontal axis of the loss curves
 * @property {string[]} arrows - of gradient, momentum, step
 * @property {number} speed
 * @property {boolean} autoplay
 * @property {string[]} hide
 * @property {boolean} lock
 * @property {(typeof LANGUAGES)[number]} lang
 * @property {number[] | null} camera - azimuth and elevation in degrees, and zoom; null for the computed
 *   viewpoint
 * @property {number | null} step - initial step
 * @property {string} example - name of the example whose question is shown; "" for none
 */

/** Views of the picture, in their order. */
export const MODES = /** @type {const} */ (["3d", "contour", "both"]);

/** The view without any setting. @returns {View} */
export function defaultView() {
  return {
    mode: MODES[0],
    map: "land",
    theme: "auto",
    loss: "log",
    rates: false,
    axis: "steps",
    arrows: [],
    speed: 1,
    autoplay: true,
    hide: [],
    lock: false,
    lang: "en",
    camera: null,
    step: null,
    example: "",
  };
}

/**
 * State to URL text.
 *
 * @param {Experiment} experiment
 * @param {View} view
 * @param {View} [defaults] - values that are omitted
 * @returns {{query: string, packed: Experiment | null}} the readable part without "?", and what does not fit
 *   into it
 */
export function write(experiment, view, defaults = defaultView()) {
  const readable = experimentPairs(experiment);
  const pairs = [...(readable ?? []), ...viewPairs(view, defaults)];
  return { query: pairs.map(([k, v]) => `${k}=${quote(v)}`).join("&"), packed: readable ? null : experiment };
}

/**
 * URL text to state.
 *
 * @param {string} query - with or without "?"
 * @param {Experiment | null} packed - from the fragment
 * @param {View} [defaults] - of parameters that the URL does not have
 * @returns {{experiment: Experiment, view: View, notices: string[]}} with notices about ignored parts
 */
export function read(query, packed, defaults = defaultView()) {
  const reader = new QueryReader(query);
  const readable = experimentFrom(reader);
  const view = viewFrom(reader, defaults);
  return { experiment: packed ?? readable, view, notices: reader.notices(OTHER_NAMES) };
}

/** Names in a query that mean nothing. @param {string} query @returns {string[]} */
export function unknownNames(query) {
  const reader = new QueryReader(query);
  experimentFrom(reader);
  viewFrom(reader, defaultView());
  return reader.unknown(OTHER_NAMES);
}

/**
 * Parses a whole URL.
 *
 * @param {{query: string, packed: string}} address - in two parts
 * @param {View} [defaults]
 */
export async function readAddress({ query, packed }, defaults = defaultView()) {
  const state = packed ? await unpack(packed).catch(() => null) : null;
  const result = read(query, isExperiment(state) ? state : null, defaults);
  return { ...result, unopened: versionFault(query) ?? (packed ? stateFault(state) : null) };
}

/**
 * @param {Experiment} experiment
 * @returns {[string, string][] | null} null if the experiment needs more than the readable form
 */
function experimentPairs(experiment) {
  const { problem, racers, edits = [], plane } = experiment;
  if (!isReadable(problem) || edits.length > 0 || plane) return null;
  if (racers.some((racer) => racer.label)) return null;
  const pairs = problemPairs(problem);
  const runs = racers.map(runText);
  if (runs.some((run) => /["{}]/.test(run))) return null;
  const usual = defaultExperiment().racers.map(runText);
  if (runs.join() !== usual.join())
    pairs.push(...runs.map((run) => /** @type {[string, string]} */ (["run", run])));
  if (experiment.seed) pairs.push(["seed", String(experiment.seed)]);
  if (experiment.steps !== undefined) pairs.push(["steps", String(experiment.steps)]);
  return pairs;
}

/** Name of the surface of a page without parameters. */
function usualSurface() {
  return settingsOf(defaultExperiment().problem).surface?.name ?? "";
}

/** @param {SurfaceProblem | FormulaProblem} problem @returns {[string, string][]} */
function problemPairs(problem) {
  /** @type {[string, string][]} */
  const pairs = [];
  if (isFormula(problem)) {
    pairs.push(["formula", problem.expression]);
    if (problem.domain) pairs.push(["domain", problem.domain.flat().join(",")]);
  } else {
    const text = choiceText(problem.surface.name, problem.surface.params ?? {});
    if (text !== usualSurface()) pairs.push(["surface", text]);
  }
  if (problem.start) pairs.push(["start", problem.start.join(",")]);
  if (problem.noise) pairs.push(["noise", String(problem.noise)]);
  return pairs;
}

/** @param {import("../experiment/experiment.js").Racer} racer */
function runText({ optimizer, schedule }) {
  const { name, params = {} } = optimizer;
  const preset = presetOf(optimizer);
  const own = preset?.params ?? {};
  const rest = Object.fromEntries(Object.entries(params).filter(([key, value]) => own[key] !== value));
  const head = choiceText(preset?.name ?? name, rest);
  if (!schedule || schedule.name === "constant") return head;
  const settings = Object.entries(schedule.params ?? {}).map(
    ([key, value]) => `schedule.${key}:${valueText(value)}`,
  );
  return [head, `schedule:${schedule.name}`, ...settings].join(",");
}

/** @param {string} name @param {Record<string, unknown>} params */
function choiceText(name, params) {
  return [name, ...Object.entries(params).map(([key, value]) => `${key}:${valueText(value)}`)].join(",");
}

/** @param {unknown} value */
function valueText(value) {
  if (Array.isArray(value)) return `[${value.map(String).join(";")}]`;
  return JSON.stringify(value).replace(/^"(\w+)"$/, "$1");
}

/** @param {string} text @returns {unknown} */
function valueFrom(text) {
  if (text.startsWith("[")) return text.slice(1, -1).split(";").filter(Boolean).map(valueFrom);
  if (text === "true" || text === "false") return text === "true";
  if (text === "null") return null;
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** @param {QueryReader} reader @returns {Experiment} */
function experimentFrom(reader) {
  const experiment = defaultExperiment();
  experiment.problem = problemFrom(reader);
  const runs = reader
    .all("run")
    .flatMap((text) => text.split("|"))
    .filter(Boolean);
  if (runs.length > 0) experiment.racers = runs.map(racerFrom);
  for (const key of /** @type {const} */ (["seed", "steps"])) {
    const [low, high] = getFacts().bounds[key];
    const value = reader.number(key, (count) => Number.isInteger(count) && count >= low && count <= high);
    if (value !== null) experiment[key] = value;
  }
  return experiment;
}

/** @param {QueryReader} reader @returns {Experiment["problem"]} */
function problemFrom(reader) {
  const expression = reader.text("formula");
  const [name, params] = choiceFrom(reader.text("surface") || usualSurface());
  const surface = Object.keys(params).length > 0 ? { name, params } : { name };
  /** @type {SurfaceProblem | FormulaProblem} */
  const problem = expression ? { kind: "formula", expression } : { kind: "surface", surface };
  // A surface has a domain of its own: with one, this name means nothing.
  const domain = isFormula(problem) ? reader.numbers("domain", 4) : null;
  if (isFormula(problem) && domain)
    problem.domain = [
      [domain[0], domain[1]],
      [domain[2], domain[3]],
    ];
  const start = reader.numbers("start", 2);
  if (start) problem.start = [start[0], start[1]];
  const noise = reader.number("noise");
  if (noise) problem.noise = noise;
  return problem;
}

/** @param {string} text @returns {import("../experiment/experiment.js").Racer} */
function racerFrom(text) {
  const [method, reader] = choiceFrom(text);
  const preset = entryNamed(getFacts().presets, method);
  /** @type {Record<string, unknown>} */
  const params = {};
  /** @type {Record<string, unknown>} */
  const own = {};
  for (const [key, value] of Object.entries(reader)) {
    if (key.startsWith("schedule.")) own[key.slice("schedule.".length)] = value;
    else if (key !== "schedule") params[key] = value;
  }
  /** @type {import("../experiment/experiment.js").Racer} */
  const racer = { optimizer: { name: preset?.optimizer ?? method } };
  // The preset's come last, so that the text written of these is the one that was read.
  const all = { ...params, ...preset?.params, ...params };
  if (Object.keys(all).length > 0) racer.optimizer.params = all;
  if (reader.schedule) racer.schedule = { name: String(reader.schedule), params: own };
  return racer;
}

/** @param {string} text @returns {[string, Record<string, unknown>]} */
function choiceFrom(text) {
  const [name, ...rest] = text.split(",");
  const pairs = rest.filter(Boolean).map((part) => {
    const [key, ...value] = part.split(":");
    return [key, valueFrom(value.join(":"))];
  });
  return [name, Object.fromEntries(pairs)];
}

/** @param {View} view @param {View} defaults @returns {[string, string][]} */
function viewPairs(view, defaults) {
  const texts = {
    view: other(view.mode, defaults.mode),
    map: other(view.map, defaults.map),
    theme: other(view.theme, defaults.theme),
    loss: other(view.loss, defaults.loss),
    rates: view.rates ? "1" : null,
    axis: other(view.axis, defaults.axis),
    arrows: view.arrows.length > 0 ? view.arrows.join(",") : null,
    speed: other(String(view.speed), String(defaults.speed)),
    autoplay: view.autoplay ? null : "0",
    hide: view.hide.length > 0 ? view.hide.join(",") : null,
    lock: view.lock ? "1" : null,
    lang: other(view.lang, defaults.lang),
    camera: view.camera?.join(",") ?? null,
    step: view.step === null ? null : String(view.step),
    example: view.example || null,
  };
  return Object.entries(texts).flatMap(([name, text]) => (text === null ? [] : [[name, text]]));
}

/** The text of a value that is not the default. @param {string} value @param {string} usual */
function other(value, usual) {
  return value === usual ? null : value;
}

/**
 * A view with some parts replaced; unknown parts, and values that a part cannot have, are ignored.
 *
 * @param {Record<string, unknown>} change
 * @param {View} view
 * @returns {View}
 */
export function readView(change, view) {
  const known = Object.fromEntries(Object.entries(change).filter(([name]) => Object.hasOwn(view, name)));
  const { arrows, hide, camera } = { ...view, ...known };
  if (![arrows, hide, camera ?? []].every(Array.isArray)) return view;
  const { reader, read } = readAgain({ ...view, ...known });
  const refused = [...reader.refused].map((name) => (name === "view" ? "mode" : name));
  return { ...read, ...Object.fromEntries(Object.entries(view).filter(([name]) => refused.includes(name))) };
}

/**
 * What is wrong with a change of the view, in a sentence; "" if nothing is.
 *
 * @param {Record<string, unknown>} change
 */
export function viewFault(change) {
  const view = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (defaultView()));
  const unknown = Object.keys(change).find((name) => !Object.hasOwn(view, name));
  if (unknown !== undefined)
    return `The view has no "${short(unknown)}". It has: ${Object.keys(view).join(", ")}.`;
  const { arrows, hide, camera } = { ...view, ...change };
  if (![arrows, hide, camera ?? []].every(Array.isArray)) return "Arrows, hide and camera are lists.";
  const { reader } = readAgain({ ...view, ...change });
  const [refused] = [...reader.refused, ...reader.dropped.keys()];
  return refused === undefined
    ? ""
    : `"${refused}" of the view can't be "${short(reader.pairs.get(refused) ?? "")}".`;
}

/** Writes a view as an address does, and reads it again. @param {Record<string, unknown>} view */
function readAgain(view) {
  const pairs = viewPairs(/** @type {View} */ (/** @type {unknown} */ (view)), defaultView());
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]));
  const reader = new QueryReader(text.toString());
  return { reader, read: viewFrom(reader, defaultView()) };
}

/** @param {QueryReader} reader @param {View} defaults @returns {View} */
function viewFrom(reader, defaults) {
  const mode = reader.option("view", [...MODES, "2d"], defaults.mode);
  return {
    mode: mode === "2d" ? "contour" : mode,
    map: reader.option("map", ["land", "basins", "parameters"], defaults.map),
    theme: reader.option("theme", ["auto", "light", "dark", "projector"], defaults.theme),
    loss: reader.option("loss", ["log", "linear"], defaults.loss),
    rates: reader.flag("rates", defaults.rates),
    axis: reader.option(
      "axis",
      AXES.map(({ name }) => name),
      defaults.axis,
    ),
    arrows: reader.list("arrows", ARROWS),
    speed: reader.number("speed", (value) => value >= 0.25 && value <= 16) ?? defaults.speed,
    autoplay: reader.flag("autoplay", defaults.autoplay),
    hide: reader.list("hide", HIDEABLE),
    lock: reader.flag("lock", defaults.lock),
    lang: languageFrom(reader) ?? defaults.lang,
    camera: cameraFrom(reader),
    step: reader.number("step", (value) => Number.isInteger(value) && value >= 0),
    example: exampleFrom(reader),
  };
}

/** @param {QueryReader} reader */
function exampleFrom(reader) {
  const name = reader.text("example") ?? "";
  if (name === "" || /^[a-z0-9-]{1,40}$/.test(name)) return name;
  reader.refused.add("example");
  return "";
}

/** @param {QueryReader} reader @returns {number[] | null} */
function cameraFrom(reader) {
  const [azimuth, elevation, zoom] = reader.numbers("camera", 3) ?? [];
  if (azimuth === undefined) return null;
  if (Math.abs(azimuth) <= 360 && elevation >= 11 && elevation <= 90 && zoom >= 0.5 && zoom <= 5)
    return [azimuth, elevation, zoom];
  reader.refused.add("camera");
  return null;
}

/** The requested language if it is supported, ignoring the country. @param {QueryReader} reader */
function languageFrom(reader) {
  const language = (reader.text("lang") ?? reader.text("locale") ?? "").toLowerCase().split("-")[0];
  return LANGUAGES.find((name) => name === language);
}

/** @param {string} text - escaped as little as a URL allows */
function quote(text) {
  return encodeURIComponent(text).replace(/%(2C|3A|3B|2F|5B|5D|2A|28|29)/gi, (code) =>
    decodeURIComponent(code),
  );
}
