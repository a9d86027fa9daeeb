/**
 * Step breakdown lens: one optimizer step part by part, with the numbers filled in and arrows on the map, and
 * at the end the step itself.
 */

import { iconButton, make, setText } from "../components/dom.js";
import { formula } from "../components/math-formula.js";
import { colorOf } from "../experiment/racers.js";
import { resolveColor } from "../plots/canvas/theme.js";
import { AnalysisFollower } from "../run/analysis-follower.js";
import { MapLayer } from "./map-layer.js";
import { numbersFormula, plainSymbol, ruleFormula, spokenPart } from "./step-breakdown-text.js";

/** Milliseconds that a part is shown: per character of its sentence, and the minimum. */
const READING_MS = { perCharacter: 34, min: 1700 };
/** Duration of an arrow's growth and of the ball's movement in milliseconds. */
const ARROW_GROWTH_MS = 500;
const BALL_MOVE_MS = 900;

export class StepBreakdownLens {
  /**
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {import("../page/stage.js").Stage} stage
   * @param {HTMLElement} place
   */
  constructor(session, stage, place) {
    this.session = session;
    this.stage = stage;
    this.place = place;
    this.follower = this.#makeFollower();
    /** @type {ReturnType<typeof setTimeout> | undefined} for the next part of the playback */
    this.timer = undefined;
    /** @type {import("./step-breakdown-text.js").StepBreakdown | null} */
    this.breakdown = null;
    this.part = 0;
    this.playing = false;
    this.since = 0;
    /** Whether the clock is at the end of the step because the playback moved it there. */
    this.atStepEnd = false;
    /** @type {number | null} chosen by hand for this problem */
    this.tensor = null;
    this.problem = session.state.spec.problem;
    this.reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
    this.mapLayer = new MapLayer(stage, (mapLayer) => this.#drawPart(mapLayer));
    this.title = make("h2", { class: "breakdown-title" });
    this.frames = make("ol", { class: "breakdown-strip" });
    this.words = make("p", { class: "breakdown-sentence", role: "status" });
    this.rules = make("div", { class: "breakdown-rules" });
    this.tensors = make("select", {
      "aria-label": "Weights shown",
      hidden: true,
      onchange: () => this.#setTensor(Number(this.tensors.value)),
    });
    this.toggle = iconButton("pause", "Pause the playback", () => this.#setPlaying(!this.playing));
    const head = make("header", { class: "lens-head" }, this.title, this.tensors, this.#controls());
    place.append(head, this.frames, this.words, this.rules);
    place.addEventListener("keydown", (event) => this.#onKey(event));
    session.player.addEventListener("change", () => this.#onChange());
    session.store.subscribe(() => this.#onChange(), ["spec", "selected", "step", "playing", "visible"]);
  }

  #makeFollower() {
    return new AnalysisFollower(
      this.session,
      {
        name: "step_breakdowns",
        keys: ["spec", "selected", "step", "playing"],
        question: () => this.#question,
        receive: (breakdown, { racer }) => this.#receive(breakdown, racer),
        fail: (sentence) => this.#showFailure(sentence),
        newestOnly: true,
      },
      {},
    );
  }

  #controls() {
    return make(
      "div",
      { class: "breakdown-controls", role: "group", "aria-label": "Playback" },
      iconButton("back", "Part before", () => this.#showPart(this.part - 1)),
      this.toggle,
      iconButton("forward", "Next part", () => this.#showPart(this.part + 1)),
      make("button", { type: "button", class: "quiet-button", onclick: () => this.#nextStep() }, "Next step"),
    );
  }

  activate() {
    this.session.player.pause();
    this.session.player.seek(Math.floor(this.session.player.time));
    this.playing = !this.reducedMotion.matches;
    this.atStepEnd = false;
    this.mapLayer.activate();
    this.follower.activate();
  }

  deactivate() {
    this.follower.deactivate();
    this.mapLayer.deactivate();
    clearTimeout(this.timer);
  }

  /** The question: what the step does that starts at the playhead. */
  get #question() {
    const { player, selectedRacer: racer, state } = this.session;
    if (player.playing) return null;
    const step = this.atStepEnd && this.breakdown ? this.breakdown.step : Math.floor(player.time);
    return { experiment: state.spec, racer, step, tensor: this.tensor };
  }

  /** Applies a change of the clock or the experiment. */
  #onChange() {
    const { problem } = this.session.state.spec;
    const { time } = this.session.player;
    const { breakdown: now } = this;
    // Another clock than the playback's may have moved the ball.
    this.atStepEnd &&= now !== null && time > now.step && time <= now.step + 1;
    if (problem !== this.problem) this.tensor = null; // Another network has other weights.
    this.problem = problem;
    this.#advance();
  }

  /** @param {import("./step-breakdown-text.js").StepBreakdown} breakdown @param {number} racer */
  #receive(breakdown, racer) {
    this.breakdown = breakdown;
    this.#buildStrip(racer);
    this.#showPart(0, false);
  }

  /** @param {string} sentence */
  #showFailure(sentence) {
    this.breakdown = null;
    this.tensors.hidden = true;
    setText(this.title, "");
    this.frames.replaceChildren();
    this.rules.replaceChildren();
    setText(this.words, sentence);
    this.stage.wake();
  }

  /** Builds the list of parts. @param {number} racer */
  #buildStrip(racer) {
    const { breakdown: now } = this;
    if (!now) return;
    const label = this.session.state.completed?.racers[racer]?.label ?? "";
    setText(this.title, `${label}: step ${now.step} to ${now.step + 1}`);
    this.tensors.hidden = now.tensors.length < 2;
    this.tensors.replaceChildren(
      ...now.tensors.map((name, k) => make("option", { value: k, selected: k === now.tensor }, name)),
    );
    this.frames.replaceChildren(
      ...now.parts.map((part, k) => {
        const button = make(
          "button",
          { type: "button", class: "breakdown-frame", onclick: () => this.#showPart(k) },
          formula(part.symbol),
          make("span", {}, part.title),
        );
        return make("li", {}, button);
      }),
    );
  }

  /** @param {number} part @param {boolean} [byHand] - stops the playback */
  #showPart(part, byHand = true) {
    const { breakdown: now } = this;
    if (!now) return;
    this.part = Math.min(Math.max(part, 0), now.parts.length - 1);
    this.since = performance.now();
    if (byHand) this.playing = false;
    this.#showToggle();
    const shown = now.parts[this.part];
    for (const [k, item] of [...this.frames.children].entries()) {
      const button = item.firstElementChild;
      if (k === this.part) {
        button?.setAttribute("aria-current", "step");
        this.#reveal(item);
      } else button?.removeAttribute("aria-current");
      item.classList.toggle("done", k < this.part);
    }
    setText(this.words, shown.sentence);
    const lines = shown.numbers.map((_, k) => formula(numbersFormula(shown, now.weights, k), true));
    this.rules.replaceChildren(formula(ruleFormula(shown), true), ...lines);
    this.rules.setAttribute("aria-label", spokenPart(shown, now.weights));
    this.#placeBall(byHand);
    this.#advance();
    this.stage.wake(); // Frames go on for a second, longer than the arrow takes to grow.
  }

  /** Scrolls the strip to an item, without scrolling the page. @param {Element} item */
  #reveal(item) {
    const [strip, box] = [this.frames.getBoundingClientRect(), item.getBoundingClientRect()];
    if (box.left < strip.left) this.frames.scrollLeft += box.left - strip.left;
    else if (box.right > strip.right) this.frames.scrollLeft += box.right - strip.right;
  }

  /** Moves the ball to where the part needs it: before the step, or after it. @param {boolean} byHand */
  #placeBall(byHand) {
    const { breakdown: now, session } = this;
    if (!now) return;
    const last = this.part === now.parts.length - 1;
    if (!last && this.atStepEnd) {
      session.player.seek(now.step);
      this.atStepEnd = false;
    }
    if (last && (byHand || this.reducedMotion.matches)) this.#moveBall(1);
  }

  /** Moves the ball along the step. @param {number} share */
  #moveBall(share) {
    if (!this.breakdown) return;
    this.atStepEnd = true;
    this.session.player.seek(this.breakdown.step + Math.max(share, 1e-3));
  }

