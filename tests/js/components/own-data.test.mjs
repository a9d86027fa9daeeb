import assert from "node:assert/strict";
import { mock, test } from "node:test";
import "../dom-stand-in.mjs";
import { OwnPoints } from "../../../static/js/components/own-points.js";
import { OwnTable } from "../../../static/js/components/own-table.js";
import { smallCatalog } from "../small-catalog.mjs";

mock.timers.enable({ apis: ["setTimeout"] });
smallCatalog();

/** An editor in the page, and what it emits. */
function placed(Editor) {
  const editor = new Editor().setUp();
  document.body.replaceChildren(editor);
  const heard = [];
  editor.addEventListener("param-change", ({ detail }) => heard.push([detail.pointer, detail.value]));
  const note = () => {
    const shown = editor.querySelector(".note");
    return shown.hidden ? "" : shown.textContent;
  };
  const press = (text) =>
    editor
      .querySelectorAll("button")
      .find(({ textContent }) => textContent === text)
      .click();
  return { editor, heard, note, press };
}

const FOUR = [
  [0, 0, 0],
  [0.5, 0.5, 1],
  [-0.5, 0.5, 0],
  [0.5, -0.5, 1],
];

/** A pad of 200 by 200 pixels with four points. */
function pad(points = FOUR) {
  const all = placed(OwnPoints);
  const canvas = all.editor.querySelector("canvas");
  Object.assign(canvas, { clientWidth: 200, clientHeight: 200 });
  all.editor.update({ points }, []);
  const pointer = (type, clientX = 0, clientY = 0, button = 0) =>
    canvas.dispatchEvent(Object.assign(new Event(type), { clientX, clientY, button, pointerId: 1 }));
  const key = (name, more = {}) => {
    const event = Object.assign(new Event("keydown", { bubbles: true, cancelable: true }), {
      key: name,
      ...more,
    });
    canvas.dispatchEvent(event);
    return event.defaultPrevented;
  };
  const choose = (index) => all.editor.querySelectorAll(".palette input")[index].enter(true);
  return { ...all, canvas, pointer, key, choose };
}

test("a click puts a point of the class chosen", () => {
  const { heard, pointer, choose } = pad();
  choose(2);
  pointer("pointerdown", 150, 50);
  assert.deepEqual(heard, [], "until it is let go");
  pointer("pointerup");
  const [[where, points]] = heard;
  assert.equal(where, "/problem/dataset/params/points");
  // The middle is the origin, the edge 1; y points up.
  assert.deepEqual(points, [...FOUR, [0.5, 0.5, 2]]);
  pointer("pointerdown", 10, 10, 2);
  pointer("pointerup");
  assert.equal(heard.length, 1, "only the first button");
});

test("a stroke puts points apart, as one change", () => {
  const { heard, pointer, press } = pad();
  pointer("pointerdown", 100, 100);
  for (const x of [103, 108, 112, 116, 119]) pointer("pointermove", x, 100);
  pointer("pointerup");
  assert.equal(heard.length, 1);
  // 0.07 of half the side are 7 pixels.
  assert.deepEqual(
    heard[0][1].slice(4).map(([x]) => x),
    [0, 0.08, 0.16],
  );
  press("Undo");
  assert.deepEqual(heard[1][1], FOUR);
});

test("the eraser takes the nearest within its reach", () => {
  const { heard, pointer, choose, editor } = pad([...FOUR, [0.9, 0.9, 0]]);
  choose(editor.querySelectorAll(".palette input").length - 1);
  pointer("pointerdown", 100, 92);
  pointer("pointerup");
  assert.deepEqual(heard[0][1].length, 4);
  assert.ok(!heard[0][1].some(([x, y]) => x === 0 && y === 0));
});

test("too few points are not sent, with a word", () => {
  const { heard, note, press } = pad();
  press("Clear");
  assert.deepEqual([heard, note()], [[], "Put 4 points at least."]);
  press("Undo");
  assert.deepEqual([heard.length, note()], [1, ""]);
  const full = pad(Array.from({ length: 499 }, (_, k) => [Math.sin(k), Math.cos(k), 0]));
  full.pointer("pointerdown", 100, 100);
  full.pointer("pointerup");
  assert.equal(full.note(), "500 points are all that fit.");
  full.pointer("pointerdown", 100, 100);
  full.pointer("pointerup");
  assert.equal(full.heard.at(-1)[1].length, 500);
});

