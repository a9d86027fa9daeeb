import assert from "node:assert/strict";
import { test } from "node:test";
import "../dom-stand-in.mjs";
import { CameraPresets, nextPreset } from "../../../static/js/components/camera-presets.js";
import {
  make,
  rebuild,
  refill,
  setText,
  showFieldError,
  uniqueId,
} from "../../../static/js/components/dom.js";
import { HelpDialog } from "../../../static/js/components/help-dialog.js";
import { MapLegend } from "../../../static/js/components/map-legend.js";
import { formula } from "../../../static/js/components/math-formula.js";
import { showToast } from "../../../static/js/components/toast.js";
import { followTransport, TransportBar } from "../../../static/js/components/transport-bar.js";
import { ViewBar } from "../../../static/js/components/view-bar.js";
import { Player } from "../../../static/js/run/player.js";
import { defaultView } from "../../../static/js/url/url-state.js";

/** An element in the page, and what it emits of a type. */
function placed(element, type) {
  document.body.replaceChildren(element);
  const heard = [];
  element.addEventListener(type, ({ detail }) => heard.push(detail));
  return heard;
}

const button = (element, text) =>
  element.querySelectorAll("button").find((one) => one.title === text || one.textContent === text);
const pressed = (group) =>
  group.children
    .filter((one) => one.getAttribute("aria-pressed") === "true")
    .map(({ dataset }) => dataset.name);

test("the transport bar shows the clock", () => {
  const bar = new TransportBar();
  placed(bar, "transport");
  const state = { time: 12.9, end: 500, playing: false, waiting: false, speed: 0.5 };
  bar.update(state);
  const play = bar.querySelector(".play");
  const [speed] = bar.querySelectorAll("select");
  assert.equal(bar.querySelector(".count").textContent, "12 / 500");
  assert.deepEqual([play.title, play.getAttribute("aria-label")], ["Play (space)", "Play"]);
  assert.equal(speed.value, "0.5");
  assert.deepEqual(
    speed.options.map(({ textContent }) => textContent),
    ["\u00bc\u00d7", "\u00bd\u00d7", "1\u00d7", "2\u00d7", "4\u00d7", "8\u00d7", "16\u00d7"],
  );
  bar.update({ ...state, playing: true, waiting: true });
  assert.deepEqual([play.title, play.getAttribute("aria-label")], ["Pause (space)", "Pause"]);
  assert.equal(bar.hasAttribute("waiting"), true);
  bar.update({ ...state, time: 0 });
  assert.equal(bar.hasAttribute("waiting"), false);
  play.setAttribute("aria-label", "Abspielen");
  bar.update({ ...state, time: 1 });
  assert.equal(play.getAttribute("aria-label"), "Abspielen", "a translated label stays");
  speed.focus();
  bar.update({ ...state, speed: 4 });
  assert.equal(speed.value, "0.5", "a menu that is open is left alone");
});

test("each button of the transport drives the clock", () => {
  const bar = new TransportBar();
  placed(bar, "transport");
  const player = Object.assign(new Player(), { end: 100, ready: 100, time: 50 });
  followTransport(player);
  const state = () => [player.time, player.playing, player.speed];
  button(bar, "One step back (left arrow)").click();
  assert.deepEqual(state(), [49, false, 1]);
  button(bar, "One step forward (right arrow)").click();
  assert.deepEqual(state(), [50, false, 1]);
  bar.querySelector(".play").click();
  assert.deepEqual(state(), [50, true, 1]);
  bar.querySelectorAll("select")[0].enter("4");
  button(bar, "Back to the start (R)").click();
  assert.deepEqual(state(), [0, true, 4]);
  bar.querySelector(".play").click();
  assert.equal(player.playing, false);
});

test("the view bar shows the view", () => {
  for (const kind of ["", "full", "overflow"]) {
    const overflow = kind === "overflow";
    const bar = new ViewBar();
    if (kind) bar.toggleAttribute(kind, true);
    placed(bar, "view-change");
    const view = {
      ...defaultView(),
      mode: "3d",
      map: "basins",
      arrows: ["gradient", "step"],
      loss: "linear",
    };
    bar.update(
      { ...view, hide: ["curves"], rates: true, theme: "projector", axis: "time" },
      { samples: true, rated: true },
    );
    const group = (label) =>
      bar.querySelectorAll(".segmented").find((one) => one.getAttribute("aria-label") === label);
    const chosen = (label) => (group(label) ? pressed(group(label)) : null);
    assert.deepEqual(chosen("What the map shows"), ["basins"]);
    assert.deepEqual(chosen("Arrows at the balls"), kind ? ["gradient", "step"] : null);
    assert.deepEqual(chosen("View"), overflow ? null : ["3d"]);
    assert.deepEqual(chosen("Scale of the loss"), overflow ? ["linear"] : null);
    assert.deepEqual(chosen("Theme"), overflow ? ["projector"] : null);
    assert.deepEqual(chosen("Curves of"), overflow ? ["rates"] : null);
    assert.deepEqual(chosen("The loss against"), overflow ? ["time"] : null);
    assert.deepEqual(chosen("Loss curves"), overflow ? ["curves"] : null);
  }
});