  /** Plans the next part of the playback; it stands still while the step shown is not that of the playhead. */
  #advance() {
    clearTimeout(this.timer);
    const { breakdown: now, follower, session } = this;
    if (!now || !this.playing || !follower.active || !session.state.visible || !follower.upToDate) return;
    if (this.part === now.parts.length - 1) return this.#animateStep();
    const { sentence } = now.parts[this.part];
    const shown = performance.now() - this.since;
    const wait = Math.max(READING_MS.min, READING_MS.perCharacter * sentence.length) - shown;
    this.timer = setTimeout(() => this.#showPart(this.part + 1, false), wait);
  }

  /** The last part: animates the ball along the step. */
  #animateStep() {
    this.#setPlaying(false);
    const startedAt = performance.now();
    const { breakdown: now } = this;
    const { player } = this.session;
    let lastTime = player.time;
    const frame = () => {
      if (!this.follower.active || this.breakdown !== now || !now || this.part !== now.parts.length - 1)
        return;
      if (player.time !== lastTime) return; // The clock was moved by something else.
      const share = Math.min((performance.now() - startedAt) / BALL_MOVE_MS, 1);
      this.#moveBall(share);
      lastTime = player.time;
      if (share < 1) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  /** @param {boolean} playing */
  #setPlaying(playing) {
    const over = this.breakdown && this.part === this.breakdown.parts.length - 1;
    this.playing = playing;
    if (playing && over && this.atStepEnd) this.#showPart(0, false);
    this.since = performance.now();
    this.#showToggle();
    this.#advance();
  }

