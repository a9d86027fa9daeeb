/** The picture alone, for a frame in somebody else's page: it starts when it is seen. */

import { setText } from "../components/dom.js";
import { say } from "../components/toast.js";
import { showMap } from "../maps/lazy-maps.js";
import { keyboard } from "../page/keyboard.js";
import { Stage } from "../page/stage.js";
import { dress } from "../page/themes.js";
import { address, addressOf } from "../run/api.js";
import { Lab } from "../run/session.js";
import { pack, plainView, write } from "../url/url-state.js";
import { openAddress } from "../url/validate-url.js";
import { Tune } from "./lr-control.js";
import { Bridge } from "./post-message.js";
import { Remote } from "./remote-control.js";
import { watchSight } from "./visibility.js";

/** How much there is to handle: nothing, the clock, or the clock and the learning rate. */
const CONTROLS = ["none", "play", "basic"];

const catalog = JSON.parse(document.getElementById("catalog")?.textContent ?? "{}");
const given = new URLSearchParams(address().query);
const plain = { ...plainView(), mode: /** @type {const} */ ("contour") };
const { experiment, view, notices } = await openAddress(address(), catalog, plain);
const { step } = view;
view.step = null; // where the clock stands when it begins, and not after that
const lab = new Lab(catalog, experiment, view);
const stage = new Stage(lab, { wheelZoom: false });
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const noop = () => {};
let rolledOn = false;

Object.assign(document, { lab, stage });
document.body.dataset.controls = CONTROLS.find((name) => name === given.get("controls")) ?? "basic";
const tune = document.getElementById("tune");
if (tune) new Tune(lab, tune);
showView();
listen();
stage.run();
watchSight({ first: begin, seen: wake, unseen: rest });
translate();
if (notices.length > 0) say(notices.join(" "));
new Remote(new Bridge(given), { lab, stage, address: labAddress, setView });

function begin() {
  lab.begin();
  if (step !== null) lab.player.seek(step);
  else if (view.autoplay && !still) lab.player.play();
}

/** Back in sight: it goes on where it stood. */
function wake() {
  if (lab.state.view.mode !== "contour") stage.picture.resize();
  if (rolledOn) lab.player.play();
}

/** Out of sight: the clock stands, and the graphics memory is free for those in sight. */
function rest() {
  rolledOn = lab.player.playing;
  lab.player.pause();
  stage.picture.release();
}

/** Puts the view of the state on the page. */
function showView() {
  const now = lab.state.view;
  const { body } = document;
  body.dataset.view = now.mode;
  body.dataset.hide = now.hide.join(" ");
  body.toggleAttribute("data-lock", now.lock);
  const { scene, contour } = stage.elements;
  for (const part of [scene, contour, tune]) if (part) part.inert = now.lock;
  dress(now.theme, (theme) => stage.picture.setTheme(theme));
  stage.show(now);
  showMap(lab, stage, /** @type {HTMLElement} */ (document.querySelector(".picture")));
  if (lab.player.speed !== now.speed) lab.player.setSpeed(now.speed);
}

/** The page's own words in the language that is asked for; English needs nothing. */
async function translate() {
  const { lang } = view;
  if (lang === "en") return;
  const { speak } = await import("./translations.js");
  speak(lang, [...document.querySelectorAll(".picture, .curves, .tune, .time")]);
}

/** @param {object} change - parts of a view */
function setView(change) {
  lab.store.set({ view: { ...lab.state.view, ...change } });
}

function listen() {
  const { player } = lab;
  document.addEventListener("transport", (event) => {
    const { name, value } = /** @type {CustomEvent} */ (event).detail;
    if (name === "toggle") player.toggle();
    else if (name === "reset") player.reset();
    else if (name === "back") player.step(-1);
    else if (name === "forward") player.step(1);
    else if (name === "speed") player.setSpeed(value);
  });
  document.addEventListener("keydown", keyboard(commands()));
  lab.store.subscribe((state, before) => {
    if (state.view !== before.view) showView();
    if (state.spec !== before.spec) linkLab();
    const { connection, errors, ahead } = before;
    if (state.connection !== connection || state.errors !== errors || state.ahead !== ahead) tell(state);
  });
  linkLab();
}

/** Keys for the clock and the racers; the others do nothing here. */
function commands() {
  const { player } = lab;
  const acts = {
    toggle: () => player.toggle(),
    step: (/** @type {number} */ count) => player.step(count),
    jump: (/** @type {"start" | "end"} */ end) => player.seek(end === "start" ? 0 : player.end),
    reset: () => player.reset(),
    speed: (/** @type {1 | -1} */ direction) => player.shift(direction),
    select: (/** @type {number} */ index) => {
      if (index < lab.state.spec.racers.length) lab.store.set({ selected: index });
    },
    undo: (/** @type {1 | -1} */ direction) => {
      if (!lab.state.view.lock) lab.undo(direction);
    },
  };
  const others = new Proxy(acts, { get: (known, name) => Reflect.get(known, name) ?? noop });
  return /** @type {import("../page/keyboard.js").Commands} */ (/** @type {unknown} */ (others));
}

/** @param {import("../run/session.js").State} state */
function tell({ connection, errors, ahead }) {
  const note = document.getElementById("connection");
  if (!note) return;
  const waiting = connection === "lost" ? "Reconnecting\u2026" : "Connecting\u2026";
  const queue = ahead ? `Busy: ${ahead} first\u2026` : "";
  const text = connection === "open" ? (errors[0]?.detail ?? queue) : waiting;
  note.hidden = text === "";
  setText(note, text);
}

/** @returns {Promise<string>} where the lab shows this very state */
async function labAddress() {
  const { spec, view: now } = lab.state;
  const text = write(spec, { ...now, mode: "both", hide: [], lock: false });
  const state = ["v=1", text.query].filter(Boolean).join("&");
  return addressOf(state, text.packed ? await pack(text.packed) : "", "./");
}

/** The link out always leads to what is seen. */
async function linkLab() {
  const link = /** @type {HTMLAnchorElement | null} */ (document.getElementById("open"));
  const href = await labAddress();
  if (link) link.href = href;
}
