/** The picture alone, for a frame in somebody else's page: it starts when it is seen. */

import { address, addressOf } from "./api.js";
import { setText } from "./components/dom.js";
import { keyboard } from "./keys.js";
import { Lab } from "./lab.js";
import { Stage } from "./stage.js";
import { dress } from "./themes.js";
import { pack, read, unpack, write } from "./url-state.js";

const catalog = JSON.parse(document.getElementById("catalog")?.textContent ?? "{}");
const { query, packed } = address();
const { experiment, view } = read(query, packed ? await unpack(packed).catch(() => null) : null);
const mode = new URLSearchParams(query).has("view") ? view.mode : "contour";
const lab = new Lab(catalog, experiment, { ...view, mode });
const stage = new Stage(lab, { wheelZoom: false });
const noop = () => {};

Object.assign(document, { lab });
document.body.dataset.view = mode;
document.body.dataset.hide = view.hide.join(" ");
dress(view.theme, (theme) => stage.picture.setTheme(theme));
stage.show(lab.state.view);
lab.player.setSpeed(view.speed);
listen();
lab.begin();
stage.run();
if (view.autoplay && !matchMedia("(prefers-reduced-motion: reduce)").matches) playWhenSeen();

function listen() {
  const { player } = lab;
  document.addEventListener("transport", (event) => {
    const { name, value } = /** @type {CustomEvent} */ (event).detail;
    if (name === "toggle") player.toggle();
    else if (name === "reset") player.reset();
    else if (name === "back") player.step(-1);
    else if (name === "forward") player.step(1);
    else if (name === "speed") player.setSpeed(value);
  });
  document.addEventListener(
    "keydown",
    keyboard({
      toggle: () => player.toggle(),
      step: (count) => player.step(count),
      jump: (end) => player.seek(end === "start" ? 0 : player.end),
      reset: () => player.reset(),
      speed: (direction) => player.shift(direction),
      select: noop,
      arrow: noop,
      view: noop,
      theme: noop,
      undo: noop,
      help: noop,
    }),
  );
  lab.store.subscribe((state) => {
    const note = document.getElementById("connection");
    if (!note) return;
    note.hidden = state.connection === "open";
    setText(note, state.connection === "lost" ? "Reconnecting\u2026" : "Connecting\u2026");
  });
  document.getElementById("open")?.addEventListener("click", openLab);
}

/** The link leads to the same experiment in the lab. @param {Event} event */
async function openLab(event) {
  const link = /** @type {HTMLAnchorElement} */ (event.currentTarget);
  event.preventDefault();
  const text = write(lab.state.spec, { ...view, mode: "both" });
  window.open(
    addressOf(text.query, text.packed ? await pack(text.packed) : "", link.href),
    "_blank",
    "noopener",
  );
}

function playWhenSeen() {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    lab.player.play();
  });
  seen.observe(document.body);
}
