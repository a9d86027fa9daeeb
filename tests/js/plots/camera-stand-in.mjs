/** Stand-in for Plotly: a textbook camera, and figures that are kept instead of drawn. */

export const minus = (a, b) => a.map((value, k) => value - b[k]);
const dot = (a, b) => a.reduce((sum, value, k) => sum + value * b[k], 0);
export const cross = (a, b) => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const unit = (a) => a.map((value) => value / Math.hypot(...a));

/** The matrices of a camera as Plotly has them, from the textbook: look-at and a perspective of 45 degrees. */
export function matrices({ eye, center, up }, aspect, box, data) {
  const back = unit(minus(eye, center));
  const right = unit(cross(up, back));
  const top = cross(back, right);
  const view = [
    ...[0, 1, 2].flatMap((k) => [right[k], top[k], back[k], 0]),
    -dot(right, eye),
    -dot(top, eye),
    -dot(back, eye),
    1,
  ];
  const f = 1 / Math.tan(Math.PI / 8);
  const projection = [f / aspect, 0, 0, 0, 0, f, 0, 0, 0, 0, -1.00002, -1, 0, 0, -0.0200002, 0];
  const size = data.map(([a, b]) => b - a);
  const model = new Array(16).fill(0);
  for (let i = 0; i < 3; i += 1) {
    model[5 * i] = box[i];
    model[12 + i] = (-box[i] * (data[i][0] + data[i][1])) / 2 / size[i];
  }
  model[15] = 1;
  return { model, view, projection, dataScale: size.map((value) => 1 / value) };
}

/**
 * Pixel of a place by the textbook: its coordinates in the box, then along the camera's axes, over its depth.
 *
 * @returns {[number, number]}
 */
export function pixelOf(place, { eye, center, up }, [width, height], box, data) {
  const inBox = place.map(
    (value, k) => (box[k] * (value - (data[k][0] + data[k][1]) / 2)) / (data[k][1] - data[k][0]),
  );
  const back = unit(minus(eye, center));
  const right = unit(cross(up, back));
  const away = minus(inBox, eye);
  const [x, y, depth] = [dot(away, right), dot(away, cross(back, right)), -dot(away, back)];
  const focal = height / 2 / Math.tan(Math.PI / 8);
  return [width / 2 + (focal * x) / depth, height / 2 - (focal * y) / depth];
}

const listed = ({ x, y, z }) => [x, y, z];

/** Puts a Plotly in place; returns the figures that it was given, newest last. */
export function installPlotly() {
  const figures = [];
  globalThis.Plotly = {
    react(element, traces, layout) {
      figures.push({ element, traces, layout });
      if (layout.scene) element._fullLayout = { scene: { _scene: sceneOf(layout, element) } };
    },
    purge() {},
  };
  return figures;
}

/** What the adapter reads of a scene. */
function sceneOf({ scene, width, height }, element) {
  const { camera, aspectratio, xaxis, yaxis, zaxis } = scene;
  const data = [xaxis, yaxis, zaxis].map(({ range }) => range);
  const [eye, center, up] = [camera.eye, camera.center, camera.up].map(listed);
  const given = matrices({ eye, center, up }, width / height, listed(aspectratio), data);
  const glplot = { cameraParams: given, objects: [], add() {}, remove() {}, onrender: null };
  const lookAt = (...vectors) => {
    element.looked = vectors;
  };
  return { dataScale: given.dataScale, glplot, camera: { lookAt } };
}
