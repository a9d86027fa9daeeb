/** Patterns of controls: buttons, parameter controls and notices. */

import { makeBusyNotice } from "../components/busy-notice.js";
import { ICON_NAMES, iconButton, make, markerIcon } from "../components/dom.js";
import { NumberBox, REAL } from "../components/number-box.js";
import { ParamGroup } from "../components/param-group.js";
import { entryNamed } from "../experiment/facts.js";
import { regimeLabel } from "../experiment/format.js";
import { MARKERS } from "../experiment/racers.js";

/** @typedef {import("../../../types/api.d.ts").PlainEntry} Entry */

const noop = () => {};

/** @param {string} text @param {Record<string, unknown>} [attributes] */
function quiet(text, attributes = {}) {
  return make("button", { type: "button", class: "quiet-button", ...attributes }, text);
}

/** @param {...Node} content */
function row(...content) {
  return make("div", { class: "row" }, ...content);
}

/** Buttons in their states. @type {import("./page.js").Patterns} */
export function buttons() {
  const segmented = make("div", { class: "segmented", role: "group", "aria-label": "Segmented" });
  for (const [text, pressed, disabled] of /** @type {const} */ ([
    ["Chosen", true, false],
    ["Other", false, false],
    ["Not now", false, true],
  ]))
    segmented.append(make("button", { type: "button", "aria-pressed": String(pressed), disabled }, text));
  const icons = ICON_NAMES.map((name) => iconButton(name, name, noop, name === "play" ? "play" : ""));
  const marks = MARKERS.map((marker, k) => markerIcon(marker, `var(--racer-${k})`));
  return [
    [
      "Buttons",
      row(
        quiet("Quiet"),
        quiet("Pressed", { "aria-pressed": "true" }),
        quiet("Disabled", { disabled: true }),
      ),
      row(segmented),
    ],
    ["Icons", row(...icons)],
    ["Markers", row(...marks)],
  ];
}

/** Parameter controls in their states. @type {import("./page.js").Patterns} */
export function forms(catalog) {
  const named = (/** @type {"optimizers" | "models"} */ family, /** @type {string} */ name) =>
    entryNamed(/** @type {Entry[]} */ (catalog[family]), name)?.params ?? [];
  const group = (
    /** @type {Parameters<ParamGroup["setUp"]>[0]} */ schema,
    /** @type {Record<string, unknown>} */ values = {},
    /** @type {import("../components/param-group.js").FieldError[]} */ errors = [],
    marks = {},
  ) => {
    const made = new ParamGroup().setUp(schema, "");
    made.update(values, errors, marks);
    return make("div", { class: "panel" }, made);
  };
  const box = new NumberBox().setUp("A number", "", REAL);
  box.value = -1.2;
  const lr = [
    { value: 0.01, label: "Good to watch" },
    { value: 0.4, label: "Stable below", limit: true },
  ];
  return [
    [
      "Parameters, with a limit marked",
      group(named("optimizers", "sgd"), { lr: 0.05, momentum: 0.9 }, [], { lr }),
    ],
    [
      "A wrong value",
      group(named("optimizers", "adam"), {}, [{ pointer: "/lr", detail: "lr must be above 0. Take 0.001." }]),
    ],
    ["Choices, switches, widths", group(named("models", "mlp"), { hidden: [16, 16] })],
    ["A box", make("div", { class: "panel field-line" }, box)],
  ];
}

/** Notices and errors. @type {import("./page.js").Patterns} */
export function notices() {
  const regimes = ["descending", "oscillating", "global_minimum", "diverged"].map((name) =>
    make("span", { class: "regime", "data-regime": name }, regimeLabel(name)),
  );
  return [
    ["Regimes", row(...regimes)],
    [
      "Notices",
      make("p", { class: "sentence" }, "Momentum is swinging to and fro: its steps overshoot."),
      make("p", { class: "plane-text" }, "The plane holds 93 % of the path; Adam is off it by 0.21."),
      make("p", { class: "notice" }, "Connection lost. Playing what has come, and reconnecting\u2026"),
      make("p", { class: "notice error" }, "The formula ends where a number or x, y was expected."),
      makeBusyNotice(3, noop).notice,
      make(
        "p",
        { class: "toast shown" },
        "Forked at step 120. What you change now is the branch\u2019s alone.",
      ),
    ],
  ];
}
