import assert from "node:assert/strict";
import { test } from "node:test";
import { contourLevels, LEVEL_OFFSET, roundStep, ticks } from "../../../../static/js/plots/canvas/levels.js";
import { legendLosses, legendTexts } from "../../../../static/js/plots/land/color-legend.js";
import { GRID_SIDE, HeightField } from "../../../../static/js/plots/land/height-field.js";
import { isolines } from "../../../../static/js/plots/land/isolines.js";
import { LossTransform } from "../../../../static/js/plots/land/loss-transform.js";
import { intersect, isHidden } from "../../../../static/js/plots/land/occlusion.js";
import { definedParts, edgesOf } from "../../../../static/js/plots/land/surface-edge.js";

/** A landscape of a formula. */
function landscape(f, [[x0, x1], [y0, y1]], side, extra = {}) {
  const line = (a, b) => Float64Array.from({ length: side }, (_, k) => a + ((b - a) * k) / (side - 1));
  const x = line(x0, x1);
  const y = line(y0, y1);
  const z = Float64Array.from({ length: side * side }, (_, k) => f(x[k % side], y[Math.floor(k / side)]));
  return { x, y, z, logScale: false, minima: [], exact: true, ...extra };
}

const SQUARE = [
  [-2, 2],
  [-1, 3],
];
const rosenbrock = (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2;

test("a logarithmic height is log10(loss - floor + a thousandth of the range), and back", () => {
  const elevation = new LossTransform(-2, 1000, true);
  for (const loss of [-2, -1.999, 0, 3.5, 998]) {
    assert.ok(Math.abs(elevation.height(loss) - Math.log10(loss + 2 + 1)) < 1e-12);
    assert.ok(Math.abs(elevation.loss(elevation.height(loss)) - loss) < 1e-9);
  }
  assert.equal(elevation.height(-7), elevation.height(-2));
});

test("a linear height is the loss", () => {
  const elevation = new LossTransform(0, 10, false);
  assert.equal(elevation.height(-3.25), -3.25);
  assert.equal(elevation.loss(4), 4);
});

test("a known minimum below the grid is the floor", () => {
  const elevation = LossTransform.of(
    landscape(rosenbrock, SQUARE, 10, { logScale: true, minima: [[1, 1, 0]] }),
  );
  assert.equal(elevation.floor, 0);
});

test("a plane is drawn exactly, from a grid of any size", () => {
  const plane = (x, y) => 3 * x - 2 * y + 1;
  for (const side of [2, 3, 11, 101, 160]) {
    const field = new HeightField(landscape(plane, SQUARE, side));
    for (const [x, y] of [
      [-2, -1],
      [0.123, 2.3],
      [1.99, 3],
    ]) {
      assert.ok(Math.abs(field.height(x, y) - plane(x, y)) < 1e-9, `side ${side} at ${x}, ${y}`);
    }
  }
});

test("a coarse grid of Rosenbrock's valley is drawn within a few hundredths of its true height", () => {
  const field = new HeightField(landscape(rosenbrock, SQUARE, 51, { logScale: true, minima: [[1, 1, 0]] }));
  let worst = 0;
  for (let x = -1.2; x <= 1.2; x += 0.07) {
    for (let y = -0.9; y <= 2.5; y += 0.07) {
      const height = field.transform.height(rosenbrock(x, y));
      worst = Math.max(worst, Math.abs(field.height(x, y) - height) / (field.high - field.low));
    }
  }
  assert.ok(worst < 0.06, `off by ${worst} of the height`);
});

test("a cliff of 300 decades does not distort its neighborhood", () => {
  const cliff = (x, y) => (x > 1 ? 1e300 : x * x + y * y);
  const field = new HeightField(landscape(cliff, SQUARE, 41, { logScale: true }));
  assert.ok(field.heights.every(Number.isFinite));
});

test("on a plane through many weights, points are drawn at the height of their own loss", () => {
  const plane = (x, y) => 3 * x - 2 * y + 1;
  const field = (exact) => new HeightField(landscape(plane, SQUARE, 11, { exact }));
  assert.equal(field(false).pointHeight(0.5, 1, 7), 7);
  for (const [exact, loss] of [
    [true, 7],
    [undefined, 7],
    [false, Number.NaN],
    [false, Number.POSITIVE_INFINITY],
  ])
    assert.ok(Math.abs(field(exact).pointHeight(0.5, 1, loss) - plane(0.5, 1)) < 1e-9, `${exact} ${loss}`);
});

test("the nearest grid point has exactly the loss that was sent", () => {
  const land = landscape(rosenbrock, SQUARE, 101);
  const { x, y, loss } = new HeightField(land).nearest(0.513, 1.207);
  assert.ok(Math.abs(x - 0.513) <= 0.0201 && Math.abs(y - 1.207) <= 0.0201);
  assert.equal(loss, rosenbrock(x, y));
});

test("contour lines of a cone are circles, every fifth of them strong", () => {
  const field = new HeightField(
    landscape(
      (x, y) => Math.hypot(x, y),
      [
        [-3, 3],
        [-3, 3],
      ],
      121,
    ),
  );
  const levels = { start: 0, end: 5, size: 0.25, every: 5 };
  const { fine, strong } = isolines(field, levels);
  assert.ok(fine.length > 1000 && strong.length > 200);
  for (const [lines, unit] of [
    [fine, 0.25],
    [strong, 1.25],
  ]) {
    for (let k = 0; k < lines.length; k += 2) {
      const radius = Math.hypot(lines[k], lines[k + 1]);
      if (radius < 0.3) continue; // the cone's tip, between four points of the grid
      assert.ok(Math.abs(radius / unit - Math.round(radius / unit)) * unit < 0.02, `radius ${radius}`);
    }
  }
});

test("round steps are 1, 2 or 5 times a power of ten", () => {
  for (let range = 1e-7; range < 1e7; range *= 1.37) {
    const step = roundStep(range, 6);
    const lead = Number((step / 10 ** Math.floor(Math.log10(step) + 1e-9)).toPrecision(6));
    assert.ok([1, 2, 5].includes(lead), `step ${step}`);
    assert.ok(range / step >= 3 && range / step <= 13);
  }
});

test("a round step is the nearest one", () => {
  for (const [range, step] of [
    [1.49, 1],
    [1.51, 2],
    [3.49, 2],
    [3.51, 5],
    [7.49, 5],
    [7.51, 10],
  ])
    assert.equal(roundStep(range, 1), step);
});

test("index contours are a hair below round heights", () => {
  for (const [low, high] of [
    [0.4, 3.4],
    [-78, 250],
  ]) {
    const { start, size, every } = contourLevels({ low, high, steepness: 0 }, 400);
    const index = start / (every * size) + 1e-3;
    assert.ok(Math.abs(index - Math.round(index)) < 1e-9, `${start} by ${size}`);
    assert.equal(every, 5);
  }
});

test("another range leaves a margin", () => {
  const flat = new LossTransform(50, 1, false).moved(0, 10);
  assert.deepEqual([flat.floor, flat.range], [-1.5, 13]);
  const log = new LossTransform(50, 1, true).moved(4, 104);
  assert.deepEqual([log.floor, log.range], [2.5, 116.5]);
  assert.equal(new LossTransform(50, 1, true).moved(1, 101).floor, 0.5, "at most half way to 0");
});

test("ticks are within the range and read as written", () => {
  assert.deepEqual(ticks(-1, 3, 4), [-1, 0, 1, 2, 3]);
  assert.deepEqual(ticks(-0.3, 0.35, 7), [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  assert.deepEqual(ticks(2, 2, 5), [2]);
  for (const value of ticks(-512, 512, 5)) assert.ok(Math.abs(value) <= 512);
});

test("contour levels cover the landscape, fewer on a small map", () => {
  for (const [low, high] of [
    [0.4, 3.4],
    [-78, 250],
    [0, 1e-5],
  ]) {
    const large = contourLevels({ low, high, steepness: high - low }, 600);
    assert.ok(large.start <= low && large.start + large.size * large.every > low - 1e-12);
    assert.ok((high - low) / large.size > 12 && (high - low) / large.size < 60);
    assert.ok(contourLevels({ low, high, steepness: high - low }, 120).size > large.size);
  }
});

test("contour lines of a rugged landscape keep their distance", () => {
  const egg = new HeightField(
    landscape(
      (x, y) => Math.sin(9 * x) * Math.sin(9 * y),
      [
        [-3, 3],
        [-3, 3],
      ],
      121,
    ),
  );
  const { size } = contourLevels(egg, 400);
  // The mean slope of sin(9x) sin(9y) over whole periods, by quadrature, times the side.
  let slope = 0;
  for (let k = 0; k < 1e4; k += 1) {
    const [a, b] = [(2 * Math.PI * (k % 100)) / 100, (2 * Math.PI * Math.floor(k / 100)) / 100];
    slope += 9 * Math.hypot(Math.cos(a) * Math.sin(b), Math.sin(a) * Math.cos(b)) * 1e-4;
  }
  assert.ok(Math.abs(egg.steepness / (6 * slope) - 1) < 0.05);
  assert.ok((400 * size) / egg.steepness > 6);
});

const ridge = new HeightField(
  landscape(
    (x) => (Math.abs(x) < 0.2 ? 1 : 0),
    [
      [-2, 2],
      [-2, 2],
    ],
    161,
  ),
);

test("a ridge hides only the low points behind it", () => {
  const eye = [6, 0, 2];
  assert.equal(isHidden(ridge, eye, -1, 0, 0), true);
  assert.equal(isHidden(ridge, eye, 1, 0, 0), false);
  assert.equal(isHidden(ridge, eye, -1, 0, 1.5), false);
  assert.equal(isHidden(ridge, [0, 0, 9], -1, 0, 0), false);
  assert.equal(isHidden(ridge, [-6, 0, 2], -1, 0, 0), false);
});

test("from straight above nothing is hidden", () => {
  const field = new HeightField(landscape(rosenbrock, SQUARE, 61, { logScale: true }));
  for (let x = -1.9; x < 2; x += 0.3) {
    for (let y = -0.9; y < 3; y += 0.3) {
      assert.equal(isHidden(field, [x, y, 100], x, y, field.height(x, y)), false);
    }
  }
});

test("a ray intersects the landscape at its surface", () => {
  const field = new HeightField(
    landscape(
      (x, y) => 0.3 * x + 0.1 * y,
      [
        [-2, 2],
        [-2, 2],
      ],
      21,
    ),
  );
  const eye = [3, -4, 5];
  for (const [x, y] of [
    [0, 0],
    [-1.5, 1],
    [1.9, -1.9],
  ]) {
    const direction = [x - eye[0], y - eye[1], 0.3 * x + 0.1 * y - eye[2]];
    const place = intersect(field, eye, direction);
    assert.ok(Math.hypot(place.x - x, place.y - y) < 1e-4);
  }
  assert.equal(intersect(field, eye, [0, 0, 1]), null);
  assert.equal(intersect(field, eye, [1, -1, -0.1]), null);
});

test("the drawn grid is fine enough for Plotly to draw as it is", () => {
  assert.ok(GRID_SIDE >= 120);
});

test("a recut landscape keeps heights and colors only while they fit", () => {
  const bowl = (scale) => (x, y) => scale * (x * x + y * y);
  const first = new HeightField(landscape(bowl(1), SQUARE, 21));
  const near = new HeightField(landscape(bowl(0.9), SQUARE, 21), first);
  assert.deepEqual([near.low, near.high], [first.low, first.high]);
  const higher = new HeightField(landscape(bowl(1.1), SQUARE, 21), near);
  assert.ok(higher.high > 1.1 * 13 && higher.high < 1.3 * 13);
  const flat = new HeightField(landscape(bowl(0.2), SQUARE, 21), higher);
  assert.ok(flat.high < 0.25 * 13);
  assert.ok(Math.abs(flat.height(1, 1) - 0.4) < 1e-6);
  assert.ok(first.hasSameDomain(near.landscape));
  assert.ok(
    !first.hasSameDomain(
      landscape(
        bowl(1),
        [
          [-2, 1],
          [-1, 3],
        ],
        5,
      ),
    ),
  );
});

test("a recut landscape stays logarithmic", () => {
  const valley = (k) => landscape((x, y) => 10 ** (k * x) + y * y, SQUARE, 21);
  const first = new HeightField({ ...valley(2), logScale: true });
  const next = new HeightField({ ...valley(1.9), logScale: false }, first);
  assert.ok(next.landscape.logScale && next.transform.logScale);
  assert.ok(Math.abs(next.loss(0.2, 0) - 10 ** 0.38) < 0.05);
});

test("the legend has round losses above the lowest", () => {
  const key = (floor, high) => {
    const elevation = new LossTransform(floor, high, true);
    const [low, top] = [elevation.height(floor), elevation.height(high)];
    return legendLosses({
      transform: elevation,
      low,
      high: top,
      share: (height) => (height - low) / (top - low),
    });
  };
  assert.deepEqual(key(0, 2000), [0, 10, 100, 1000]);
  assert.deepEqual(key(-78.33, 250), [-78.3, -77, -70, 0]);
  for (const loss of key(0.0101, 12).slice(1)) assert.equal(loss, 10 ** Math.round(Math.log10(loss)));
});

const PLANE = [
  [-3, 3],
  [-3, 3],
];
const product = landscape((x, y) => Math.sqrt(x * y), PLANE, 101);

test("places without a value are holes, the rest as it is", () => {
  const field = new HeightField(product);
  for (const [x, y] of [
    [1, 2],
    [-2.2, -0.7],
    [2.9, 0.3],
  ]) {
    assert.ok(field.isDefined(x, y));
    assert.ok(Math.abs(field.loss(x, y) - Math.sqrt(x * y)) < 0.02);
  }
  for (const [x, y] of [
    [1, -2],
    [-0.2, 0.2],
    [-3, 3],
  ]) {
    assert.ok(!field.isDefined(x, y));
    assert.ok(Number.isNaN(field.loss(x, y)));
  }
  const holes = field.heights.filter(Number.isNaN).length / field.heights.length;
  assert.ok(Math.abs(holes - 0.5) < 0.02, `${holes} of the area`);
  assert.ok(field.hasValues && field.extended.every(Number.isFinite));
  assert.equal(field.low, 0);
  assert.ok(Math.abs(field.high - 3) < 1e-9);
});

test("infinite losses are holes too", () => {
  const field = new HeightField(landscape((x) => (x > 1 ? Number.POSITIVE_INFINITY : x), PLANE, 61));
  assert.ok(!field.isDefined(2, 0) && field.isDefined(0.9, 0));
  assert.ok(Math.abs(field.high - 1) < 0.01);
});

test("outliers beside a hole leave the rest its range", () => {
  // At the edge the sum is no 0 but a rounding error.
  const field = new HeightField(landscape((x, y) => Math.log(x + y + 1e-16), PLANE, 101));
  assert.ok(field.high - field.low < 12, `${field.low} to ${field.high}`);
  assert.ok(Math.abs(field.loss(1, 1.3) - Math.log(2.3)) < 0.01);
  assert.ok(field.nearest(0, 0).loss < -30, "the pointer reads what was sent");
  assert.ok(Number.isNaN(field.lowest));
  assert.equal(Math.abs(new HeightField(product).lowest), 0);
});

test("no contour line follows the edge of a hole", () => {
  const field = new HeightField(product);
  const { fine, strong } = isolines(field, { start: -1, end: 5, size: 0.25, every: 5 }, 1);
  assert.ok(fine.length > 1000);
  for (const lines of [fine, strong]) {
    for (let k = 0; k < lines.length; k += 2) {
      const level = Math.sqrt(lines[k] * lines[k + 1]) / 0.25;
      const near = Math.min(Math.abs(lines[k]), Math.abs(lines[k + 1]));
      assert.ok(near < 0.15 || Math.abs(level - Math.round(level)) < 0.15, `${lines[k]}, ${lines[k + 1]}`);
    }
  }
  // Its lines go across, at every quarter, up to a straight edge.
  const slope = new HeightField(landscape((x, y) => (x > 0 ? 1.1 + (y + 3) / 6 : Number.NaN), PLANE, 101));
  const lines = isolines(slope, { start: -1, end: 5, size: 0.25, every: 5 }, 1);
  const quarters = [...lines.fine, ...lines.strong]
    .filter((_, k) => k % 2 === 1)
    .map((y) => (1.1 + (y + 3) / 6) / 0.25);
  assert.ok(quarters.length > 100);
  for (const level of quarters) assert.ok(Math.abs(level - Math.round(level)) < 0.05, `${level}`);
});

test("a landscape without any value is one hole", () => {
  const field = new HeightField(landscape(() => Number.NaN, PLANE, 33));
  assert.ok(!field.hasValues);
  assert.ok(field.heights.every(Number.isNaN));
  assert.ok(Number.isFinite(field.low) && field.high > field.low);
  assert.ok(Number.isFinite(field.pointHeight(0, 0, Number.NaN)));
});

test("holes hide nothing, and a ray through one meets the base plane", () => {
  const field = new HeightField(landscape((x) => (x > 0 ? Number.NaN : 1), PLANE, 61));
  assert.equal(isHidden(field, [9, 0, 9], -1, 0, 0), true);
  assert.equal(isHidden(field, [9, 0, 9], 1, 0, -3), false);
  const eye = [9, 0, 9];
  const place = intersect(field, eye, [-7, 0, -10], -1);
  assert.deepEqual(place, { x: 2, y: 0 });
});

test("an edge and its walls end where there is no value", () => {
  const field = new HeightField(landscape((x) => (Math.abs(x) < 1 ? Number.NaN : 1), PLANE, 61));
  const edge = edgesOf(field, [0, -9, 5]).find(({ name }) => name === "y0");
  const parts = definedParts(field, edge.points);
  assert.equal(parts.length, 2);
  for (const part of parts) for (const [x] of part) assert.ok(Math.abs(x) > 0.9);
});

test("losses far from 0 are drawn by their differences", () => {
  for (const offset of [1e4, -1e4, 1e9, 1e12, 123456789012]) {
    const field = new HeightField(landscape((x, y) => offset + x * x + y * y, PLANE, 101));
    assert.ok(
      Math.max(Math.abs(field.low), Math.abs(field.high)) < 1e4 + 20,
      `${field.low} to ${field.high}`,
    );
    // What a graphics card gets: 32 bits.
    const card = Float32Array.from(field.heights);
    const side = GRID_SIDE - 1;
    for (const [i, j] of [
      [0, 0],
      [30, 90],
      [60, 60],
    ]) {
      const [x, y] = [-3 + (6 * j) / side, -3 + (6 * i) / side];
      const height = card[i * GRID_SIDE + j] - field.low;
      assert.ok(Math.abs(height - (x * x + y * y)) < 0.01, `${offset}: ${height} at ${x}, ${y}`);
    }
    // Levels are at round losses.
    const { start, size, every } = contourLevels(field, 400);
    const index = (field.transform.loss(start + LEVEL_OFFSET * size) - offset) / (size * every);
    if (offset % 1000 === 0) assert.ok(Math.abs(index - Math.round(index)) < 1e-3);
  }
});

test("numbers of a legend differ, however far from 0 they are", () => {
  for (const offset of [0, 1e4, 1e6, 1e9, -1e9, 1e12]) {
    for (const logScale of [false, true]) {
      const f = (x, y) => offset + (logScale ? Math.exp(x * y) : x * x + y * y);
      const field = new HeightField(landscape(f, PLANE, 101, { logScale }));
      const texts = legendTexts(field).map(({ text }) => text);
      assert.ok(texts.length >= 3, `${offset}: ${texts}`);
      assert.equal(new Set(texts).size, texts.length, `${offset}: ${texts}`);
    }
  }
  const field = new HeightField(landscape((x, y) => 1e4 + x * x + y * y, PLANE, 101));
  assert.deepEqual(
    legendTexts(field).map(({ text }) => text),
    ["10000", "10005", "10010", "10015"],
  );
});

test("where few places are very high, the usual ones differ in height", () => {
  const field = new HeightField(
    landscape(
      (x, y) => Math.exp(x * x + y * y),
      [
        [-4, 4],
        [-4, 4],
      ],
      101,
      { logScale: true },
    ),
  );
  const shares = [0, 1, 2, 3, 4].map((x) => field.share(field.height(x, 0)));
  // The logarithm of the loss is x², of which the highest is 32; the minimum is softened.
  for (const [x, share] of shares.entries()) assert.ok(Math.abs(share - (x * x) / 32) < 0.1, `${shares}`);
  for (let k = 1; k < shares.length; k += 1) assert.ok(shares[k] - shares[k - 1] > 0.05, `${shares}`);
  assert.ok(Math.abs(field.share(field.height(4, 0)) - field.share(field.height(3, 0)) - 7 / 32) < 0.05);
  // Surfaces of fewer decades keep a thousandth of their range.
  const usual = LossTransform.of(landscape(rosenbrock, SQUARE, 101, { logScale: true, minima: [[1, 1, 0]] }));
  assert.ok(Math.abs(usual.softening / usual.range - 1e-3) < 1e-12);
});
