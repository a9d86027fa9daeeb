/**
 * Analysis follower: keeps the answer to a question about the run up to date. One request is under way at a
 * time; the next one asks about the newest state, and an equal question is not asked again.
 */

import { fetchAnalysis } from "./api.js";
import { isEqual } from "./equality.js";
import { Follower } from "./follower.js";

/** @typedef {import("./api.js").Analyses} Analyses */

/**
 * @template {keyof Analyses} Name
 * @template {object} Question
 * @typedef {object} AnalysisQuery
 * @property {Name} name - of the analysis
 * @property {(keyof import("./session-interface.js").State)[]} keys - the parts of the state that it depends on
 * @property {() => Question | null} question - what to ask now, if anything
 * @property {(question: Question) => unknown} [subject] - the part of a question that its answer depends on
 * @property {(question: Question) => void} [begin] - called before it is asked
 * @property {(answer: Analyses[Name], question: Question) => void} receive
 * @property {(sentence: string, question: Question) => void} fail
 * @property {boolean} [newestOnly] - whether an answer is dropped if the question has changed meanwhile
 */

/**
 * @template {keyof Analyses} Name
 * @template {object} Question
 */
export class AnalysisFollower extends Follower {
  /**
   * @param {import("./session-interface.js").LabSession} session
   * @param {AnalysisQuery<Name, Question>} query
   * @param {import("./follower.js").Rate} rate
   */
  constructor(session, query, rate) {
    super(session.store, query.keys, () => this.#ask(), rate);
    this.query = query;
    /** @type {Question | null} the question asked last */
    this.asked = null;
    /** @type {Question | null} the question that was answered last */
    this.answered = null;
    /** Ends the wait of a question that a busy server has refused. */
    this.refused = new AbortController();
  }

  /** Starts to ask, also what was asked before. */
  activate() {
    if (!this.active) this.asked = null;
    super.activate();
  }

  /** Whether the last answer is the answer to the current question. */
  get upToDate() {
    return this.#isSame(this.answered, this.query.question());
  }

  /** Stops following; what waits for a busy server is not asked any more. */
  deactivate() {
    super.deactivate();
    this.refused.abort();
  }

  /** Asks again, even the same question. */
  askAgain() {
    this.asked = null;
    this.check();
  }

  async #ask() {
    const { begin, fail, name, question: ask, receive } = this.query;
    const question = ask();
    if (!question || this.#isSame(question, this.asked)) return;
    this.asked = question;
    this.refused = new AbortController();
    begin?.(question);
    // One that is refused waits, and then the newest question is asked in its place.
    const wanted = () => this.#isSame(question, ask());
    try {
      const answer = await fetchAnalysis(name, question, { ended: this.refused.signal, wanted });
      if (!this.#isAwaited(question)) return;
      this.answered = question;
      receive(answer, question);
    } catch (error) {
      if (this.#isAwaited(question)) fail(error instanceof Error ? error.message : "", question);
    }
  }

  /** @param {Question | null} one @param {Question | null} other */
  #isSame(one, other) {
    const { subject = (/** @type {Question} */ question) => question } = this.query;
    return one !== null && other !== null && isEqual(subject(one), subject(other));
  }

  /** Whether an answer is still of use; if not, its question counts as not asked. @param {Question} question */
  #isAwaited(question) {
    const newest = !this.query.newestOnly || this.#isSame(question, this.query.question());
    if (!newest) this.asked = null;
    return this.active && newest;
  }
}
