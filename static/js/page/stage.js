/** The picture, the transport below it and the sentence between them, kept in step with the lab. */

import { setText } from "../components/dom.js";
import "../components/transport-bar.js";
import { colorOf, markerOf } from "../experiment/racers.js";
import { Picture } from "../plots/picture.js";
import { Trust } from "./plane-fidelity.js";
import { planeFacts } from "./plane-text.js";
import { narrate } from "./status-text.js";

/** Milliseconds between two readings of the numbers in the panel, and between two sentences. */
const READING = 80;
const SENTENCE = 700;

export class Stage extends EventTarget {
  /**
   * @param {import("../run/session.js").Lab} lab
   * @param {{wheelZoom: boolean}} options
   */
  constructor(lab, options) {
    super();
    this.lab = lab;
    this.elements = { scene: byId("scene"), contour: byId("contour"), curves: byId("curves") };
    this.picture = new Picture(this.elements, options);
    this.transport = /** @type {import("../components/transport-bar.js").TransportBar} */ (
      document.querySelector("transport-bar")
    );
    this.scrubber = /** @type {HTMLInputElement} */ (byId("scrubber"));
    this.sentence = byId("sentence");
    /** What the plane shows; the picture alone has no room for it. */
    this.facts = document.getElementById("facts");
    this.trust = this.facts ? new Trust(lab) : null;
    /** @type {Parameters<typeof planeFacts>[0]} */
    this.plane = null;
    /** Where the loss is known to be lowest: (x, y, value). @type {number[][]} */
    this.minima = [];
    this.due = 0;
    this.readAt = 0;
    this.saidAt = 0;
    this.regimes = "";
    this.edits = 0;
    this.clock = "";
    /** @type {number[] | null} what the view last said of it */
    this.camera = null;
    /** Where a start is put when the pointer means this place. @type {(place: {x: number, y: number}) => {x: number, y: number}} */
    this.snap = (place) => place;
    this.#listen();
  }

  /** Begins to draw, once per frame, for ever. */
  run() {
    cancelAnimationFrame(this.due);
    const frame = (/** @type {number} */ now) => {
      this.#draw(now);
      this.due = requestAnimationFrame(frame);
    };
    this.due = requestAnimationFrame(frame);
  }

  /** @param {import("../url/url-state.js").View} view */
  show(view) {
    this.picture.setView(view.mode);
    this.picture.setLossScale(view.loss);
    this.picture.setRates(view.rates);
    this.picture.setAxis(view.axis);
    const { arrows, camera } = view;
    if (camera && camera !== this.camera) this.picture.look(poseOf(camera));
    this.camera = camera;
    this.picture.setArrows({
      gradient: arrows.includes("gradient"),
      momentum: arrows.includes("momentum"),
      step: arrows.includes("step"),
    });
  }

  /** From where somebody chose to look, as an address has it: degrees, degrees, zoom. @returns {number[] | null} */
  get lookedFrom() {
    const { pose } = this.picture;
    if (!pose) return null;
    const degrees = (/** @type {number} */ angle) => Math.round((angle * 1800) / Math.PI) / 10;
    return [degrees(pose.azimuth), degrees(pose.elevation), Math.round(pose.zoom * 100) / 100];
  }

  /** @param {number} now */
  #draw(now) {
    const { player } = this.lab;
    const time = player.tick(now);
    this.#castRegimes(time);
    this.picture.draw(time);
    this.#showClock(time);
    if (now - this.readAt > READING) {
      this.readAt = now;
      this.dispatchEvent(new CustomEvent("reading", { detail: this.runners(time) }));
      this.#tellPlane(time);
    }
    // Whoever stops, or moves along by hand, wants to read about here.
    if (now - this.saidAt > (player.playing ? SENTENCE : READING)) {
      this.saidAt = now;
      setText(this.sentence, this.#say(time));
    }
  }

