/** Embed page: the picture alone in a frame of another page; it starts when it is visible. */

import { showBusyNotice } from "../components/busy-notice.js";
import { setText } from "../components/dom.js";
import { guardSliders } from "../components/touch-sliders.js";
import { followTransport } from "../components/transport-bar.js";
import { getFacts } from "../experiment/facts.js";
import { showMap } from "../maps/lazy-maps.js";
import { ExampleQuestion } from "../page/example-question.js";
import { keyListener } from "../page/keyboard.js";
import { openPageAddress, showLinkNotice } from "../page/link-notice.js";
import { Stage } from "../page/stage.js";
import { applyTheme } from "../page/themes.js";
import { addressOf, pageAddress } from "../run/api.js";
import { Session } from "../run/session.js";
import { defaultView, pack, write } from "../url/url-state.js";
import { forwardKeys } from "./host-keys.js";
import { LrControl } from "./lr-control.js";
import { Bridge } from "./post-message.js";
import { RemoteControl } from "./remote-control.js";

/** Controls shown: none, the clock, or the clock and the learning rate. */
const CONTROLS = ["none", "play", "basic"];

const catalog = getFacts();
const params = new URLSearchParams(pageAddress().query);
const plain = { ...defaultView(), mode: /** @type {const} */ ("contour") };
const bridge = new Bridge(params);
const { experiment, view, notices, lookups } = await openPageAddress(catalog, plain, { frame: true, tell });
const { step } = view;
view.step = null; // Initial position of the clock, used once.
const session = new Session(catalog, experiment, view);
const stage = new Stage(session, { wheelZoom: false });
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
let wasPlaying = false;

Object.assign(document, { lab: session, stage });
document.body.dataset.controls = CONTROLS.find((name) => name === params.get("controls")) ?? "basic";
const lrControl = document.getElementById("lr-control");
if (lrControl) new LrControl(session, lrControl);
new ExampleQuestion(session, /** @type {HTMLElement} */ (document.querySelector("question-strip")));
showView();
listen();
showBusyNotice(document.querySelector(".picture"));
stage.run();
observeVisibility();
translate();
showLinkNotice(notices, lookups);
new RemoteControl(bridge, { session, stage, address: labAddress, setView });

/** Tells the host page that the address cannot be opened, now and as the answer to each request. */
function tell(/** @type {import("../url/link-faults.js").Fault} */ { title, sentence }) {
  const message = `${title}. ${sentence}`;
  bridge.send("error", { code: "unopened", detail: message, errors: [{ pointer: "", detail: message }] });
  bridge.addEventListener("request", (event) =>
    bridge.answer(/** @type {CustomEvent} */ (event).detail, { error: { code: "unopened", message } }),
  );
  bridge.open();
}

/** Starts the embed when it becomes visible for the first time; later suspends and resumes it. */
function observeVisibility() {
  let started = false;
  const observer = new IntersectionObserver((entries) => {
    const visible = entries.some((entry) => entry.isIntersecting);
    if (visible && !started) {
      started = true;
      start();
    } else if (started) (visible ? resume : suspend)();
  });
  observer.observe(document.documentElement);
}

function start() {
  session.start();
  if (step !== null) session.player.seek(step);
  else if (view.autoplay && !reducedMotion) session.player.play();
}

/** Resumes playback when the embed is visible again. */
function resume() {
  if (session.state.view.mode !== "contour") stage.picture.resize();
  if (wasPlaying) session.player.play();
}

/** Pauses an embed that is not visible, and releases its graphics memory for visible ones. */
function suspend() {
  wasPlaying = session.player.playing;
  session.player.pause();
  stage.picture.release();
}

/** Applies the view of the state to the page. */
function showView() {
  const now = session.state.view;
  const { body } = document;
  body.dataset.view = now.mode;
  body.dataset.hide = now.hide.join(" ");
  body.toggleAttribute("data-lock", now.lock);
  const { scene, contour } = stage.elements;
  for (const part of [scene, contour, lrControl]) if (part) part.inert = now.lock;
  applyTheme(now.theme, (theme) => stage.setTheme(theme));
  stage.show(now);
  showMap(session, stage, /** @type {HTMLElement} */ (document.querySelector(".picture")));
  if (session.player.speed !== now.speed) session.player.setSpeed(now.speed);
}

/** Translates the page's own text into the requested language; English needs no translation. */
async function translate() {
  const { lang } = view;
  if (lang === "en") return;
  const { translatePage } = await import("./translations.js");
  translatePage(lang, [...document.querySelectorAll(".picture, .curves, .lr-control, .time")]);
}

/** @param {object} change - part of a view */
function setView(change) {
  session.store.set({ view: { ...session.state.view, ...change } });
}

function listen() {
  guardSliders();
  followTransport(session.player);
  forwardKeys(bridge, commands());
  document.addEventListener("keydown", keyListener(commands()));
  session.store.subscribe((state, before) => {
    if (state.view !== before.view) showView();
    if (state.spec !== before.spec) linkLab();
    const { connection, errors, ahead } = before;
    if (state.connection !== connection || state.errors !== errors || state.ahead !== ahead)
      showStatus(state);
  });
  linkLab();
}

/** Commands of the shortcuts for the clock and the racers; the other keys are the host page's. */
function commands() {
  const { player } = session;
  return {
    toggle: () => player.toggle(),
    step: (/** @type {number} */ count) => player.step(count),
    jump: (/** @type {"start" | "end"} */ end) => player.seek(end === "start" ? 0 : player.end),
    reset: () => player.reset(),
    speed: (/** @type {1 | -1} */ direction) => player.changeSpeed(direction),
    select: (/** @type {number} */ index) => {
      if (index < session.state.spec.racers.length) session.store.set({ selected: index });
    },
    undo: (/** @type {1 | -1} */ direction) => {
      if (!session.state.view.lock) session.undo(direction);
    },
  };
}

/** @param {import("../run/session.js").State} state */
function showStatus({ connection, errors, ahead }) {
  const note = document.getElementById("connection");
  if (!note) return;
  const waiting = connection === "lost" ? "Reconnecting\u2026" : "Connecting\u2026";
  const queue = ahead ? `Busy: ${ahead} first\u2026` : "";
  const text = connection === "open" ? (errors[0]?.detail ?? queue) : waiting;
  note.hidden = text === "";
  setText(note, text);
}

/** @returns {Promise<string>} URL of the lab with the same state */
async function labAddress() {
  const { spec, view: now } = session.state;
  const text = write(spec, { ...now, mode: defaultView().mode, hide: [], lock: false });
  const state = ["v=1", text.query].filter(Boolean).join("&");
  return addressOf(state, text.packed ? await pack(text.packed) : "", "./");
}

/** Updates the link to the lab. */
async function linkLab() {
  const link = /** @type {HTMLAnchorElement | null} */ (document.getElementById("open"));
  const href = await labAddress();
  if (link) link.href = href;
}
