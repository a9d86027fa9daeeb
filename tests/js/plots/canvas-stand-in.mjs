/**
 * Stand-in for the page: canvases record what is drawn on them, in pixels after all transformations, with the
 * style in force; elements have a size, listeners and the colors of css/tokens.css.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** The light theme's tokens; a value that names another one is resolved. */
const TOKENS = Object.fromEntries(
  [
    ...readFileSync(new URL("../../../static/css/tokens.css", import.meta.url), "utf8")
      .split('[data-theme="dark"]')[0]
      .matchAll(/--([\w-]+): ([^;]+);/g),
  ].map((match) => [match[1], match[2].trim()]),
);

/** Value of a custom property, as a page has it. @param {string} name - with or without dashes */
export function token(name) {
  const value = TOKENS[name.replace(/^--/, "")] ?? "";
  const other = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
  return other ? token(other) : value;
}

/** Commands that take places, and how many of their first numbers are places. */
const PLACES = { move: 2, line: 2, curve: 6, arc: 2, ellipse: 2, rect: 2, round: 2 };

/** A path that keeps its commands. */
class FakePath {
  commands = [];

  moveTo(...place) {
    this.commands.push(["move", ...place]);
  }

  lineTo(...place) {
    this.commands.push(["line", ...place]);
  }

  bezierCurveTo(...places) {
    this.commands.push(["curve", ...places]);
  }

  /** All arcs of the page are whole circles. */
  arc(...numbers) {
    assert.deepEqual(numbers.slice(3), [0, 2 * Math.PI], "a whole circle");
    this.commands.push(["arc", ...numbers]);
  }

  ellipse(...numbers) {
    this.commands.push(["ellipse", ...numbers]);
  }

  rect(...numbers) {
    this.commands.push(["rect", ...numbers]);
  }

  roundRect(...numbers) {
    this.commands.push(["round", ...numbers]);
  }

  closePath() {
    this.commands.push(["close"]);
  }

  addPath(other) {
    this.commands.push(...other.commands);
  }
}

/** A gradient: its ends and its stops. */
class FakeGradient {
  stops = [];

  constructor(...ends) {
    this.ends = ends;
  }

  addColorStop(share, color) {
    this.stops.push([share, color]);
  }
}

/** The style in force: saved and restored. */
const STYLE = {
  globalAlpha: 1,
  strokeStyle: "#000000",
  fillStyle: "#000000",
  lineWidth: 1,
  lineCap: "butt",
  lineJoin: "miter",
  font: "10px sans-serif",
  textAlign: "start",
  textBaseline: "alphabetic",
  dash: [],
  region: null,
  matrix: [1, 0, 0, 1, 0, 0],
};

/** A 2-D context whose `drawn` lists what was drawn, in order. A character is 6 pixels wide. */
export class RecordingContext extends FakePath {
  drawn = [];
  /** Those of `drawn` that are strokes of a path object. */
  strokes = [];
  stack = [];

  constructor(canvas) {
    super();
    Object.assign(this, STYLE);
    this.canvas = canvas;
  }

  beginPath() {
    this.commands = [];
  }

  save() {
    this.stack.push(Object.fromEntries(Object.keys(STYLE).map((name) => [name, this[name]])));
  }

  restore() {
    Object.assign(this, this.stack.pop());
  }

  setTransform(...matrix) {
    this.matrix = matrix;
  }

