/**
 * Frame aspect: tells the run the proportions of the picture's frame, so that the land fills it. They are told in
 * a few steps: pages of about the same shape then share their landscapes.
 */

/** Ratio of two neighboring steps, and the largest; the smallest is its inverse. */
const STEP = 1.15;
const MAX_STEPS = 11;
/** Time without a change after which another aspect is told, so that a drag of the window's edge asks once. */
const REST_MS = 250;

/**
 * The step nearest to an aspect.
 *
 * @param {number} aspect - width over height
 * @returns {number} a power of `STEP`, in two digits after the point
 */
export function steppedAspect(aspect) {
  const steps = Math.round(Math.log(aspect) / Math.log(STEP));
  return Number((STEP ** Math.min(Math.max(steps, -MAX_STEPS), MAX_STEPS)).toFixed(2));
}

export class FrameAspect {
  /**
   * @param {{setAspect?: (aspect: number) => void}} live - a recorded run keeps its landscape
   * @param {{aspect: number | null}} picture - null while it cannot be seen
   */
  constructor(live, picture) {
    this.live = live;
    this.picture = picture;
    /** Whether the run knows an aspect. */
    this.known = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** The frame may have changed: the first aspect is told at once, another after a rest. */
  update() {
    clearTimeout(this.timer);
    if (!this.known) this.#tell();
    else this.timer = setTimeout(() => this.#tell(), REST_MS);
  }

  #tell() {
    const { aspect } = this.picture;
    if (aspect === null) return;
    this.known = true;
    this.live.setAspect?.(steppedAspect(aspect));
  }
}
