/**
 * Two experiments side by side: two embeds of our own, driven by one clock, seen by one camera and shown in one way.
 * Each side may be changed by hand; the address keeps both.
 */

import { compareAddress, compared, comparedBy, frameAddress, labAddress, setAddress } from "../run/api.js";
import { written } from "../url/compare-url.js";
import "../components/transport-bar.js";
import "../components/view-bar.js";
import { make, setText } from "../components/dom.js";
import { keyboard } from "../page/keyboard.js";
import { dress, THEMES } from "../page/themes.js";
import { Player } from "../run/player.js";
import { changeOf } from "../url/view-reducer.js";
import { Ends } from "./final-metrics.js";

/** @typedef {import("../plots/land/camera.js").Pose} Pose */

/**
 * @typedef {object} Side
 * @property {HTMLElement} place
 * @property {HTMLIFrameElement} frame
 * @property {import("../run/session.js").Lab | null} lab - of the embed, once it has begun
 * @property {Ends} ends - what it is compared by
 * @property {number} set - the time that it was last set to
 * @property {string} query - readable part of its address
 * @property {string} packed
 */

const MODES = /** @type {const} */ (["both", "3d", "contour"]);
/** Milliseconds of rest after which the address follows. */
const ADDRESS_REST = 400;

const player = new Player();
const transport = /** @type {import("../components/transport-bar.js").TransportBar} */ (
  document.querySelector("transport-bar")
);
const scrubber = /** @type {HTMLInputElement} */ (document.getElementById("scrubber"));
const bar = /** @type {import("../components/view-bar.js").ViewBar} */ (document.querySelector("view-bar"));
const quantities = comparedBy();
/** @type {Side[]} */
const sides = compared().map((query, k) => {
  const place = /** @type {HTMLElement} */ (document.getElementById(`side-${"ab"[k]}`));
  const title = k === 0 ? "Left picture" : "Right picture";
  const frame = make("iframe", { title, src: frameAddress(query) });
  const ends = new Ends(quantities);
  place.append(frame, ends.element);
  return { place, frame, ends, lab: null, set: 0, query, packed: "" };
});
/** The pose that both cameras have. @type {Pose | null} */
let pose = null;

dress("auto", () => {});
listen();
requestAnimationFrame(draw);

/** @param {number} now */
function draw(now) {
  requestAnimationFrame(draw);
  for (const side of sides) if (!side.lab) meet(side);
  const labs = sides.flatMap(({ lab }) => lab ?? []);
  if (labs.length < sides.length) return;
  for (const side of sides) heed(side);
  player.end = Math.max(...labs.map((lab) => lab.player.end));
  player.ready = Math.min(
    ...labs.map(({ player: own }) => (own.ready >= own.end ? Number.POSITIVE_INFINITY : own.ready)),
    player.end,
  );
  const time = player.tick(now);
  for (const side of sides) drive(side, time);
  share();
  show(time);
}

/** The embed's lab, once its page has made it. @param {Side} side */
function meet(side) {
  const lab = /** @type {any} */ (side.frame.contentDocument)?.lab;
  if (!lab?.state.completed) return;
  side.lab = lab;
  lab.store.subscribe(() => rest(side));
  side.ends.follow(lab);
  rest(side);
}

/** What was done within a side to its clock is done to both. @param {Side} side */
function heed(side) {
  const own = side.lab?.player;
  if (!own) return;
  if (own.playing) {
    own.pause();
    player.toggle();
  } else if (Math.abs(own.time - side.set) > 1e-9) {
    player.pause();
    player.seek(own.time);
  }
}

/** @param {Side} side @param {number} time */
function drive(side, time) {
  const own = side.lab?.player;
  if (!own) return;
  const there = Math.min(time, own.end);
  if (own.time !== there) own.seek(there);
  side.set = own.time;
}

