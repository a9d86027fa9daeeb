/**
 * Ball rotation: orientation of a ball that rolls along its path without slipping, a function of the path
 * alone. Quaternions are [w, x, y, z]; x to the right of the map, y up the map, z out of the ground.
 */

/** Radius of a rolling ball as a share of the domain's width. */
const RADIUS = 0.016;

/** @typedef {[number, number, number, number]} Quaternion */

export class BallRotation {
  /**
   * @param {import("../../run/track.js").Track} track
   * @param {{width: number, depth: number}} domain
   */
  constructor(track, domain) {
    this.track = track;
    this.width = domain.width;
    this.depth = domain.depth;
    this.revision = track.revision;
    /** @type {Quaternion[]} orientation at each point computed so far */
    this.orientations = [[1, 0, 0, 0]];
  }

  /**
   * @param {number} index - the last point reached
   * @param {number} fraction - of the step after it
   * @returns {Quaternion}
   */
  at(index, fraction) {
    if (this.revision !== this.track.revision) {
      this.revision = this.track.revision;
      this.orientations.length = 1;
    }
    const known = this.orientations;
    while (known.length <= index)
      known.push(multiply(this.#stepRotation(known.length - 1, 1), known[known.length - 1]));
    return fraction > 0 ? multiply(this.#stepRotation(index, fraction), known[index]) : known[index];
  }

  /**
   * Rotation by a part of step k.
   *
   * @param {number} k
   * @param {number} share
   * @returns {Quaternion}
   */
  #stepRotation(k, share) {
    const [xs, ys] = this.track.columns;
    const dx = (share * (xs[k + 1] - xs[k])) / this.width;
    const dy = (share * (ys[k + 1] - ys[k])) / this.depth;
    const distance = Math.hypot(dx, dy);
    if (!(distance > 0) || distance > 10) return [1, 0, 0, 0];
    const half = distance / RADIUS / 2;
    const s = Math.sin(half) / distance;
    return [Math.cos(half), -dy * s, dx * s, 0];
  }
}

/**
 * Product of two rotations.
 *
 * @param {Quaternion} a
 * @param {Quaternion} b
 * @returns {Quaternion} b first, then a
 */
export function multiply([aw, ax, ay, az], [bw, bx, by, bz]) {
  return [
    aw * bw - ax * bx - ay * by - az * bz,
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
  ];
}

/**
 * Rotates a vector that is fixed to the ball.
 *
 * @param {Quaternion} q - of length 1
 * @param {[number, number, number]} v
 * @returns {[number, number, number]}
 */
export function rotate([w, x, y, z], [a, b, c]) {
  const tx = 2 * (y * c - z * b);
  const ty = 2 * (z * a - x * c);
  const tz = 2 * (x * b - y * a);
  return [a + w * tx + y * tz - z * ty, b + w * ty + z * tx - x * tz, c + w * tz + x * ty - y * tx];
}