  transform(a, b, c, d, e, f) {
    const [p, q, r, s] = this.matrix;
    this.matrix = [p * a + r * b, q * a + s * b, p * c + r * d, q * c + s * d, ...this.#at(e, f)];
  }

  translate(x, y) {
    this.transform(1, 0, 0, 1, x, y);
  }

  rotate(angle) {
    this.transform(Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0);
  }

  scale(x, y) {
    this.transform(x, 0, 0, y, 0, 0);
  }

  setLineDash(dash) {
    this.dash = dash;
  }

  measureText(text) {
    return { width: 6 * text.length };
  }

  createLinearGradient(...ends) {
    return new FakeGradient(...ends);
  }

  createRadialGradient(...ends) {
    return new FakeGradient(...ends);
  }

  createImageData(width, height) {
    return { width, height, data: new Uint8ClampedArray(4 * width * height) };
  }

  putImageData(image) {
    this.canvas.image = image;
  }

  clip() {
    this.region = this.#placed(this.commands);
  }

  stroke(path) {
    const { strokeStyle: color, lineWidth: width, dash } = this;
    this.#note("stroke", { ...this.#outline(path), color, width, dash });
    if (path) this.strokes.push(this.drawn.at(-1));
  }

  fill(path) {
    this.#note("fill", { ...this.#outline(path), color: this.fillStyle });
  }

  fillRect(x, y, width, height) {
    this.#note("rect", { x, y, width, height, color: this.fillStyle });
  }

  strokeRect(x, y, width, height) {
    this.#note("frame", { x, y, width, height, color: this.strokeStyle });
  }

  clearRect(...rect) {
    this.cleared = rect;
    this.drawn.length = 0;
  }

  fillText(text, x, y) {
    this.#write("text", text, x, y, this.fillStyle);
  }

  strokeText(text, x, y) {
    this.#write("halo", text, x, y, this.strokeStyle);
  }

  drawImage(image, x, y, width, height) {
    this.#note("image", { image, x, y, width, height });
  }

  #write(kind, text, x, y, color) {
    const [left, top] = this.#at(x, y);
    const angle = Math.atan2(this.matrix[1], this.matrix[0]);
    const { textAlign: align, textBaseline: baseline, font } = this;
    this.#note(kind, { text, x: left, y: top, color, align, baseline, font, angle });
  }

  #outline(path) {
    return { commands: this.#placed((path ?? this).commands) };
  }

  #at(x, y) {
    const [a, b, c, d, e, f] = this.matrix;
    return [a * x + c * y + e, b * x + d * y + f];
  }

  #placed(commands) {
    if (String(this.matrix) === "1,0,0,1,0,0") return commands;
    return commands.map(([name, ...numbers]) => {
      const count = PLACES[name] ?? 0;
      const places = [];
      for (let k = 0; k < count; k += 2) places.push(...this.#at(numbers[k], numbers[k + 1]));
      return [name, ...places, ...numbers.slice(count)];
    });
  }

  #note(kind, what) {
    assert.ok(this.globalAlpha >= 0 && this.globalAlpha <= 1, `opacity ${this.globalAlpha}`);
    const numbers = Object.values(what).concat((what.commands ?? []).flat());
    assert.ok(!numbers.some(Number.isNaN), `not a number in ${kind}`);
    this.drawn.push({ kind, opacity: this.globalAlpha, region: this.region, ...what });
  }
}

/** An element of a page: a size, listeners, children, and a context if it is a canvas. */
export class FakeElement extends EventTarget {
  children = [];
  style = { setProperty() {} };
  dataset = {};
  attributes = {};
  width = 300;
  height = 150;
  hidden = false;
  clientWidth = 0;
  clientHeight = 0;

  constructor(tag = "div", { width = 0, height = 0 } = {}) {
    super();
    this.tagName = tag;
    this.clientWidth = width;
    this.clientHeight = height;
    this.classList = { add() {}, remove() {}, toggle() {} };
  }

  getContext() {
    this.context ??= new RecordingContext(this);
    return this.context;
  }

  append(...children) {
    this.children.push(...children);
  }

  prepend(...children) {
    this.children.unshift(...children);
  }

  replaceChildren(...children) {
    this.children = children;
  }

  get firstChild() {
    return this.children[0] ?? null;
  }

  setAttribute(name, value) {
    this.attributes[name] = String(value);
  }

  getAttribute(name) {
    return this.attributes[name] ?? null;
  }

  removeAttribute(name) {
    delete this.attributes[name];
  }

