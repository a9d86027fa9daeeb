/** Lab page: builds the panel, the picture, the clock, the keyboard and the URL, and connects them. */

import "./components/camera-presets.js";
import { Announcer } from "./page/announcer.js";
import { PenaltyLandscape } from "./page/penalty-landscape.js";
import { RecutLandscape } from "./page/recut-landscape.js";
import { pageAddress } from "./run/api.js";
import { AddressBar } from "./url/address-bar.js";
import "./components/help-dialog.js";
import "./components/view-bar.js";
import { showBusyNotice } from "./components/busy-notice.js";
import { setText } from "./components/dom.js";
import { guardSliders } from "./components/touch-sliders.js";
import { followTransport } from "./components/transport-bar.js";
import { getFacts } from "./experiment/facts.js";
import { parameterLabel } from "./experiment/format.js";
import { someHaveRates } from "./experiment/methods.js";
import { hasData } from "./experiment/problem-kind.js";
import { InstrumentsToggle } from "./instruments/toggle.js";
import { Lenses } from "./lens/lenses.js";
import { showMap } from "./maps/lazy-maps.js";
import { connectHandle } from "./page/bottom-sheet.js";
import { Changes } from "./page/changes.js";
import { keyListener } from "./page/keyboard.js";
import { openPageAddress, showLinkNotice } from "./page/link-notice.js";
import { Panel } from "./page/panel.js";
import { returnKeysAfterPointer } from "./page/pointer-focus.js";
import { followSkipLinks } from "./page/skip-links.js";
import { Stage } from "./page/stage.js";
import { StepCosts } from "./page/step-costs.js";
import { applyTheme, THEMES } from "./page/themes.js";
import { Session } from "./run/session.js";
import { Sound } from "./sound/sound.js";
import { isFirstVisit } from "./tour/first-visit.js";
import { MODES } from "./url/url-state.js";
import { reduceView } from "./url/view-reducer.js";

/** Delay before the tour opens on a first visit, so that the balls are seen first. */
const TOUR_DELAY_MS = 1800;

const catalog = getFacts();
const { query, packed } = pageAddress();
const { experiment, view, notices, lookups } = await openPageAddress(catalog);
const { step } = view;
view.step = null; // Initial position of the clock, used once.
const session = new Session(catalog, experiment, view);
const stage = new Stage(session, { wheelZoom: true });
const panel = new Panel(session, one(".panel"));
const bars = /** @type {NodeListOf<import("./components/view-bar.js").ViewBar>} */ (
  document.querySelectorAll("view-bar")
);
const batchToggle = /** @type {HTMLButtonElement} */ (one("#batch-toggle"));
const recut = new RecutLandscape(
  session,
  /** @type {HTMLButtonElement} */ (one("#recut-toggle")),
  batchToggle,
);
const penalty = new PenaltyLandscape(
  session,
  /** @type {HTMLButtonElement} */ (one("#penalty-toggle")),
  recut,
);
const instruments = new InstrumentsToggle(
  session,
  /** @type {HTMLButtonElement} */ (one("#instruments-toggle")),
  one("#drawer"),
);
const lenses = new Lenses(session, stage, one("#lenses"), one("#lens"));
const help = /** @type {import("./components/help-dialog.js").HelpDialog} */ (one("help-dialog"));

const addressBar = new AddressBar(session, stage, (other, opened) => {
  setView(other);
  showLinkNotice(opened.notices, opened.lookups);
});
const cameraPresets = /** @type {import("./components/camera-presets.js").CameraPresets} */ (
  one("camera-presets")
);
const announcer = new Announcer(session, (time) => stage.racersAt(time), one("#announcer"));
const changes = new Changes(session, {
  flags: one("edit-flags"),
  buttons: one("history-buttons"),
  applies: one("changes-apply"),
});
new StepCosts(session, stage.picture);
new Sound(session, /** @type {HTMLButtonElement} */ (one("#sound")));

/** @type {Promise<import("./page/example-question.js").ExampleQuestion> | undefined} */
let question;

// For the browser's console: `document.lab.player.seek(100)`.
Object.assign(document, { lab: session, stage });
showView();
listen();
showBusyNotice(one(".picture"));
session.start();
stage.run();
showLinkNotice(notices, lookups);
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
if (step !== null) session.player.seek(step);
else if (view.autoplay && !reducedMotion) session.player.play();
// A link was opened for its content: no tour.
if (!query && !packed && isFirstVisit()) setTimeout(() => showTour({ focus: false }), TOUR_DELAY_MS);

/** @param {string} selector @returns {HTMLElement} */
function one(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(selector));
}

/** Applies the view of the state to the page. */
function showView() {
  const { view: now } = session.state;
  applyTheme(now.theme, (theme) => stage.setTheme(theme));
  one(".lab").dataset.view = now.mode;
  document.body.dataset.hide = now.hide.join(" ");
  one(".panel").inert = now.lock;
  for (const button of document.querySelectorAll(".open-examples"))
    button.toggleAttribute("disabled", now.lock);
  stage.show(now);
  if (now.example) exampleQuestion();
  showMap(session, stage, one(".picture"));
  showProblem();
  if (session.player.speed !== now.speed) session.player.setSpeed(now.speed);
}

/** Updates the parts of the page that depend on the experiment. */
function showProblem() {
  instruments.update();
  const { spec, view: now } = session.state;
  const has = { samples: hasData(spec.problem), rated: someHaveRates(spec.racers) };
  for (const bar of bars) bar.update(now, has);
}

/** @param {Partial<import("./url/url-state.js").View>} change */
function setView(change) {
  session.store.set({ view: { ...session.state.view, ...change } });
}

