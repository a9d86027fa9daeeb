/**
 * The land around the ball: a network's landscape, cut anew through the weights that the chosen racer has
 * now. The plane keeps its directions and every place its coordinates, so that only the ground changes.
 */

/** Milliseconds between a land and the next question: a scene takes longer to build than a map. */
const REST = { scene: 320, map: 120 };
/** Milliseconds after which an answer is no longer waited for. */
const PATIENCE = 4000;
/** Places a side while the ball rolls, and where it stands. */
const ROLLING = 21;
const STANDING = 61;
/** Of the landscape as it was at first. */
const WHOLE = 101;

export class Around {
  /** @param {import("./lab.js").Lab} lab @param {HTMLButtonElement} button */
  constructor(lab, button) {
    this.lab = lab;
    this.button = button;
    this.on = false;
    this.asked = "";
    this.askedAt = 0;
    this.waiting = false;
    button.addEventListener("click", () => this.#set(!this.on));
    lab.live.addEventListener("landscape", (event) => {
      const { at } = /** @type {CustomEvent} */ (event).detail;
      if (at && this.waiting) this.waiting = false;
    });
  }

  /** Only where the picture is a cut through more weights than it shows is there anything to cut anew. */
  update() {
    const cut = Boolean(this.lab.state.completed?.plane);
    this.button.hidden = !cut;
    if (!cut && this.on) this.#set(false);
  }

  /** @param {boolean} on */
  #set(on) {
    if (on === this.on) return;
    this.on = on;
    this.button.setAttribute("aria-pressed", String(on));
    this.asked = "";
    this.waiting = false;
    if (on) this.#ask();
    else if (!this.button.hidden) this.#look(null, WHOLE);
  }

  /** @param {{racer: number, step: number} | null} at @param {number} resolution */
  #look(at, resolution) {
    const { live } = this.lab;
    live.say({ type: "look", run: live.run, at, resolution });
  }

  #ask() {
    if (!this.on) return;
    const { live, player, state } = this.lab;
    const racer = Math.min(Math.max(state.selected, 0), state.spec.racers.length - 1);
    const known = (live.tracks[racer]?.length ?? 0) - 1;
    const step = Math.min(Math.floor(player.time), known);
    const resolution = player.playing ? ROLLING : STANDING;
    const key = [live.run, racer, step, resolution].join();
    const late = performance.now() - this.askedAt > PATIENCE;
    if (live.ready && step >= 0 && key !== this.asked && (!this.waiting || late) && !document.hidden) {
      this.asked = key;
      this.askedAt = performance.now();
      this.waiting = true;
      this.#look({ racer, step }, resolution);
    }
    setTimeout(() => this.#ask(), state.view.mode === "contour" ? REST.map : REST.scene);
  }
}
