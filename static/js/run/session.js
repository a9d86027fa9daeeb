/**
 * Session: the experiment, the clock and the live run, and the rule that connects them. Unless the person
 * chooses otherwise, a change during playback is an edit at the playhead; a change while paused recomputes the
 * whole path, and the former one stays as a ghost.
 */

import {
  atStep,
  editableSetting,
  mergeCompleted,
  valueAt,
  withEdit,
  withoutEdits,
  withResolved,
  withValue,
} from "../experiment/experiment.js";
import { entryNamed, getFacts } from "../experiment/facts.js";
import { landscapeKey } from "../experiment/landscape-key.js";
import { colorOf } from "../experiment/racers.js";
import { LiveRun } from "./live-run.js";
import { initialState } from "./opened.js";
import { Player, STEPS_PER_SECOND } from "./player.js";
import { followClock } from "./progress.js";
import { Store } from "./store.js";

/** @typedef {import("../experiment/experiment.js").Experiment} Experiment */
/** @typedef {import("./session-interface.js").LabSession} LabSession */
/** @typedef {import("./session-interface.js").State} State */

/** Lead of an edit before the playhead in seconds, so that the response arrives before the ball. */
const LEAD_S = 0.04;
/** The most changes that can be undone. */
const UNDO_DEPTH = 100;

/** @implements {LabSession} */
export class Session extends EventTarget {
  /**
   * @param {import("../experiment/facts.js").Catalog} catalog
   * @param {Experiment} spec
   * @param {import("../url/url-state.js").View} view
   */
  constructor(catalog, spec, view) {
    super();
    this.catalog = catalog;
    this.player = new Player();
    this.live = new LiveRun();
    const state = initialState(spec, view);
    this.store = new Store(state);
    /** @type {import("./session-interface.js").Ghost[]} */
    this.ghosts = [];
    /**
     * @type {Pick<State, "spec" | "styles" | "selected"> | null} state at the beginning of the current gesture
     */
    this.gesture = null;
    /** The clock, and whose rates are shown, at its beginning. */
    this.clockBefore = { time: 0, playing: false, rates: state.rates };
    /** Whether the host page makes the change: the lock does not apply to it. */
    this.byHost = false;
    /** Whether another landscape was requested and has not arrived yet. */
    this.landscapePending = false;
    /** @type {Pick<State, "spec" | "styles" | "selected">[]} */
    this.past = [];
    /** @type {Pick<State, "spec" | "styles" | "selected">[]} */
    this.future = [];
    this.player.end = this.steps;
    this.#listen();
  }

  get state() {
    return this.store.state;
  }

  /** Index of the selected racer, or the first. */
  get selectedRacer() {
    const { selected, spec } = this.state;
    return Math.min(Math.max(selected, 0), spec.racers.length - 1);
  }

  /** Number of steps of the experiment. */
  get steps() {
    return this.state.spec.steps ?? getFacts().defaults.steps;
  }

  /** The experiment with the settings in force at the playhead. @returns {Experiment} */
  get now() {
    const { completed, spec } = this.state;
    return atStep(
      completed ? mergeCompleted(completed, spec) : spec,
      Math.ceil(this.player.time) + this.#lead + 1,
    );
  }

  /** Connects and requests the first run. */
  start() {
    this.#request({ validPoints: 0, newLandscape: true });
    this.live.open();
  }

  /**
   * Changes one setting.
   *
   * @param {string} pointer - JSON pointer into the experiment
   * @param {unknown} value
   * @param {boolean} done - whether the gesture is complete
   */
  change(pointer, value, done) {
    if (this.#locked) return;
    const edit = this.#editOf(pointer);
    const liveEdit = this.#isRolling ? edit : null;
    if (!this.gesture) this.#beginGesture(liveEdit?.racers ?? null);
    if (pointer.endsWith("/lr")) this.store.set({ rates: "own" });
    if (liveEdit) this.#editLive(liveEdit, value);
    else this.#rerun(pointer, edit, value);
    if (done) this.#endGesture();
  }

  /** Takes back what the gesture under way has changed, as if it had not begun. */
  cancel() {
    const before = this.gesture;
    this.gesture = null;
    if (!before || before.spec === this.state.spec) return;
    const { time, playing, rates } = this.clockBefore;
    this.#bringBack({ ...before, rates }, time);
    if (playing) this.player.play();
  }

  /** From where a change applies: as the person has chosen, else from here while it rolls. @returns {"start" | "here"} */
  get appliesFrom() {
    const { from } = this.state;
    if (from !== "auto") return from;
    return this.player.playing ? "here" : "start";
  }

  /** Whether a change applies from the playhead on: there is a path behind it, and one ahead. */
  get #isRolling() {
    const { playing, time, atEnd } = this.player;
    return this.appliesFrom === "here" && (playing || time > 0) && !atEnd;
  }

