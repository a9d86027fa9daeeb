/**
 * The state of the page as text for an address, and back. What is common is readable
 * (`surface=ackley&run=adam,lr:0.05`); an experiment that says more is packed into `s`, which stands
 * behind the `#`. Defaults are left out. Nothing here touches the address itself.
 */

import { methodOf } from "./methods.js";
import { opening } from "./spec.js";

/** @typedef {import("./spec.js").Experiment} Experiment */

/**
 * @typedef {object} View
 * @property {"both" | "3d" | "contour"} mode
 * @property {"auto" | "light" | "dark"} theme
 * @property {"land" | "basins" | "parameters"} map - what is drawn in the place of the contour map
 * @property {"log" | "linear"} loss
 * @property {boolean} rates - whether the learning rates are drawn with the losses
 * @property {string[]} arrows - of gradient, momentum, step
 * @property {number} speed
 * @property {boolean} autoplay
 * @property {string[]} hide
 * @property {boolean} lock
 */

/** @returns {View} */
export function plainView() {
  return {
    mode: "both",
    map: "land",
    theme: "auto",
    loss: "log",
    rates: false,
    arrows: [],
    speed: 1,
    autoplay: true,
    hide: [],
    lock: false,
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
 * @returns {{query: string, packed: Experiment | null}} the readable part, without "?", and what does
 *   not fit into it
 */
export function write(experiment, view) {
  const readable = experimentPairs(experiment);
  const pairs = [...(readable ?? []), ...viewPairs(view)];
  return { query: pairs.map(([k, v]) => `${k}=${quote(v)}`).join("&"), packed: readable ? null : experiment };
}

/**
 * @param {string} query - with or without "?"
 * @param {Experiment | null} packed - what stood behind the "#"
 * @returns {{experiment: Experiment, view: View}}
 */
export function read(query, packed) {
  const given = new URLSearchParams(query);
  return { experiment: packed ?? experimentFrom(given), view: viewFrom(given) };
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

/** @param {import("./spec.js").Racer} racer */
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

/** @param {URLSearchParams} given @returns {Experiment} */
function experimentFrom(given) {
  const experiment = opening();
  experiment.problem = problemFrom(given);
  const runs = given
    .getAll("run")
    .flatMap((text) => text.split("|"))
    .filter(Boolean);
  if (runs.length > 0) experiment.racers = runs.map(racerFrom);
  for (const key of /** @type {const} */ (["seed", "steps"])) {
    const value = Number(given.get(key) ?? Number.NaN);
    if (Number.isInteger(value)) experiment[key] = value;
  }
  return experiment;
}

/** @param {URLSearchParams} given @returns {Experiment["problem"]} */
function problemFrom(given) {
  const expression = given.get("formula");
  const [name, params] = choiceFrom(given.get("surface") || "rosenbrock");
  const surface = Object.keys(params).length > 0 ? { name, params } : { name };
  /** @type {Experiment["problem"]} */
  const problem = expression ? { kind: "formula", expression } : { kind: "surface", surface };
  const domain = numbers(given.get("domain"), 4);
  if (expression && domain) problem.domain = [domain.slice(0, 2), domain.slice(2)];
  const start = numbers(given.get("start"), 2);
  if (start) problem.start = start;
  const noise = numbers(given.get("noise"), 1);
  if (noise?.[0]) problem.noise = noise[0];
  return problem;
}

/** @param {string} text @returns {import("./spec.js").Racer} */
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
  /** @type {import("./spec.js").Racer} */
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

/** @param {string | null} text @param {number} count */
function numbers(text, count) {
  const values = (text ?? "").split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  return values.length === count && values.every(Number.isFinite) ? values : null;
}

/** @param {View} view @returns {[string, string][]} */
function viewPairs(view) {
  const plain = plainView();
  /** @type {[string, string][]} */
  const pairs = [];
  if (view.mode !== plain.mode) pairs.push(["view", view.mode]);
  if (view.map !== plain.map) pairs.push(["map", view.map]);
  if (view.theme !== plain.theme) pairs.push(["theme", view.theme]);
  if (view.loss !== plain.loss) pairs.push(["loss", view.loss]);
  if (view.rates) pairs.push(["rates", "1"]);
  if (view.arrows.length > 0) pairs.push(["arrows", view.arrows.join(",")]);
  if (view.speed !== plain.speed) pairs.push(["speed", String(view.speed)]);
  if (!view.autoplay) pairs.push(["autoplay", "0"]);
  if (view.hide.length > 0) pairs.push(["hide", view.hide.join(",")]);
  if (view.lock) pairs.push(["lock", "1"]);
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
  const { arrows, hide } = { ...view, ...known };
  if (![arrows, hide].every(Array.isArray)) return view;
  const pairs = viewPairs(/** @type {View} */ ({ ...view, ...known }));
  return viewFrom(new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])));
}

/** @param {URLSearchParams} given @returns {View} */
function viewFrom(given) {
  const plain = plainView();
  const speed = Number(given.get("speed"));
  return {
    mode: oneOf(given.get("view"), ["both", "3d", "contour"], plain.mode),
    map: oneOf(given.get("map"), ["land", "basins", "parameters"], plain.map),
    theme: oneOf(given.get("theme"), ["auto", "light", "dark"], plain.theme),
    loss: oneOf(given.get("loss"), ["log", "linear"], plain.loss),
    rates: given.get("rates") === "1",
    arrows: list(given.get("arrows")).filter((name) => ["gradient", "momentum", "step"].includes(name)),
    speed: speed >= 0.25 && speed <= 16 ? speed : plain.speed,
    autoplay: given.get("autoplay") !== "0",
    hide: list(given.get("hide")),
    lock: given.get("lock") === "1",
  };
}

/**
 * @template {string} Name
 * @param {string | null} text
 * @param {Name[]} names
 * @param {Name} fallback
 * @returns {Name}
 */
function oneOf(text, names, fallback) {
  return names.find((name) => name === text) ?? fallback;
}

/** @param {string | null} text */
function list(text) {
  return (text ?? "").split(",").filter(Boolean);
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
