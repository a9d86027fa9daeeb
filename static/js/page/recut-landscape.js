/**
 * The land around the ball: a network's landscape, cut anew through the weights that the chosen racer has
 * now. The plane keeps its directions and every place its coordinates, so that only the ground changes.
 * On the batch's ground, the land is the loss of the mini-batch alone that the next step takes: it shakes.
 * Beside the scene the map then keeps the whole set's.
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
/** Of so many lands in a row, one is the whole set's, for the map. */
const TURN = 3;

export class Around {
  /**
   * @param {import("../run/session.js").Lab} lab
   * @param {HTMLButtonElement} button
   * @param {HTMLButtonElement} shaking - for the batch's ground
   */
  constructor(lab, button, shaking) {
    this.lab = lab;
    this.button = button;
    this.shaking = shaking;
    this.on = false;
    this.batch = false;
    this.turn = 0;
    this.asked = "";
    this.askedAt = 0;
    this.waiting = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.due = undefined;
    button.addEventListener("click", () => this.#set(!this.on));
    shaking.addEventListener("click", () => this.#shake(!this.batch));
    lab.live.addEventListener("landscape", (event) => {
      const { at } = /** @type {CustomEvent} */ (event).detail;
      if (at && this.waiting) this.waiting = false;
    });
  }

  /** Only where the picture is a cut through more weights than it shows is there anything to cut anew. */
  update() {
    const { completed } = this.lab.state;
    const cut = Boolean(completed?.plane);
    this.button.hidden = !cut;
    if (!cut && this.on) this.#set(false);
    const batches = completed?.problem.kind === "network" && Boolean(completed.problem.batch_size);
    this.shaking.hidden = !this.on || !batches;
    if (!batches && this.batch) this.#shake(false);
  }

  /** @param {boolean} on */
  #set(on) {
    if (on === this.on) return;
    this.on = on;
    this.button.setAttribute("aria-pressed", String(on));
    this.#shake(false);
    this.update();
    if (!on && !this.button.hidden) this.#look({ at: null, resolution: WHOLE });
  }

  /** @param {boolean} batch */
  #shake(batch) {
    this.batch = batch;
    this.shaking.setAttribute("aria-pressed", String(batch));
    this.asked = "";
    this.waiting = false;
    this.turn = 0;
    clearTimeout(this.due);
    this.#ask();
  }

  /** @param {{at: {racer: number, step: number} | null, resolution: number, batch?: boolean}} wanted */
  #look(wanted) {
    const { live } = this.lab;
    live.say({ type: "look", run: live.run, ...wanted });
  }

  /** Whether the next land is the batch's: where the map is there too, it has its turns. @param {boolean} rolls */
  #shakes(rolls) {
    if (!this.batch) return false;
    if (this.lab.state.view.mode !== "both") return true;
    this.turn = (this.turn + 1) % TURN;
    return this.turn > 0 || !rolls;
  }

  #ask() {
    if (!this.on) return;
    const { live, player, state, chosen: racer } = this.lab;
    const known = (live.tracks[racer]?.length ?? 0) - 1;
    const step = Math.min(Math.floor(player.time), known);
    const resolution = player.playing ? ROLLING : STANDING;
    const key = [live.run, racer, step, resolution].join();
    const late = performance.now() - this.askedAt > PATIENCE;
    if (live.ready && step >= 0 && key !== this.asked && (!this.waiting || late) && !document.hidden) {
      this.asked = key;
      this.askedAt = performance.now();
      this.waiting = true;
      const batch = this.#shakes(player.playing);
      this.#look({ at: { racer, step }, resolution, batch });
    }
    this.due = setTimeout(() => this.#ask(), state.view.mode === "contour" ? REST.map : REST.scene);
  }
}