  get #locked() {
    return this.state.view.lock && !this.byHost;
  }

  /**
   * Replaces the experiment and runs it from the start; a race that had ended plays again.
   *
   * @param {Partial<State>} change
   * @param {import("./session-interface.js").RestartOptions} [how]
   */
  restart(change, how = {}) {
    const { newLandscape = false, ghosts = false, stay = false, endsGesture = false, opens = false } = how;
    if (!endsGesture) this.#endGesture();
    this.#beginGesture(null);
    if (!ghosts) this.#setGhosts([]);
    const { playing, atEnd } = this.player;
    if (stay) this.player.pause();
    const landscapeChanges = newLandscape || this.#hasOtherLandscape(change.spec ?? this.state.spec);
    this.#replaceState(change, landscapeChanges, ghosts);
    if (!stay) this.player.seek(0);
    this.#request({ validPoints: 0, newLandscape: landscapeChanges });
    if (!stay && (playing || atEnd)) this.player.play();
    this.#endGesture();
    if (opens) this.#setOpened();
  }

  #setOpened() {
    const { spec, styles, selected, rates } = this.state;
    this.store.set({ opened: { spec, styles, selected, rates } });
  }

  /** Goes back to the experiment as it was opened; this can be undone, too. */
  resetAll() {
    if (this.#locked) return;
    this.store.set({ from: "auto" });
    this.restart(this.state.opened);
  }

  /**
   * Replaces the edits.
   *
   * @param {Experiment} spec - the experiment with other edits
   * @param {number} step - the first at which they differ
   * @param {boolean} done - whether the gesture is complete
   */
  changeEdits(spec, step, done) {
    if (this.#locked) return;
    if (!this.gesture) this.#beginGesture(spec.racers.map((_, index) => index));
    this.#replaceEdits(spec, step);
    if (done) this.#endGesture();
  }

  /** @param {Experiment} spec - with other edits @param {number} step - the first at which they differ */
  #replaceEdits(spec, step) {
    const newLandscape = this.#hasOtherLandscape(spec); // a plane that follows edits moves every point
    this.store.set({ spec });
    if (newLandscape) this.#setGhosts([]);
    this.#request({ validPoints: newLandscape ? 0 : step + 1, newLandscape });
  }

  /** @param {Partial<State>} change @param {boolean} newLandscape @param {boolean} ghosts - whether paths stay */
  #replaceState(change, newLandscape, ghosts) {
    if (newLandscape && !ghosts) this.#clearTracks();
    this.store.set(newLandscape ? { ...change, weights: null } : change);
    this.player.end = this.steps;
  }

  /** @param {Experiment} spec */
  #hasOtherLandscape(spec) {
    return landscapeKey(spec) !== landscapeKey(this.state.spec);
  }

  /** @param {1 | -1} direction - 1 undoes the last change, -1 redoes it */
  undo(direction) {
    this.#endGesture(); // A key may be pressed while a slider is held.
    const [from, to] = direction === 1 ? [this.past, this.future] : [this.future, this.past];
    const state = from.pop();
    if (!state) return;
    const { spec, styles, selected } = this.state;
    to.push({ spec, styles, selected });
    this.#countChanges();
    this.#bringBack({ ...state, rates: "own" }, this.player.time);
  }

  /** Runs a former experiment again. @param {Partial<State>} former @param {number} time - of the clock */
  #bringBack(former, time) {
    const { spec } = this.state;
    this.#setGhosts([]);
    this.store.set(former);
    this.player.end = this.steps;
    this.player.seek(time);
    this.#request({ validPoints: 0, newLandscape: this.#hasOtherLandscape(spec) });
  }

  /** @param {{racers: number[], name: string}} edit @param {unknown} value */
  #editLive({ racers, name }, value) {
    const step = Math.min(Math.ceil(this.player.time + this.#lead), this.steps - 1);
    this.#replaceEdits(withEdit(this.state.spec, step, racers, name, value), step);
  }

  /** @param {string} pointer @param {{racers: number[], name: string} | null} edit @param {unknown} value */
  #rerun(pointer, edit, value) {
    let spec = edit ? withoutEdits(this.state.spec, edit.racers, edit.name) : this.state.spec;
    spec = withValue(withResolved(spec, this.state.completed, pointer), pointer, value);
    const before = valueAt(this.state.completed, pointer);
    const newLandscape = this.#hasOtherLandscape(spec);
    this.store.set({ spec });
    const planeChanges = pointer.startsWith("/plane");
    if (!edit && !planeChanges && this.player.playing) this.player.seek(0);
    this.player.end = this.steps;
    if (this.player.time > this.player.end) this.player.seek(this.player.end);
    if (newLandscape && before !== value) this.#setGhosts([]);
    if (planeChanges && !pointer.endsWith("/span")) this.#clearTracks();
    this.#request({ validPoints: 0, newLandscape });
  }

  /** @param {string} pointer @returns {{racers: number[], name: string} | null} */
  #editOf(pointer) {
    const shared = Object.entries(getFacts().network_edits).find(([, place]) => place === pointer);
    if (shared) return { racers: this.state.spec.racers.map((_, index) => index), name: shared[0] };
    const place = editableSetting(pointer);
    if (!place) return null;
    const { name } = this.state.spec.racers[place.racer].optimizer;
    const entry = entryNamed(this.catalog.optimizers, name);
    const live = entry?.params.properties[place.name]?.["x-live"];
    return live ? { racers: [place.racer], name: place.name } : null;
  }

  get #lead() {
    return this.player.playing ? STEPS_PER_SECOND * this.player.speed * LEAD_S : 0;
  }

  /** @param {{validPoints: number, newLandscape: boolean}} how */
  #request({ validPoints, newLandscape }) {
    const visibleStep = Math.min(Math.floor(this.player.time), this.steps);
    this.live.request({
      experiment: this.state.spec,
      validPoints,
      visibleStep,
      newLandscape,
    });
    this.#updateReady();
    this.#pathChanged();
  }

  /** @param {number[] | null} racers - whose tracks will be overwritten in place; null if none */
  #beginGesture(racers) {
    if (this.gesture) return;
    const { spec, styles, selected } = this.state;
    this.gesture = { spec, styles, selected };
    const { time, playing } = this.player;
    this.clockBefore = { time, playing, rates: this.state.rates };
    const { tracks } = this.live;
    const ghostOf = (/** @type {import("./track.js").Track} */ track, /** @type {number} */ index) => ({
      color: colorOf(styles[index]),
      track: racers?.includes(index) ? track.clone() : track,
    });
    const all = tracks.map(ghostOf);
    this.#setGhosts(racers ? all.filter((_, index) => racers.includes(index)) : all);
  }

  #endGesture() {
    if (this.gesture && this.gesture.spec !== this.state.spec) {
      this.past = [...this.past, this.gesture].slice(-UNDO_DEPTH);
      this.future = [];
      this.#countChanges();
    }
    this.gesture = null;
  }

  #countChanges() {
    this.store.set({ undoable: this.past.length, redoable: this.future.length });
  }

  /** Removes all paths from the picture until another landscape has arrived. */
  #clearTracks() {
    this.landscapePending = true;
    this.live.buffer.clear();
  }

  /** @param {import("./session-interface.js").Ghost[]} ghosts */
  #setGhosts(ghosts) {
    this.ghosts = ghosts;
    this.dispatchEvent(new Event("ghosts"));
  }

  /** Tells the followers of the tracks that they have changed. */
  #pathChanged() {
    const { pathRevision } = this.state;
    this.store.set({ pathRevision: pathRevision + 1, settled: this.live.complete });
  }

  /** Sets the last step to which the clock may advance. */
  #updateReady() {
    const { buffer, complete, maxStep, waiting } = this.live;
    const { player } = this;
    player.stop = waiting?.step ?? Number.POSITIVE_INFINITY;
    if (player.time > player.last) player.seek(player.last);
    player.ready = complete ? player.last : Math.max(Math.min(buffer.front.arrived - 1, maxStep), 0);
  }

  #listen() {
    const { live, store } = this;
    followClock(store, this.player);
    live.addEventListener("started", (event) => {
      store.set({ completed: detailOf(event).experiment, errors: [] });
    });
    live.addEventListener("queue", (event) => store.set({ ahead: detailOf(event) }));
    for (const type of ["started", "points", "question", "done", "error"]) {
      live.addEventListener(type, () => store.state.ahead && store.set({ ahead: 0 }));
    }
    live.addEventListener("error", (event) => store.set({ errors: errorsOf(detailOf(event)) }));
    live.addEventListener("landscape", (event) => {
      this.landscapePending = false;
      store.set({ weights: detailOf(event).plane?.weights ?? null });
    });
    live.addEventListener("connection", (event) => store.set({ connection: detailOf(event) }));
    for (const type of ["points", "replaced", "question", "done"])
      live.addEventListener(type, () => this.#updateReady());
    for (const type of ["points", "marks", "regime", "replaced", "question", "done", "error"])
      live.addEventListener(type, () => this.#pathChanged());
  }
}

/** @param {Event} event */
function detailOf(event) {
  return /** @type {CustomEvent} */ (event).detail;
}

/** @param {import("../../../types/api.d.ts").Problem} problem @returns {State["errors"]} */
function errorsOf(problem) {
  /** @type {State["errors"]} */
  const errors = problem.errors?.length ? problem.errors : [{ pointer: "", detail: problem.detail }];
  return errors.map(({ pointer, detail }) => ({ pointer: pointer.replace(/^#?\/experiment/, ""), detail }));
}