  /** @param {number} time */
  #say(time) {
    const place = placeOf(this.lab);
    if (this.lab.bare) return `Laying out the landscape: ${place}\u2026`;
    return narrate(this.runners(time), time, this.lab.player.end, place);
  }

  /** @param {number} time */
  #tellPlane(time) {
    if (!this.facts) return;
    const { selected, completed } = this.lab.state;
    const index = Math.max(selected, 0);
    const row = this.lab.live.tracks[index]?.at(time);
    const exact = this.trust?.beneath(index) ?? null;
    const ball = row
      ? {
          label: completed?.racers[index]?.label ?? "",
          off: row.off_plane,
          loss: row.loss,
          beneath: exact ?? this.picture.field?.loss(row.x, row.y) ?? Number.NaN,
          exact: exact !== null,
          share: this.trust?.share(index) ?? null,
        }
      : null;
    const text = planeFacts(this.lab.bare ? null : this.plane, ball, completed?.plane);
    setText(this.facts, text);
    this.facts.hidden = text === "";
  }

  /**
   * Every racer as it is at a time.
   *
   * @param {number} time
   */
  runners(time) {
    const { completed, spec } = this.lab.state;
    const { tracks } = this.lab.live;
    return tracks.map((track, index) => ({
      label: completed?.racers[index]?.label ?? spec.racers[index]?.label ?? "",
      loss: track.at(time)?.loss ?? Number.NaN,
      regime: this.#regimeAt(index, time),
    }));
  }

  /** @param {number} index @param {number} time */
  #regimeAt(index, time) {
    return this.lab.live.regimes[index]?.findLast((regime) => regime.step <= time) ?? null;
  }

  /** Tells the picture of its racers, where one of them has changed its regime. @param {number} time */
  #castRegimes(time) {
    const key = this.lab.live.tracks.map((_, index) => this.#regimeAt(index, time)?.name ?? "").join();
    if (key !== this.regimes) this.cast();
  }

  /** Gives the picture its racers anew. */
  cast() {
    const { time } = this.lab.player;
    const { styles } = this.lab.state;
    const tracks = this.lab.bare ? [] : this.lab.live.tracks;
    const runners = this.runners(time);
    this.regimes = runners.map(({ regime }) => regime?.name ?? "").join();
    this.picture.setRacers(
      tracks.map((track, index) => ({
        label: runners[index].label,
        colour: colorOf(styles[index] ?? index),
        marker: markerOf(styles[index] ?? index),
        track,
        regime: runners[index].regime,
      })),
    );
  }

  /** @param {number} time */
  #showClock(time) {
    const { player, state, steps } = this.lab;
    const clock = [
      Math.floor(time * 2),
      steps,
      player.playing,
      player.waiting,
      player.speed,
      state.from,
    ].join();
    if (clock === this.clock) return;
    this.clock = clock;
    const { playing, waiting, speed } = player;
    this.transport.update({ time, end: steps, playing, waiting, speed, from: state.from });
    this.scrubber.max = String(steps);
    this.scrubber.value = String(Math.floor(time));
    this.scrubber.style.setProperty("--fill", `${(100 * time) / steps}%`);
    this.scrubber.setAttribute("aria-valuetext", `step ${Math.floor(time)} of ${steps}`);
    this.#countEdits(time);
  }

  /** Where the playhead passes an edit, the panel shows other settings. @param {number} time */
  #countEdits(time) {
    const passed = (this.lab.state.spec.edits ?? []).filter((edit) => edit.step <= time).length;
    if (passed === this.edits) return;
    this.edits = passed;
    this.dispatchEvent(new Event("settings"));
  }

  #listen() {
    const { lab, picture } = this;
    const { live, player } = lab;
    live.addEventListener("landscape", (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      this.plane = detail.plane && { ...detail.plane, at: detail.at };
      this.minima = detail.minima;
      picture.setLandscape(detail, { recut: Boolean(detail.at), beside: Boolean(detail.at?.batch) });
      this.cast();
    });
    for (const type of ["started", "replaced"]) live.addEventListener(type, () => this.cast());
    lab.addEventListener("ghosts", () => picture.setGhosts(lab.ghosts));
    player.addEventListener("change", () => picture.setAhead(!player.playing));
    lab.store.subscribe((_, before) => {
      picture.setSteps(lab.steps);
      if (lab.state.styles !== before.styles || lab.bare) this.cast();
    });
    picture.setSteps(lab.steps);
    // Plotly asks for its scene's size in every frame. Drawing after it, not before, spares the browser
    // from laying out the page in the middle of the frame.
    picture.addEventListener("scene", () => setTimeout(() => this.run()));
    picture.addEventListener("scrub", (event) => this.#scrub(/** @type {CustomEvent} */ (event).detail.step));
    this.scrubber.addEventListener("input", () => this.#scrub(this.scrubber.valueAsNumber));
    this.#followStart();
    new ResizeObserver(() => picture.resize()).observe(this.elements.scene.parentElement ?? document.body);
    new ResizeObserver(() => picture.resize()).observe(this.elements.curves);
  }

  /** @param {number} step */
  #scrub(step) {
    this.lab.player.pause();
    this.lab.player.seek(step);
  }

  /** Whether the start may move: the land is the problem's, and a place on it is all that a ball starts from. */
  get #hasStart() {
    const { bare, catalog, state } = this.lab;
    const { problem } = state.spec;
    if (state.view.lock) return false;
    const isModel = (/** @type {any} */ entry) => entry.name === problem.model.name;
    return !bare && (problem.kind !== "network" || catalog.models.find(isModel)?.weights === 2);
  }

  /** The start follows the pointer; who was rolling rolls on when it is let go. */
  #followStart() {
    const { lab } = this;
    let rolled = false;
    let dragging = false;
    this.picture.addEventListener("start", (event) => {
      if (!this.#hasStart) return;
      const { phase, ...pointed } = /** @type {CustomEvent} */ (event).detail;
      const { x, y } = this.snap(pointed);
      if (!dragging) rolled = lab.player.playing || lab.player.atEnd;
      dragging = phase === "drag";
      lab.player.pause();
      lab.player.seek(0);
      lab.change("/problem/start", [round(x), round(y)], !dragging);
      if (!dragging && rolled) lab.player.play();
    });
  }
}

/** @param {number[]} camera - degrees, degrees, zoom */
function poseOf([azimuth, elevation, zoom]) {
  return { azimuth: (azimuth * Math.PI) / 180, elevation: (elevation * Math.PI) / 180, zoom };
}

/** A place as a pointer can mean it. @param {number} value */
function round(value) {
  return Number(value.toPrecision(5));
}

/** @param {string} id @returns {HTMLElement} */
function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no element with the id "${id}".`);
  return element;
}

/** The name of what is descended. @param {import("../run/session.js").Lab} lab */
export function placeOf({ catalog, state }) {
  const { problem } = state.spec;
  if (problem.kind === "formula") return "your formula";
  const [family, name] =
    problem.kind === "network"
      ? [catalog.models, problem.model.name]
      : [catalog.surfaces, problem.surface.name];
  return family.find((/** @type {any} */ entry) => entry.name === name)?.title ?? name;
}