  getBoundingClientRect() {
    return { left: 0, top: 0, width: this.clientWidth, height: this.clientHeight };
  }

  toDataURL() {
    return this;
  }

  get firstElementChild() {
    return this.firstChild;
  }

  /** Elements with a tag below this one. */
  querySelectorAll(tag) {
    const below = this.children.filter((child) => child instanceof FakeElement);
    return below.flatMap((child) => [
      ...(child.tagName === tag ? [child] : []),
      ...child.querySelectorAll(tag),
    ]);
  }

  setPointerCapture() {}
}

globalThis.Path2D = FakePath;
globalThis.Image = class extends FakeElement {};
globalThis.OffscreenCanvas = class extends FakeElement {
  constructor(width, height) {
    super("canvas");
    Object.assign(this, { width, height });
  }
};
globalThis.window = globalThis;
globalThis.HTMLElement = FakeElement;
globalThis.customElements = { define() {} };
globalThis.document = Object.assign(new EventTarget(), {
  baseURI: "http://lab.test/",
  fonts: new EventTarget(),
  querySelectorAll: () => [],
  getElementById: () => null,
  documentElement: new FakeElement(),
  body: new FakeElement(),
  createElement: (tag) => new FakeElement(tag),
  createElementNS: (_, tag) => new FakeElement(tag),
});
globalThis.getComputedStyle = () => ({ fontSize: "14px", getPropertyValue: token });
globalThis.MutationObserver = globalThis.ResizeObserver = class {
  observe() {}
};
globalThis.matchMedia = () => ({ matches: true, addEventListener() {} });

/** A context, and the paths that it strokes: commands, color, width and opacity of each. */
export function recordingContext() {
  const context = new RecordingContext({ clientWidth: 400, clientHeight: 200 });
  return { context, strokes: context.strokes };
}

/** What instruments draw on: a context of a size, with colors that are their own names. */
export function drawingOf(width, height) {
  const names = ["background", "text", "soft", "faint", "hairline", "accent", "warm", "error"];
  const colors = Object.fromEntries(names.map((name) => [name, name]));
  colors.classes = Array.from({ length: 10 }, (_, k) => `class ${k}`);
  const context = new RecordingContext({ clientWidth: width, clientHeight: height });
  return { context, width, height, colors, drawn: context.drawn };
}

/** A plot theme whose colors are their own names; the tint of shade s is (s, 255 - s, 7). */
export function themeOf(changes = {}) {
  const names = ["line", "lineStrong", "lineSolid", "plate", "rim", "axis", "panel", "hairline", "text"];
  const more = ["textSoft", "textFaint", "accent", "halo", "background"];
  const colors = Object.fromEntries([...names, ...more].map((name) => [name, name]));
  const tints = Uint8Array.from({ length: 768 }, (_, k) => [k / 3, 255 - (k - 1) / 3, 7][k % 3]);
  const land = Array.from({ length: 8 }, (_, k) => `land ${k}`);
  return { ...colors, tints, land, dark: false, font: "serif", typeScale: 1, ...changes };
}

/** Whether two places or lists of numbers agree to a small fraction of a pixel. */
export function near(found, expected, tolerance = 1e-6) {
  return (
    found.length === expected.length && found.every((value, k) => Math.abs(value - expected[k]) <= tolerance)
  );
}

/** The texts of a drawing. */
export function textsOf(drawn) {
  return drawn.filter(({ kind }) => kind === "text").map(({ text }) => text);
}

/** The text of a drawing that reads so. */
export function textOf(drawn, text) {
  return drawn.find((one) => one.kind === "text" && one.text === text);
}

/** Places of a path's commands that move the pen, flat. */
export function placesOf({ commands }) {
  return commands.flatMap(([name, ...numbers]) => (name === "close" ? [] : numbers.slice(0, 2)));
}

/** What of a drawing has a kind and a color. */
export function drawnIn(drawn, kind, color) {
  return drawn.filter((one) => one.kind === kind && one.color === color);
}
