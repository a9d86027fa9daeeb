/** The lab: wires the panel, the picture, the clock, the keys and the address together. */

import { nextPlace } from "./components/camera-presets.js";
import { Announcer } from "./page/announcer.js";
import { Around } from "./page/recut-landscape.js";
import { address } from "./run/api.js";
import { AddressBar } from "./url/address-bar.js";
import { openAddress } from "./url/validate-url.js";
import "./components/help-dialog.js";
import "./components/view-bar.js";
import { setText } from "./components/dom.js";
import { say } from "./components/toast.js";
import { words } from "./experiment/format.js";
import { Inside } from "./instruments/toggle.js";
import { Lenses } from "./lens/lenses.js";
import { showMap } from "./maps/lazy-maps.js";
import { followHandle } from "./page/bottom-sheet.js";
import { keyboard } from "./page/keyboard.js";
import { Panel } from "./page/panel.js";
import { Stage } from "./page/stage.js";
import { Pace } from "./page/step-costs.js";
import { dress, THEMES } from "./page/themes.js";
import { Lab } from "./run/session.js";
import { Sound } from "./sound/sound.js";
import { isFirstVisit } from "./tour/first-visit.js";
import { changeOf } from "./url/view-reducer.js";

/** Milliseconds for which somebody who is here for the first time sees nothing but the balls. */
const TOUR_REST = 1800;

const catalog = JSON.parse(document.getElementById("catalog")?.textContent ?? "{}");
const { query, packed } = address();
const { experiment, view, notices } = await openAddress(address(), catalog);
fit(view);
const { step } = view;
view.step = null; // where the clock stands when the page opens, and not after that
const lab = new Lab(catalog, experiment, view);
const stage = new Stage(lab, { wheelZoom: true });
const panel = new Panel(lab, one(".panel"));
const bars = /** @type {NodeListOf<import("./components/view-bar.js").ViewBar>} */ (
  document.querySelectorAll("view-bar")
);
const shaking = /** @type {HTMLButtonElement} */ (one("#shaking"));
const around = new Around(lab, /** @type {HTMLButtonElement} */ (one("#around")), shaking);
const inside = new Inside(lab, /** @type {HTMLButtonElement} */ (one("#inside")), one("#drawer"));
const lenses = new Lenses(lab, stage, one("#lenses"), one("#lens"));
const pace = new Pace(lab, stage.picture);
const help = /** @type {import("./components/help-dialog.js").HelpDialog} */ (one("help-dialog"));

const bar = new AddressBar(lab, stage, (other, said) => {
  setView(fit(other));
  if (said.length > 0) say(said.join(" "));
});
const announcer = new Announcer(lab, (time) => stage.runners(time), one("#told"));
new Sound(lab, /** @type {HTMLButtonElement} */ (one("#sound")));

// For the browser's console: `document.lab.player.seek(100)`.
Object.assign(document, { lab, stage });
showView();
follow();
lab.begin();
stage.run();
if (notices.length > 0) say(notices.join(" "));
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
if (step !== null) lab.player.seek(step);
else if (view.autoplay && !still) lab.player.play();
// Who follows a link has come for what it shows.
if (!query && !packed && isFirstVisit()) setTimeout(() => showTour({ focus: false }), TOUR_REST);

/** @param {string} selector @returns {HTMLElement} */
function one(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(selector));
}

/** A small screen has room for one picture: of the two, it is the scene. @param {import("./url/url-state.js").View} whole */
function fit(whole) {
  const small = matchMedia("(width < 760px) and (height < 740px)").matches;
  if (small && !address().query.includes("view=")) whole.mode = "3d";
  return whole;
}

/** Puts the view of the state on the page. */
function showView() {
  const { view: now } = lab.state;
  dress(now.theme, (theme) => stage.picture.setTheme(theme));
  one(".lab").dataset.view = now.mode;
  document.body.dataset.hide = now.hide.join(" ");
  one(".panel").inert = now.lock;
  for (const button of document.querySelectorAll(".open-examples"))
    button.toggleAttribute("disabled", now.lock);
  stage.show(now);
  showMap(lab, stage, one(".picture"));
  lenses.update();
  followProblem();
  if (lab.player.speed !== now.speed) lab.player.setSpeed(now.speed);
}

/** What hangs on the experiment, whatever the panel says of it. */
function followProblem() {
  inside.update();
  pace.update();
  const samples = lab.state.spec.problem.kind === "network";
  for (const bar of bars) bar.update(lab.state.view, samples);
}

/** @param {Partial<import("./url/url-state.js").View>} change */
function setView(change) {
  lab.store.set({ view: { ...lab.state.view, ...change } });
}

/** @type {import("./plots/land/camera.js").Preset} */
let lookedFrom = "oblique";

/** @param {import("./plots/land/camera.js").Preset} place */
function lookFrom(place) {
  lookedFrom = place;
  stage.picture.setCamera(place);
}

/** @param {string} name @param {any} value */
function command(name, value) {
  const { player } = lab;
  if (name === "toggle") player.toggle();
  else if (name === "reset") player.reset();
  else if (name === "back") player.step(-1);
  else if (name === "forward") player.step(1);
  else if (name === "speed") player.setSpeed(value);
  else if (name === "from") lab.store.set({ from: value });
}

