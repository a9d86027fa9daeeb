/** Levels: round contour levels of a landscape, round ticks of an axis, round origins. */

/**
 * The round step (1, 2 or 5 times a power of ten) that divides a range into about `count` parts.
 *
 * @param {number} range - positive
 * @param {number} count
 * @returns {number}
 */
export function roundStep(range, count) {
  const rough = range / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  if (lead < 1.5) return power;
  if (lead < 3.5) return 2 * power;
  if (lead < 7.5) return 5 * power;
  return 10 * power;
}

/**
 * Multiples of a round step within a range.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} count - approximate number
 * @returns {number[]}
 */
export function ticks(low, high, count) {
  if (!(high > low)) return [low];
  const step = roundStep(high - low, count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // k * step instead of repeated addition, so that errors do not add up; digits beyond the step's are noise.
  const digits = Math.max(0, -Math.floor(Math.log10(step)) + 1);
  return Array.from({ length: last - first + 1 }, (_, k) =>
    Number(((first + k) * step).toFixed(Math.min(digits, 100))),
  );
}

/** Ranges that an origin other than 0 is apart from 0, at least. */
const ORIGIN_RANGES = 100;

/**
 * The round number nearest to a floor that is far from 0, so that heights above it are small and round losses have
 * round heights.
 *
 * @param {number} floor
 * @param {number} range
 */
export function roundOrigin(floor, range) {
  const unit = 10 ** Math.ceil(Math.log10(ORIGIN_RANGES * range));
  return Math.round(floor / unit) * unit;
}

/**
 * @typedef {object} Levels - evenly spaced contour levels; every `every`-th is an index contour
 * @property {number} start
 * @property {number} end
 * @property {number} size
 * @property {number} every
 */

/** Every fifth contour line is an index contour. */
const INDEX_EVERY = 5;
/** Pixels of the shorter side for each level, and the limits of their number. */
const PIXELS_PER_LEVEL = 19;
const MIN_LEVELS = 9;
const MAX_LEVELS = 26;
/** Minimum distance in pixels of two lines on a slope of usual steepness. */
const MIN_LINE_GAP_PX = 9;
/**
 * Offset of levels below round heights, as a share of a step, so that a plateau at a round height is not
 * covered by noise.
 */
export const LEVEL_OFFSET = 5e-3;

/**
 * Contour levels of a landscape. Index contours are at round heights.
 *
 * @param {{low: number, high: number, steepness: number}} land - heights; `steepness` is the usual rise
 *   across a whole side
 * @param {number} pixels - the shorter side of the picture
 * @returns {Levels}
 */
export function contourLevels({ low, high, steepness }, pixels) {
  const count = (high - low) / Math.min(Math.max(pixels / PIXELS_PER_LEVEL, MIN_LEVELS), MAX_LEVELS);
  const size = roundStep(Math.max(count, (MIN_LINE_GAP_PX * steepness) / pixels), 1);
  const index = size * INDEX_EVERY;
  return {
    start: Math.floor(low / index) * index - LEVEL_OFFSET * size,
    end: high,
    size,
    every: INDEX_EVERY,
  };
}
