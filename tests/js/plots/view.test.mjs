import assert from "node:assert/strict";
import { test } from "node:test";
import { BallRotation, multiply, rotate } from "../../../static/js/plots/ball/ball-rotation.js";
import { clip } from "../../../static/js/plots/ball/route.js";
import {
  cornersOf,
  interpolatedPose,
  MAX_ELEVATION,
  MIN_ELEVATION,
  PRESETS,
  placeCamera,
  rotatedPose,
  zoomedPose,
} from "../../../static/js/plots/land/camera.js";
import { HeightField } from "../../../static/js/plots/land/height-field.js";
import { isHidden } from "../../../static/js/plots/land/occlusion.js";
import { MapProjection, SceneProjection } from "../../../static/js/plots/land/projection.js";
import { edgesOf } from "../../../static/js/plots/land/surface-edge.js";
import { bestFraming } from "../../../static/js/plots/land/viewpoint.js";
import { Track } from "../../../static/js/run/track.js";
import { cross, matrices, minus, unit } from "./camera-stand-in.mjs";

const BOX = [1, 0.8, 0.5];
const DATA = [
  [-2, 2],
  [-1, 3],
  [-5, 40],
];

function corners() {
  return DATA[0].flatMap((x) => DATA[1].flatMap((y) => DATA[2].map((z) => [x, y, z])));
}

test("at zoom 1 the box fits the frame and fills one side", () => {
  for (const aspect of [0.5, 1, 2.4]) {
    for (const pose of Object.values(PRESETS)) {
      const camera = placeCamera(pose, cornersOf(BOX), aspect, { left: 0, right: 0, top: 0, bottom: 0 });
      const view = new SceneProjection(matrices(camera, aspect, BOX, DATA), 1000 * aspect, 1000, 1);
      const shares = corners().map((corner) => {
        const out = [0, 0];
        assert.ok(view.project(...corner, out, 0) > 0);
        return [out[0] / (1000 * aspect), out[1] / 1000];
      });
      const flat = shares.flat();
      assert.ok(Math.min(...flat) > -1e-3 && Math.max(...flat) < 1 + 1e-3, `${flat}`);
      assert.ok(Math.min(...flat) < 0.02 && Math.max(...flat) > 0.98);
    }
  }
});

test("a margin is left free on its own side", () => {
  const margin = { left: 0.05, right: 0.1, top: 0.02, bottom: 0.12 };
  for (const aspect of [0.8, 2]) {
    const { eye, center, up, filled } = placeCamera(PRESETS.oblique, cornersOf(BOX), aspect, margin);
    const view = new SceneProjection(matrices({ eye, center, up }, aspect, BOX, DATA), aspect, 1, 1);
    const places = corners().map((corner) => {
      const out = [0, 0];
      view.project(...corner, out, 0);
      return [out[0] / aspect, out[1]];
    });
    const [left, right] = [Math.min, Math.max].map((end) => end(...places.map(([x]) => x)));
    const [top, bottom] = [Math.min, Math.max].map((end) => end(...places.map(([, y]) => y)));
    assert.ok(
      left > 0.049 && right < 0.901 && top > 0.019 && bottom < 0.881,
      `${[left, right, top, bottom]}`,
    );
    assert.ok(Math.abs(left - 0.05 - (0.9 - right)) < 0.01, "centered across");
    assert.ok(Math.abs(top - 0.02 - (0.88 - bottom)) < 0.01, "centered upwards");
    assert.ok(Math.abs(filled[0] - (right - left) / 0.85) < 0.01);
    assert.ok(Math.abs(filled[1] - (bottom - top) / 0.86) < 0.01);
  }
});

test("the ray of a pixel passes through the point drawn there", () => {
  const camera = placeCamera(PRESETS.oblique, cornersOf(BOX), 1.3);
  const view = new SceneProjection(matrices(camera, 1.3, BOX, DATA), 1300, 1000, 1);
  const eye = view.eyeData;
  for (const place of [...corners(), [0.3, 0.4, 7]]) {
    const out = [0, 0];
    view.project(...place, out, 0);
    const ray = view.ray(out[0], out[1]);
    const size = DATA.map(([a, b]) => b - a);
    const a = unit(ray.map((value, k) => value / size[k]));
    const b = unit(minus(place, eye).map((value, k) => value / size[k]));
    assert.ok(Math.hypot(...minus(a, b)) < 1e-9);
  }
});

