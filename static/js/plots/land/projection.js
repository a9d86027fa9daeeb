/**
 * Projections: points of the landscape to pixels of the plot, y down. Both classes have the same method `project`, so that
 * one overlay serves the map and the scene.
 */

/**
 * @typedef {object} Projection
 * @property {number} version - changes whenever pixels change
 * @property {boolean} flat - seen from straight above, where nothing is hidden
 * @property {(x: number, y: number, height: number, out: number[] | Float32Array, k: number) => number}
 *   project - writes the pixel to `out[k]`, `out[k + 1]`; returns the depth, positive in front of the camera
 */

/** The map: two linear axes. @implements {Projection} */
export class MapProjection {
  flat = true;

  /**
   * @param {{x0: number, x1: number, y0: number, y1: number}} domain
   * @param {import("./map-frame.js").Frame} frame - pixels of the domain
   * @param {number} version
   */
  constructor(domain, frame, version) {
    this.domain = domain;
    this.frame = frame;
    this.version = version;
    this.scaleX = frame.width / (domain.x1 - domain.x0);
    this.scaleY = frame.height / (domain.y1 - domain.y0);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} _height
   * @param {number[] | Float32Array} out
   * @param {number} k
   */
  project(x, y, _height, out, k) {
    out[k] = this.frame.left + (x - this.domain.x0) * this.scaleX;
    out[k + 1] = this.frame.top + (this.domain.y1 - y) * this.scaleY;
    return 1;
  }

  /**
   * @param {number} px
   * @param {number} py
   * @returns {{x: number, y: number}}
   */
  unproject(px, py) {
    return {
      x: this.domain.x0 + (px - this.frame.left) / this.scaleX,
      y: this.domain.y1 - (py - this.frame.top) / this.scaleY,
    };
  }
}

/**
 * @typedef {object} CameraMatrices - column-major 4 x 4, as WebGL has them
 * @property {ArrayLike<number>} model - maps data times `dataScale` to the box around the origin; scale and
 *   shift only
 * @property {ArrayLike<number>} view - rigid
 * @property {ArrayLike<number>} projection - perspective
 * @property {ArrayLike<number>} dataScale - per axis
 */

/** The scene: a perspective camera. @implements {Projection} */
export class SceneProjection {
  flat = false;

  /**
   * @param {CameraMatrices} matrices
   * @param {number} width - of the plot in pixels
   * @param {number} height
   * @param {number} version
   */
  constructor({ model, view, projection, dataScale }, width, height, version) {
    this.width = width;
    this.height = height;
    this.version = version;
    /** @type {import("../ball/ball-rotation.js").Quaternion | undefined} */
    this.turn = undefined;
    /** Data to box, per axis: box = scale * data + shift. */
    this.scale = [0, 1, 2].map((i) => model[5 * i] * dataScale[i]);
    this.shift = [0, 1, 2].map((i) => model[12 + i]);
    this.view = Array.from(view);
    this.focal = [projection[0], projection[5]];
    this.matrix = multiply(projection, multiply(view, this.#boxMatrix()));
    /** Camera position in box coordinates: the view matrix is rigid, so its inverse is its transpose. */
    this.eye = [0, 1, 2].map(
      (i) => -(view[4 * i] * view[12] + view[4 * i + 1] * view[13] + view[4 * i + 2] * view[14]),
    );
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} height
   * @param {number[] | Float32Array} out
   * @param {number} k
   */
  project(x, y, height, out, k) {
    const m = this.matrix;
    const w = m[3] * x + m[7] * y + m[11] * height + m[15];
    const clipX = m[0] * x + m[4] * y + m[8] * height + m[12];
    const clipY = m[1] * x + m[5] * y + m[9] * height + m[13];
    out[k] = (0.5 + (0.5 * clipX) / w) * this.width;
    out[k + 1] = (0.5 - (0.5 * clipY) / w) * this.height;
    return w;
  }

  /** Camera position in data coordinates. */
  get eyeData() {
    return this.eye.map((value, i) => (value - this.shift[i]) / this.scale[i]);
  }

  /**
   * Direction of the ray through a pixel, in data coordinates, from the camera.
   *
   * @param {number} px
   * @param {number} py
   * @returns {number[]}
   */
  ray(px, py) {
    const camera = [
      ((2 * px) / this.width - 1) / this.focal[0],
      (1 - (2 * py) / this.height) / this.focal[1],
      -1,
    ];
    const v = this.view;
    return [0, 1, 2].map(
      (i) => (v[4 * i] * camera[0] + v[4 * i + 1] * camera[1] + v[4 * i + 2] * camera[2]) / this.scale[i],
    );
  }

  /** Rotation from the map's axes to the camera's, as a quaternion [w, x, y, z]. */
  get rotation() {
    this.turn ??= quaternionOf(this.view);
    return this.turn;
  }

  /**
   * Pixels per unit of the box at a depth.
   *
   * @param {number} depth
   * @returns {number}
   */
  pixelsPerUnit(depth) {
    return (this.focal[1] * this.height) / (2 * depth);
  }

  #boxMatrix() {
    const [sx, sy, sz] = this.scale;
    const [tx, ty, tz] = this.shift;
    return [sx, 0, 0, 0, 0, sy, 0, 0, 0, 0, sz, 0, tx, ty, tz, 1];
  }
}

/**
 * Product of two matrices.
 *
 * @param {ArrayLike<number>} a - column-major 4 x 4
 * @param {ArrayLike<number>} b
 * @returns {number[]} a times b
 */
export function multiply(a, b) {
  const product = new Array(16).fill(0);
  for (let column = 0; column < 4; column += 1) {
    for (let row = 0; row < 4; row += 1) {
      for (let k = 0; k < 4; k += 1) product[4 * column + row] += a[4 * k + row] * b[4 * column + k];
    }
  }
  return product;
}

/**
 * @param {ArrayLike<number>} m - column-major 4 x 4 whose upper left part is a rotation
 * @returns {import("../ball/ball-rotation.js").Quaternion}
 */
function quaternionOf(m) {
  // Squares of the components from the diagonal, signs from the off-diagonal differences.
  const w = Math.sqrt(Math.max(0, 1 + m[0] + m[5] + m[10])) / 2;
  const x = Math.sqrt(Math.max(0, 1 + m[0] - m[5] - m[10])) / 2;
  const y = Math.sqrt(Math.max(0, 1 - m[0] + m[5] - m[10])) / 2;
  const z = Math.sqrt(Math.max(0, 1 - m[0] - m[5] + m[10])) / 2;
  return [w, Math.sign(m[6] - m[9]) * x, Math.sign(m[8] - m[2]) * y, Math.sign(m[1] - m[4]) * z];
}
