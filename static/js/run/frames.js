/**
 * Binary frames: bytes of `/api/v1/live` to typed arrays. Little-endian, 8-byte aligned. The layout is in
 * docs/protocol.md.
 */

const HEADER_BYTES = 16;
const TRAJECTORY = 1;
const LANDSCAPE = 2;
const MAP = 3;
const MARKS = 4;
/** Bytes of the counts of each point in a frame of marks. */
const COUNT_BYTES = 16;

/**
 * @typedef {object} TrajectoryFrame
 * @property {"trajectory"} kind
 * @property {number} run - number of the run that the points belong to
 * @property {number} start - index of the first point
 * @property {Float64Array[][]} racers - columns of each racer, one value per point; those of a finished racer
 *   are shorter or empty
 */

/**
 * @typedef {object} LandscapeFrame
 * @property {"landscape"} kind
 * @property {number} run
 * @property {number} rows
 * @property {number} columns
 * @property {Float64Array} z - losses, row by row: `z[i * columns + j]` is at `(x[j], y[i])`
 */

/**
 * @typedef {object} MapFrame
 * @property {"map"} kind
 * @property {number} run - number of the map that the cells belong to
 * @property {number} part
 * @property {Uint32Array} cells - row * width + column
 * @property {Float64Array[]} columns - one value per cell
 */

/**
 * @typedef {object} StepMarks - what a racer's method shows beside the ball at one point
 * @property {Float64Array} points - x, y and loss of each place that the method has tried
 * @property {Float64Array} arrows - x and y of the tail, x and y of the tip, of each arrow
 * @property {Float64Array | null} ellipse - mean_x, mean_y, c_xx, c_xy, c_yy of a normal distribution
 */

/**
 * @typedef {object} MarksFrame
 * @property {"marks"} kind
 * @property {number} run
 * @property {number} racer
 * @property {number} start - index of the first point
 * @property {StepMarks[]} marks - one per point; those of a point without any are empty
 */

/** @typedef {TrajectoryFrame | LandscapeFrame | MapFrame | MarksFrame} Frame */

/**
 * Decodes one binary frame. The arrays are views of `buffer`, not copies.
 *
 * @param {ArrayBuffer} buffer
 * @returns {Frame | null} null if its kind is unknown
 * @throws {RangeError} if the frame is truncated or too long
 */
export function decodeFrame(buffer) {
  if (buffer.byteLength < HEADER_BYTES) {
    throw new RangeError(`A frame has at least ${HEADER_BYTES} bytes; this one has ${buffer.byteLength}.`);
  }
  const header = new DataView(buffer);
  const kind = header.getUint8(0);
  if (kind === TRAJECTORY) return decodeTrajectory(buffer, header);
  if (kind === LANDSCAPE) return decodeLandscape(buffer, header);
  if (kind === MAP) return decodeMap(buffer, header);
  return kind === MARKS ? decodeMarks(buffer, header) : null;
}

/**
 * @param {ArrayBuffer} buffer
 * @param {DataView} header
 * @returns {TrajectoryFrame}
 */
function decodeTrajectory(buffer, header) {
  const columns = header.getUint8(1);
  const racers = header.getUint16(2, true);
  let offset = HEADER_BYTES + Math.ceil((4 * racers) / 8) * 8;
  expectAtLeast(buffer, offset);
  const counts = Array.from({ length: racers }, (_, r) => header.getUint32(HEADER_BYTES + 4 * r, true));
  const values = counts.reduce((sum, points) => sum + points * columns, 0);
  expectExactly(buffer, offset + 8 * values);
  const tables = counts.map((points) =>
    Array.from({ length: columns }, () => {
      const column = new Float64Array(buffer, offset, points);
      offset += 8 * points;
      return column;
    }),
  );
  return {
    kind: "trajectory",
    run: header.getUint32(4, true),
    start: header.getUint32(8, true),
    racers: tables,
  };
}

/**
 * @param {ArrayBuffer} buffer
 * @param {DataView} header
 * @returns {LandscapeFrame}
 */
function decodeLandscape(buffer, header) {
  const rows = header.getUint32(8, true);
  const columns = header.getUint32(12, true);
  expectExactly(buffer, HEADER_BYTES + 8 * rows * columns);
  const z = new Float64Array(buffer, HEADER_BYTES, rows * columns);
  return { kind: "landscape", run: header.getUint32(4, true), rows, columns, z };
}

/**
 * @param {ArrayBuffer} buffer
 * @param {DataView} header
 * @returns {MapFrame}
 */
function decodeMap(buffer, header) {
  const count = header.getUint32(8, true);
  const first = HEADER_BYTES + Math.ceil((4 * count) / 8) * 8;
  const columns = header.getUint8(1);
  expectExactly(buffer, first + 8 * columns * count);
  return {
    kind: "map",
    run: header.getUint32(4, true),
    part: header.getUint32(12, true),
    cells: new Uint32Array(buffer, HEADER_BYTES, count),
    columns: Array.from(
      { length: columns },
      (_, k) => new Float64Array(buffer, first + 8 * k * count, count),
    ),
  };
}

/**
 * @param {ArrayBuffer} buffer
 * @param {DataView} header
 * @returns {MarksFrame}
 */
function decodeMarks(buffer, header) {
  const count = header.getUint32(12, true);
  let offset = HEADER_BYTES + COUNT_BYTES * count;
  expectAtLeast(buffer, offset);
  const sizes = Array.from({ length: count }, (_, k) => sizesOf(header, HEADER_BYTES + COUNT_BYTES * k));
  const values = sizes.reduce((sum, { points, arrows, ellipse }) => sum + points + arrows + ellipse, 0);
  expectExactly(buffer, offset + 8 * values);
  const take = (/** @type {number} */ length) => {
    const part = new Float64Array(buffer, offset, length);
    offset += 8 * length;
    return part;
  };
  return {
    kind: "marks",
    run: header.getUint32(4, true),
    racer: header.getUint16(2, true),
    start: header.getUint32(8, true),
    marks: sizes.map(({ points, arrows, ellipse }) => ({
      points: take(points),
      arrows: take(arrows),
      ellipse: ellipse > 0 ? take(ellipse) : null,
    })),
  };
}

/** Numbers of values of one point's marks. @param {DataView} frame @param {number} offset - of its counts */
function sizesOf(frame, offset) {
  return {
    points: 3 * frame.getUint32(offset, true),
    arrows: 4 * frame.getUint32(offset + 4, true),
    ellipse: frame.getUint32(offset + 8, true) > 0 ? 5 : 0,
  };
}

/** @param {ArrayBuffer} buffer @param {number} bytes */
function expectAtLeast(buffer, bytes) {
  if (buffer.byteLength < bytes) {
    throw new RangeError(`The frame announces at least ${bytes} bytes and has ${buffer.byteLength}.`);
  }
}

/** @param {ArrayBuffer} buffer @param {number} bytes */
function expectExactly(buffer, bytes) {
  if (buffer.byteLength !== bytes) {
    throw new RangeError(`The frame announces ${bytes} bytes and has ${buffer.byteLength}.`);
  }
}
