/** API client: all requests to the server, and the URLs of the page. No other module knows URLs. */

import { askRepeatedly } from "./ask-repeatedly.js";
import { decodeFrame } from "./frames.js";

/** @typedef {import("../../../types/api.d.ts").Analyses} Analyses - the facts of each analysis */
/** @typedef {import("../../../types/api.d.ts").ServerMessage} ServerMessage */
/** @typedef {import("../experiment/experiment.js").Experiment} Experiment */
/** @typedef {Omit<import("../../../types/api.d.ts").Example, "experiment" | "beside"> & {experiment: Experiment, beside: Experiment | null}} Example */
/** @typedef {import("../../../types/api.d.ts").CheckedExperiment} CheckedExperiment */
/** @typedef {import("../../../types/api.d.ts").TableFacts} TableFacts */

/**
 * @typedef {object} Listener
 * @property {() => void} onOpen
 * @property {(message: ServerMessage) => void} onMessage
 * @property {(frame: import("./frames.js").Frame) => void} onFrame - a binary frame of a known kind
 * @property {() => void} onClose
 */

/**
 * Opens the WebSocket.
 *
 * @param {Listener} listener
 * @returns {{send(message: object): void, close(): void}}
 */
export function connect(listener) {
  const address = new URL("api/v1/live", document.baseURI);
  address.protocol = address.protocol.replace("http", "ws");
  const socket = new WebSocket(address);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => listener.onOpen();
  socket.onclose = () => listener.onClose();
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") return listener.onMessage(JSON.parse(data));
    const frame = decodeFrame(data);
    if (frame) listener.onFrame(frame);
  };
  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    close: () => socket.close(),
  };
}

/**
 * Asks a question about a run.
 *
 * @template {keyof Analyses} N
 * @param {N} name - of the analysis
 * @param {object} request - the experiment, and what else the analysis takes
 * @param {import("./ask-repeatedly.js").RepeatRule} [rule]
 * @returns {Promise<Analyses[N]>} rejects with a sentence
 */
export function fetchAnalysis(name, request, rule) {
  return /** @type {Promise<Analyses[N]>} */ (post(name.replaceAll("_", "-"), request, rule));
}

/**
 * Saves an experiment on the server.
 *
 * @param {object} experiment
 * @returns {Promise<string>} its short URL; rejects with a sentence
 */
export async function saveExperiment(experiment) {
  const { short_url: path } = /** @type {CheckedExperiment} */ (await post("experiments", experiment));
  if (!path) throw new Error("This server keeps no experiments.");
  return new URL(path, document.baseURI).href;
}

/**
 * Asks whether the server can run an experiment, without saving it.
 *
 * @param {object} experiment
 * @returns {Promise<void>} rejects with the sentence that says why not
 */
export async function checkExperiment(experiment) {
  await post("experiments?save=false", experiment);
}

/**
 * Has the server read a table, and tell how.
 *
 * @param {object} request - the table, how it is read, and what learns it
 * @returns {Promise<TableFacts>} rejects with a sentence
 */
export function askTable(request) {
  return /** @type {Promise<TableFacts>} */ (post("tables?save=false", request));
}

/**
 * Sends a table as a file.
 *
 * @param {Blob} file
 * @param {{encoding: string, save: boolean}} options - whether the server keeps it
 * @returns {Promise<TableFacts>} rejects with a sentence
 */
export async function sendTable(file, { encoding, save }) {
  const url = new URL("api/v1/tables", document.baseURI);
  url.searchParams.set("encoding", encoding);
  url.searchParams.set("save", String(save));
  const headers = { "Content-Type": "application/octet-stream" };
  const answer = await fetchRepeatedly(url, { method: "POST", headers, body: file }).catch(() => null);
  if (answer === null)
    throw new Error("The table did not reach the server. Try again, or take a smaller one.");
  return /** @type {TableFacts} */ (await answerOf(answer));
}

/**
 * The JSON of an answer.
 *
 * @param {Response} answer
 * @returns {Promise<unknown>} rejects with a sentence
 */
async function answerOf(answer) {
  const body = await answer.json().catch(() => null); // a proxy may answer with a page
  if (answer.ok && body !== null) return body;
  throw new Error(body?.detail ?? `The server answers with status ${answer.status}. Try again.`);
}

