import assert from "node:assert/strict";
import { test } from "node:test";
import { themeColors } from "../../../../static/js/plots/canvas/canvas.js";
import {
  gradeTints,
  mix,
  parseColor,
  readTheme,
  resolveColor,
} from "../../../../static/js/plots/canvas/theme.js";
import { FakeElement, token } from "../canvas-stand-in.mjs";

const ELEMENT = new FakeElement();
const bytes = (hex) => [1, 3, 5].map((k) => Number.parseInt(hex.slice(k, k + 2), 16));

/** Two colors mixed, written out. */
function mixed(one, other, share) {
  const [a, b] = [token(one), token(other)].map(bytes);
  return `rgb(${a.map((value, k) => Math.round((1 - share) * value + share * b[k])).join(" ")})`;
}

test("each color of the picture is its token", () => {
  const theme = readTheme(ELEMENT);
  assert.deepEqual(
    theme.land,
    Array.from({ length: 8 }, (_, k) => token(`land-${k}`)),
  );
  const named = {
    line: "land-line",
    lineStrong: "land-line-strong",
    axis: "land-axis",
    background: "color-background",
    panel: "color-panel",
    hairline: "color-hairline",
    text: "color-text",
    textSoft: "color-text-soft",
    textFaint: "color-text-faint",
    accent: "color-accent",
  };
  for (const [name, property] of Object.entries(named)) assert.equal(theme[name], token(property), name);
  assert.equal(new Set(Object.keys(named).map((name) => theme[name])).size, 9, "axis and faint text are one");
  assert.equal(theme.lineSolid, mixed("land-2", "color-text", 0.3));
  assert.equal(theme.rim, mixed("land-3", "color-text", 0.42));
  assert.equal(theme.plate, mixed("color-background", "land-5", 0.16));
  assert.equal(theme.halo, `rgb(${bytes(token("color-background")).join(" ")} / 70%)`);
  assert.deepEqual([theme.dark, theme.typeScale], [false, 1]);
  for (const k of [0, 7])
    assert.deepEqual([...theme.tints.subarray(3 * (k / 7) * 255).subarray(0, 3)], bytes(token(`land-${k}`)));
});

test("a dark page has a dark picture", () => {
  const light = globalThis.getComputedStyle;
  const swapped = { "--color-background": "--color-text", "--color-text": "--color-background" };
  const getPropertyValue = (name) => token(swapped[name] ?? name);
  globalThis.getComputedStyle = () => ({ fontSize: "21px", getPropertyValue });
  const theme = readTheme(ELEMENT);
  globalThis.getComputedStyle = light;
  assert.deepEqual([theme.dark, theme.typeScale], [true, 1.5]);
  assert.match(theme.halo, /55%/);
  assert.equal(theme.rim, mixed("land-3", "color-background", 0.3));
});

test("a racer's color is resolved by name", () => {
  for (let k = 0; k < 16; k += 1)
    assert.equal(resolveColor(ELEMENT, `var(--racer-${k})`), token(`racer-${k}`));
  assert.equal(resolveColor(ELEMENT, "#123456"), "#123456");
});

test("instruments have the page's colors", () => {
  const colors = themeColors(ELEMENT);
  for (const [name, property] of Object.entries({
    background: "color-background",
    text: "color-text",
    soft: "color-text-soft",
    faint: "color-text-faint",
    hairline: "color-hairline",
    accent: "color-accent",
    error: "color-error",
    warm: "racer-2",
  }))
    assert.equal(colors[name], token(property), name);
  const racers = Array.from({ length: 10 }, (_, k) => token(`racer-${k}`));
  assert.deepEqual([...colors.classes].sort(), racers.sort());
});

test("tints between are a monotone spline's", () => {
  // On a straight ramp a Catmull-Rom spline is the ramp.
  const table = gradeTints([0, 50, 100, 150].map((value) => [value, 200 - value, 255]));
  for (let s = 0; s < 256; s += 13) {
    const value = (150 * s) / 255;
    const found = [...table.subarray(3 * s, 3 * s + 3)];
    assert.ok(Math.abs(found[0] - value) <= 0.5 && Math.abs(found[1] - 200 + value) <= 0.5, `${s}: ${found}`);
    assert.equal(found[2], 255);
  }
});

test("mixtures keep the order of channels", () => {
  assert.equal(mix("#000000", "#0a6420", 0.1), "rgb(1 10 3)");
  assert.deepEqual(parseColor("#010203"), [1, 2, 3]);
  assert.deepEqual(parseColor("#abc"), [170, 187, 204]);
});
