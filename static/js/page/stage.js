/** Stage: the picture, the transport bar below it and the status sentence, synchronized with the session. */

import { setText } from "../components/dom.js";
import "../components/transport-bar.js";
import { hasMovableStart, titleOf } from "../experiment/problem-kind.js";
import { colorOf, markerOf } from "../experiment/racers.js";
import { Picture } from "../plots/picture.js";
import { FrameAspect } from "./frame-aspect.js";
import { PlaneFidelity } from "./plane-fidelity.js";
import { planeText } from "./plane-text.js";
import { statusText } from "./status-text.js";

/** Intervals between updates: of the numbers in the panel, and of the status sentence. */
const READOUT_MS = 80;
const SENTENCE_MS = 700;
/** Time after the last change for which frames are drawn: until the sentence and all delayed parts are there. */
const REST_AFTER_MS = 1000;

/**
 * Events: `reading` with the racers' status as its `detail`, `settings` when the playhead has passed an edit,
 * `frame` after each frame that is drawn.
 */
export class Stage extends EventTarget {
  /**
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {{wheelZoom: boolean}} options
   */
  constructor(session, options) {
    super();
    this.session = session;
    this.elements = { scene: byId("scene"), contour: byId("contour"), curves: byId("curves") };
    this.picture = new Picture(this.elements, options);
    this.aspect = new FrameAspect(session.live, this.picture);
    this.transport = /** @type {import("../components/transport-bar.js").TransportBar} */ (
      document.querySelector("transport-bar")
    );
    this.scrubber = /** @type {HTMLInputElement} */ (byId("scrubber"));
    this.sentence = byId("sentence");
    /** Element with the text about the plane; the picture alone has no room for it. */
    this.planeNote = document.getElementById("plane-text");
    this.fidelity = this.planeNote ? new PlaneFidelity(session, () => this.wake()) : null;
    /** @type {Parameters<typeof planeText>[0]} */
    this.plane = null;
    /** Known minima: (x, y, value). @type {number[][]} */
    this.minima = [];
    this.frameRequest = 0;
    this.restAt = 0;
    this.readoutAt = 0;
    this.sentenceAt = 0;
    this.regimes = "";
    this.edits = 0;
    this.clock = "";
    /** The clock before it was scrubbed. @type {{time: number, playing: boolean} | null} */
    this.clockBefore = null;
    /** The clock before the start was dragged. @type {{time: number, playing: boolean, resumes: boolean} | null} */
    this.drag = null;
    /** @type {number[] | null} the camera last set by the view */
    this.camera = null;
    /**
     * Converts a pointer position to a start, for example the nearest grid point of a map.
     *
     * @type {(place: {x: number, y: number}) => {x: number, y: number}}
     */
    this.snap = (place) => place;
    this.#listen();
  }

  /** Starts drawing. */
  run() {
    cancelAnimationFrame(this.frameRequest);
    this.frameRequest = 0;
    this.wake();
  }

  /** Something has changed: draws once per frame while the clock runs, or for a moment. */
  wake() {
    this.restAt = performance.now() + REST_AFTER_MS;
    this.#requestFrame();
  }

