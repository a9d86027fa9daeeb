/** Markers: shapes that distinguish racers in addition to color, and the signs of minima, start and end. */

/** Corners of the regular shapes: how many, and the angle of the first. @type {Record<string, [number, number]>} */
const POLYGONS = {
  square: [4, Math.PI / 4],
  diamond: [4, 0],
  hexagon: [6, 0],
};

/**
 * Adds a marker's outline to the current path.
 *
 * @param {CanvasRenderingContext2D | Path2D} path
 * @param {string} marker - one of MARKERS in experiment/racers.js; anything else is a circle
 * @param {number} x
 * @param {number} y
 * @param {number} radius - of the circle of the same size
 */
export function markerPath(path, marker, x, y, radius) {
  const outline = outlineOf(marker, x, y, radius);
  if (outline) return polygon(path, outline);
  path.moveTo(x + radius, y);
  path.arc(x, y, radius, 0, 2 * Math.PI);
  path.closePath();
}

/**
 * Corners of a marker; null for a circle.
 *
 * @param {string} marker
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function outlineOf(marker, x, y, radius) {
  if (marker === "star") return starCorners(x, y, radius * 1.3);
  if (marker === "plus") return crossCorners(x, y, radius * 1.12, 0);
  if (marker === "cross") return crossCorners(x, y, radius * 1.12, Math.PI / 4);
  if (marker === "triangle") return triangleCorners(x, y, radius * 1.3);
  if (!(marker in POLYGONS)) return null;
  const [count, first] = POLYGONS[marker];
  return corners(x, y, radius * 1.18, count, first);
}

/** A triangle whose center of mass is the marker's center. @param {number} x @param {number} y @param {number} size */
function triangleCorners(x, y, size) {
  return corners(x, y + 0.14 * size, size, 3, -Math.PI / 2);
}

/**
 * Draws a known minimum: a small cross, and a flag on the lowest.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {import("./theme.js").Theme} theme
 * @param {boolean} lowest
 */
export function drawMinimum(context, x, y, theme, lowest) {
  const path = new Path2D();
  const cloth = new Path2D();
  if (lowest) {
    path.moveTo(x, y);
    path.lineTo(x, y - 17);
    cloth.moveTo(x, y - 17);
    cloth.lineTo(x + 11, y - 13.2);
    cloth.lineTo(x, y - 9.4);
    cloth.closePath();
  } else {
    path.moveTo(x - 3.5, y - 3.5);
    path.lineTo(x + 3.5, y + 3.5);
    path.moveTo(x + 3.5, y - 3.5);
    path.lineTo(x - 3.5, y + 3.5);
  }
  context.lineCap = "round";
  context.lineJoin = "round";
  strokeHaloed(context, path, theme.text, 1.4, theme.halo);
  if (lowest) {
    context.fillStyle = theme.text;
    context.fill(cloth);
    context.beginPath();
    context.ellipse(x, y, 2.6, 1.5, 0, 0, 2 * Math.PI);
    context.fill();
  }
}

/**
 * Draws the start: a ring that can be dragged.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {import("./theme.js").Theme} theme
 * @param {boolean} grasped - whether the pointer is on it
 */
export function drawStart(context, x, y, theme, grasped) {
  const ring = new Path2D();
  const radius = grasped ? 9 : 6.5;
  ring.arc(x, y, radius, 0, 2 * Math.PI);
  strokeHaloed(context, ring, theme.text, 1.5, theme.halo);
  const cross = new Path2D();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ]) {
    cross.moveTo(x + dx * (radius + 0.5), y + dy * (radius + 0.5));
    cross.lineTo(x + dx * (radius + 4), y + dy * (radius + 4));
  }
  strokeHaloed(context, cross, theme.text, 1.3, theme.halo);
}

/**
 * Draws the last finite point of a diverged racer.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {string} color
 * @param {import("./theme.js").Theme} theme
 */
export function drawEnd(context, x, y, color, theme) {
  const path = new Path2D();
  path.moveTo(x - 6, y - 6);
  path.lineTo(x + 6, y + 6);
  path.moveTo(x + 6, y - 6);
  path.lineTo(x - 6, y + 6);
  context.lineCap = "round";
  strokeHaloed(context, path, color, 2.6, theme.background);
}

/**
 * Strokes a line with a pale outline, legible on any tint.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Path2D} path
 * @param {string} color
 * @param {number} width
 * @param {string} halo
 */
export function strokeHaloed(context, path, color, width, halo) {
  context.strokeStyle = halo;
  context.lineWidth = width + 2.4;
  context.stroke(path);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke(path);
}

/**
 * Draws text with a pale outline.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {string} color
 * @param {string} halo
 */
export function textHaloed(context, text, x, y, color, halo) {
  context.lineJoin = "round";
  context.strokeStyle = halo;
  context.lineWidth = 3.4;
  context.strokeText(text, x, y);
  context.fillStyle = color;
  context.fillText(text, x, y);
}

/** @param {number} x @param {number} y @param {number} radius @param {number} count @param {number} first */
function corners(x, y, radius, count, first) {
  return Array.from({ length: count }, (_, k) => {
    const angle = first + (2 * Math.PI * k) / count;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}

/** @param {number} x @param {number} y @param {number} radius */
function starCorners(x, y, radius) {
  return Array.from({ length: 10 }, (_, k) => {
    const angle = -Math.PI / 2 + (Math.PI * k) / 5;
    const r = k % 2 ? 0.45 * radius : radius;
    return [x + r * Math.cos(angle), y + r * Math.sin(angle)];
  });
}

/** @param {number} x @param {number} y @param {number} radius @param {number} turn */
function crossCorners(x, y, radius, turn) {
  const arm = 0.36;
  const shape = [
    [arm, -1],
    [arm, -arm],
    [1, -arm],
    [1, arm],
    [arm, arm],
    [arm, 1],
    [-arm, 1],
    [-arm, arm],
    [-1, arm],
    [-1, -arm],
    [-arm, -arm],
    [-arm, -1],
  ];
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  return shape.map(([a, b]) => [x + radius * (a * c - b * s), y + radius * (a * s + b * c)]);
}

/** @param {CanvasRenderingContext2D | Path2D} path @param {number[][]} points */
function polygon(path, points) {
  for (const [k, [x, y]] of points.entries()) {
    if (k === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  path.closePath();
}
