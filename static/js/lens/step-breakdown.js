/**
 * One step of the chosen racer as a film: its rule part by part, with the numbers filled in, each part as
 * an arrow on the map, and at last the step itself.
 */

import { iconButton, make, setText } from "../components/dom.js";
import { formula } from "../components/math-formula.js";
import { colorOf } from "../experiment/racers.js";
import { resolveColor } from "../plots/canvas/theme.js";
import { film } from "../run/api.js";
import { Sketch } from "./map-layer.js";
import { numbersOf, plainSymbol, ruleOf, spoken } from "./step-breakdown-text.js";

/** Milliseconds between two looks at the clock. */
const WATCH = 120;
/** Milliseconds that a part stays, for each character of its sentence, and at least. */
const READING = { each: 34, least: 1700 };
/** Milliseconds that an arrow takes to grow, and that the ball takes to move. */
const GROWTH = 500;
const MOVE = 900;

export class FilmLens {
  /**
   * @param {import("../run/session.js").Lab} lab
   * @param {import("../page/stage.js").Stage} stage
   * @param {HTMLElement} place
   */
  constructor(lab, stage, place) {
    this.lab = lab;
    this.stage = stage;
    this.place = place;
    this.awake = false;
    this.asked = "";
    /** What the film at hand was asked for: until the next one has come it stands still. */
    this.told = "";
    /** @type {import("./step-breakdown-text.js").Film | null} */
    this.film = null;
    this.part = 0;
    this.playing = false;
    this.since = 0;
    /** Whether the clock stands where the step leads, because the film has come there. */
    this.landed = false;
    /** @type {number | null} chosen by hand, of this problem */
    this.tensor = null;
    this.problem = lab.state.spec.problem;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.sketch = new Sketch(stage.picture, (sketch) => this.#sketchPart(sketch));
    this.title = make("h2", { class: "film-title" });
    this.frames = make("ol", { class: "film-strip" });
    this.words = make("p", { class: "film-sentence", role: "status" });
    this.rules = make("div", { class: "film-rules" });
    this.tensors = make("select", {
      "aria-label": "Weights shown",
      hidden: true,
      onchange: () => this.#choose(Number(this.tensors.value)),
    });
    this.toggle = iconButton("pause", "Pause the film", () => this.#setPlaying(!this.playing));
    const controls = make(
      "div",
      { class: "film-controls", role: "group", "aria-label": "Film" },
      iconButton("back", "Part before", () => this.#turn(this.part - 1)),
      this.toggle,
      iconButton("forward", "Next part", () => this.#turn(this.part + 1)),
      make("button", { type: "button", class: "quiet-button", onclick: () => this.#nextStep() }, "Next step"),
    );
    place.append(
      make("header", { class: "lens-head" }, this.title, this.tensors, controls),
      this.frames,
      this.words,
      this.rules,
    );
    place.addEventListener("keydown", (event) => this.#key(event));
  }

  wake() {
    this.awake = true;
    this.asked = this.told = "";
    this.lab.player.pause();
    this.lab.player.seek(Math.floor(this.lab.player.time));
    this.playing = !this.still.matches;
    this.landed = false;
    this.sketch.wake();
    this.#watch();
  }

  sleep() {
    this.awake = false;
    this.sketch.sleep();
  }

  /** Where the film is asked for: the step that leaves the point where the clock stands. */
  get #wanted() {
    const { spec, selected } = this.lab.state;
    const racer = Math.min(Math.max(selected, 0), spec.racers.length - 1);
    const step = this.landed && this.film ? this.film.step : Math.floor(this.lab.player.time);
    return { experiment: spec, racer, step, tensor: this.tensor };
  }

  #watch() {
    if (!this.awake) return;
    setTimeout(() => this.#watch(), WATCH);
    const { player } = this.lab;
    if (this.landed && this.film && player.time > this.film.step && player.time <= this.film.step + 1) {
      // It stands, or moves, where the film has brought it.
    } else this.landed = false;
    const { problem } = this.lab.state.spec;
    if (problem !== this.problem) this.tensor = null; // another network has other weights
    this.problem = problem;
    const wanted = this.#wanted;
    const key = JSON.stringify(wanted);
    if (key !== this.asked && !player.playing && !document.hidden) this.#ask(wanted, key);
    if (this.told === key) this.#advance();
  }

  /** @param {{experiment: object, racer: number, step: number, tensor: number | null}} wanted @param {string} key */
  async #ask(wanted, key) {
    this.asked = key;
    try {
      const answer = await film(wanted);
      if (key !== this.asked || !this.awake) return;
      this.film = answer;
      this.told = key;
      this.#lay(wanted.racer);
      this.#turn(0, false);
    } catch (error) {
      if (key !== this.asked) return;
      this.film = null;
      this.tensors.hidden = true;
      setText(this.title, "");
      this.frames.replaceChildren();
      this.rules.replaceChildren();
      setText(this.words, error instanceof Error ? error.message : "");
    }
  }

  /** The strip of the film's parts. @param {number} racer */
  #lay(racer) {
    const { film: now } = this;
    if (!now) return;
    const label = this.lab.state.completed?.racers[racer]?.label ?? "";
    setText(this.title, `${label}: step ${now.step} to ${now.step + 1}`);
    this.tensors.hidden = now.tensors.length < 2;
    this.tensors.replaceChildren(
      ...now.tensors.map((name, k) => make("option", { value: k, selected: k === now.tensor }, name)),
    );
    this.frames.replaceChildren(
      ...now.parts.map((part, k) => {
        const button = make(
          "button",
          { type: "button", class: "film-frame", onclick: () => this.#turn(k) },
          formula(part.symbol),
          make("span", {}, part.title),
        );
        return make("li", {}, button);
      }),
    );
  }

  /** @param {number} part @param {boolean} [byHand] - which stops the film */
  #turn(part, byHand = true) {
    const { film: now } = this;
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
      item.classList.toggle("told", k < this.part);
    }
    setText(this.words, shown.sentence);
    const lines = shown.numbers.map((_, k) => formula(numbersOf(shown, now.weights, k), true));
    this.rules.replaceChildren(formula(ruleOf(shown), true), ...lines);
    this.rules.setAttribute("aria-label", spoken(shown, now.weights));
    this.#move(byHand);
  }

  /** Within the strip alone: the page must not move. @param {Element} item */
  #reveal(item) {
    const [strip, box] = [this.frames.getBoundingClientRect(), item.getBoundingClientRect()];
    if (box.left < strip.left) this.frames.scrollLeft += box.left - strip.left;
    else if (box.right > strip.right) this.frames.scrollLeft += box.right - strip.right;
  }

  /** The ball stands where the part has it: before the step, or after it. @param {boolean} byHand */
  #move(byHand) {
    const { film: now, lab } = this;
    if (!now) return;
    const last = this.part === now.parts.length - 1;
    if (!last && this.landed) {
      lab.player.seek(now.step);
      this.landed = false;
    }
    if (last && (byHand || this.still.matches)) this.#bring(1);
  }

  /** The ball on its way through the step. @param {number} share */
  #bring(share) {
    if (!this.film) return;
    this.landed = true;
    this.lab.player.seek(this.film.step + Math.max(share, 1e-3));
  }