test("examples are an axis only where there are some", () => {
  const bar = new ViewBar();
  bar.toggleAttribute("overflow", true);
  placed(bar, "view-change");
  const axes = () =>
    bar.querySelectorAll(".segmented").find((one) => one.getAttribute("aria-label") === "The loss against");
  const shown = () =>
    axes()
      .children.filter(({ hidden }) => !hidden)
      .map(({ dataset }) => dataset.name);
  const view = { ...defaultView(), axis: "examples" };
  bar.update(view, { samples: false, rated: false });
  assert.deepEqual([shown(), pressed(axes())], [["steps", "gradients", "time"], ["steps"]]);
  const curves = bar.querySelectorAll(".captioned").find((one) => one.textContent.startsWith("Curves"));
  assert.equal(curves.hidden, true, "a race without rates has none to draw");
  bar.update(view, { samples: true, rated: true });
  assert.deepEqual([shown().length, pressed(axes()), curves.hidden], [4, ["examples"], false]);
});

test("each switch of the view bar says what it is", () => {
  const bar = new ViewBar();
  bar.toggleAttribute("overflow", true);
  const heard = placed(bar, "view-change");
  bar.update(defaultView(), { samples: true, rated: true });
  for (const text of ["Basins", "Momentum", "Linear", "Gradients", "Learning rates", "Folded", "Dark"])
    button(bar, text).click();
  assert.deepEqual(heard, [
    { name: "map", value: "basins" },
    { name: "arrow", value: "momentum" },
    { name: "loss", value: "linear" },
    { name: "axis", value: "gradients" },
    { name: "rates", value: "rates" },
    { name: "part", value: "curves" },
    { name: "theme", value: "dark" },
  ]);
  const small = new ViewBar();
  small.toggleAttribute("full", true);
  const told = placed(small, "view-change");
  button(small, "Map").click();
  assert.deepEqual(told.pop(), { name: "mode", value: "contour" });
  for (const [theme, next] of [
    ["auto", "light"],
    ["light", "dark"],
    ["dark", "projector"],
    ["projector", "auto"],
  ]) {
    small.update({ ...defaultView(), theme }, { samples: true, rated: true });
    button(small, `Theme: ${theme}`).click();
    assert.deepEqual(told.pop(), { name: "theme", value: next });
  }
});

test("the camera has four places, one after another", () => {
  const presets = new CameraPresets();
  const heard = placed(presets, "camera");
  const [turn] = presets.querySelectorAll("button");
  const texts = [];
  for (let k = 0; k < 4; k += 1) {
    texts.push(turn.textContent);
    turn.click();
    presets.update(heard.at(-1));
  }
  assert.deepEqual(heard, ["front", "side", "above", "oblique"]);
  assert.deepEqual(
    texts,
    ["Front view", "Side view", "From above", "Oblique view"],
    "it says where it leads",
  );
  assert.deepEqual(heard.map(nextPreset), ["side", "above", "oblique", "front"]);
});

test("the help opens, closes and leads to the tour", () => {
  const help = new HelpDialog();
  const heard = placed(help, "tour");
  const dialog = help.querySelector("dialog");
  help.toggle();
  assert.equal(dialog.open, true);
  help.toggle();
  assert.equal(dialog.open, false);
  help.toggle();
  dialog.querySelector("h2").dispatchEvent(new Event("click", { bubbles: true }));
  assert.equal(dialog.open, true, "a click inside keeps it open");
  dialog.click();
  assert.equal(dialog.open, false, "one beside it closes it");
  help.toggle();
  button(help, "Take the tour").click();
  assert.deepEqual([dialog.open, heard.length], [false, 1]);
});

test("a message stays as long as it takes to read", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const toast = make("p", { id: "toast" });
  document.body.replaceChildren(toast);
  const shown = () => toast.classList.contains("shown");
  showToast("x".repeat(10));
  t.mock.timers.tick(1999);
  assert.deepEqual([toast.textContent.length, shown()], [10, true]);
  showToast("y".repeat(50));
  t.mock.timers.tick(3599);
  assert.ok(shown(), "the second one has its own time");
  t.mock.timers.tick(1);
  assert.ok(!shown());
  document.body.replaceChildren();
  showToast("There is no place for this.");
});