test("the scene's rotation maps map axes to camera axes", () => {
  for (const pose of Object.values(PRESETS)) {
    const camera = placeCamera(pose, cornersOf(BOX), 1);
    const view = new SceneProjection(matrices(camera, 1, BOX, DATA), 500, 500, 1);
    const back = unit(minus(camera.eye, camera.center));
    assert.ok(Math.hypot(...minus(rotate(view.rotation, back), [0, 0, 1])) < 1e-6);
    const right = unit(cross(camera.up, back));
    assert.ok(Math.hypot(...minus(rotate(view.rotation, right), [1, 0, 0])) < 1e-6);
  }
});

test("the map projection is linear and invertible", () => {
  const map = new MapProjection(
    { x0: -2, x1: 2, y0: -1, y1: 3 },
    { left: 40, top: 10, width: 400, height: 300, inside: false },
    1,
  );
  const out = [0, 0];
  map.project(-2, 3, 0, out, 0);
  assert.deepEqual(out, [40, 10]);
  map.project(2, -1, 0, out, 0);
  assert.deepEqual(out, [440, 310]);
  map.project(0.7, 1.9, 0, out, 0);
  const { x, y } = map.unproject(out[0], out[1]);
  assert.ok(Math.abs(x - 0.7) < 1e-12 && Math.abs(y - 1.9) < 1e-12);
});

test("a drag keeps the camera above the ground and below the zenith", () => {
  assert.equal(rotatedPose(PRESETS.oblique, 0, -9).elevation, MIN_ELEVATION);
  assert.equal(rotatedPose(PRESETS.oblique, 0, 9).elevation, MAX_ELEVATION);
  assert.ok(zoomedPose(PRESETS.oblique, 1e9).zoom < 10);
});

test("the computed viewpoint shows at least as much valley as the default", () => {
  const rosenbrock = (x, y) => Math.log10((1 - x) ** 2 + 100 * (y - x * x) ** 2 + 2.5);
  const side = 81;
  const line = (a, b) => Float64Array.from({ length: side }, (_, k) => a + ((b - a) * k) / (side - 1));
  const [x, y] = [line(-2, 2), line(-1, 3)];
  const z = Float64Array.from({ length: side * side }, (_, k) =>
    rosenbrock(x[k % side], y[Math.floor(k / side)]),
  );
  const field = new HeightField({ x, y, z, logScale: false });
  const seen = ({ pose, box }) => {
    const { eye } = placeCamera(pose, cornersOf(box), 1);
    const low = field.low - 0.1 * (field.high - field.low);
    const data = [
      (eye[0] / box[0]) * 4,
      1 + (eye[1] / box[1]) * 4,
      (low + field.high) / 2 + (eye[2] / box[2]) * (field.high - low),
    ];
    let count = 0;
    for (let s = -1.6; s <= 1.6; s += 0.1) {
      if (s * s < 3 && !isHidden(field, data, s, s * s, field.height(s, s * s))) count += 1;
    }
    return count;
  };
  assert.ok(seen(bestFraming(field, 1)) > seen({ pose: PRESETS.oblique, box: [1, 1, 0.51] }));
});

test("a step is clipped to the domain", () => {
  const domain = { x0: 0, x1: 1, y0: 0, y1: 1 };
  assert.deepEqual(clip(0.2, 0.2, 0.5, 0.5, domain), [0, 1]);
  assert.deepEqual(clip(-1, 0.5, 2, 0, domain), [0.5, 1]);
  assert.deepEqual(clip(0.5, 0.5, 0, 4, domain), [0, 0.125]);
  assert.deepEqual(clip(-1, 0.5, 4, 0, domain), [0.25, 0.5]);
  assert.equal(clip(2, 2, 1, 1, domain), null);
  assert.equal(clip(-1, 2, 1, 1e-9, domain), null);
  assert.equal(clip(0.5, 0.5, 1e300, 0, domain)[1], 0.5e-300);
});

