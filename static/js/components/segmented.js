/** Segmented group: buttons side by side, of which some are pressed; the group is one stop of the Tab key. */

import { make } from "./dom.js";
import { oneTabStop } from "./roving.js";

/**
 * Creates a segmented group; `setPressed` shows which are chosen.
 *
 * @param {{"aria-label": string} | {"aria-labelledby": string}} label
 * @param {string[][]} choices - name, text and optional hint of each button
 * @param {(name: string) => void} choose - called with the name of the button that a person has used
 */
export function segmented(label, choices, choose) {
  const buttons = choices.map(([name, text, title = ""]) =>
    make("button", { type: "button", "data-name": name, title, onclick: () => choose(name) }, text),
  );
  return oneTabStop(make("div", { class: "segmented", role: "group", ...label }, ...buttons));
}
