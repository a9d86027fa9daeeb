/**
 * Plot theme: the picture's colors, read from the page's custom properties (css/tokens.css), so that
 * landscape, paths and curves share one set.
 */

/** Number of land tints among the custom properties: `--land-0` (deepest) to `--land-7` (highest). */
const TINTS = 8;
/** Default size of the root font in pixels. */
const DEFAULT_FONT_PX = 14;
/** Entries of the interpolated tint table. */
export const SHADES = 256;

/** @typedef {[number, number, number]} Rgb - each 0 to 255 */

/**
 * @typedef {object} Theme
 * @property {boolean} dark
 * @property {string[]} land - the tints as CSS colors, deep valley to summit
 * @property {Uint8Array} tints - SHADES x 3, the tints interpolated
 * @property {string} line - contour lines
 * @property {string} lineStrong - every fifth contour line
 * @property {string} lineSolid - contour lines in the scene, which does not support transparency
 * @property {string} plate - the base plane
 * @property {string} rim - edge of the landscape
 * @property {string} axis
 * @property {string} background - of the page
 * @property {string} panel
 * @property {string} hairline
 * @property {string} text
 * @property {string} textSoft
 * @property {string} textFaint
 * @property {string} accent
 * @property {string} font
 * @property {number} typeScale - scale of type and marks: 1 at the default font size
 * @property {string} halo - background color, half transparent
 */

/**
 * Reads the theme of an element.
 *
 * @param {Element} element - where the custom properties are looked up
 * @returns {Theme}
 */
export function readTheme(element) {
  const style = getComputedStyle(element);
  /** @param {string} name */
  const read = (name) => style.getPropertyValue(name).trim();
  const land = Array.from({ length: TINTS }, (_, k) => read(`--land-${k}`));
  const background = read("--color-background");
  const text = read("--color-text");
  const dark = luminance(parseColor(background)) < luminance(parseColor(text));
  const halo = parseColor(background).join(" ");
  return {
    dark,
    land,
    tints: gradeTints(land.map(parseColor)),
    line: read("--land-line"),
    lineStrong: read("--land-line-strong"),
    lineSolid: mix(land[2], text, dark ? 0.16 : 0.3),
    rim: mix(land[3], text, dark ? 0.3 : 0.42),
    plate: mix(background, land[5], dark ? 0.06 : 0.16),
    axis: read("--land-axis"),
    background,
    panel: read("--color-panel"),
    hairline: read("--color-hairline"),
    text,
    textSoft: read("--color-text-soft"),
    textFaint: read("--color-text-faint"),
    accent: read("--color-accent"),
    font: read("--font-text") || "sans-serif",
    typeScale: Math.max(
      1,
      Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / DEFAULT_FONT_PX || 1,
    ),
    halo: `rgb(${halo} / ${dark ? 55 : 70}%)`,
  };
}

/**
 * CSS font of the picture's text.
 *
 * @param {Pick<Theme, "font" | "typeScale">} theme
 * @param {number} size - pixels, at the default font size
 * @param {string} [style] - for example "italic" or "600"
 */
export function fontOf({ font, typeScale: type }, size, style = "") {
  return `${style} ${size * type}px ${font}`.trim();
}

/**
 * Resolves `var(--racer-0)` to a color; any other color is returned unchanged.
 *
 * @param {Element} element
 * @param {string} color
 * @returns {string}
 */
export function resolveColor(element, color) {
  const name = /^var\((--[\w-]+)\)$/.exec(color.trim())?.[1];
  return name ? getComputedStyle(element).getPropertyValue(name).trim() : color;
}

/**
 * Parses a CSS color.
 *
 * @param {string} color - `#rgb`, `#rrggbb` or `rgb(r g b)`
 * @returns {Rgb} black if the format is not supported
 */
export function parseColor(color) {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color)?.[1];
  if (hex) {
    const width = hex.length / 3;
    const parts = [0, 1, 2].map((k) => hex.slice(k * width, (k + 1) * width));
    const [r, g, b] = parts.map((part) => Number.parseInt(width === 1 ? part + part : part, 16));
    return [r, g, b];
  }
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return [r, g, b];
}

/**
 * Mixes two colors in display values.
 *
 * @param {string} color
 * @param {string} other
 * @param {number} share - of `other`, 0 to 1
 * @returns {string}
 */
export function mix(color, other, share) {
  const a = parseColor(color);
  const b = parseColor(other);
  return `rgb(${a.map((value, k) => Math.round(value + share * (b[k] - value))).join(" ")})`;
}

/** @param {Rgb} rgb */
function luminance([r, g, b]) {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * Contrast ratio of two colors by WCAG 2.1, from 1 to 21.
 *
 * @param {string} color
 * @param {string} other
 * @returns {number}
 */
export function contrast(color, other) {
  const [low, high] = [color, other].map((one) => luminance(linear(parseColor(one)))).sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** Linear light, 0 to 1, of sRGB (IEC 61966-2-1). @param {Rgb} rgb @returns {Rgb} */
function linear(rgb) {
  const [r, g, b] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return [r, g, b];
}

/**
 * Interpolates the tints to SHADES colors with a monotone spline, so that no edge is visible at a tint.
 *
 * @param {Rgb[]} tints
 * @returns {Uint8Array}
 */
export function gradeTints(tints) {
  const table = new Uint8Array(SHADES * 3);
  const last = tints.length - 1;
  for (let s = 0; s < SHADES; s += 1) {
    const position = (s / (SHADES - 1)) * last;
    const k = Math.min(Math.floor(position), last - 1);
    const t = position - k;
    for (let c = 0; c < 3; c += 1) {
      const b = tints[k][c];
      const d = tints[k + 1][c];
      const a = k > 0 ? tints[k - 1][c] : 2 * b - d;
      const e = k + 2 <= last ? tints[k + 2][c] : 2 * d - b;
      const cubic = b + 0.5 * t * (d - a + t * (2 * a - 5 * b + 4 * d - e + t * (3 * (b - d) + e - a)));
      table[3 * s + c] = Math.round(Math.min(Math.max(cubic, 0), 255));
    }
  }
  return table;
}
