/** Offline page: the player of a self-contained file, without server or network. */

import { icon, make, markerIcon, setText } from "../components/dom.js";
import { guardSliders } from "../components/touch-sliders.js";
import { followTransport } from "../components/transport-bar.js";
import { setCatalog } from "../experiment/facts.js";
import { formatMeasured } from "../experiment/format.js";
import { colorOf, markerOf } from "../experiment/racers.js";
import { keyListener } from "../page/keyboard.js";
import { Stage } from "../page/stage.js";
import { applyTheme } from "../page/themes.js";
import { OfflineSession } from "./offline-session.js";
import { decodePayload } from "./payload.js";

/** @type {import("./payload.js").Payload} */
const payload = JSON.parse(document.getElementById("record")?.textContent ?? "{}");
setCatalog(payload.catalog);
const { tracks, landscape } = await decodePayload(payload);
const session = new OfflineSession(payload, tracks);
const stage = new Stage(session, { wheelZoom: false });
const buttons = /** @type {{label: string}[]} */ (payload.experiment.racers).map(racerButton);
/** @type {"light" | "dark"} */
let theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";

Object.assign(document, { lab: session });
document.getElementById("racers")?.append(...buttons.map(({ button }) => button));
document.getElementById("theme")?.addEventListener("click", switchTheme);
listen();
updateTheme();
stage.show(session.state.view);
session.live.dispatchEvent(new CustomEvent("landscape", { detail: landscape }));
stage.run();

/**
 * A button with a racer's name and its current loss, which shows or hides it.
 *
 * @param {{label: string}} racer
 * @param {number} index
 */
function racerButton({ label }, index) {
  const loss = make("output", { class: "loss" });
  const press = () => toggle(index);
  const button = make(
    "button",
    { type: "button", class: "chip", "aria-pressed": "true", title: `Show or hide ${label}`, onclick: press },
    markerIcon(markerOf(index), colorOf(index)),
    make("span", { class: "label" }, label),
    loss,
  );
  return { button, loss };
}

/** @param {number} index */
function toggle(index) {
  session.toggle(index);
  buttons[index]?.button.setAttribute("aria-pressed", String(!session.hidden.has(index)));
}

function switchTheme() {
  theme = theme === "dark" ? "light" : "dark";
  updateTheme();
}

function updateTheme() {
  applyTheme(theme, (now) => stage.setTheme(now));
  const button = document.getElementById("theme");
  button?.replaceChildren(icon(theme === "dark" ? "sun" : "moon"));
}

/** What keys do. @returns {import("../page/keyboard.js").Commands} */
function commands() {
  const { player } = session;
  const noop = () => {};
  return {
    toggle: () => player.toggle(),
    step: (count) => player.step(count),
    jump: (end) => player.seek(end === "start" ? 0 : player.end),
    reset: () => player.reset(),
    speed: (direction) => player.changeSpeed(direction),
    select: toggle,
    theme: switchTheme,
    arrow: noop,
    view: noop,
    undo: noop,
    help: noop,
  };
}

function listen() {
  guardSliders();
  followTransport(session.player);
  document.addEventListener("keydown", keyListener(commands()));
  // The start was recorded: a press on the map does not move it.
  const map = document.querySelector(".picture");
  map?.addEventListener("pointerdown", (event) => event.stopPropagation(), { capture: true });
  stage.addEventListener("reading", (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    for (const [place, index] of session.shown.entries()) {
      setText(buttons[index].loss, formatMeasured(detail[place]?.loss));
    }
  });
}