/** The camera of the side that was turned is the camera of both. */
function share() {
  const scenes = sides.map(({ frame }) => /** @type {any} */ (frame.contentDocument)?.stage?.picture.scene);
  if (scenes.some((scene) => !scene)) return;
  const turned = pose ? scenes.find((scene) => scene.pose !== pose) : null;
  if (turned) for (const scene of scenes) if (scene !== turned) scene.look(turned.pose);
  pose = turned ? turned.pose : (pose ?? scenes[0].pose);
}

/** @param {number} time */
function show(time) {
  const { playing, waiting, speed, end } = player;
  transport.update({ time, end, playing, waiting, speed, from: "start" });
  scrubber.max = String(end);
  if (document.activeElement !== scrubber || playing) scrubber.value = String(Math.floor(time));
  scrubber.style.setProperty("--fill", `${(100 * time) / Math.max(end, 1)}%`);
}

/** @param {string} name @param {any} [value] */
function command(name, value) {
  if (name === "toggle") player.toggle();
  else if (name === "reset") player.reset();
  else if (name === "back") player.step(-1);
  else if (name === "forward") player.step(1);
  else if (name === "speed") player.setSpeed(value);
}

/** What one is to be shown with, both are. @param {{name: string, value: any}} said */
function view(said) {
  const [first] = sides;
  if (!first.lab) return;
  const change = changeOf(first.lab.state.view, said);
  for (const { lab } of sides) lab?.store.set({ view: { ...lab.state.view, ...change } });
}

/** The switches say how the left side is shown, and the page wears its theme. @param {import("../run/session.js").Lab} lab */
function showView({ state }) {
  bar.update(state.view, state.spec.problem.kind === "network");
  dress(state.view.theme, () => {});
}

function listen() {
  document.addEventListener("view-change", (event) => view(/** @type {CustomEvent} */ (event).detail));
  document.addEventListener("transport", (event) => {
    const { name, value } = /** @type {CustomEvent} */ (event).detail;
    command(name, value);
  });
  scrubber.addEventListener("input", () => {
    player.pause();
    player.seek(scrubber.valueAsNumber);
  });
  const noop = () => {};
  const acts = {
    toggle: () => player.toggle(),
    step: (/** @type {number} */ count) => player.step(count),
    jump: (/** @type {"start" | "end"} */ end) => player.seek(end === "start" ? 0 : player.end),
    reset: () => player.reset(),
    speed: (/** @type {1 | -1} */ direction) => player.shift(direction),
    arrow: (/** @type {string} */ value) => view({ name: "arrow", value }),
    view: () => view({ name: "mode", value: next(MODES, sides[0].lab?.state.view.mode) }),
    theme: () => view({ name: "theme", value: next(THEMES, sides[0].lab?.state.view.theme) }),
  };
  const all = new Proxy(acts, { get: (known, name) => Reflect.get(known, name) ?? noop });
  document.addEventListener(
    "keydown",
    keyboard(/** @type {import("../page/keyboard.js").Commands} */ (/** @type {unknown} */ (all))),
  );
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;

/** A side has changed: its name, its way to the lab, and the address of both. @param {Side} side */
function rest(side) {
  const { lab, place } = side;
  if (!lab) return;
  const { completed, spec } = lab.state;
  const labels = (completed ?? spec).racers.map(({ label }) => label ?? "");
  setText(/** @type {HTMLElement} */ (place.querySelector("h2")), labels.join(", "));
  if (side === sides[0]) showView(lab);
  clearTimeout(resting);
  resting = setTimeout(async () => {
    for (const one of sides) await settle(one);
    setAddress(compareAddress(sides, quantities));
  }, ADDRESS_REST);
}

/** The one after it, round and round. @param {readonly string[]} all @param {string | undefined} one */
function next(all, one = "") {
  return all[(all.indexOf(one) + 1) % all.length];
}

/** Writes the address of a side. @param {Side} side */
async function settle(side) {
  if (!side.lab) return;
  Object.assign(side, await written(side.lab.state.spec, side.lab.state.view));
  const link = /** @type {HTMLAnchorElement} */ (side.place.querySelector("a"));
  link.href = labAddress(side.query, side.packed);
}