  #showToggle() {
    const fresh = this.playing
      ? iconButton("pause", "Pause the playback", () => this.#setPlaying(false))
      : iconButton("play", "Play the parts", () => this.#setPlaying(true));
    if (fresh.title === this.toggle.title) return;
    const focused = document.activeElement === this.toggle;
    this.toggle.replaceWith(fresh);
    this.toggle = fresh;
    if (focused) fresh.focus();
  }

  #nextStep() {
    if (!this.breakdown) return;
    this.atStepEnd = false;
    this.playing = !this.reducedMotion.matches;
    this.session.player.pause();
    this.session.player.seek(this.breakdown.step + 1);
  }

  /** @param {number} tensor */
  #setTensor(tensor) {
    this.tensor = tensor;
    this.follower.check();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.target === this.tensors || event.altKey || event.ctrlKey || event.metaKey) return;
    const offset = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!offset) return;
    event.preventDefault();
    this.#showPart(this.part + offset);
  }

  /** @param {MapLayer} mapLayer */
  #drawPart(mapLayer) {
    const { breakdown: now, session } = this;
    if (!now || now.tensors.length > 0) return;
    const { selectedRacer: racer } = session;
    const track = session.live.tracks[racer];
    if (!track || track.length <= now.step) return;
    const from = /** @type {[number, number]} */ ([track.column("x")[now.step], track.column("y")[now.step]]);
    const color = resolveColor(this.place, colorOf(session.state.styles[racer] ?? racer));
    for (let k = 0; k < this.part; k += 1) drawTerm(mapLayer, from, now.parts[k], color, null);
    drawTerm(mapLayer, from, now.parts[this.part], color, this.#grown);
  }

  /** Share of its length that the newest arrow has reached. */
  get #grown() {
    if (this.reducedMotion.matches) return 1;
    return Math.min((performance.now() - this.since) / ARROW_GROWTH_MS, 1);
  }
}

/** @typedef {import("./step-breakdown-text.js").StepBreakdown["parts"][number]} Term */

/** The arrow of a term, in the landscape's units; null if it has none. @param {Term} term */
function vectorOf({ direction, title, values }) {
  if (direction === 0 || values.length < 2 || title === "New weights") return null;
  return /** @type {[number, number]} */ (values.map((value) => direction * (value ?? 0)));
}

/**
 * Draws a term: the newest with its name, a former one faint and without it.
 *
 * @param {MapLayer} mapLayer
 * @param {[number, number]} from - a point of the landscape
 * @param {Term} term
 * @param {string} color - of the racer
 * @param {number | null} grown - share of its length that the newest has reached; null for a former one
 */
function drawTerm(mapLayer, from, term, color, grown) {
  const vector = vectorOf(term);
  if (!vector) return;
  const former = grown === null;
  const whole = term.title === "Step";
  const name = `${term.direction < 0 ? "\u2212" : ""}${plainSymbol(term.symbol)}`;
  mapLayer.context.globalAlpha = former ? 0.45 : 1;
  mapLayer.arrow(from, vector, {
    color: former && !whole ? mapLayer.theme.text : color,
    label: former ? "" : name,
    toScale: whole,
    share: grown ?? 1,
    dash: whole ? [] : [4, 3],
  });
  mapLayer.context.globalAlpha = 1;
}