function trackOf(points) {
  const track = new Track(["x", "y"]);
  track.append([points.map(([x]) => x), points.map(([, y]) => y)]);
  return track;
}

test("a ball rolling right turns its top to the right", () => {
  const quarter = (0.016 * Math.PI) / 2;
  const spin = new BallRotation(
    trackOf([
      [0, 0],
      [quarter, 0],
      [quarter, quarter],
    ]),
    { width: 1, depth: 1 },
  );
  const top = rotate(spin.at(1, 0), [0, 0, 1]);
  assert.ok(Math.hypot(...minus(top, [1, 0, 0])) < 1e-12);
  const half = rotate(spin.at(0, 0.5), [0, 0, 1]);
  assert.ok(Math.hypot(...minus(half, [Math.SQRT1_2, 0, Math.SQRT1_2])) < 1e-12);
});

test("a full rotation, or a return, restores the orientation", () => {
  const round = 2 * Math.PI * 0.016;
  for (const points of [
    [
      [0, 0],
      [round * 0.6, round * 0.8],
    ],
    [
      [0, 0],
      [0.3, 0.1],
      [0, 0],
    ],
  ]) {
    const spin = new BallRotation(trackOf(points), { width: 1, depth: 1 });
    const turned_ = spin.at(points.length - 1, 0);
    for (const direction of [
      [1, 0, 0],
      [0, 0.6, 0.8],
    ]) {
      assert.ok(Math.hypot(...minus(rotate(turned_, direction), direction)) < 1e-9);
    }
  }
});

test("the orientation is the same forwards and backwards in time", () => {
  const points = Array.from({ length: 40 }, (_, k) => [Math.sin(k), Math.cos(2 * k)]);
  const forward = new BallRotation(trackOf(points), { width: 3, depth: 2 });
  const walked = points.map((_, k) => forward.at(k, 0.3 * (k < 39)));
  const jumped = new BallRotation(trackOf(points), { width: 3, depth: 2 });
  for (let k = 39; k >= 0; k -= 1) assert.deepEqual(jumped.at(k, 0.3 * (k < 39)), walked[k]);
});

test("rotations compose", () => {
  const [a, b] = [
    [Math.cos(0.3), Math.sin(0.3), 0, 0],
    [Math.cos(0.7), 0, 0, Math.sin(0.7)],
  ];
  const direction = [0.2, -0.5, 0.7];
  const once = rotate(multiply(a, b), direction);
  const twice = rotate(a, rotate(b, direction));
  assert.ok(Math.hypot(...minus(once, twice)) < 1e-12);
});

test("the camera takes the shorter rotation", () => {
  const from = { azimuth: 3, elevation: 0.3, zoom: 1 };
  const to = { azimuth: -3, elevation: 0.5, zoom: 2 };
  const way = [0, 0.5, 1].map((share) => interpolatedPose(from, to, share));
  assert.deepEqual(way[0], from);
  assert.ok(Math.abs(way[1].azimuth - Math.PI) < 1e-12, "halfway lies at the back, not at the front");
  assert.ok(Math.abs(Math.cos(way[2].azimuth) - Math.cos(to.azimuth)) < 1e-12);
  assert.ok(Math.abs(way[1].elevation - 0.4) < 1e-12 && Math.abs(way[1].zoom - 1.5) < 1e-12);
});

test("walls are drawn only on sides that face the camera", () => {
  const domain = { x0: -1, x1: 1, y0: 0, y1: 4 };
  const facing = (eye) =>
    edgesOf(domain, eye)
      .filter(({ faces }) => faces)
      .map(({ name }) => name);
  assert.deepEqual(facing([5, -3, 2]), ["x1", "y0"]);
  assert.deepEqual(facing([0, -3, 2]), ["y0"]);
  assert.deepEqual(facing([0, 2, 9]), []);
  for (const { name, points } of edgesOf(domain, [0, 0, 9])) {
    const axis = name.startsWith("x") ? 0 : 1;
    assert.ok(points.every((point) => point[axis] === domain[name]));
    assert.deepEqual(
      [points[0], points.at(-1)].map((point) => point[1 - axis]),
      axis ? [-1, 1] : [0, 4],
    );
  }
});