  #requestFrame() {
    if (this.frameRequest) return;
    this.frameRequest = requestAnimationFrame((now) => {
      this.frameRequest = 0;
      this.#draw(now);
      if (this.session.player.playing || performance.now() < this.restAt) this.#requestFrame();
    });
  }

  /** @param {import("../url/url-state.js").View} view */
  show(view) {
    this.picture.setView(view.mode);
    this.aspect.update();
    this.picture.setLossScale(view.loss);
    this.picture.setRates(view.rates);
    this.picture.setAxis(view.axis);
    const { arrows, camera } = view;
    if (camera && camera !== this.camera) this.picture.setPose(poseOf(camera));
    this.camera = camera;
    this.picture.setArrows({
      gradient: arrows.includes("gradient"),
      momentum: arrows.includes("momentum"),
      step: arrows.includes("step"),
    });
  }

  /** Looks from where an address says. @param {number[] | null} camera - null for the computed viewpoint */
  openCamera(camera) {
    this.camera = camera;
    this.picture.openPose(camera && poseOf(camera));
  }

  /** Draws in the page's colors, and tells the followers. @param {"light" | "dark"} theme - already applied */
  setTheme(theme) {
    const { state, store } = this.session;
    this.picture.setTheme(theme);
    store.set({ themeRevision: state.themeRevision + 1 });
  }

  /**
   * The camera chosen by the person, as in the URL: azimuth and elevation in degrees, zoom.
   *
   * @returns {number[] | null}
   */
  get cameraDegrees() {
    const { pose } = this.picture;
    if (!pose) return null;
    const degrees = (/** @type {number} */ angle) => Math.round((angle * 1800) / Math.PI) / 10;
    return [degrees(pose.azimuth), degrees(pose.elevation), Math.round(pose.zoom * 100) / 100];
  }

  /** @param {number} now */
  #draw(now) {
    const { player } = this.session;
    const time = player.tick(now);
    this.#updateRegimes(time);
    this.picture.draw(time);
    this.#showClock(time);
    if (now - this.readoutAt > READOUT_MS) {
      this.readoutAt = now;
      this.dispatchEvent(new CustomEvent("reading", { detail: this.racersAt(time) }));
      this.#showPlaneText(time);
    }
    // A paused or scrubbed clock updates the sentence sooner.
    if (now - this.sentenceAt > (player.playing ? SENTENCE_MS : READOUT_MS)) {
      this.sentenceAt = now;
      setText(this.sentence, this.#statusText(time));
    }
    this.dispatchEvent(new Event("frame"));
  }

  /** @param {number} time */
  #statusText(time) {
    const place = titleOf(this.session.catalog, this.session.state.spec.problem);
    if (this.session.landscapePending) return `Laying out the landscape: ${place}\u2026`;
    return statusText(this.racersAt(time), time, this.session.player.end, place);
  }

  /** @param {number} time */
  #showPlaneText(time) {
    if (!this.planeNote) return;
    const { selected, completed } = this.session.state;
    const index = Math.max(selected, 0);
    const row = this.session.live.tracks[index]?.at(time);
    const exact = this.fidelity?.lossOnPlane(index) ?? null;
    const ball = row
      ? {
          label: completed?.racers[index]?.label ?? "",
          distance: row.off_plane,
          loss: row.loss,
          lossOnPlane: exact ?? this.picture.field?.loss(row.x, row.y) ?? Number.NaN,
          exact: exact !== null,
          explained: this.fidelity?.explained(index) ?? null,
        }
      : null;
    const text = planeText(this.session.landscapePending ? null : this.plane, ball, completed?.plane);
    setText(this.planeNote, text);
    this.planeNote.hidden = text === "";
  }

  /**
   * Label, loss, regime and question of every racer at a time.
   *
   * @param {number} time
   * @returns {import("./status-text.js").RacerStatus[]}
   */
  racersAt(time) {
    const { completed, spec } = this.session.state;
    const { tracks, waiting } = this.session.live;
    return tracks.map((track, index) => ({
      label: completed?.racers[index]?.label ?? spec.racers[index]?.label ?? "",
      loss: track.at(time)?.loss ?? Number.NaN,
      start: track.at(0)?.loss ?? Number.NaN,
      regime: this.#regimeAt(index, time),
      question: waiting?.racer === index && time >= waiting.step ? waiting.question : null,
    }));
  }

  /** @param {number} index @param {number} time */
  #regimeAt(index, time) {
    return this.session.live.regimes[index]?.findLast((regime) => regime.step <= time) ?? null;
  }

  /** Updates the picture's racers if a regime has changed. @param {number} time */
  #updateRegimes(time) {
    const key = this.session.live.tracks.map((_, index) => this.#regimeAt(index, time)?.name ?? "").join();
    if (key !== this.regimes) this.updateRacers();
  }

  /** Passes the racers to the picture. */
  updateRacers() {
    const { time } = this.session.player;
    const { styles } = this.session.state;
    const tracks = this.session.landscapePending ? [] : this.session.live.tracks;
    const runners = this.racersAt(time);
    this.regimes = runners.map(({ regime }) => regime?.name ?? "").join();
    this.picture.setRacers(
      tracks.map((track, index) => ({
        label: runners[index].label,
        color: colorOf(styles[index] ?? index),
        marker: markerOf(styles[index] ?? index),
        track,
        regime: runners[index].regime,
      })),
    );
  }

  /** @param {number} time */
  #showClock(time) {
    const { player, steps } = this.session;
    const clock = [Math.floor(time * 2), steps, player.playing, player.waiting, player.speed].join();
    if (clock === this.clock) return;
    this.clock = clock;
    const { playing, waiting, speed } = player;
    this.transport.update({ time, end: steps, playing, waiting, speed });
    this.scrubber.max = String(steps);
    this.scrubber.value = String(Math.floor(time));
    this.scrubber.style.setProperty("--fill", `${(100 * time) / steps}%`);
    this.scrubber.setAttribute("aria-valuetext", `step ${Math.floor(time)} of ${steps}`);
    this.#reportPassedEdits(time);
  }

  /** Notifies the panel when the playhead passes an edit. @param {number} time */
  #reportPassedEdits(time) {
    const passed = (this.session.state.spec.edits ?? []).filter((edit) => edit.step <= time).length;
    if (passed === this.edits) return;
    this.edits = passed;
    this.dispatchEvent(new Event("settings"));
  }

  #listen() {
    const { session, picture } = this;
    const { live, player } = session;
    live.addEventListener("landscape", (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      this.plane = detail.plane && { ...detail.plane, at: detail.at };
      this.minima = detail.minima;
      picture.setLandscape(detail, { recut: Boolean(detail.at), beside: Boolean(detail.at?.batch) });
      this.updateRacers();
    });
    for (const type of ["started", "replaced"]) live.addEventListener(type, () => this.updateRacers());
    session.addEventListener("ghosts", () => picture.setGhosts(session.ghosts));
    player.addEventListener("change", () => picture.setAhead(!player.playing));
    session.store.subscribe(
      (state, before) => {
        picture.setSteps(session.steps);
        if (state.styles !== before.styles || session.landscapePending) this.updateRacers();
      },
      ["spec", "styles", "completed", "errors", "weights"],
    );
    picture.setSteps(session.steps);
    session.store.subscribe(() => this.wake());
    player.addEventListener("change", () => this.wake());
    picture.addEventListener("stale", () => this.wake());
    // Plotly reads its scene's size in every frame. Drawing after it, not before, avoids a forced layout in the
    // middle of the frame.
    picture.addEventListener("scene", () => setTimeout(() => this.run()));
    this.#followScrubbing();
    picture.addEventListener("start", (event) => this.#dragStart(/** @type {CustomEvent} */ (event).detail));
    new ResizeObserver(() => {
      picture.resize();
      this.aspect.update();
    }).observe(this.elements.scene.parentElement ?? document.body);
    new ResizeObserver(() => picture.resize()).observe(this.elements.curves);
  }

  #followScrubbing() {
    const { picture } = this;
    picture.addEventListener("scrub", (event) => this.#scrub(/** @type {CustomEvent} */ (event).detail.step));
    picture.addEventListener("scrub-end", (event) =>
      this.#endScrub(/** @type {CustomEvent} */ (event).detail.cancelled),
    );
    this.scrubber.addEventListener("input", () => this.#scrub(this.scrubber.valueAsNumber));
    this.scrubber.addEventListener("change", () => this.#endScrub(false));
    this.scrubber.addEventListener("slide-cancel", (event) => {
      event.preventDefault();
      this.#endScrub(true);
    });
  }

  /** @param {number} step */
  #scrub(step) {
    const { player } = this.session;
    this.clockBefore ??= { time: player.time, playing: player.playing };
    player.pause();
    player.seek(step);
  }

  /** @param {boolean} cancelled - whether the clock goes back to where it was */
  #endScrub(cancelled) {
    const before = this.clockBefore;
    this.clockBefore = null;
    if (cancelled && before) this.#setClock(before);
  }

  /** @param {{time: number, playing: boolean}} clock */
  #setClock({ time, playing }) {
    const { player } = this.session;
    player.seek(time);
    if (playing) player.play();
  }

  /** Whether the start can be moved: the position on the landscape must determine all weights. */
  get #hasStart() {
    const { landscapePending, state } = this.session;
    return !state.view.lock && !landscapePending && hasMovableStart(state.spec.problem);
  }

  /**
   * Moves the start with the pointer; playback resumes on release if it was running.
   *
   * @param {{x: number, y: number, phase: "drag" | "end" | "cancel"}} place
   */
  #dragStart({ phase, ...pointed }) {
    if (!this.#hasStart) return;
    const { session } = this;
    const { player } = session;
    this.drag ??= { time: player.time, playing: player.playing, resumes: player.playing || player.atEnd };
    const { drag } = this;
    if (phase !== "drag") this.drag = null;
    if (phase === "cancel") {
      session.cancel();
      return this.#setClock(drag);
    }
    const { x, y } = this.snap(pointed);
    player.pause();
    player.seek(0);
    session.change("/problem/start", [round(x), round(y)], phase === "end");
    if (phase === "end" && drag.resumes) player.play();
  }
}

/** @param {number[]} camera - degrees, degrees, zoom */
function poseOf([azimuth, elevation, zoom]) {
  return { azimuth: (azimuth * Math.PI) / 180, elevation: (elevation * Math.PI) / 180, zoom };
}

/** Rounds a coordinate to five digits: a pointer is not more precise. @param {number} value */
function round(value) {
  return Number(value.toPrecision(5));
}

/** @param {string} id @returns {HTMLElement} */
function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no element with the id "${id}".`);
  return element;
}
