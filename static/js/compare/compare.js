/**
 * Comparison page: two embeds side by side with one clock, one camera and one view; the URL keeps both
 * experiments, and each side can be edited.
 */

import {
  compareAddress,
  comparedExample,
  comparedQuantities,
  comparedQueries,
  frameAddress,
  labAddress,
  setAddress,
} from "../run/api.js";
import { serialize } from "../url/compare-url.js";
import "../components/view-bar.js";
import { showBusyNotice } from "../components/busy-notice.js";
import { make, setText } from "../components/dom.js";
import { guardSliders } from "../components/touch-sliders.js";
import { followTransport } from "../components/transport-bar.js";
import { setCatalog } from "../experiment/facts.js";
import { someHaveRates } from "../experiment/methods.js";
import { hasData } from "../experiment/problem-kind.js";
import { questionOf } from "../page/example-question.js";
import { keyListener } from "../page/keyboard.js";
import { showLinkNotice } from "../page/link-notice.js";
import { applyTheme, THEMES } from "../page/themes.js";
import { Player } from "../run/player.js";
import { MODES } from "../url/url-state.js";
import { reduceView } from "../url/view-reducer.js";
import { FinalMetrics } from "./final-metrics.js";

/** @typedef {import("../plots/land/camera.js").CameraPose} CameraPose */

/**
 * @typedef {object} Side
 * @property {HTMLElement} place
 * @property {HTMLIFrameElement} frame
 * @property {import("../run/session-interface.js").LabSession | null} session - of the embed, once its page has created it
 * @property {FinalMetrics} metrics - metrics shown below the picture
 * @property {number} sentTime - time last sent to this side's clock
 * @property {string} query - readable part of its URL
 * @property {string} packed
 */

/**
 * What the page of an embed adds to its document.
 *
 * @typedef {Document & {lab?: import("../run/session-interface.js").LabSession, stage?: import("../page/stage.js").Stage}} EmbedDocument
 */

/** Delay after a change before the URL is written. */
const ADDRESS_DEBOUNCE_MS = 400;

const player = new Player();
const transport = /** @type {import("../components/transport-bar.js").TransportBar} */ (
  document.querySelector("transport-bar")
);
const scrubber = /** @type {HTMLInputElement} */ (document.getElementById("scrubber"));
const bar = /** @type {import("../components/view-bar.js").ViewBar} */ (document.querySelector("view-bar"));
const quantities = comparedQuantities();
let example = comparedExample();
/** @type {Side[]} */
const sides = comparedQueries().map((query, k) => {
  const place = /** @type {HTMLElement} */ (document.getElementById(`side-${"ab"[k]}`));
  const title = k === 0 ? "Left picture" : "Right picture";
  const frame = make("iframe", { title, src: frameAddress(query) });
  const metrics = new FinalMetrics(quantities);
  place.append(frame, metrics.element);
  return { place, frame, metrics, session: null, sentTime: 0, query, packed: "" };
});
/** Common pose of both cameras. @type {CameraPose | null} */
let pose = null;

let frameRequest = 0;

applyTheme("auto", () => {});
listen();
showQuestion();
showBusyNotice(document.querySelector(".sides"));
wake();

/** Draws a frame: the clock runs, or one of the embeds has drawn something. */
function wake() {
  if (frameRequest === 0) frameRequest = requestAnimationFrame(draw);
}

/** @param {number} now */
function draw(now) {
  frameRequest = 0;
  for (const side of sides) if (!side.session) awaitSession(side);
  const unopened = sides.filter(({ frame }) => frame.contentDocument?.body?.dataset.unopened);
  if (unopened.length > 0) return tellUnopened(unopened);
  const sessions = sides.flatMap(({ session }) => session ?? []);
  if (sessions.length < sides.length) return wake();
  for (const side of sides) syncClock(side);
  player.end = Math.max(...sessions.map((session) => session.player.last));
  player.ready = Math.min(
    ...sessions.map(({ player: own }) => (own.ready >= own.last ? Number.POSITIVE_INFINITY : own.ready)),
    player.end,
  );
  const time = player.tick(now);
  for (const side of sides) setTime(side, time);
  syncCamera();
  show(time);
  if (player.playing) wake();
}

/** Connects to the embed's session once its page has created it. @param {Side} side */
function awaitSession(side) {
  const session = /** @type {EmbedDocument | null} */ (side.frame.contentDocument)?.lab;
  if (!session?.state.completed) return;
  side.session = session;
  setCatalog(session.catalog);
  session.store.subscribe(() => debounceAddress(side), ["spec", "completed", "view"]);
  side.metrics.follow(session);
  /** @type {EmbedDocument} */ (side.frame.contentDocument).stage?.addEventListener("frame", wake);
  debounceAddress(side);
}

/** Tells that sides cannot be opened: each says why in its frame. @param {Side[]} unopened */
function tellUnopened(unopened) {
  const both = unopened.length === sides.length;
  const which = both ? "Neither side" : `The ${unopened[0] === sides[0] ? "left" : "right"} side`;
  showLinkNotice([`${which} can${both ? "" : "\u2019t"} be opened, so nothing can be compared.`]);
}