test("a legend has a swatch for each key", () => {
  const legend = new MapLegend();
  placed(legend, "x");
  legend.update("Where starts lead", [
    { text: "A", color: "red" },
    { text: "B", sign: "line" },
    { text: "C" },
  ]);
  const swatches = legend.querySelectorAll(".swatch");
  assert.deepEqual(
    legend.querySelectorAll("li").map(({ textContent }) => textContent),
    ["A", "B", "C"],
  );
  assert.deepEqual([swatches[0].style.background, swatches[1].className], ["red", "swatch line"]);
  legend.showCell("0.5 after 30 steps");
  assert.equal(legend.querySelector(".reading").textContent, "0.5 after 30 steps");
  assert.equal(legend.querySelector(".title").title, "Where starts lead");
});

test("an element has what it was made with", () => {
  let clicks = 0;
  const onclick = () => {
    clicks += 1;
  };
  const made = make(
    "button",
    { class: "a", disabled: false, hidden: true, title: null, "data-x": 0, onclick },
    "text",
    make("b", {}, "bold"),
  );
  made.click();
  const has = ["class", "disabled", "hidden", "title", "data-x", "onclick"].map((name) =>
    made.getAttribute(name),
  );
  assert.deepEqual(has, ["a", null, "", null, "0", null]);
  assert.deepEqual([made.textContent, clicks], ["textbold", 1]);
  assert.notEqual(uniqueId("a"), uniqueId("a"));
});

test("an error marks its input, and leaves no trace", () => {
  const [input, note] = [make("input"), make("p", { hidden: true })];
  showFieldError(input, note, "No.");
  assert.deepEqual(
    [note.hidden, note.textContent, input.getAttribute("aria-invalid")],
    [false, "No.", "true"],
  );
  showFieldError(input, note, "");
  assert.deepEqual([note.hidden, note.textContent, input.getAttribute("aria-invalid")], [true, "", null]);
});

test("equal text is not set again", () => {
  const note = make("p", {}, "same");
  const [node] = note.childNodes;
  setText(note, "same");
  assert.equal(note.childNodes[0], node, "so that a reader says nothing");
  setText(note, "other");
  assert.equal(note.textContent, "other");
});

test("a rebuilt part keeps what is open and focused", () => {
  const part = make("div");
  document.body.replaceChildren(part);
  const build = () =>
    part.replaceChildren(
      make("details", {}, make("summary", {}, "More"), make("input", { "aria-label": "Rate" })),
      make("details", {}, make("summary", {}, "Less")),
      make("button", {}, "Go"),
    );
  build();
  const [more] = part.querySelectorAll("details");
  more.open = true;
  const before = part.querySelector("input");
  before.focus();
  rebuild(part, () => {
    document.activeElement = document.body;
    build();
  });
  assert.deepEqual(
    part.querySelectorAll("details").map(({ open }) => open),
    [true, false],
  );
  assert.notEqual(part.querySelector("input"), before);
  assert.equal(document.activeElement, part.querySelector("input"));
  document.body.focus();
  rebuild(part, build);
  assert.equal(document.activeElement, document.body, "what had no focus gets none");
});

test("a formula is rendered, or shown as it is written", (t) => {
  const line = formula("\\eta");
  const block = formula("x + y", true);
  assert.deepEqual([line.textContent, block.textContent], ["\\eta", "x + y"]);
  const rendered = new Map();
  globalThis.katex = {
    render: (tex, element, { throwOnError }) => rendered.set(element, [tex, throwOnError]),
  };
  t.after(() => delete globalThis.katex);
  const [again, shown] = [formula("\\eta"), formula("x + y", true)];
  assert.deepEqual(rendered.get(again), ["\\eta", false]);
  assert.deepEqual(rendered.get(shown), ["\\displaystyle x + y", false]);
});

test("a refilled list keeps the focused place", () => {
  const list = make("ul");
  document.body.replaceChildren(list);
  const items = (...texts) => texts.map((text) => make("li", {}, make("button", {}, text)));
  refill(list, items("a", "b", "c"));
  list.querySelectorAll("button")[0].focus();
  refill(list, items("a", "b", "c"));
  assert.equal(document.activeElement, list.querySelectorAll("button")[0]);
  list.querySelectorAll("button")[1].focus();
  refill(list, items("d", "e", "f"));
  assert.equal(document.activeElement.textContent, "e");
  document.activeElement = document.body;
  refill(list, items("g", "h"));
  assert.equal(document.activeElement, document.body);
});
