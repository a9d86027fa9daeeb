/**
 * Orbit camera: pose and projection around the landscape. The landscape's box is centered at the origin, z
 * up; angles in radians.
 */

/** Half the vertical field of view of Plotly's perspective camera. */
const HALF_FOV = Math.PI / 8;
const MARGIN = { left: 0.04, right: 0.04, top: 0.04, bottom: 0.04 };
/** Steps of the search for the place from which all is seen. */
const PASSES = 8;
export const MIN_ELEVATION = 0.2;
export const MAX_ELEVATION = Math.PI / 2 - 0.01;

/** @typedef {[number, number, number]} Vector */

/**
 * @typedef {object} CameraPose
 * @property {number} azimuth - of the eye, from the x axis towards the y axis
 * @property {number} elevation - of the eye above the horizon
 * @property {number} zoom - 1 fits the box into the frame; 2 is twice as near
 */

/**
 * @typedef {{left: number, right: number, top: number, bottom: number}} Margin - shares of the frame to leave free
 */

/** @typedef {"oblique" | "front" | "side" | "above"} CameraPreset */

/** Preset poses. @type {Record<CameraPreset, CameraPose>} */
export const PRESETS = {
  oblique: { azimuth: -1.02, elevation: 0.8, zoom: 1 },
  front: { azimuth: -Math.PI / 2, elevation: 0.4, zoom: 1 },
  side: { azimuth: 0, elevation: 0.4, zoom: 1 },
  above: { azimuth: -Math.PI / 2, elevation: MAX_ELEVATION, zoom: 1 },
};

/**
 * A pose rotated by a drag, kept above the horizon.
 *
 * @param {CameraPose} pose
 * @param {number} azimuth
 * @param {number} elevation
 * @returns {CameraPose}
 */
export function rotatedPose(pose, azimuth, elevation) {
  return {
    ...pose,
    azimuth: pose.azimuth + azimuth,
    elevation: Math.min(Math.max(pose.elevation + elevation, MIN_ELEVATION), MAX_ELEVATION),
  };
}

/**
 * A pose between two others, along the shorter rotation.
 *
 * @param {CameraPose} from
 * @param {CameraPose} to
 * @param {number} share - 0 to 1
 * @returns {CameraPose}
 */
export function interpolatedPose(from, to, share) {
  const round = 2 * Math.PI;
  const turn = (((to.azimuth - from.azimuth) % round) + 1.5 * round) % round;
  return {
    azimuth: from.azimuth + share * (turn - Math.PI),
    elevation: from.elevation + share * (to.elevation - from.elevation),
    zoom: from.zoom + share * (to.zoom - from.zoom),
  };
}

/**
 * A pose at another zoom, within limits.
 *
 * @param {CameraPose} pose
 * @param {number} factor - above 1 to move closer
 * @returns {CameraPose}
 */
export function zoomedPose(pose, factor) {
  return { ...pose, zoom: Math.min(Math.max(pose.zoom * factor, 0.5), 5) };
}

/**
 * Camera position for a pose: at zoom 1 what is seen fills the frame within its margin, and is centered there.
 *
 * @param {CameraPose} pose
 * @param {Vector[]} points - what is seen, for example the corners of a box
 * @param {number} frameAspect - width over height of the frame
 * @param {Margin} margin
 * @returns {{eye: Vector, center: Vector, up: Vector, filled: [number, number]}} `filled`: the shares of the
 *   frame within the margin, across and up, that the points fill at zoom 1
 */
export function placeCamera(pose, points, frameAspect, margin = MARGIN) {
  const { right, up, back } = axes(pose);
  const seen = points.map((point) => [dot(point, right), dot(point, up), dot(point, back)]);
  const [tangentX, tangentY] = [Math.tan(HALF_FOV) * frameAspect, Math.tan(HALF_FOV)];
  const halfX = tangentX * (1 - margin.left - margin.right);
  const halfY = tangentY * (1 - margin.top - margin.bottom);
  const [offX, offY] = [tangentX * (margin.left - margin.right), tangentY * (margin.bottom - margin.top)];
  let [x, y, distance, width, height] = [0, 0, 3, 0, 0];
  // Near points are spread wider, so that the middle of what is seen moves with the distance.
  for (let pass = 0; pass < PASSES; pass += 1) {
    const across = extent(seen, 0, x, distance);
    const upward = extent(seen, 1, y, distance);
    [width, height] = [(across.high - across.low) / 2, (upward.high - upward.low) / 2];
    x += (across.high + across.low - 2 * offX) / across.slope;
    y += (upward.high + upward.low - 2 * offY) / upward.slope;
    distance = fittingDistance(seen, [x, y], [halfX, halfY], [offX, offY]);
  }
  const center = plus(plus([0, 0, 0], right, x), up, y);
  const filled = /** @type {[number, number]} */ ([width / halfX, height / halfY]);
  return { eye: plus(center, back, distance / pose.zoom), center, up: [0, 0, 1], filled };
}

/**
 * Range of tangents of the points' directions along one axis of the camera; `slope` is by how much the sum of both
 * falls when the camera moves.
 *
 * @param {number[][]} seen - along the camera's axes
 * @param {number} axis
 * @param {number} shift - of the camera along it
 * @param {number} distance
 */
function extent(seen, axis, shift, distance) {
  let [low, high, lowDepth, highDepth] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1, 1];
  for (const point of seen) {
    const depth = distance - point[2];
    const tangent = (point[axis] - shift) / depth;
    if (tangent < low) [low, lowDepth] = [tangent, depth];
    if (tangent > high) [high, highDepth] = [tangent, depth];
  }
  return { low, high, slope: 1 / lowDepth + 1 / highDepth };
}

/**
 * Least distance at which all points are within the frame.
 *
 * @param {number[][]} seen - along the camera's axes
 * @param {number[]} shift - of the camera
 * @param {number[]} half - tangents of the frame's halves
 * @param {number[]} off - tangents of its middle
 */
function fittingDistance(seen, shift, half, off) {
  let distance = 0;
  for (const point of seen) {
    for (const axis of [0, 1]) {
      const away = point[axis] - shift[axis];
      distance = Math.max(
        distance,
        point[2] + away / (off[axis] + half[axis]),
        point[2] + away / (off[axis] - half[axis]),
      );
    }
  }
  return distance;
}

/**
 * The camera's axes.
 *
 * @param {CameraPose} pose
 * @returns {{right: Vector, up: Vector, back: Vector}} `back` points to the camera
 */
function axes({ azimuth, elevation }) {
  const [ca, sa, ce, se] = [Math.cos(azimuth), Math.sin(azimuth), Math.cos(elevation), Math.sin(elevation)];
  return { right: [-sa, ca, 0], up: [-se * ca, -se * sa, ce], back: [ce * ca, ce * sa, se] };
}

/** @param {Vector} box - its three side lengths @returns {Vector[]} */
export function cornersOf([a, b, c]) {
  const corners = [];
  for (const x of [-a / 2, a / 2]) {
    for (const y of [-b / 2, b / 2])
      for (const z of [-c / 2, c / 2]) corners.push(/** @type {Vector} */ ([x, y, z]));
  }
  return corners;
}

/** @param {Vector} a @param {Vector} b */
function dot(a, b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** @param {Vector} a @param {Vector} b @param {number} factor @returns {Vector} */
function plus(a, b, factor) {
  return [a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]];
}
