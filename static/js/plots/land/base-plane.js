/**
 * Base plane: a plate below the landscape with its contour lines. It is drawn on a canvas behind Plotly's, so that
 * the landscape hides it; towards the lower end of the picture it fades.
 */

/** Share of the picture's height over which the plate fades. */
const FADE_SHARE = 0.35;

/**
 * Draws the base plane.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("./height-field.js").HeightField} field
 * @param {import("./isolines.js").Isolines} lines
 * @param {number} height - of the base plane
 * @param {import("./projection.js").SceneProjection} projection
 * @param {import("../canvas/theme.js").Theme} theme
 */
export function drawBasePlane(context, field, lines, height, projection, theme) {
  const { x0, x1, y0, y1 } = field;
  const out = [0, 0];
  /** @param {number} x @param {number} y @returns {[number, number]} */
  const at = (x, y) => {
    projection.project(x, y, height, out, 0);
    return [out[0], out[1]];
  };
  const plate = [at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1)];
  context.beginPath();
  for (const [x, y] of plate) context.lineTo(x, y);
  context.closePath();
  context.fillStyle = theme.plate;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = theme.hairline;
  context.stroke();
  strokeSegments(context, lines.fine, at, theme.line, 0.6);
  strokeSegments(context, lines.strong, at, theme.line, 1.1);

  fadeBelow(context, projection.height);
}

/** Lets what has been drawn fade towards the lower end of the picture. @param {CanvasRenderingContext2D} context @param {number} height */
export function fadeBelow(context, height) {
  const fade = context.createLinearGradient(0, (1 - FADE_SHARE) * height, 0, height);
  fade.addColorStop(0, "rgb(0 0 0 / 0%)");
  fade.addColorStop(1, "rgb(0 0 0 / 100%)");
  context.globalCompositeOperation = "destination-out";
  context.fillStyle = fade;
  context.fillRect(0, 0, context.canvas.width, height);
  context.globalCompositeOperation = "source-over";
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Float32Array} segments
 * @param {(x: number, y: number) => [number, number]} at
 * @param {string} color
 * @param {number} width
 */
function strokeSegments(context, segments, at, color, width) {
  context.beginPath();
  for (let k = 0; k < segments.length; k += 4) {
    const [ax, ay] = at(segments[k], segments[k + 1]);
    context.moveTo(ax, ay);
    const [bx, by] = at(segments[k + 2], segments[k + 3]);
    context.lineTo(bx, by);
  }
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke();
}
