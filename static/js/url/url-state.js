/**
 * The state of the page as text for an address, and back. What is common is readable
 * (`surface=ackley&run=adam,lr:0.05`); an experiment that says more is packed into `s`, which stands
 * behind the `#`. Defaults are left out. Nothing here touches the address itself.
 */

import { BOUNDS, isExperiment, opening } from "../experiment/experiment.js";
import { methodOf } from "../experiment/methods.js";
import { AXES } from "../plots/curves/x-axis.js";
import { Given } from "./query-reader.js";

/** @typedef {import("../experiment/experiment.js").Experiment} Experiment */

/** What speaks of the page itself, and is read by it. */
const ELSEWHERE = ["v", "s", "controls", "eid", "origin"];

/** Languages of an embed's own few words; the lab speaks English. */
export const LANGUAGES = /** @type {const} */ (["en", "de", "es", "fr"]);

/**
 * @typedef {object} View
 * @property {"both" | "3d" | "contour"} mode
 * @property {"auto" | "light" | "dark" | "projector"} theme
 * @property {"land" | "basins" | "parameters"} map - what is drawn in the place of the contour map
 * @property {"log" | "linear"} loss
 * @property {boolean} rates - whether the learning rates are drawn with the losses
 * @property {import("../plots/curves/x-axis.js").Axis} axis - what the losses are drawn against
 * @property {string[]} arrows - of gradient, momentum, step
 * @property {number} speed
 * @property {boolean} autoplay
 * @property {string[]} hide
 * @property {boolean} lock
 * @property {(typeof LANGUAGES)[number]} lang
 * @property {number[] | null} camera - azimuth and elevation in degrees, and zoom; null for the best place
 * @property {number | null} step - at which to stand when it is opened
 */

/** @returns {View} */
export function plainView() {
  return {
    mode: "both",
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
  };
}

const PRESETS = /** @type {Record<string, Record<string, any>>} */ ({
  gd: { momentum: 0 },
  momentum: { momentum: 0.9 },
  nesterov: { momentum: 0.9, nesterov: true },
});

/**
 * @param {Experiment} experiment
 * @param {View} view
 * @param {View} [plain] - what goes without saying
 * @returns {{query: string, packed: Experiment | null}} the readable part, without "?", and what does
 *   not fit into it
 */
export function write(experiment, view, plain = plainView()) {
  const readable = experimentPairs(experiment);
  const pairs = [...(readable ?? []), ...viewPairs(view, plain)];
  return { query: pairs.map(([k, v]) => `${k}=${quote(v)}`).join("&"), packed: readable ? null : experiment };
}

/**
 * @param {string} query - with or without "?"
 * @param {Experiment | null} packed - what stood behind the "#"
 * @param {View} [plain] - what goes without saying
 * @returns {{experiment: Experiment, view: View, notices: string[]}} and what was passed over
 */
export function read(query, packed, plain = plainView()) {
  const given = new Given(query);
  const readable = experimentFrom(given);
  const view = viewFrom(given, plain);
  return { experiment: packed ?? readable, view, notices: given.notices(ELSEWHERE) };
}

/**
 * The same from a whole address.
 *
 * @param {{query: string, packed: string}} address - in its two parts
 * @param {View} [plain]
 */
export async function readAddress({ query, packed }, plain = plainView()) {
  const state = packed ? await unpack(packed).catch(() => null) : null;
  const found = read(query, isExperiment(state) ? state : null, plain);
  if (packed && !isExperiment(state))
    found.notices.unshift("The experiment in this address is damaged: copy the address once more.");
  return found;
}

