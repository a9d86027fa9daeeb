/**
 * The clock of the picture. It knows steps, not trajectories: time is a fractional step between 0 and
 * the end, and moves by itself while playing.
 */

/** Steps per second at speed 1. */
export const STEPS_PER_SECOND = 30;
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16];
/** Seconds that one frame may bridge: after a stall the clock goes on, it does not leap. */
const MAX_FRAME_S = 0.1;

export class Player extends EventTarget {
  constructor() {
    super();
    this.time = 0;
    this.playing = false;
    this.speed = 1;
    /** The last step there is. */
    this.end = 0;
    /** The last step that has arrived: the clock waits there, though it is playing. */
    this.ready = 0;
    /** @type {number | null} */
    this.before = null;
  }

  /** Whether it wants to go on and can't. */
  get waiting() {
    return this.playing && this.time >= this.ready && this.ready < this.end;
  }

  /** Whether nothing of the path lies ahead. */
  get atEnd() {
    return this.time >= this.end;
  }

  /**
   * Moves the clock on to a moment of real time.
   *
   * @param {number} now - milliseconds
   * @returns {number} the time to draw
   */
  tick(now) {
    const seconds = this.before === null ? 0 : Math.min((now - this.before) / 1000, MAX_FRAME_S);
    this.before = now;
    if (!this.playing) return this.time;
    const ahead = this.time + Math.max(seconds, 0) * STEPS_PER_SECOND * this.speed;
    this.time = Math.max(this.time, Math.min(ahead, this.ready, this.end));
    if (this.time >= this.end && this.ready >= this.end) this.#set({ playing: false });
    return this.time;
  }

  /** Plays; from the start, if it stood at the end. */
  play() {
    if (this.atEnd && this.end > 0) this.time = 0;
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
   * Pauses on a whole step, so many steps from here.
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
    this.#set({ time: Math.min(Math.max(time, 0), this.end) });
  }

  /** Back to the start; playing goes on. */
  reset() {
    this.seek(0);
  }

  /** @param {number} speed - one of SPEEDS */
  setSpeed(speed) {
    this.#set({ speed });
  }

  /**
   * To the next slower or faster speed.
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
