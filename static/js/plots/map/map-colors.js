/** Basin colors: one hue per minimum, lighter where the ball arrives sooner. */

/**
 * Hue of each of the first minima and its offset in lightness, so that they differ under every color vision
 * (tests/js/plots/color-vision.test.mjs).
 */
const HUES = [
  [214, 0.035],
  [38, -0.035],
  [108, 0.035],
  [297, -0.034],
  [287, 0.004],
  [0, 0.035],
  [109, -0.001],
  [163, -0.011],
];
/** The golden angle, step between further hues. */
const GOLDEN_ANGLE_DEG = 137.508;

/** Lightness of immediate arrival and of arrival at the last step; chroma. */
const LIGHT = { soon: 0.93, late: 0.66, chroma: 0.075 };
const DARK = { soon: 0.56, late: 0.3, chroma: 0.07 };

/** @typedef {[number, number, number]} Rgb */

/**
 * The color of a basin.
 *
 * @param {number} index - of the minimum
 * @param {number} lateness - 0 is immediate, 1 at the last step
 * @param {boolean} dark
 * @returns {Rgb}
 */
export function basinColor(index, lateness, dark) {
  const { soon, late, chroma } = dark ? DARK : LIGHT;
  const [hue, lift] = HUES[index] ?? [index * GOLDEN_ANGLE_DEG, 0];
  return oklch(soon + (late - soon) * lateness + lift, chroma, hue);
}

/** Color of starts still on the way after the last step. @param {boolean} dark @returns {Rgb} */
export function unfinishedColor(dark) {
  return oklch(dark ? 0.22 : 0.97, 0.004, 90);
}

/** Color of diverged starts. @param {boolean} dark @returns {Rgb} */
export function divergedColor(dark) {
  return oklch(dark ? 0.1 : 0.42, 0.008, 250);
}

/** CSS text of a color. @param {Rgb} rgb */
export function css(rgb) {
  return `rgb(${rgb.join(" ")})`;
}

/**
 * Oklch to sRGB (Ottosson 2020, "A perceptual color space for image processing").
 *
 * @param {number} lightness
 * @param {number} chroma
 * @param {number} hue - degrees
 * @returns {Rgb}
 */
function oklch(lightness, chroma, hue) {
  const angle = (hue * Math.PI) / 180;
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    display(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    display(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    display(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** Linear light to an sRGB byte. @param {number} light */
function display(light) {
  const value = Math.min(Math.max(light, 0), 1);
  return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
}
