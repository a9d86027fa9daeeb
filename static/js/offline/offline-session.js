/** Offline session: a recorded run in place of the live one. It can be played, but not changed. */

import { atStep, withoutRacer } from "../experiment/experiment.js";
import { Player } from "../run/player.js";
import { followClock, initialProgress } from "../run/progress.js";
import { Store } from "../run/store.js";

/** @typedef {import("../experiment/experiment.js").Experiment} Experiment */
/** @typedef {import("./payload.js").Payload} Payload */
/** @typedef {import("../run/session-interface.js").FollowedRun} FollowedRun */
/** @typedef {import("../run/session-interface.js").LabSession} LabSession */
/** @typedef {import("../run/session-interface.js").State} State */
/** @typedef {import("../run/track.js").Track} Track */

/** The map alone: there is no 3-D scene without Plotly. @type {import("../url/url-state.js").View} */
const VIEW = {
  mode: "contour",
  map: "land",
  theme: "auto",
  loss: "log",
  rates: false,
  axis: "steps",
  arrows: [],
  speed: 1,
  autoplay: false,
  hide: [],
  lock: true,
  lang: "en",
  camera: null,
  step: null,
  example: "",
};

/** @implements {FollowedRun} */
class RecordedRun extends EventTarget {
  constructor() {
    super();
    this.tracks = /** @type {Track[]} */ ([]);
    this.regimes = /** @type {Payload["regimes"][]} */ ([]);
    this.waiting = /** @type {FollowedRun["waiting"]} */ (null);
    this.complete = true;
    this.run = 1;
  }
}

/** @implements {LabSession} */
export class OfflineSession extends EventTarget {
  /**
   * @param {Payload} payload
   * @param {Track[]} tracks
   */
  constructor(payload, tracks) {
    super();
    this.catalog = payload.catalog;
    this.payload = payload;
    this.allTracks = tracks;
    this.hidden = /** @type {Set<number>} */ (new Set());
    this.player = new Player();
    this.player.end = payload.experiment.steps;
    this.player.ready = payload.experiment.steps;
    this.live = new RecordedRun();
    const state = recordedState(payload.experiment);
    this.store = new Store(state);
    this.ghosts = /** @type {LabSession["ghosts"]} */ ([]);
    this.landscapePending = false;
    followClock(this.store, this.player);
    this.#updateTracks();
  }

  get state() {
    return this.store.state;
  }

  get steps() {
    return this.payload.experiment.steps;
  }

  /** Index of the selected racer among the visible ones. */
  get selectedRacer() {
    return Math.min(this.state.selected, Math.max(this.shown.length - 1, 0));
  }

  /** The experiment with the settings in force at the playhead. */
  get now() {
    return atStep(this.state.spec, Math.ceil(this.player.time) + 1);
  }

  /** A recorded run cannot be changed. */
  change() {}

  /** Nothing of a recorded run is ever taken back. */
  cancel() {}

  /** A recorded run cannot be replaced. */
  restart() {}

  /** Indices of the visible racers. @returns {number[]} */
  get shown() {
    return this.allTracks.map((_, index) => index).filter((index) => !this.hidden.has(index));
  }

  /** Shows or hides a racer. @param {number} index */
  toggle(index) {
    if (index >= this.allTracks.length) return;
    if (!this.hidden.delete(index)) this.hidden.add(index);
    this.#updateTracks();
  }

  #updateTracks() {
    const { shown } = this;
    const { experiment, regimes } = this.payload;
    this.live.tracks = shown.map((index) => this.allTracks[index]);
    this.live.regimes = shown.map((index) => regimes.filter(({ racer }) => racer === index));
    const lastFirst = [...this.hidden].sort((one, other) => other - one);
    const shownExperiment = lastFirst.reduce(withoutRacer, /** @type {State["spec"]} */ (experiment));
    const { pathRevision } = this.state;
    this.store.set({
      completed: shownExperiment,
      spec: shownExperiment,
      styles: shown,
      pathRevision: pathRevision + 1,
    });
  }
}

/** The state of a page whose run is recorded. @param {Experiment} spec @returns {State} */
function recordedState(spec) {
  /** @type {import("../run/session-interface.js").Opened} */
  const opened = { spec, styles: [], selected: 0, rates: "own" };
  return {
    ...opened,
    opened,
    completed: spec,
    view: VIEW,
    from: "auto",
    undoable: 0,
    redoable: 0,
    errors: [],
    connection: "open",
    ahead: 0,
    weights: null,
    ...initialProgress(),
    settled: true,
  };
}
