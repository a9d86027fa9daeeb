/** Transport bar: reset, back, play, forward, and speed. */

import { SPEEDS } from "../run/player.js";
import { icon, iconButton, make, setText } from "./dom.js";
import { oneTabStop } from "./roving.js";

export class TransportBar extends HTMLElement {
  /** Whether the button offers to pause. @type {boolean | null} */
  #shown = null;

  connectedCallback() {
    if (this.play) return;
    const act = (/** @type {string} */ name) => () => this.#emit(name);
    this.play = iconButton("play", "Play", act("toggle"), "play");
    this.count = make("output", { class: "count", "aria-label": "Step" });
    this.speed = make(
      "select",
      {
        "aria-label": "Speed",
        title: "Speed",
        onchange: () => this.#emit("speed", Number(this.speed?.value)),
      },
      ...SPEEDS.map((speed) => make("option", { value: String(speed) }, speedText(speed))),
    );
    this.append(
      make(
        "div",
        { class: "transport" },
        iconButton("reset", "Back to the start (R)", act("reset")),
        iconButton("back", "One step back (left arrow)", act("back")),
        this.play,
        iconButton("forward", "One step forward (right arrow)", act("forward")),
        this.count,
      ),
      make("div", { class: "transport-side" }, this.speed),
    );
    this.setAttribute("role", "toolbar");
    this.setAttribute("aria-label", "Playback");
    oneTabStop(this);
  }

  /** @param {{time: number, end: number, playing: boolean, waiting: boolean, speed: number}} state */
  update({ time, end, playing, waiting, speed }) {
    if (!this.play || !this.count || !this.speed) return;
    setText(this.count, `${Math.floor(time)} / ${end}`);
    this.toggleAttribute("waiting", waiting);
    // Not compared with the button's label: that may have been translated.
    if (this.#shown !== playing) showPlaying(this.play, playing);
    this.#shown = playing;
    if (document.activeElement !== this.speed) this.speed.value = String(speed);
  }

  /** @param {string} name @param {unknown} [value] */
  #emit(name, value) {
    this.dispatchEvent(new CustomEvent("transport", { bubbles: true, detail: { name, value } }));
  }
}

customElements.define("transport-bar", TransportBar);

/**
 * Lets the transport bar of the page drive a clock.
 *
 * @param {import("../run/player.js").Player} player
 */
export function followTransport(player) {
  /** @type {Record<string, (value: unknown) => void>} */
  const acts = {
    toggle: () => player.toggle(),
    reset: () => player.reset(),
    back: () => player.step(-1),
    forward: () => player.step(1),
    speed: (value) => player.setSpeed(Number(value)),
  };
  document.addEventListener("transport", (event) => {
    const { name, value } = /** @type {CustomEvent} */ (event).detail;
    acts[name]?.(value);
  });
}

/** @param {HTMLButtonElement} button @param {boolean} playing */
function showPlaying(button, playing) {
  button.replaceChildren(icon(playing ? "pause" : "play"));
  button.title = playing ? "Pause (space)" : "Play (space)";
  button.setAttribute("aria-label", playing ? "Pause" : "Play");
}

/** @param {number} speed */
function speedText(speed) {
  return `${{ 0.25: "\u00bc", 0.5: "\u00bd" }[speed] ?? speed}\u00d7`;
}
