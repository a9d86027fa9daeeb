/** Pattern page: every control in every state, once for each theme. */

import { make } from "../components/dom.js";
import { getFacts } from "../experiment/facts.js";
import { pageAddress } from "../run/api.js";
import { changes } from "./changes.js";
import { buttons, forms, notices } from "./controls.js";
import { dialogs } from "./dialogs.js";
import { panels, racers, transports, views } from "./panels.js";
import { pictures } from "./pictures.js";

/**
 * @typedef {(catalog: import("../experiment/facts.js").Catalog) => [string, ...Node[]][]} Patterns - titles and the nodes below them
 */

const catalog = getFacts();
/** @type {Patterns[]} */
const ALL = [buttons, forms, transports, changes, views, racers, panels, notices, dialogs, pictures];

/** Patterns that need the full width, as in the lab. */
const WIDE = /^(Transport|View$|Icons)/;
const large = new URLSearchParams(pageAddress().query).get("theme") === "projector";
document.documentElement.toggleAttribute("data-projector", large);
for (const sample of document.querySelectorAll(".sample")) {
  for (const [title, ...content] of ALL.flatMap((patterns) => patterns(catalog)))
    sample.append(
      make(
        "section",
        { class: `pattern ${WIDE.test(title) ? "wide" : ""}` },
        make("h2", {}, title),
        ...content,
      ),
    );
}
document.body.toggleAttribute("data-ready", true);
