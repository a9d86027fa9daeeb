/**
 * Orbit camera: pose and projection around the landscape. The landscape's box is centered at the origin, z
 * up; angles in radians.
 */

/** Half the vertical field of view of Plotly's perspective camera. */
const HALF_FOV = Math.PI / 8;
const MARGIN = { x: 0.08, y: 0.08 };
export const MIN_ELEVATION = 0.2;
export const MAX_ELEVATION = Math.PI / 2 - 0.01;

/** @typedef {[number, number, number]} Vector */

/**
 * @typedef {object} CameraPose
 * @property {number} azimuth - of the eye, from the x axis towards the y axis
 * @property {number} elevation - of the eye above the horizon
 * @property {number} zoom - 1 fits the box into the frame; 2 is twice as near
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
 * Camera position for a pose: at zoom 1 the box fills the frame and is centered in it.
 *
 * @param {CameraPose} pose
 * @param {Vector} box - its three side lengths
 * @param {number} frameAspect - width over height of the frame
 * @param {{x: number, y: number}} margin - shares of the half frame to leave free at the sides, and above and
 *   below
 * @returns {{eye: Vector, center: Vector, up: Vector}}
 */
export function placeCamera(pose, box, frameAspect, margin = MARGIN) {
  const { right, up, back } = axes(pose);
  const tangentY = Math.tan(HALF_FOV) * (1 - margin.y);
  const tangentX = Math.tan(HALF_FOV) * (1 - margin.x) * frameAspect;
  let center = /** @type {Vector} */ ([0, 0, 0]);
  let distance = 0;
  // The center of a box's projection is not the projection of its center: near corners are spread wider.
  for (let pass = 0; pass < 6; pass += 1) {
    const corners = cornersOf(box).map((corner) => minus(corner, center));
    distance = Math.max(
      ...corners.map(
        (c) => Math.max(Math.abs(dot(c, right)) / tangentX, Math.abs(dot(c, up)) / tangentY) + dot(c, back),
      ),
    );
    const shiftX = middle(corners.map((c) => dot(c, right) / (distance - dot(c, back))));
    const shiftY = middle(corners.map((c) => dot(c, up) / (distance - dot(c, back))));
    center = plus(center, right, shiftX * distance);
    center = plus(center, up, shiftY * distance);
  }
  return { eye: plus(center, back, distance / pose.zoom), center, up: [0, 0, 1] };
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

/** @param {Vector} box @returns {Vector[]} */
function cornersOf([a, b, c]) {
  const corners = [];
  for (const x of [-a / 2, a / 2]) {
    for (const y of [-b / 2, b / 2])
      for (const z of [-c / 2, c / 2]) corners.push(/** @type {Vector} */ ([x, y, z]));
  }
  return corners;
}

/** @param {number[]} values */
function middle(values) {
  return (Math.min(...values) + Math.max(...values)) / 2;
}

/** @param {Vector} a @param {Vector} b */
function dot(a, b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** @param {Vector} a @param {Vector} b @returns {Vector} */
function minus(a, b) {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

/** @param {Vector} a @param {Vector} b @param {number} factor @returns {Vector} */
function plus(a, b, factor) {
  return [a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]];
}
