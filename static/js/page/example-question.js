/** Example question: keeps the question of the example that the address names above the picture. */

import "../components/question-strip.js";
import { fetchExamples } from "../run/api.js";

/** From this size on there is room for what to look for, without being asked. */
const ROOMY = "(width >= 760px) and (height >= 640px)";

/** @typedef {import("../components/question-strip.js").Question} Question */

/**
 * The question of an example.
 *
 * @param {string} wanted - the example's name; "" for none
 * @returns {Promise<Question | null>} null if there is none, or the server does not answer
 */
export async function questionOf(wanted) {
  if (!wanted) return null;
  const examples = await fetchExamples().catch(() => null);
  if (!examples) return null;
  const found = examples.find(({ name }) => name === wanted);
  if (found) return { question: found.question, lookFor: found.look_for };
  return { question: `This server has no example named \u201c${wanted}\u201d.`, lookFor: "" };
}

export class ExampleQuestion {
  /**
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {HTMLElement} strip
   */
  constructor(session, strip) {
    this.session = session;
    this.strip = /** @type {import("../components/question-strip.js").QuestionStrip} */ (strip);
    /** @type {Map<string, Question>} by the example's name */
    this.known = new Map();
    session.store.subscribe(
      (state, before) => state.view.example !== before.view.example && this.update(),
      ["view"],
    );
    strip.addEventListener("question-dismiss", () => this.#name(""));
    this.update();
  }

  /** Shows an example's question. @param {import("../run/api.js").Example} example */
  ask({ name, question, look_for: lookFor }) {
    this.known.set(name, { question, lookFor });
    this.#name(name);
  }

  /** @param {string} name - of the example whose question is shown; "" for none */
  #name(name) {
    const { store, state } = this.session;
    store.set({ view: { ...state.view, example: name } });
  }

  async update() {
    const { example } = this.session.state.view;
    const found = this.known.has(example) ? null : await questionOf(example);
    if (found) this.known.set(example, found);
    // Another may have been chosen meanwhile.
    if (example === this.session.state.view.example)
      this.strip.show(this.known.get(example) ?? null, matchMedia(ROOMY).matches);
  }
}
