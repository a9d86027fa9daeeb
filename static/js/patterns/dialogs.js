/** Patterns of dialogs: dialogs and tour cards, shown inline. */

import { make } from "../components/dom.js";
import { HelpDialog } from "../components/help-dialog.js";
import { ProblemChooser } from "../components/problem-chooser.js";
import { CARDS } from "../tour/cards.js";

/** Dialogs and tour cards. @type {import("./page.js").Patterns} */
export function dialogs(catalog) {
  const help = new HelpDialog();
  help.connectedCallback();
  help.dialog?.setAttribute("open", "");
  const [first] = CARDS;
  const tour = make(
    "div",
    { class: "tour" },
    make("header", {}, make("h3", {}, first.title)),
    make("p", {}, first.text),
    make("footer", {}, make("span", { class: "tour-count" }, "1 of 5"), button("Skip"), button("Next")),
  );
  const card = make(
    "button",
    { type: "button", class: "gallery-card" },
    make("strong", { class: "question" }, "What does momentum gain in a narrow valley?"),
    make("span", { class: "title" }, "Ravine and momentum"),
    make("span", { class: "look" }, "Both have the same rate. Gradient descent is slow along the floor."),
  );
  return [
    ["What to descend: surfaces, networks", ...["surface", "network"].map((tab) => chooser(catalog, tab))],
    ["Keys", help],
    ["A card of the tour", tour],
    ["An example", card],
  ];
}

/**
 * A chooser of a few problems.
 *
 * @param {import("../experiment/facts.js").Catalog} catalog
 * @param {string} tab
 */
function chooser({ surfaces, ...others }, tab) {
  const made = new ProblemChooser().setUp({ ...others, surfaces: surfaces.slice(0, 4) });
  made.tabs?.show(tab);
  made.showPictures();
  made.dialog?.setAttribute("open", "");
  return made;
}

/** @param {string} text */
function button(text) {
  return make("button", { type: "button", class: "quiet-button" }, text);
}
