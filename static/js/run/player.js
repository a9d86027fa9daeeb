/**
 * Player: the clock of the picture. Time is a fractional step between 0 and the end, and advances while
 * playing.
 */

/** Steps per second at speed 1. */
export const STEPS_PER_SECOND = 30;
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16];
/** Maximum duration in seconds of one frame: after a stall the clock continues without a jump. */
const MAX_FRAME_S = 0.1;

/** Events: `change` when the clock was set, started or stopped; `step` when it has reached another whole step. */
export class Player extends EventTarget {
  constructor() {
    super();
    this.time = 0;
    this.playing = false;
    this.speed = 1;
    /** The last step. */
    this.end = 0;
    /** The step at which the run waits for a person's answer, if it does. */
    this.stop = Number.POSITIVE_INFINITY;
    /** The last step that has arrived: the clock waits there even while playing. */
    this.ready = 0;
    /** @type {number | null} */
    this.before = null;
  }

  /** The last step that the clock can reach now. */
  get last() {
    return Math.min(this.end, this.stop);
  }

  /** Whether it is playing but must wait. */
  get waiting() {
    return this.playing && this.time >= this.ready && this.ready < this.last;
  }

  /** Whether it is at the end of the path. */
  get atEnd() {
    return this.time >= this.end;
  }

  /**
   * Advances the clock.
   *
   * @param {number} now - real time in milliseconds
   * @returns {number} the time to draw
   */
  tick(now) {
    const seconds = this.before === null ? 0 : Math.min((now - this.before) / 1000, MAX_FRAME_S);
    this.before = now;
    if (!this.playing) return this.time;
    const ahead = this.time + Math.max(seconds, 0) * STEPS_PER_SECOND * this.speed;
    const step = Math.floor(this.time);
    this.time = Math.max(this.time, Math.min(ahead, this.ready, this.last));
    if (this.time >= this.last && this.ready >= this.last) this.#set({ playing: false });
    else if (Math.floor(this.time) !== step) this.dispatchEvent(new Event("step"));
    return this.time;
  }

  /** Plays; from the start if it can go no further. */
  play() {
    if (this.time >= this.last && this.last > 0) this.time = 0;
    this.before = null;
    this.#set({ playing: true });
  }

  pause() {
    this.#set({ playing: false });
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /**
   * Pauses at a whole step, `count` steps from here.
   *
   * @param {number} count - negative to go back
   */
  step(count) {
    const whole = count > 0 ? Math.floor(this.time) : Math.ceil(this.time);
    this.playing = false;
    this.seek(whole + count);
  }

  /** @param {number} time */
  seek(time) {
    this.#set({ time: Math.min(Math.max(time, 0), this.last) });
  }

  /** Back to the start; playback continues. */
  reset() {
    this.seek(0);
  }

  /** @param {number} speed - one of SPEEDS */
  setSpeed(speed) {
    this.#set({ speed });
  }

  /**
   * Selects the next slower or faster speed.
   *
   * @param {1 | -1} direction
   */
  changeSpeed(direction) {
    const next =
      direction > 0
        ? SPEEDS.find((speed) => speed > this.speed)
        : SPEEDS.findLast((speed) => speed < this.speed);
    this.setSpeed(next ?? (direction > 0 ? /** @type {number} */ (SPEEDS.at(-1)) : SPEEDS[0]));
  }

  /** @param {Partial<Pick<Player, "time" | "playing" | "speed">>} change */
  #set(change) {
    Object.assign(this, change);
    this.dispatchEvent(new Event("change"));
  }
}