/** Everything that makes something else follow. */
function follow() {
  stage.addEventListener("reading", (event) => panel.read(/** @type {CustomEvent} */ (event).detail));
  stage.addEventListener("reading", () => announcer.pass());
  stage.addEventListener("settings", () => panel.update());
  document.addEventListener("transport", (event) => {
    const { name, value } = /** @type {CustomEvent} */ (event).detail;
    command(name, value);
  });
  document.addEventListener("view-change", (event) => {
    setView(changeOf(lab.state.view, /** @type {CustomEvent} */ (event).detail));
  });
  document.addEventListener("camera", (event) => lookFrom(/** @type {CustomEvent} */ (event).detail));
  lab.player.addEventListener("change", () => {
    if (lab.player.speed !== lab.state.view.speed) setView({ speed: lab.player.speed });
  });
  lab.store.subscribe((state, before) => {
    if (state.view !== before.view) showView();
    if (state.spec !== before.spec) followProblem();
    if (state.completed !== before.completed) around.update();
    if (state.connection !== before.connection || state.ahead !== before.ahead) tellConnection(state);
    if (state.errors !== before.errors) tellErrors(state.errors);
  });
  document.addEventListener("keydown", keyboard(commands()));
  one("#help").addEventListener("click", () => help.toggle());
  help.addEventListener("tour", () => showTour({ focus: true }));
  for (const button of document.querySelectorAll(".open-examples"))
    button.addEventListener("click", showExamples);
  one("#numbers").addEventListener("click", showNumbers);
  one("#share").addEventListener("click", share);
  one("#compare").addEventListener("click", async () => (await import("./url/compare-url.js")).goBeside(lab));
  followHandle(one("#sheet-handle"));
}

/** @returns {import("./page/keyboard.js").Commands} */
function commands() {
  const { player } = lab;
  const modes = /** @type {const} */ (["both", "3d", "contour"]);
  return {
    toggle: () => player.toggle(),
    step: (count) => player.step(count),
    jump: (end) => {
      player.pause();
      player.seek(end === "start" ? 0 : player.end);
    },
    reset: () => player.reset(),
    speed: (direction) => player.shift(direction),
    select: (index) => panel.select(index),
    arrow: (/** @type {string} */ value) => setView(changeOf(lab.state.view, { name: "arrow", value })),
    view: () => setView({ mode: modes[(modes.indexOf(lab.state.view.mode) + 1) % modes.length] }),
    theme: () => setView({ theme: THEMES[(THEMES.indexOf(lab.state.view.theme) + 1) % THEMES.length] }),
    undo: (direction) => {
      if (!lab.state.view.lock) lab.undo(direction);
    },
    help: () => help.toggle(),
    camera: () => lookFrom(nextPlace(lookedFrom)),
    fork: () => {
      if (!lab.state.view.lock) panel.fork(lab.chosen);
    },
    numbers: showNumbers,
    examples: showExamples,
    lens: (name) => lenses.toggle(name),
  };
}

/** @type {import("./table/number-table.js").NumberTable | undefined} */
let numbers;

async function showNumbers() {
  const { NumberTable } = await import("./table/number-table.js");
  numbers ??= new NumberTable(lab, stage);
  numbers.toggle();
}

/** @type {import("./gallery/gallery.js").Gallery | undefined} */
let gallery;

async function showExamples() {
  if (lab.state.view.lock) return;
  const { Gallery } = await import("./gallery/gallery.js");
  gallery ??= new Gallery(async (preset) => {
    if (preset.beside) {
      const { goCompare } = await import("./url/compare-url.js");
      return goCompare([preset.experiment, preset.beside], preset.measure);
    }
    const styles = preset.experiment.racers.map((_, index) => index);
    lab.restart({ spec: preset.experiment, styles, selected: -1, rates: "own" }, { land: true });
    lab.player.play();
    say(preset.question);
  });
  await gallery.toggle();
}

/** @type {import("./tour/tour.js").Tour | undefined} */
let tour;

/** @param {{focus: boolean}} how */
async function showTour(how) {
  const { Tour } = await import("./tour/tour.js");
  tour ??= new Tour(showExamples);
  tour.open(how);
}

async function share() {
  await bar.write();
  const { ShareDialog } = await import("./share/share-dialog.js");
  sharing ??= new ShareDialog().setUp(lab, stage);
  if (!sharing.isConnected) document.body.append(sharing);
  await sharing.open();
}

/** @type {import("./share/share-dialog.js").ShareDialog | undefined} */
let sharing;

/** What is waited for. @param {import("./run/session.js").State} state */
function tellConnection({ connection, ahead }) {
  const note = one("#connection");
  note.hidden = connection === "open" && ahead === 0;
  const words = {
    open: `The server is busy: ${ahead} ${ahead === 1 ? "task comes" : "tasks come"} first.`,
    lost: "Connection lost. Playing what has come, and reconnecting\u2026",
    connecting: "Connecting\u2026",
  };
  setText(note, words[connection]);
}

/**
 * Errors that name no control of the panel; all of them where the panel is out of sight, or nothing is drawn.
 *
 * @param {import("./run/session.js").State["errors"]} errors
 */
function tellErrors(errors) {
  const note = one("#error");
  const beside = lab.state.completed !== null && one("#panel").checkVisibility({ visibilityProperty: true });
  const told = /^\/(racers\/\d+\/|problem\/|plane\/params\/)/;
  const [shown] = errors.filter(({ pointer }) => !beside || !told.test(pointer));
  const name = shown && /^\/(steps|seed)$/.exec(shown.pointer)?.[1];
  setText(note, shown ? `${name ? `${words(name)}: ` : ""}${shown.detail}` : "");
  note.hidden = !shown;
}
