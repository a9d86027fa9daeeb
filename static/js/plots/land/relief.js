/**
 * Shaded relief: tints of the landscape under a light from the upper left, as on a printed map; transparent where
 * it has no value.
 */

import { SHADES } from "../canvas/theme.js";
import { GRID_SIDE } from "./height-field.js";

/** Pixels of the relief picture along each side. */
const PIXELS = 2 * GRID_SIDE;
/** Maximum slope to which the mean slope is scaled: without it a rugged landscape is only white and black. */
const MAX_SLOPE = 1.3;
/** Direction of the light: from the upper left, 45 degrees above the horizon. */
const LIGHT = [-0.5, 0.5, Math.SQRT1_2];

/**
 * Creates the shaded relief of a landscape.
 *
 * @param {import("./height-field.js").HeightField} field
 * @param {import("../canvas/theme.js").Theme} theme
 * @returns {HTMLCanvasElement} square, its top row at the domain's upper edge
 */
export function reliefCanvas(field, theme) {
  const canvas = document.createElement("canvas");
  canvas.width = PIXELS;
  canvas.height = PIXELS;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return canvas;
  const image = context.createImageData(PIXELS, PIXELS);
  paintRelief(field, theme.tints, theme.dark ? 0.34 : 0.2, image.data);
  context.putImageData(image, 0, 0);
  return canvas;
}

/**
 * Shades the pixels of a relief.
 *
 * @param {import("./height-field.js").HeightField} field
 * @param {Uint8Array} tints - SHADES x 3
 * @param {number} strength - strength of the shading, 0 to 1
 * @param {Uint8ClampedArray} pixels - PIXELS x PIXELS x 4, written
 */
export function paintRelief(field, tints, strength, pixels) {
  const step = (GRID_SIDE - 1) / (PIXELS - 1);
  const rise = Math.max(field.high - field.low, field.steepness / MAX_SLOPE);
  const slope = (GRID_SIDE - 1) / 2 / rise;
  for (let row = 0; row < PIXELS; row += 1) {
    const v = (PIXELS - 1 - row) * step;
    for (let column = 0; column < PIXELS; column += 1) {
      const u = column * step;
      const east = slope * (field.heightAt(u + 1, v) - field.heightAt(u - 1, v));
      const north = slope * (field.heightAt(u, v + 1) - field.heightAt(u, v - 1));
      const light = shade(east, north, strength);
      const share = field.share(field.heightAt(u, v));
      const tint = 3 * Math.round(Math.min(Math.max(share, 0), 1) * (SHADES - 1));
      const k = 4 * (row * PIXELS + column);
      pixels[k] = tints[tint] * light;
      pixels[k + 1] = tints[tint + 1] * light;
      pixels[k + 2] = tints[tint + 2] * light;
      pixels[k + 3] = field.isDefinedAt(u, v) ? 255 : 0;
    }
  }
}

/**
 * Brightness of a slope: 1 on level ground.
 *
 * @param {number} east - rise towards the east
 * @param {number} north - rise towards the north
 * @param {number} strength
 * @returns {number}
 */
function shade(east, north, strength) {
  const lit = (LIGHT[2] - LIGHT[0] * east - LIGHT[1] * north) / Math.sqrt(1 + east * east + north * north);
  const contrast = lit - LIGHT[2];
  // Shadows are stronger than highlights: paper cannot shine.
  return 1 + strength * (contrast > 0 ? 0.55 * contrast : contrast);
}
