/** Instrument canvas: clears and scales a canvas for the screen's resolution, with the page's colors. */

/**
 * @typedef {object} ThemeColors - the page's colors as CSS
 * @property {string} background
 * @property {string} text
 * @property {string} soft
 * @property {string} faint
 * @property {string} hairline
 * @property {string} accent
 * @property {string} warm - contrasts with the accent
 * @property {string} error
 * @property {string[]} classes - one per class of the data, repeated if there are more classes
 * @property {string} font
 */

/**
 * @typedef {object} Drawing
 * @property {CanvasRenderingContext2D} context - in CSS pixels
 * @property {number} width
 * @property {number} height
 * @property {ThemeColors} colors
 */

const CLASS_COLORS = [1, 2, 4, 3, 6, 5, 7, 0, 8, 9];

/** Reads the page's colors. @param {Element} element @returns {ThemeColors} */
export function themeColors(element) {
  const style = getComputedStyle(element);
  const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return {
    background: read("--color-background"),
    text: read("--color-text"),
    soft: read("--color-text-soft"),
    faint: read("--color-text-faint"),
    hairline: read("--color-hairline"),
    accent: read("--color-accent"),
    warm: read("--racer-2"),
    error: read("--color-error"),
    classes: CLASS_COLORS.map((number) => read(`--racer-${number}`)),
    font: read("--font-text"),
  };
}

/**
 * Clears a canvas and fits it to its element.
 *
 * @param {HTMLCanvasElement} canvas
 * @returns {Drawing | null} null if the element has no size
 */
export function canvasOf(canvas) {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  const context = canvas.getContext("2d");
  if (!context || width < 20 || height < 20) return null;
  const scale = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.globalAlpha = 1;
  const colors = themeColors(canvas);
  context.font = `11px ${colors.font}`;
  context.textBaseline = "middle";
  return { context, width, height, colors };
}

/**
 * Writes a short text.
 *
 * @param {Drawing} drawing
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {{align?: CanvasTextAlign, color?: string}} [how]
 */
export function write({ context, colors, width }, text, x, y, { align = "left", color = colors.faint } = {}) {
  context.textAlign = align;
  context.fillStyle = color;
  const wide = context.measureText(text).width;
  const before = align === "right" ? wide : align === "center" ? wide / 2 : 0;
  const inside = Math.max(Math.min(x, width - wide + before), before); // text is never cut at an edge
  context.fillText(text, inside, y);
}

/**
 * Draws a straight line.
 *
 * @param {Drawing} drawing
 * @param {[number, number, number, number]} ends - x and y of one end, then of the other
 * @param {string} color
 * @param {number} [width]
 */
export function segment(drawing, [ax, ay, bx, by], color, width) {
  const ends = [
    [ax, ay],
    [bx, by],
  ];
  line(drawing, ends, color, width);
}

/**
 * Draws a polyline.
 *
 * @param {Drawing} drawing
 * @param {number[][]} points - points of the line
 * @param {string} color
 * @param {number} [width]
 */
export function line({ context }, points, color, width = 1) {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.stroke();
}
