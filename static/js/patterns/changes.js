/** Patterns of the question of an example, and of what shows, undoes and places a person's changes. */

import { ChangesApply } from "../components/changes-apply.js";
import { make } from "../components/dom.js";
import { EditFlags } from "../components/edit-flags.js";
import { HistoryButtons } from "../components/history-buttons.js";
import { QuestionStrip } from "../components/question-strip.js";

/** @type {import("../components/edit-flags.js").Flag[]} */
const FLAGS = [
  {
    mark: { name: "lr", racers: [0], steps: [84], from: 0.1, to: 0.5 },
    who: "Adam",
    color: "var(--racer-3)",
  },
  {
    mark: { name: "batch_size", racers: [0, 1], steps: [300], from: null, to: 8 },
    who: "",
    color: "var(--color-text-soft)",
  },
];

/** History buttons, the choice of where changes apply, and flags. @type {import("./page.js").Patterns} */
export function changes() {
  const states = [
    { undoable: 0, redoable: 0, changed: false },
    { undoable: 2, redoable: 1, changed: true },
  ];
  const buttons = states.map((state) => {
    const made = new HistoryButtons();
    made.connectedCallback();
    made.update(state);
    return made;
  });
  const applies = new ChangesApply();
  applies.connectedCallback();
  applies.update("here");
  const flags = [false, true].map((fixed) => {
    const made = new EditFlags();
    made.connectedCallback();
    made.update(FLAGS, 500, fixed);
    return make("div", { class: "time" }, made);
  });
  const question = new QuestionStrip();
  question.connectedCallback();
  question.show({ question: "Why do they stop?", lookFor: "The slope is zero." });
  return [
    ["The question of an example", question],
    ["Undo, redo and reset all: nothing to undo, both", ...buttons],
    ["Where changes apply", applies],
    ["Changes on the way, and on a locked page", ...flags],
  ];
}
