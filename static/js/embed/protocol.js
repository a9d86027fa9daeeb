/**
 * Embed protocol: validates messages `{ns: "descentlab", v: 1, type, id?, payload?}`. Foreign messages are
 * ignored; an invalid one is answered with an error sentence. The server checks all limits again.
 */

import { isExperiment } from "../experiment/experiment.js";
import { viewFault } from "../url/url-state.js";

export const NAMESPACE = "descentlab";
export const VERSION = 1;

/** Maximum length of a message in characters of JSON, the same as the server's body limit. */
const MAX_CHARACTERS = 64 * 1024;
const MAX_CHANGES = 32;
const POINTER = /^\/(problem|racers|plane|steps|seed)(\/[\w~-]{1,64}){0,6}$/;
const FORBIDDEN = /\/(__proto__|constructor|prototype)(\/|$)/;

/** @typedef {Record<string, unknown>} Payload */
/** @typedef {{type: string, id?: string | number, payload: Payload, error?: string}} Request */

/** Maximum length of a type that an answer repeats, in characters. */
const MAX_TYPE_CHARACTERS = 40;

/**
 * Validator of each type's payload: returns an error sentence, or "".
 *
 * @type {Record<string, (payload: Payload) => string>}
 */
const CHECKS = {
  ping: () => "",
  getState: () => "",
  setState: checkState,
  play: () => "",
  pause: () => "",
  reset: () => "",
  step: ({ count = 1 }) => rangeError("count", count, -100_000, 100_000, true),
  seek: ({ step }) => rangeError("step", step, 0, 1e6),
  setTheme: ({ theme }) => (typeof theme === "string" ? viewFault({ theme }) : 'Name the "theme".'),
  setSpeed: ({ speed }) => rangeError("speed", speed, 0.25, 16),
  screenshot: checkScreenshot,
  subscribe: ({ hz = 10 }) => rangeError("hz", hz, 0.1, 10),
};

/** Supported message types. */
export const CAPABILITIES = Object.keys(CHECKS);

/**
 * Message types of presentation software: reveal.js sends these to the visible slide.
 *
 * @type {Record<string, string>}
 */
const PRESENTATION_TYPES = { "slide:start": "play", "slide:stop": "pause" };

/**
 * Validates a message.
 *
 * @param {unknown} data - of a `message` event
 * @returns {Request | null} null if it is not for this protocol
 */
export function parseRequest(data) {
  if (typeof data === "string")
    return PRESENTATION_TYPES[data] ? { type: PRESENTATION_TYPES[data], payload: {} } : null;
  if (!isObject(data) || data.ns !== NAMESPACE || typeof data.type !== "string") return null;
  const id = typeof data.id === "number" || typeof data.id === "string" ? data.id : undefined;
  if (!Object.hasOwn(CHECKS, data.type)) return unknownType(data.type.slice(0, MAX_TYPE_CHARACTERS), id);
  const payload = data.payload ?? {};
  const error = payloadError(data.type, data.v, payload);
  return { type: data.type, id, payload: /** @type {Payload} */ (payload), ...(error && { error }) };
}

/** A request of a type that nobody knows. @param {string} type @param {string | number | undefined} id @returns {Request} */
function unknownType(type, id) {
  return {
    type,
    id,
    payload: {},
    error: `There is no message "${type}". This embed knows: ${CAPABILITIES.join(", ")}.`,
  };
}

/** @param {string} type @param {unknown} version @param {unknown} payload @returns {string} "" if it is valid */
function payloadError(type, version, payload) {
  if (version !== VERSION) return `This embed speaks version ${VERSION} of its protocol.`;
  if (!isObject(payload)) return "The payload must be an object.";
  if (lengthOf(payload) > MAX_CHARACTERS)
    return `The payload must be JSON of at most ${MAX_CHARACTERS} characters.`;
  return CHECKS[type](payload);
}

/** @param {Payload} payload */
function checkState({ experiment, changes, view }) {
  if (experiment !== undefined && !isExperiment(experiment))
    return 'The experiment needs a "problem" and 1 to 16 "racers" with an optimizer each.';
  if (view !== undefined && !isObject(view)) return "The view must be an object.";
  const fault = viewFault(view ?? {});
  if (fault) return fault;
  if (changes === undefined) return "";
  if (!isObject(changes) || Object.keys(changes).length > MAX_CHANGES)
    return `The changes must be an object of at most ${MAX_CHANGES} JSON pointers.`;
  const wrong = Object.keys(changes).find((pointer) => !POINTER.test(pointer) || FORBIDDEN.test(pointer));
  return wrong === undefined ? "" : `"${wrong.slice(0, 80)}" is no JSON pointer into an experiment.`;
}

/** @param {Payload} payload */
function checkScreenshot({ width = 800, height = 500, format = "png" }) {
  if (format !== "png" && format !== "svg") return 'The format must be "png" or "svg".';
  return rangeError("width", width, 240, 1600, true) || rangeError("height", height, 200, 1200, true);
}

/** @param {string} name @param {unknown} value @param {number} low @param {number} high @param {boolean} [whole] */
function rangeError(name, value, low, high, whole = false) {
  const isNumber = typeof value === "number" && (whole ? Number.isInteger(value) : Number.isFinite(value));
  return isNumber && value >= low && value <= high
    ? ""
    : `"${name}" must be a ${whole ? "whole " : ""}number from ${low} to ${high}.`;
}

/** @param {unknown} value @returns {value is Payload} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {object} payload */
function lengthOf(payload) {
  try {
    return JSON.stringify(payload).length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
