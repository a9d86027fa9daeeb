/**
 * Sound: a quiet tone whose pitch follows the loss of the selected racer, or else of the best. Off by
 * default.
 */

import { pitchOf, rangeOf } from "./pitch.js";

const VOLUME = 0.06;
/** Time constant in seconds of pitch and volume. */
const GLIDE_S = 0.04;
/** Interval between updates while the clock runs. */
const INTERVAL_MS = 50;

export class Sound {
  /**
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {HTMLButtonElement} button - turns the sound on and off
   */
  constructor(session, button) {
    this.session = session;
    this.button = button;
    /** @type {{context: AudioContext, tone: OscillatorNode, volume: GainNode} | null} */
    this.voice = null;
    this.on = false;
    /** @type {ReturnType<typeof setInterval> | undefined} runs while something is heard */
    this.timer = undefined;
    session.store.subscribe(() => this.#update(), ["playing", "visible"]);
    button.addEventListener("click", () => this.#switch());
  }

  #switch() {
    this.on = !this.on;
    this.voice ??= voice();
    this.voice.context.resume();
    this.button.setAttribute("aria-pressed", String(this.on));
    this.#update();
  }

  /** Sounds while the clock runs and the page is visible. */
  #update() {
    const { playing, visible } = this.session.state;
    clearInterval(this.timer);
    if (!this.on || !playing || !visible) return this.#play(Number.NaN);
    this.timer = setInterval(() => this.#read(), INTERVAL_MS);
    this.#read();
  }

  #read() {
    const { player, live, state } = this.session;
    const losses = live.tracks.map((track) => track.at(player.time)?.loss ?? Number.NaN);
    const lowest = Math.min(...losses.filter(Number.isFinite));
    const loss = losses[state.selected] ?? lowest;
    const range = rangeOf(live.tracks.map((track) => track.column("loss")));
    this.#play(pitchOf(loss, range, state.view.loss === "log"));
  }

  /** @param {number} pitch - hertz; NaN is silence */
  #play(pitch) {
    if (!this.voice) return;
    const { context, tone, volume } = this.voice;
    const sounds = Number.isFinite(pitch);
    volume.gain.setTargetAtTime(sounds ? VOLUME : 0, context.currentTime, GLIDE_S);
    if (sounds) tone.frequency.setTargetAtTime(pitch, context.currentTime, GLIDE_S);
  }
}

function voice() {
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { type: "triangle", frequency: 220 });
  const volume = new GainNode(context, { gain: 0 });
  tone.connect(volume).connect(context.destination);
  tone.start();
  return { context, tone, volume };
}