/** @param {Experiment} experiment @returns {[string, string][] | null} null if it says too much for that */
function experimentPairs(experiment) {
  const { problem, racers, edits = [], plane } = experiment;
  if (problem.kind === "network" || edits.length > 0 || plane) return null;
  if (racers.some((racer) => racer.label)) return null;
  const pairs = problemPairs(problem);
  const runs = racers.map(runText);
  if (runs.some((run) => /["{}]/.test(run))) return null;
  const usual = opening().racers.map(runText);
  if (runs.join() !== usual.join())
    pairs.push(...runs.map((run) => /** @type {[string, string]} */ (["run", run])));
  if (experiment.seed) pairs.push(["seed", String(experiment.seed)]);
  if (experiment.steps !== undefined) pairs.push(["steps", String(experiment.steps)]);
  return pairs;
}

/** @param {Record<string, any>} problem @returns {[string, string][]} */
function problemPairs(problem) {
  /** @type {[string, string][]} */
  const pairs = [];
  if (problem.kind === "formula") {
    pairs.push(["formula", problem.expression]);
    if (problem.domain) pairs.push(["domain", problem.domain.flat().join(",")]);
  } else {
    const text = choiceText(problem.surface.name, problem.surface.params ?? {});
    if (text !== "rosenbrock") pairs.push(["surface", text]);
  }
  if (problem.start) pairs.push(["start", problem.start.join(",")]);
  if (problem.noise) pairs.push(["noise", String(problem.noise)]);
  return pairs;
}

/** @param {import("../experiment/experiment.js").Racer} racer */
function runText({ optimizer, schedule }) {
  const { name, params = {} } = optimizer;
  const method = methodOf(optimizer);
  const preset = name === "sgd" ? PRESETS[method] : {};
  const rest = Object.fromEntries(Object.entries(params).filter(([key, value]) => preset[key] !== value));
  const head = choiceText(method, rest);
  if (!schedule || schedule.name === "constant") return head;
  const own = Object.entries(schedule.params ?? {}).map(
    ([key, value]) => `schedule.${key}:${valueText(value)}`,
  );
  return [head, `schedule:${schedule.name}`, ...own].join(",");
}

/** @param {string} name @param {Record<string, any>} params */
function choiceText(name, params) {
  return [name, ...Object.entries(params).map(([key, value]) => `${key}:${valueText(value)}`)].join(",");
}

/** @param {any} value */
function valueText(value) {
  if (Array.isArray(value)) return `[${value.map(String).join(";")}]`;
  return JSON.stringify(value).replace(/^"(\w+)"$/, "$1");
}

/** @param {string} text @returns {any} */
function valueFrom(text) {
  if (text.startsWith("[")) return text.slice(1, -1).split(";").filter(Boolean).map(valueFrom);
  if (text === "true" || text === "false") return text === "true";
  if (text === "null") return null;
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** @param {Given} given @returns {Experiment} */
function experimentFrom(given) {
  const experiment = opening();
  experiment.problem = problemFrom(given);
  const runs = given
    .all("run")
    .flatMap((text) => text.split("|"))
    .filter(Boolean);
  if (runs.length > 0) experiment.racers = runs.map(racerFrom);
  for (const key of /** @type {const} */ (["seed", "steps"])) {
    const [low, high] = BOUNDS[key];
    const value = given.number(key, (count) => Number.isInteger(count) && count >= low && count <= high);
    if (value !== null) experiment[key] = value;
  }
  return experiment;
}

/** @param {Given} given @returns {Experiment["problem"]} */
function problemFrom(given) {
  const expression = given.text("formula");
  const [name, params] = choiceFrom(given.text("surface") || "rosenbrock");
  const surface = Object.keys(params).length > 0 ? { name, params } : { name };
  /** @type {Experiment["problem"]} */
  const problem = expression ? { kind: "formula", expression } : { kind: "surface", surface };
  const domain = given.numbers("domain", 4);
  if (expression && domain) problem.domain = [domain.slice(0, 2), domain.slice(2)];
  const start = given.numbers("start", 2);
  if (start) problem.start = start;
  const noise = given.number("noise");
  if (noise) problem.noise = noise;
  return problem;
}

/** @param {string} text @returns {import("../experiment/experiment.js").Racer} */
function racerFrom(text) {
  const [method, given] = choiceFrom(text);
  const preset = PRESETS[method];
  /** @type {Record<string, any>} */
  const params = { ...preset };
  /** @type {Record<string, any>} */
  const own = {};
  for (const [key, value] of Object.entries(given)) {
    if (key.startsWith("schedule.")) own[key.slice("schedule.".length)] = value;
    else if (key !== "schedule") params[key] = value;
  }
  /** @type {import("../experiment/experiment.js").Racer} */
  const racer = { optimizer: { name: preset ? "sgd" : method } };
  if (Object.keys(params).length > 0) racer.optimizer.params = params;
  if (given.schedule) racer.schedule = { name: String(given.schedule), params: own };
  return racer;
}

/** @param {string} text @returns {[string, Record<string, any>]} */
function choiceFrom(text) {
  const [name, ...rest] = text.split(",");
  const pairs = rest.filter(Boolean).map((part) => {
    const [key, ...value] = part.split(":");
    return [key, valueFrom(value.join(":"))];
  });
  return [name, Object.fromEntries(pairs)];
}

/** @param {View} view @param {View} plain @returns {[string, string][]} */
function viewPairs(view, plain) {
  /** @type {[string, string][]} */
  const pairs = [];
  if (view.mode !== plain.mode) pairs.push(["view", view.mode]);
  if (view.map !== plain.map) pairs.push(["map", view.map]);
  if (view.theme !== plain.theme) pairs.push(["theme", view.theme]);
  if (view.loss !== plain.loss) pairs.push(["loss", view.loss]);
  if (view.rates) pairs.push(["rates", "1"]);
  if (view.axis !== plain.axis) pairs.push(["axis", view.axis]);
  if (view.arrows.length > 0) pairs.push(["arrows", view.arrows.join(",")]);
  if (view.speed !== plain.speed) pairs.push(["speed", String(view.speed)]);
  if (!view.autoplay) pairs.push(["autoplay", "0"]);
  if (view.hide.length > 0) pairs.push(["hide", view.hide.join(",")]);
  if (view.lock) pairs.push(["lock", "1"]);
  if (view.lang !== plain.lang) pairs.push(["lang", view.lang]);
  if (view.camera) pairs.push(["camera", view.camera.join(",")]);
  if (view.step !== null) pairs.push(["step", String(view.step)]);
  return pairs;
}

/**
 * A view with some of its parts set from outside; what is no view is left as it was.
 *
 * @param {Record<string, any>} change
 * @param {View} view
 * @returns {View}
 */
export function readView(change, view) {
  const known = Object.fromEntries(Object.entries(change).filter(([name]) => Object.hasOwn(view, name)));
  const { arrows, hide, camera } = { ...view, ...known };
  if (![arrows, hide, camera ?? []].every(Array.isArray)) return view;
  const pairs = viewPairs(/** @type {View} */ ({ ...view, ...known }), plainView());
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]));
  return viewFrom(new Given(text.toString()), plainView());
}

/** @param {Given} given @param {View} plain @returns {View} */
function viewFrom(given, plain) {
  const mode = given.option("view", ["both", "3d", "contour", "2d"], plain.mode);
  return {
    mode: mode === "2d" ? "contour" : mode,
    map: given.option("map", ["land", "basins", "parameters"], plain.map),
    theme: given.option("theme", ["auto", "light", "dark", "projector"], plain.theme),
    loss: given.option("loss", ["log", "linear"], plain.loss),
    rates: given.flag("rates", plain.rates),
    axis: given.option(
      "axis",
      AXES.map(({ name }) => name),
      plain.axis,
    ),
    arrows: given.list("arrows").filter((name) => ["gradient", "momentum", "step"].includes(name)),
    speed: given.number("speed", (value) => value >= 0.25 && value <= 16) ?? plain.speed,
    autoplay: given.flag("autoplay", plain.autoplay),
    hide: given.list("hide"),
    lock: given.flag("lock", plain.lock),
    lang: languageFrom(given) ?? plain.lang,
    camera: cameraFrom(given),
    step: given.number("step", (value) => Number.isInteger(value) && value >= 0),
  };
}

/** @param {Given} given @returns {number[] | null} */
function cameraFrom(given) {
  const [azimuth, elevation, zoom] = given.numbers("camera", 3) ?? [];
  if (azimuth === undefined) return null;
  if (Math.abs(azimuth) <= 360 && elevation >= 11 && elevation <= 90 && zoom >= 0.5 && zoom <= 5)
    return [azimuth, elevation, zoom];
  given.refused.add("camera");
  return null;
}

/** The language itself where it is known, whatever the country; others fall back without a word. @param {Given} given */
function languageFrom(given) {
  const wanted = (given.text("lang") ?? given.text("locale") ?? "").toLowerCase().split("-")[0];
  return LANGUAGES.find((name) => name === wanted);
}

/** @param {string} text - escaped as little as an address allows */
function quote(text) {
  return encodeURIComponent(text).replace(/%(2C|3A|3B|2F|5B|5D|2A|28|29)/gi, (code) =>
    decodeURIComponent(code),
  );
}

/**
 * An experiment as text behind the "#": JSON, deflated, base64url.
 *
 * @param {Experiment} experiment
 * @returns {Promise<string>}
 */
export async function pack(experiment) {
  const bytes = new TextEncoder().encode(JSON.stringify(experiment));
  const deflated = await through(bytes, new CompressionStream("deflate-raw"));
  const text = btoa(String.fromCharCode(...deflated));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/**
 * @param {string} text
 * @returns {Promise<Experiment>}
 * @throws {Error} if it is not what `pack` writes
 */
export async function unpack(text) {
  const deflated = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const bytes = await through(deflated, new DecompressionStream("deflate-raw"));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** @param {Uint8Array<ArrayBuffer>} bytes @param {CompressionStream | DecompressionStream} stream */
async function through(bytes, stream) {
  const piped = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}