test("the keyboard puts and takes points", () => {
  const { heard, key, editor } = pad();
  for (const [name, more, at] of [
    ["ArrowRight", {}, [0.05, 0]],
    ["ArrowUp", {}, [0.05, 0.05]],
    ["ArrowLeft", { shiftKey: true }, [0.04, 0.05]],
    ["ArrowDown", { shiftKey: true }, [0.04, 0.04]],
  ]) {
    assert.equal(key(name, more), true);
    assert.deepEqual(
      editor.cursor.map((value) => Math.round(1e6 * value) / 1e6),
      at,
    );
  }
  key("Enter");
  assert.deepEqual(heard[0][1].at(-1), [0.04, 0.04, 0]);
  key("Delete");
  assert.deepEqual(heard[1][1], FOUR);
  for (let k = 0; k < 30; k += 1) key("ArrowRight");
  assert.equal(editor.cursor[0], 1, "it stays on the pad");
  assert.deepEqual([key("x"), key("Tab"), key("Enter", { ctrlKey: true })], [false, false, false]);
  assert.equal(heard.length, 2);
});

test("points from elsewhere replace those shown, but no stroke", () => {
  const { editor, pointer } = pad();
  editor.update({ points: FOUR.slice(1) }, []);
  assert.equal(editor.points.length, 3);
  pointer("pointerdown", 100, 100);
  editor.update({ points: FOUR }, []);
  assert.equal(editor.points.length, 4, "three and the new one");
  pointer("pointerup");
  assert.match(
    editor.querySelector("canvas").getAttribute("aria-label"),
    /^Pad with 4 points between \u22121 and 1$/,
  );
  editor.update({ points: [[10, 0, 0], ...FOUR] }, [
    { pointer: "/problem/dataset/params/points", detail: "No." },
  ]);
  assert.match(
    editor.querySelector("canvas").getAttribute("aria-label"),
    /5 points between \u221210\.5 and 10\.5$/,
  );
  assert.equal(editor.querySelector(".note").textContent, "No.");
});

test("a table is sent whole, its target the last column", () => {
  const { editor, heard } = placed(OwnTable);
  editor.update({ csv: "a,b\n1,2", target: null, scaling: "raw" }, []);
  const [box] = editor.querySelectorAll("textarea");
  const [target] = editor.querySelectorAll("select");
  assert.deepEqual([box.value, target.value], ["a,b\n1,2", "b"]);
  box.enter("x;y;z\n1;2;3");
  assert.deepEqual(heard, [
    ["/problem/dataset/params", { csv: "x;y;z\n1;2;3", target: null, scaling: "raw" }],
  ]);
  editor.update({ csv: "x;y;z\n1;2;3", target: "y" }, []);
  assert.deepEqual([target.options.map(({ value }) => value), target.value], [["x", "y", "z"], "y"]);
  target.enter("x");
  assert.deepEqual(heard[1], ["/problem/dataset/params/target", "x"]);
  box.enter("x;y;z\n1;2;3");
  box.enter("  \n");
  assert.equal(heard.length, 2, "the same and nothing are not sent");
});

test("a table that is too large is not sent, with a word", () => {
  const { editor, heard, note } = placed(OwnTable);
  editor.update({ csv: "a,b\n1,2" }, []);
  const [box] = editor.querySelectorAll("textarea");
  box.enter("x".repeat(40_001));
  assert.match(note(), /^This table has 41 kB; at most 40 kB/);
  editor.update({ csv: "a,b\n1,2" }, []);
  assert.match(note(), /^This table has/, "it is still in the box");
  box.enter("c,d\n1,2");
  assert.deepEqual([heard.length, note()], [1, ""]);
  editor.update({ csv: "c,d\n1,2" }, [{ pointer: "/problem/dataset/params/csv", detail: "Row 2 is short." }]);
  assert.equal(note(), "Row 2 is short.");
});

test("a dropped or chosen file is read", async () => {
  const { editor, heard, note } = placed(OwnTable);
  const settled = () => new Promise((done) => setImmediate(done));
  editor.update({ csv: "a,b\n1,2" }, []);
  const drop = (files, text = "") => {
    const dataTransfer = { files, getData: () => text };
    const event = Object.assign(new Event("drop", { cancelable: true }), { dataTransfer });
    editor.dispatchEvent(event);
    return event.defaultPrevented;
  };
  assert.equal(drop([{ size: 9, text: async () => "e,f\n1,2" }]), true);
  await settled();
  drop([], "g,h\n1,2");
  await settled();
  assert.deepEqual(
    heard.map(([, { csv }]) => csv),
    ["e,f\n1,2", "g,h\n1,2"],
  );
  drop([{ size: 20_000_000, text: () => assert.fail("it is too large to be read") }]);
  await settled();
  assert.match(note(), /^This table has 200 kB/);
});

test("a pasted table is sent", () => {
  const { editor, heard } = placed(OwnTable);
  editor.update({ csv: "a,b\n1,2" }, []);
  const [box] = editor.querySelectorAll("textarea");
  box.value = "i,j\n1,2";
  box.dispatchEvent(new Event("paste"));
  assert.deepEqual(heard, []);
  mock.timers.tick(1);
  mock.timers.runAll();
  assert.equal(heard.length, 1);
});