  /** Goes on with the film, where it plays. */
  #advance() {
    const { film: now } = this;
    if (!now || !this.playing || this.lab.player.playing) return;
    const shown = performance.now() - this.since;
    const { sentence } = now.parts[this.part];
    if (this.part === now.parts.length - 1) {
      this.#roll();
      return;
    }
    if (shown > Math.max(READING.least, READING.each * sentence.length)) this.#turn(this.part + 1, false);
  }

  /** The last part: the ball rolls through the step, frame by frame. */
  #roll() {
    this.#setPlaying(false);
    const begun = performance.now();
    const { film: now } = this;
    const { player } = this.lab;
    let brought = player.time;
    const frame = () => {
      if (!this.awake || this.film !== now || !now || this.part !== now.parts.length - 1) return;
      if (player.time !== brought) return; // somebody else has moved the clock
      const share = Math.min((performance.now() - begun) / MOVE, 1);
      this.#bring(share);
      brought = player.time;
      if (share < 1) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  /** @param {boolean} playing */
  #setPlaying(playing) {
    const over = this.film && this.part === this.film.parts.length - 1;
    this.playing = playing;
    if (playing && over && this.landed) this.#turn(0, false);
    this.since = performance.now();
    this.#showToggle();
  }

  #showToggle() {
    const fresh = this.playing
      ? iconButton("pause", "Pause the film", () => this.#setPlaying(false))
      : iconButton("play", "Play the film", () => this.#setPlaying(true));
    if (fresh.title === this.toggle.title) return;
    const focused = document.activeElement === this.toggle;
    this.toggle.replaceWith(fresh);
    this.toggle = fresh;
    if (focused) fresh.focus();
  }

  #nextStep() {
    if (!this.film) return;
    this.landed = false;
    this.playing = !this.still.matches;
    this.lab.player.pause();
    this.lab.player.seek(this.film.step + 1);
  }

  /** @param {number} tensor */
  #choose(tensor) {
    this.tensor = tensor;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.target === this.tensors || event.altKey || event.ctrlKey || event.metaKey) return;
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!way) return;
    event.preventDefault();
    this.#turn(this.part + way);
  }

  /** @param {Sketch} sketch */
  #sketchPart(sketch) {
    const { film: now, lab } = this;
    if (!now || now.tensors.length > 0) return;
    const racer = Math.min(Math.max(lab.state.selected, 0), lab.state.spec.racers.length - 1);
    const track = lab.live.tracks[racer];
    if (!track || track.length <= now.step) return;
    const from = /** @type {[number, number]} */ ([track.column("x")[now.step], track.column("y")[now.step]]);
    const color = resolveColor(this.place, colorOf(lab.state.styles[racer] ?? racer));
    const grown = this.still.matches ? 1 : Math.min((performance.now() - this.since) / GROWTH, 1);
    for (let k = 0; k <= this.part; k += 1) {
      const { direction, symbol, title, values } = now.parts[k];
      if (direction === 0 || values.length < 2 || title === "New weights") continue;
      const vector = /** @type {[number, number]} */ (values.map((value) => direction * (value ?? 0)));
      const latest = k === this.part;
      sketch.context.globalAlpha = latest ? 1 : 0.45;
      sketch.arrow(from, vector, {
        color: latest || title === "Step" ? color : sketch.theme.text,
        label: latest ? `${direction < 0 ? "\u2212" : ""}${plainSymbol(symbol)}` : "",
        true: title === "Step",
        share: latest ? grown : 1,
        dash: title === "Step" ? [] : [4, 3],
      });
      sketch.context.globalAlpha = 1;
    }
  }
}