/** @param {import("./plots/land/camera.js").CameraPreset} place */
function setCameraPreset(place) {
  cameraPresets.update(place);
  stage.picture.setCamera(place);
}

/** Connects all events. */
function listen() {
  guardSliders();
  stage.addEventListener("reading", (event) => panel.showReadouts(/** @type {CustomEvent} */ (event).detail));
  stage.addEventListener("reading", () => announcer.update());
  stage.addEventListener("settings", () => panel.update());
  followTransport(session.player);
  document.addEventListener("view-change", (event) => {
    setView(reduceView(session.state.view, /** @type {CustomEvent} */ (event).detail));
  });
  document.addEventListener("camera", (event) => setCameraPreset(/** @type {CustomEvent} */ (event).detail));
  session.player.addEventListener("change", () => {
    if (session.player.speed !== session.state.view.speed) setView({ speed: session.player.speed });
  });
  session.store.subscribe(() => showView(), ["view"]);
  session.store.subscribe(() => showProblem(), ["spec"]);
  session.store.subscribe(() => recut.update(), ["completed"]);
  session.store.subscribe(() => penalty.update(), ["completed", "selected", "step"]);
  session.store.subscribe((state) => showConnection(state), ["connection", "ahead"]);
  session.store.subscribe((state) => showErrors(state.errors), ["errors"]);
  document.addEventListener("keydown", keyListener(commands()));
  for (const button of document.querySelectorAll(".open-help"))
    button.addEventListener("click", () => help.toggle());
  help.addEventListener("tour", () => showTour({ focus: true }));
  for (const button of document.querySelectorAll(".open-examples"))
    button.addEventListener("click", showExamples);
  one("#numbers").addEventListener("click", showNumbers);
  one("#share").addEventListener("click", share);
  one("#compare").addEventListener("click", async () =>
    (await import("./url/compare-url.js")).compareWithPrevious(session),
  );
  followSkipLinks();
  returnKeysAfterPointer();
  connectHandle(one("#sheet-handle"));
}

/** @returns {import("./page/keyboard.js").Commands} */
function commands() {
  const { player } = session;
  return {
    toggle: () => player.toggle(),
    step: (count) => player.step(count),
    jump: (end) => {
      player.pause();
      player.seek(end === "start" ? 0 : player.end);
    },
    reset: () => player.reset(),
    speed: (direction) => player.changeSpeed(direction),
    select: (index) => panel.select(index),
    arrow: (/** @type {string} */ value) => setView(reduceView(session.state.view, { name: "arrow", value })),
    view: () => setView({ mode: MODES[(MODES.indexOf(session.state.view.mode) + 1) % MODES.length] }),
    theme: () => setView({ theme: THEMES[(THEMES.indexOf(session.state.view.theme) + 1) % THEMES.length] }),
    undo: (direction) => changes.act(direction === 1 ? "undo" : "redo"),
    help: () => help.toggle(),
    camera: () => setCameraPreset(cameraPresets.next),
    fork: () => {
      if (!session.state.view.lock) panel.fork(session.selectedRacer);
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
  numbers ??= new NumberTable(session, stage);
  numbers.toggle();
}

/** @type {import("./gallery/gallery.js").Gallery | undefined} */
let gallery;

async function showExamples() {
  if (session.state.view.lock) return;
  const { Gallery } = await import("./gallery/gallery.js");
  gallery ??= new Gallery(async (preset) => {
    if (preset.beside) {
      const { openComparison } = await import("./url/compare-url.js");
      return openComparison([preset.experiment, preset.beside], preset.measure, preset.name);
    }
    const styles = preset.experiment.racers.map((_, index) => index);
    session.restart(
      { spec: preset.experiment, styles, selected: -1, rates: "own" },
      { newLandscape: true, opens: true },
    );
    session.player.play();
    (await exampleQuestion()).ask(preset);
  });
  await gallery.toggle();
}

/** What shows the question of an example; loaded for the first. */
function exampleQuestion() {
  question ??= import("./page/example-question.js").then(
    ({ ExampleQuestion }) => new ExampleQuestion(session, one("question-strip")),
  );
  return question;
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
  await addressBar.write();
  const { ShareDialog } = await import("./share/share-dialog.js");
  shareDialog ??= new ShareDialog().setUp(session, stage);
  if (!shareDialog.isConnected) document.body.append(shareDialog);
  await shareDialog.open();
}

/** @type {import("./share/share-dialog.js").ShareDialog | undefined} */
let shareDialog;

/** Shows the state of the connection. @param {import("./run/session.js").State} state */
function showConnection({ connection, ahead }) {
  const note = one("#connection");
  note.hidden = connection === "open" && ahead === 0;
  const words = {
    open: `Waiting for a processor: ${ahead} ${ahead === 1 ? "task comes" : "tasks come"} first.`,
    lost: "Connection lost. Playing what has come, and reconnecting\u2026",
    connecting: "Connecting\u2026",
  };
  setText(note, words[connection]);
}

/**
 * Shows errors that belong to no control of the panel; all errors if the panel is not visible or nothing is
 * drawn.
 *
 * @param {import("./run/session.js").State["errors"]} errors
 */
function showErrors(errors) {
  const note = one("#error");
  const panelVisible =
    session.state.completed !== null && one("#panel").checkVisibility({ visibilityProperty: true });
  const panelPointer = /^\/(racers\/\d+\/|problem\/|plane\/params\/)/;
  const [shown] = errors.filter(({ pointer }) => !panelVisible || !panelPointer.test(pointer));
  const name = shown && /^\/(steps|seed)$/.exec(shown.pointer)?.[1];
  setText(note, shown ? `${name ? `${parameterLabel(name)}: ` : ""}${shown.detail}` : "");
  note.hidden = !shown;
}