/**
 * @param {string} path - below `api/v1`
 * @param {object} request
 * @param {import("./ask-repeatedly.js").RepeatRule} [rule]
 * @returns {Promise<unknown>} rejects with a sentence
 */
async function post(path, request, rule) {
  const options = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
  };
  return answerOf(await fetchRepeatedly(new URL(`api/v1/${path}`, document.baseURI), options, rule));
}

/**
 * @param {URL} url
 * @param {RequestInit} options
 * @param {import("./ask-repeatedly.js").RepeatRule} [rule]
 */
function fetchRepeatedly(url, options, rule) {
  return askRepeatedly(() => fetch(url, options), options.signal, rule);
}

/**
 * Requests an export of an experiment.
 *
 * @param {string} form - a path below `api/v1/exports`, such as "png" or "pytorch"
 * @param {object} experiment
 * @param {Record<string, string | number>} [options]
 * @param {AbortSignal} [signal] - cancels the request
 * @returns {Promise<NamedFile>} rejects with a sentence
 */
export function fetchExport(form, experiment, options = {}, signal) {
  return postForFile(`api/v1/exports/${form}`, experiment, options, signal);
}

/**
 * Requests the trajectories of an experiment as a file.
 *
 * @param {"json" | "csv" | "npz"} format
 * @param {object} experiment
 * @returns {Promise<NamedFile>} rejects with a sentence
 */
export function fetchTable(format, experiment) {
  return postForFile("api/v1/trajectories", experiment, { format });
}

/** A file, and the name that the server gives it. @typedef {{blob: Blob, name: string}} NamedFile */

/**
 * @param {string} path
 * @param {object} experiment
 * @param {Record<string, string | number>} options
 * @param {AbortSignal} [signal]
 * @returns {Promise<NamedFile>}
 */
async function postForFile(path, experiment, options, signal) {
  const url = new URL(path, document.baseURI);
  for (const [name, value] of Object.entries(options)) url.searchParams.set(name, String(value));
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify(experiment);
  const answer = await fetchRepeatedly(url, { method: "POST", headers, body, signal });
  if (!answer.ok) throw new Error((await answer.json()).detail);
  const [, name = "descent-lab"] =
    /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "") ?? [];
  return { blob: await answer.blob(), name };
}

/** A name that does not exist, and where it was looked for. @typedef {{family: string, name: string, entry?: string}} Lookup */

/**
 * Asks which name is meant by one that does not exist.
 *
 * @param {Lookup} lookup - a family of the catalog or "address"; with `entry`, a parameter of this entry
 * @returns {Promise<string>} "" if none is near, or the server does not answer
 */
export async function fetchNearest(lookup) {
  const url = new URL("api/v1/nearest", document.baseURI);
  for (const [name, text] of Object.entries(lookup)) url.searchParams.set(name, text.slice(0, 60));
  const answer = await fetch(url).catch(() => null);
  return answer?.ok ? ((await answer.json()).nearest ?? "") : "";
}

/** URL of a QR code. @param {string} link @returns {string} URL of its QR code */
export function qrAddress(link) {
  const url = new URL("api/v1/qr", document.baseURI);
  url.searchParams.set("text", link);
  return url.href;
}

/** URL of the embed script. @returns {string} URL of the script with the `<descent-lab>` element */
export function scriptAddress() {
  return new URL("static/embed.js", document.baseURI).href;
}

/** Reads the page's URL. @returns {{query: string, packed: string}} the page's URL in two parts */
export function pageAddress() {
  const hash = new URLSearchParams(location.hash.slice(1));
  // In the query it is sent to the server, which then has a preview picture of the link.
  const packed = hash.get("s") ?? new URLSearchParams(location.search).get("s") ?? savedState();
  return { query: location.search, packed };
}

/** The state of a page at the short address of a saved experiment; "" at any other. */
function savedState() {
  const { saved, state } = document.documentElement?.dataset ?? {};
  return saved && state && location.pathname.endsWith(`/e/${saved}`) ? state : "";
}

/** The page's whole address. @returns {string} */
export function wholeAddress() {
  return location.href;
}

/** Loads the page again, at its present address. */
export function reloadPage() {
  location.reload();
}

