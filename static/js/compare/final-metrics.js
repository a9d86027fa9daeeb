/** Final metrics: loss and instrument readings at the end of one side of a comparison. */

import { make, setText } from "../components/dom.js";
import { entryNamed } from "../experiment/facts.js";
import { formatMeasured } from "../experiment/format.js";
import { hasQuantities } from "../experiment/problem-kind.js";
import * as learning from "../instruments/learning.js";
import * as roughness from "../instruments/roughness.js";
import * as sharpness from "../instruments/sharpness.js";
import { Tile } from "../instruments/tile.js";
import { fetchAnalysis } from "../run/api.js";
import { Follower } from "../run/follower.js";

/** @typedef {import("../../../types/api.d.ts").PlainEntry} PlainEntry */

/** Instruments that two runs can be compared by. */
const INSTRUMENTS = [roughness, sharpness, learning];

export class FinalMetrics {
  /** @param {string[]} quantities - names of instruments; unknown ones are ignored */
  constructor(quantities) {
    this.instruments = INSTRUMENTS.filter(({ name }) => quantities.includes(name));
    this.words = make("p", { class: "final-text", role: "status" });
    this.element = make("div", { class: "final-metrics" }, this.words);
    this.element.toggleAttribute("data-measures", this.instruments.length > 0);
    /** @type {Tile[]} */
    this.tiles = [];
    /** @type {unknown} the experiment that was measured last */
    this.subject = null;
  }

  /** @param {import("../run/session-interface.js").LabSession} session */
  follow(session) {
    this.tiles = this.instruments.map(
      (instrument) =>
        new Tile(
          instrument,
          /** @type {PlainEntry} */ (entryNamed(session.catalog.quantities, instrument.name)),
        ),
    );
    this.element.append(...this.tiles.map(({ figure }) => figure));
    new Follower(session.store, ["spec", "settled"], () => this.#measure(session)).activate();
  }

  /**
   * Once the run is complete, shows its final loss and measures its quantities.
   *
   * @param {import("../run/session-interface.js").LabSession} session
   */
  async #measure(session) {
    const { spec } = session.state;
    if (!session.live.complete || spec === this.subject) return;
    this.subject = spec;
    const words = spec.racers.map((_, racer) => finalText(session, racer)).join("; ");
    setText(this.words, words);
    if (this.tiles.length === 0 || !hasQuantities(spec.problem) || session.live.waiting) return;
    const titles = this.tiles.map(({ title }) => title.toLowerCase()).join(", ");
    setText(this.words, `${words}. Measuring ${titles}\u2026`);
    const sentence = await this.#measureTiles(session, spec);
    if (session.state.spec === spec) setText(this.words, sentence ?? words);
  }

  /**
   * Measures the quantities at the end of a run.
   *
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {import("../experiment/experiment.js").Experiment} experiment
   * @returns {Promise<string | null>} why they could not be measured
   */
  async #measureTiles(session, experiment) {
    const names = this.tiles.map(({ instrument }) => instrument.name);
    const request = { experiment, racer: 0, step: session.steps, quantities: names };
    try {
      const wanted = () => session.state.spec === experiment;
      const { step, quantities } = await fetchAnalysis("quantities", request, { wanted });
      const facts = /** @type {Record<string, import("../instruments/tile.js").AnyAnswer>} */ (quantities);
      if (session.state.spec !== experiment) return null;
      for (const tile of this.tiles) tile.receive(step, session.steps, facts[tile.instrument.name]);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : "";
    }
  }
}

/** @param {import("../run/session-interface.js").LabSession} session @param {number} racer @returns {string} */
function finalText({ live, state }, racer) {
  const { label } = (state.completed ?? state.spec).racers[racer];
  const track = live.tracks[racer];
  if (!track?.length) return "";
  const end = track.length - 1;
  const verb = live.waiting ? "waits for an answer" : "ends";
  return `${label ?? "Racer"} ${verb} at a loss of ${formatMeasured(track.column("loss")[end], 3)}, step ${end}`;
}