/** Applies play, pause and seek made inside one embed to both. @param {Side} side */
function syncClock(side) {
  const own = side.session?.player;
  if (!own) return;
  if (own.playing) {
    own.pause();
    player.toggle();
  } else if (Math.abs(own.time - side.sentTime) > 1e-9) {
    player.pause();
    player.seek(own.time);
  }
}

/** @param {Side} side @param {number} time */
function setTime(side, time) {
  const own = side.session?.player;
  if (!own) return;
  const there = Math.min(time, own.last);
  if (own.time !== there) own.seek(there);
  side.sentTime = own.time;
}

/** Copies the camera of the side that was rotated to the other side. */
function syncCamera() {
  const scenes = sides.flatMap(
    ({ frame }) => /** @type {EmbedDocument | null} */ (frame.contentDocument)?.stage?.picture.scene ?? [],
  );
  if (scenes.length < sides.length) return;
  const turned = pose ? scenes.find((scene) => scene.pose !== pose) : null;
  if (turned) for (const scene of scenes) if (scene !== turned) scene.setPose(turned.pose);
  pose = turned ? turned.pose : (pose ?? scenes[0].pose);
}

/** @param {number} time */
function show(time) {
  const { playing, waiting, speed, end } = player;
  transport.update({ time, end, playing, waiting, speed });
  scrubber.max = String(end);
  if (document.activeElement !== scrubber || playing) scrubber.value = String(Math.floor(time));
  scrubber.style.setProperty("--fill", `${(100 * time) / Math.max(end, 1)}%`);
}

/** Applies a change of the view bar to both sides. @param {{name: string, value: unknown}} detail */
function applyView(detail) {
  const [first] = sides;
  if (!first.session) return;
  const change = reduceView(first.session.state.view, detail);
  for (const { session } of sides) session?.store.set({ view: { ...session.state.view, ...change } });
}

/**
 * Shows the left side's view in the switches, and applies its theme to the page.
 *
 * @param {import("../run/session-interface.js").LabSession} session
 */
function showView({ state }) {
  const { problem, racers } = state.spec;
  bar.update(state.view, { samples: hasData(problem), rated: someHaveRates(racers) });
  applyTheme(state.view.theme, () => {});
}

function listen() {
  guardSliders();
  player.addEventListener("change", wake);
  document.addEventListener("view-change", (event) => applyView(/** @type {CustomEvent} */ (event).detail));
  followTransport(player);
  scrubber.addEventListener("input", () => {
    player.pause();
    player.seek(scrubber.valueAsNumber);
  });
  const acts = {
    toggle: () => player.toggle(),
    step: (/** @type {number} */ count) => player.step(count),
    jump: (/** @type {"start" | "end"} */ end) => player.seek(end === "start" ? 0 : player.end),
    reset: () => player.reset(),
    speed: (/** @type {1 | -1} */ direction) => player.changeSpeed(direction),
    arrow: (/** @type {string} */ value) => applyView({ name: "arrow", value }),
    view: () => applyView({ name: "mode", value: nextIn(MODES, sides[0].session?.state.view.mode) }),
    theme: () => applyView({ name: "theme", value: nextIn(THEMES, sides[0].session?.state.view.theme) }),
  };
  document.addEventListener("keydown", keyListener(acts));
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let addressTimer;

/** Updates a side's title and its link to the lab, and schedules the new URL. @param {Side} side */
function debounceAddress(side) {
  const { session, place } = side;
  if (!session) return;
  const { completed, spec } = session.state;
  const labels = (completed ?? spec).racers.map(({ label }) => label ?? "");
  setText(/** @type {HTMLElement} */ (place.querySelector("h2")), labels.join(", "));
  if (side === sides[0]) showView(session);
  // While a side is not open, or never will be, the address stays as it came.
  if (!sides.every((one) => one.session)) return;
  clearTimeout(addressTimer);
  addressTimer = setTimeout(async () => {
    for (const one of sides) await writeAddress(one);
    setAddress(compareAddress(sides, { quantities, example }));
  }, ADDRESS_DEBOUNCE_MS);
}

/** Shows the question of the example above both sides, until it is dismissed. */
async function showQuestion() {
  const strip = /** @type {import("../components/question-strip.js").QuestionStrip} */ (
    document.querySelector("question-strip")
  );
  strip.addEventListener("question-dismiss", () => {
    example = "";
    strip.show(null);
    for (const side of sides) debounceAddress(side);
  });
  strip.show(await questionOf(example));
}

/** The element after another, cyclically. @param {readonly string[]} all @param {string | undefined} one */
function nextIn(all, one = "") {
  return all[(all.indexOf(one) + 1) % all.length];
}

/** Writes a side's state into the URL. @param {Side} side */
async function writeAddress(side) {
  if (!side.session) return;
  Object.assign(side, await serialize(side.session.state.spec, side.session.state.view));
  const link = /** @type {HTMLAnchorElement} */ (side.place.querySelector("a"));
  link.href = labAddress(side.query, side.packed);
}
