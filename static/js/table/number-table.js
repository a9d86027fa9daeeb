/** Number table: the numbers of the race as a table. Loaded on first use. */

import { iconButton, make } from "../components/dom.js";
import { showToast } from "../components/toast.js";
import { mergeCompleted } from "../experiment/experiment.js";
import { formatMeasured, regimeLabel } from "../experiment/format.js";
import { hasRate } from "../experiment/methods.js";
import { isFormula, isSurface } from "../experiment/problem-kind.js";
import { colorOf } from "../experiment/racers.js";
import { isEqual } from "../run/equality.js";
import { Follower } from "../run/follower.js";
import { comparisonNotes } from "./comparison-notes.js";
import { HEADINGS, rowOf, TOLERANCE, tsv } from "./rows.js";

/** Minimum time between two updates. */
const REST_MS = 250;

export class NumberTable {
  /**
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {import("../page/stage.js").Stage} stage
   */
  constructor(session, stage) {
    this.session = session;
    this.stage = stage;
    /** @type {import("./rows.js").Row[]} */
    this.rows = [];
    this.notesKey = "";
    /** @type {unknown} what the table shows */
    this.shown = null;
    this.follower = new Follower(
      session.store,
      ["spec", "completed", "styles", "step", "playing", "pathRevision"],
      () => this.#read(),
      { restMs: REST_MS },
    );
    session.live.addEventListener("landscape", () => this.follower.check());
    this.body = make("tbody");
    this.caption = make("caption");
    this.notes = make("ul", {
      class: "comparison-notes",
      "aria-label": "What is the same for all, and what is not",
    });
    const head = HEADINGS.map(([title]) => make("th", { scope: "col" }, title));
    const attributes = { type: "button", class: "quiet-button", onclick: () => this.#copy() };
    const copy = make("button", attributes, "Copy with all digits");
    const scroller = make(
      "div",
      { class: "table-scroller", tabindex: "0", role: "region", "aria-label": "Numbers" },
      make("table", {}, this.caption, make("thead", {}, make("tr", {}, ...head)), this.body),
    );
    this.dialog = this.#makeDialog(scroller, this.notes, make("footer", {}, copy));
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
    document.body.append(this.dialog);
  }

  /** @param {...HTMLElement} content @returns {HTMLDialogElement} */
  #makeDialog(...content) {
    return make(
      "dialog",
      { class: "wide-dialog numbers", "aria-labelledby": "numbers-title" },
      make(
        "header",
        {},
        make("h2", { id: "numbers-title" }, "Numbers"),
        iconButton("remove", "Close", () => this.dialog.close(), "small"),
      ),
      ...content,
    );
  }

  toggle() {
    if (this.dialog.open) return this.dialog.close();
    this.#read();
    this.dialog.showModal();
    this.follower.activate();
    this.dialog.addEventListener("close", () => this.follower.deactivate(), { once: true });
  }

  #read() {
    const { session, stage } = this;
    const { time } = session.player;
    const runners = stage.racersAt(time);
    this.rows = session.live.tracks.flatMap((track, index) => {
      const { label, regime } = runners[index];
      return rowOf({ label, track, regime: regimeLabel(regime?.name) }, stage.minima, time) ?? [];
    });
    this.caption.textContent =
      `Up to step ${Math.floor(time)} of ${session.steps}. Tolerance: ${TOLERANCE} above the lowest known value` +
      `${stage.minima.length > 0 ? "." : "; none is known here."}`;
    const { spec } = session.state;
    const labels = runners.map(({ label }) => label);
    const whole = mergeCompleted(session.state.completed ?? spec, spec);
    const notesText = isFilledIn(whole) ? comparisonNotes(spec, whole, labels).join("\n") : "";
    if (notesText !== this.notesKey) {
      this.notesKey = notesText;
      this.notes.replaceChildren(
        ...notesText
          .split("\n")
          .filter(Boolean)
          .map((text) => make("li", {}, text)),
      );
    }
    // Updated only if it has changed, so that a selection or a screen reader keeps its position.
    const shown = [this.rows, session.state.styles];
    if (isEqual(shown, this.shown)) return;
    this.shown = shown;
    this.body.replaceChildren(...this.rows.map((row, index) => this.#line(row, index)));
  }

  /** @param {import("./rows.js").Row} row @param {number} index */
  #line(row, index) {
    const { styles } = this.session.state;
    const dot = make("span", { class: "dot" });
    dot.style.background = colorOf(styles[index] ?? index);
    const cells = HEADINGS.slice(1).map(([, key]) => {
      const value = row[key];
      return make("td", {}, typeof value === "string" ? value : this.#number(key, value));
    });
    return make("tr", {}, make("th", { scope: "row" }, dot, row.label), ...cells);
  }

  /** @param {string} key @param {number | null} value */
  #number(key, value) {
    const whole = key === "bestStep" || key === "arrived" || key === "evaluations";
    return whole && value !== null ? String(value) : formatMeasured(value);
  }

  async #copy() {
    const done = await navigator.clipboard?.writeText(tsv(this.rows)).then(
      () => true,
      () => false,
    );
    showToast(
      done
        ? "Copied, ready for a spreadsheet."
        : "This browser lets a page copy over https only. Select the rows, and copy them.",
    );
  }
}

/**
 * Whether the server has completed the experiment.
 *
 * @param {import("../experiment/experiment.js").Experiment} experiment
 */
function isFilledIn({ problem, racers }) {
  const rated = racers.every(({ optimizer }) => optimizer.params?.lr !== undefined || !hasRate(optimizer));
  const hasStart = isSurface(problem) || isFormula(problem);
  return rated && (!hasStart || Boolean(problem.start));
}
