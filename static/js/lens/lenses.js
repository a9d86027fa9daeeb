/** Lenses: tools for a closer look, one open at a time, each loaded on first use. */

import { iconButton, make } from "../components/dom.js";
import { oneTabStop } from "../components/roving.js";

/**
 * @typedef {object} Lens
 * @property {() => void} activate - called when it is shown
 * @property {() => void} deactivate - called when it is hidden; it stops requesting
 */

/** @typedef {(session: import("../run/session-interface.js").LabSession, stage: import("../page/stage.js").Stage, place: HTMLElement) => Lens} LensFactory */

/** @type {{name: string, title: string, hint: string, load: () => Promise<LensFactory>}[]} */
const LENSES = [
  {
    name: "step-breakdown",
    title: "Explain this step",
    hint: "The next step of the chosen optimizer, part by part (O)",
    load: async () => {
      const { StepBreakdownLens } = await import("./step-breakdown.js");
      return (session, stage, place) => new StepBreakdownLens(session, stage, place);
    },
  },
  {
    name: "curvature",
    title: "Curvature",
    hint: "How the loss bends at the ball, or under the pointer (B)",
    load: async () => {
      const { CurvatureLens } = await import("./curvature.js");
      return (session, stage, place) => new CurvatureLens(session, stage, place);
    },
  },
  {
    name: "branches",
    title: "Forks",
    hint: "Who forked from whom, where, and with what changed",
    load: async () => {
      const { BranchesLens } = await import("./branches.js");
      return (session, stage, place) => new BranchesLens(session, stage, place);
    },
  },
  {
    name: "multi-run",
    title: "Repeat",
    hint: "The chosen optimizer from many starts, or under many seeds",
    load: async () => {
      const { MultiRunLens } = await import("./multi-run.js");
      return (session, stage, place) => new MultiRunLens(session, stage, place);
    },
  },
  {
    name: "lr-sweep",
    title: "Find best rate",
    hint: "Every optimizer's best learning rate, by a sweep",
    load: async () => {
      const { LrSweepLens } = await import("./lr-sweep.js");
      return (session, stage, place) => new LrSweepLens(session, stage, place);
    },
  },
];

export class Lenses {
  /**
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {import("../page/stage.js").Stage} stage
   * @param {HTMLElement} bar - container of the buttons
   * @param {HTMLElement} place - container of the open lens
   */
  constructor(session, stage, bar, place) {
    this.session = session;
    this.stage = stage;
    this.place = place;
    this.open = "";
    /** @type {Map<string, {lens: Lens, room: HTMLElement}>} */
    this.instances = new Map();
    this.buttons = LENSES.map(({ name, title, hint }) =>
      make(
        "button",
        {
          type: "button",
          class: "quiet-button",
          id: `lens-${name}`,
          "aria-expanded": "false",
          "aria-controls": place.id,
          title: hint,
          onclick: () => this.toggle(name),
        },
        title,
      ),
    );
    bar.replaceChildren(...this.buttons);
    oneTabStop(bar);
    place.append(iconButton("remove", "Close", () => this.close(), "small lens-close"));
  }

  /** @param {string} name */
  async toggle(name) {
    this.instances.get(this.open)?.lens.deactivate();
    this.open = this.open === name ? "" : name;
    this.#show();
    if (this.open === "") return;
    const made = this.instances.get(name) ?? (await this.#make(name));
    if (this.open !== name) return;
    this.#show();
    made.lens.activate();
  }

  /** Closes the open lens and gives the focus back to its button; what the lens holds is kept. */
  close() {
    const button = this.buttons.find(({ id }) => id === `lens-${this.open}`);
    if (this.open) this.toggle(this.open);
    button?.focus();
  }

  /** @param {string} name */
  async #make(name) {
    const entry = LENSES.find((lens) => lens.name === name);
    if (!entry) throw new RangeError(`There is no lens "${name}".`);
    const create = await entry.load();
    const known = this.instances.get(name);
    if (known) return known;
    const room = make("div", { class: `lens-body ${name}`, role: "group", "aria-label": entry.title });
    this.place.append(room);
    const made = { lens: create(this.session, this.stage, room), room };
    this.instances.set(name, made);
    return made;
  }

  #show() {
    this.place.hidden = this.open === "";
    for (const [name, { room }] of this.instances) room.hidden = name !== this.open;
    for (const button of this.buttons)
      button.setAttribute("aria-expanded", String(button.id === `lens-${this.open}`));
  }
}
