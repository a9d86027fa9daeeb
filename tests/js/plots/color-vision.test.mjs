import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { MARKERS } from "../../../static/js/experiment/racers.js";
import { gradeTints, parseColor, SHADES } from "../../../static/js/plots/canvas/theme.js";
import { basinColor } from "../../../static/js/plots/map/map-colors.js";

/**
 * What is seen without one kind of cone, in linear light: the matrices for severity 1 of Machado, Oliveira and
 * Fernandes 2009, "A Physiologically-based Model for Simulation of Color Vision Deficiency".
 */
const VISIONS = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Linear light to Oklab: Ottosson 2020, "A perceptual color space for image processing". */
const TO_CONES = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const TO_LAB = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

const times = (matrix, vector) => matrix.map((row) => row.reduce((sum, one, k) => sum + one * vector[k], 0));
const clip = (light) => Math.min(Math.max(light, 0), 1);
const linear = (byte) => (byte <= 0.04045 * 255 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);

/** A color as somebody sees it, in Oklab. */
function seen(rgb, vision) {
  const light = times(vision, [...rgb].map(linear)).map(clip);
  return times(TO_LAB, times(TO_CONES, light).map(Math.cbrt));
}

const apart = (a, b) => Math.hypot(...a.map((value, k) => value - b[k]));

/** The tokens of each theme by name; what the dark one leaves out is as in the light one. */
function themes() {
  const text = readFileSync(new URL("../../../static/css/tokens.css", import.meta.url), "utf8");
  const [light, dark] = text
    .split('[data-theme="dark"]')
    .map((part) =>
      Object.fromEntries([...part.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]])),
    );
  return { light, dark: { ...light, ...dark } };
}

const CASES = Object.entries(themes()).flatMap(([theme, tokens]) =>
  Object.entries(VISIONS).map(([name, vision]) => ({ theme, tokens, name, vision })),
);

test("the simulation keeps greys, and Oklab has white at (1, 0, 0)", () => {
  for (const vision of Object.values(VISIONS))
    for (const byte of [0, 90, 255])
      assert.ok(apart(seen([byte, byte, byte], vision), seen([byte, byte, byte], VISIONS.full)) < 1e-5);
  assert.ok(apart(seen([255, 255, 255], VISIONS.full), [1, 0, 0]) < 1e-4);
  const [red, green] = [
    seen([200, 60, 40], VISIONS.deuteranopia),
    seen([110, 120, 40], VISIONS.deuteranopia),
  ];
  assert.ok(
    apart(red, green) < apart(seen([200, 60, 40], VISIONS.full), seen([110, 120, 40], VISIONS.full)) / 2,
  );
});

for (const { theme, tokens, name, vision } of CASES) {
  test(`racers are distinguishable: ${theme}, ${name}`, () => {
    const colors = Array.from({ length: 16 }, (_, k) => seen(parseColor(tokens[`racer-${k}`]), vision));
    for (const [i, one] of colors.entries())
      for (const [j, other] of colors.slice(0, i).entries()) {
        // Those that share no marker are told apart by that, too; a difference that is just seen is about 0.02.
        const least = i < 4 ? 0.11 : i < 8 ? 0.08 : (i - j) % MARKERS.length === 0 ? 0.09 : 0;
        assert.ok(apart(one, other) >= least, `${j} and ${i}: ${apart(one, other).toFixed(3)}`);
      }
  });

  test(`tints get lighter with height: ${theme}, ${name}`, () => {
    const tints = Array.from({ length: 8 }, (_, k) => parseColor(tokens[`land-${k}`]));
    const lightness = tints.map((tint) => seen(tint, vision)[0]);
    for (let k = 1; k < 8; k += 1) assert.ok(lightness[k] - lightness[k - 1] > 0.03, `tint ${k}`);
    const table = gradeTints(tints);
    const shades = Array.from(
      { length: SHADES },
      (_, k) => seen(table.subarray(3 * k, 3 * k + 3), vision)[0],
    );
    // Bytes are rounded, so that two neighbours may be the same within that.
    for (let k = 1; k < SHADES; k += 1) assert.ok(shades[k] > shades[k - 1] - 1e-3, `shade ${k}`);
    for (let k = 8; k < SHADES; k += 1) assert.ok(shades[k] > shades[k - 8], `shade ${k}`);
  });

  test(`basins are distinguishable, and later is darker: ${theme}, ${name}`, () => {
    const dark = theme === "dark";
    for (const lateness of [0.1, 0.5, 0.9]) {
      const colors = Array.from({ length: 8 }, (_, k) => seen(basinColor(k, lateness, dark), vision));
      for (const [i, one] of colors.entries())
        for (const [j, other] of colors.slice(0, i).entries())
          assert.ok(
            apart(one, other) >= (i < 4 ? 0.06 : 0.03),
            `${j} and ${i}: ${apart(one, other).toFixed(3)}`,
          );
    }
    for (let k = 0; k < 8; k += 1) {
      const [soon, late] = [0, 1].map((lateness) => seen(basinColor(k, lateness, dark), vision)[0]);
      assert.ok(soon - late > 0.2);
    }
  });
}