/**
 * URL of a page with this state.
 *
 * @param {string} query - without "?"
 * @param {string} packed
 * @param {string} [page] - "" is the lab, "embed" the picture alone; by default the current page
 * @returns {string}
 */
export function addressOf(query, packed, page) {
  // A changed experiment is no longer the saved one, whose short address the page may have.
  const place = page ?? (savedState() ? "./" : undefined);
  const url = place === undefined ? new URL(location.href) : new URL(place, document.baseURI);
  url.search = query;
  url.hash = packed ? `s=${packed}` : "";
  return url.href;
}

/**
 * Reads the compared experiments from the URL.
 *
 * @returns {string[]} queries of the two compared experiments
 */
export function comparedQueries() {
  const params = new URLSearchParams(location.search);
  return ["a", "b"].map((side) => params.get(side) ?? params.get("a") ?? "");
}

/**
 * Reads the compared quantities from the URL.
 *
 * @returns {string[]} quantities that the comparison page measures
 */
export function comparedQuantities() {
  return (new URLSearchParams(location.search).get("measure") ?? "").split(",").filter(Boolean);
}

/** The example that the address of the comparison page names; "" for none. */
export function comparedExample() {
  return new URLSearchParams(location.search).get("example") ?? "";
}

/**
 * URL of the comparison page.
 *
 * @param {{query: string, packed: string}[]} sides
 * @param {{quantities?: string[], example?: string}} [about] - what to measure at the end, and the example's name
 * @returns {string}
 */
export function compareAddress(sides, { quantities = [], example = "" } = {}) {
  const url = new URL("compare", document.baseURI);
  for (const [k, { query, packed }] of sides.entries())
    url.searchParams.set("ab"[k], packed ? [query, `s=${packed}`].filter(Boolean).join("&") : query);
  if (quantities.length > 0) url.searchParams.set("measure", quantities.join(","));
  if (example) url.searchParams.set("example", example);
  return url.href;
}

/**
 * URL of one side's embed.
 *
 * @param {string} query - of one side
 * @returns {string} URL of its embed, without controls
 */
export function frameAddress(query) {
  const url = new URL("embed", document.baseURI);
  url.search = query;
  url.searchParams.set("autoplay", "0");
  url.searchParams.set("hide", [url.searchParams.get("hide"), "transport"].filter(Boolean).join(","));
  return url.href;
}

/**
 * URL of the lab.
 *
 * @param {string} query
 * @param {string} packed
 * @returns {string} URL of the lab with this state
 */
export function labAddress(query, packed) {
  return addressOf(query, packed, "./");
}

/**
 * Changes the page's URL.
 *
 * @param {string} href - new URL
 * @param {boolean} [place] - whether the former one becomes an entry of the history
 */
export function setAddress(href, place = false) {
  if (href === location.href) return;
  if (place) history.pushState(null, "", href);
  else history.replaceState(null, "", href);
}

/**
 * URL of a prepared picture of an example that takes long.
 *
 * @param {string} name - of the example
 * @param {number} side - 0, or 1 for the one it is compared with
 * @param {string} theme
 * @returns {string}
 */
export function examplePictureAddress(name, side, theme) {
  return new URL(`static/gallery/${name}-${"ab"[side]}-${theme}.png`, document.baseURI).href;
}

/**
 * URL of a small picture of a surface.
 *
 * @param {string} name - of the surface
 * @param {string} theme
 * @returns {string}
 */
export function surfacePictureAddress(name, theme) {
  return new URL(`pictures/surfaces/${theme}/${name}.webp`, document.baseURI).href;
}

/** The request of the examples that is under way or answered. @type {Promise<Example[]> | null} */
let examples = null;

/**
 * Requests the examples of the gallery, once a page; after a failure the next call asks again.
 *
 * @returns {Promise<Example[]>}
 * @throws {Error} if the server does not answer
 */
export function fetchExamples() {
  examples ??= requestExamples().catch((error) => {
    examples = null;
    throw error;
  });
  return examples;
}

/** @returns {Promise<Example[]>} */
async function requestExamples() {
  const answer = await fetch(new URL("api/v1/examples", document.baseURI));
  if (!answer.ok) throw new Error(`The server answered ${answer.status} to a request for its examples.`);
  return (await answer.json()).examples;
}
