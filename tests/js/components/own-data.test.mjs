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

/** What the server tells of a table. */
const factsOf = (more = {}) => ({
  id: "0".repeat(32),
  saved: false,
  rows: 4,
  columns: 3,
  told: "4 rows, 3 columns; commas",
  refused: null,
  encoding: null,
  names: ["x", "y", "z"].map((name) => ({
    name,
    kind: "numbers",
    different: 4,
    width: 1,
    gaps: 0,
    unused: "",
  })),
  target: "z",
  inputs: ["x", "y"],
  samples: 4,
  csv: null,
  kept_days: null,
  ...more,
});

/** A table's editor; `answers` are what the server answers, one after another, the last one again and again. */
function table(t, ...answers) {
  mock.timers.reset(); // What another editor was about to ask.
  mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [];
  t.mock.method(globalThis, "fetch", async (url, { body, headers }) => {
    const { pathname, search } = new URL(url);
    const text = body instanceof Blob ? await body.text() : JSON.parse(body);
    asked.push({ path: pathname + search, body: text, type: headers["Content-Type"] });
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? factsOf();
    return {
      ok: !(answer instanceof Error),
      json: async () => (answer instanceof Error ? { detail: answer.message } : answer),
    };
  });
  const all = placed(OwnTable);
  const settled = async () => {
    for (let k = 0; k < 4; k += 1) {
      mock.timers.runAll();
      await new Promise((done) => setImmediate(done));
    }
  };
  const [box] = all.editor.querySelectorAll("textarea");
  const told = () => all.editor.querySelector(".told").textContent;
  return { ...all, asked, settled, box, told };
}

const file = (text) => Object.assign(new Blob([text]), { name: "houses.csv" });

test("a typed table replaces all that was chosen for the former", async (t) => {
  const { editor, heard, box } = table(t);
  const wished = {
    csv: "a,b\n1,2",
    target: "a",
    task: "classes",
    inputs: ["b"],
    scaling: "raw",
    gaps: "fill",
  };
  editor.update({ ...wished, test_share: 0.2 }, [], { wished });
  assert.equal(box.value, "a,b\n1,2");
  box.enter("x;y;z\n1;2;3");
  assert.deepEqual(heard, [
    ["/problem/dataset/params", { csv: "x;y;z\n1;2;3", scaling: "raw", gaps: "fill" }],
  ]);
  editor.update({ csv: "x;y;z\n1;2;3" }, [], { wished: { csv: "x;y;z\n1;2;3" } });
  box.enter("x;y;z\n1;2;3");
  box.enter("  \n");
  assert.equal(heard.length, 1, "the same and nothing are not sent");
});

test("how the table is read is told once for each choice", async (t) => {
  const { editor, asked, settled, told } = table(t, factsOf(), factsOf({ told: "other" }));
  const wished = { csv: "x,y,z\n1,2,3", decimal: "," };
  const use = { wished, model: "mlp", loss: "mse" };
  editor.update({ ...wished, test_share: 0.2, task: "regression" }, [], use);
  editor.update({ ...wished, test_share: 0.3 }, [], use);
  await settled();
  assert.equal(told(), "4 rows, 3 columns; commas");
  assert.deepEqual(asked, [
    {
      path: "/api/v1/tables?save=false",
      body: { csv: "x,y,z\n1,2,3", decimal: ",", model: "mlp", loss: "mse" },
      type: "application/json",
    },
  ]);
  editor.update(wished, [], { ...use, wished: { ...wished, target: "y" } });
  await settled();
  assert.deepEqual([asked.length, asked[1].body.target, told()], [2, "y", "other"]);
});

test("an answer that comes too late is not shown", async (t) => {
  const { editor, settled, told } = table(t, factsOf({ told: "late" }), factsOf({ told: "now" }));
  editor.update({ csv: "a,b\n1,2" }, []);
  mock.timers.runAll();
  editor.update({ csv: "c,d\n1,2" }, []);
  await settled();
  assert.equal(told(), "now");
});

test("target and columns are chosen", async (t) => {
  const { editor, heard, settled } = table(t);
  const wished = { csv: "x,y,z\n1,2,3", inputs: ["x"], task: "classes", target: "z" };
  editor.update(wished, [], { wished });
  await settled();
  const [target] = editor.querySelectorAll("select");
  assert.deepEqual([target.options.map(({ value }) => value), target.value], [["x", "y", "z"], "z"]);
  const boxes = editor.querySelectorAll(".column input");
  assert.deepEqual(
    boxes.map((one) => [one.type, one.checked]),
    [
      ["checkbox", true],
      ["checkbox", true],
    ],
  );
  boxes[0].checked = false;
  boxes[0].dispatchEvent(new Event("change"));
  boxes[1].checked = false;
  boxes[1].dispatchEvent(new Event("change"));
  assert.equal(boxes[1].checked, true, "one column stays");
  target.enter("y");
  assert.deepEqual(heard, [
    ["/problem/dataset/params/inputs", ["y"]],
    ["/problem/dataset/params", { csv: "x,y,z\n1,2,3", target: "y" }],
  ]);
});

test("a model of one input takes one column", async (t) => {
  const names = [...factsOf().names, { ...factsOf().names[0], name: "w", width: 3 }];
  names[1] = { ...names[1], unused: "it has no values" };
  const { editor, heard, settled } = table(t, factsOf({ inputs: ["x"], names }));
  const wished = { csv: "x,y,z\n1,,3" };
  editor.update(wished, [], { wished, single: true });
  await settled();
  const boxes = editor.querySelectorAll(".column input");
  assert.deepEqual(
    boxes.map((one) => [one.type, one.checked, one.hasAttribute("disabled")]),
    [
      ["radio", true, false],
      ["radio", false, true],
      ["radio", false, true],
    ],
    "neither one that cannot be, nor one of three numbers",
  );
  boxes[0].dispatchEvent(new Event("change"));
  assert.deepEqual(heard, [["/problem/dataset/params/inputs", ["x"]]]);
});

test("marks of missing values are sent, and nothing means automatic", (t) => {
  const { editor, heard } = table(t);
  editor.update({ csv: "a,b\n1,2" }, [], { wished: { missing: "-999" } });
  const missing = editor.querySelectorAll("input").find(({ type }) => type === "text");
  assert.equal(missing.value, "-999");
  missing.enter("x, -1");
  missing.enter(" ");
  assert.deepEqual(heard, [
    ["/problem/dataset/params/missing", "x, -1"],
    ["/problem/dataset/params/missing", "auto"],
  ]);
  editor.update({ csv: "a,b\n1,2" }, [], { wished: {} });
  assert.equal(missing.value, "");
});

test("a table too large for a link is kept by the server", async (t) => {
  const kept = factsOf({ saved: true, id: "f".repeat(32), kept_days: 180, told: "told" });
  const { editor, heard, asked, settled, box, told, note } = table(t, kept);
  editor.update({ csv: "a,b\n1,2" }, []);
  box.enter("x".repeat(40_001));
  await settled();
  const sent = asked.filter(({ type }) => type === "application/octet-stream");
  assert.deepEqual(
    sent.map(({ path, body }) => [path, body.length]),
    [["/api/v1/tables?encoding=utf-8&save=true", 40_001]],
  );
  assert.deepEqual(heard, [["/problem/dataset/params", { table: "f".repeat(32) }]]);
  assert.deepEqual([note(), box.value], ["", ""]);
  editor.update({ table: "f".repeat(32) }, [], { wished: { table: "f".repeat(32) } });
  await settled();
  assert.match(told(), /^told\. The server keeps this table until nobody has opened it for 180 days/);
  assert.match(box.getAttribute("placeholder") ?? box.placeholder, /another table/);
});

test("a dropped file is read by the server, in any encoding", async (t) => {
  const text = "e,f\n1,2";
  const { editor, heard, asked, settled } = table(t, factsOf({ csv: text, encoding: "Windows-1252" }));
  editor.update({ csv: "a,b\n1,2" }, []);
  const drop = (files, dropped = "") => {
    const dataTransfer = { files, getData: () => dropped };
    const event = Object.assign(new Event("drop", { cancelable: true }), { dataTransfer });
    editor.dispatchEvent(event);
    return event.defaultPrevented;
  };
  assert.equal(drop([file(text)]), true);
  await settled();
  drop([], "g,h\n1,2");
  await settled();
  assert.deepEqual(
    heard.map(([, { csv }]) => csv),
    [text, "g,h\n1,2"],
  );
  assert.equal(
    asked.find(({ path }) => path.includes("encoding")).path,
    "/api/v1/tables?encoding=auto&save=false",
  );
});

test("the encoding of a file is told and can be set", async (t) => {
  const { editor, asked, settled } = table(t, factsOf({ csv: "e,f\n1,2", encoding: "Windows-1252" }));
  const line = editor
    .querySelectorAll(".field-line")
    .find(({ textContent }) => textContent.includes("Encoding"));
  assert.equal(line.hidden, true);
  const event = Object.assign(new Event("drop", { cancelable: true }), {
    dataTransfer: { files: [file("e,f")], getData: () => "" },
  });
  editor.dispatchEvent(event);
  await settled();
  assert.deepEqual(
    [line.hidden, editor.querySelector(".list-tools .faint").textContent],
    [false, "houses.csv, Windows-1252"],
  );
  const encoding = line.querySelector("select");
  assert.ok(encoding.options.some(({ value }) => value === "mac-roman"));
  encoding.enter("mac-roman");
  await settled();
  assert.match(asked.at(-1).path, /encoding=mac-roman/);
});

test("what the server refuses is said, and nothing is sent", async (t) => {
  const { editor, heard, settled, note, told, box } = table(
    t,
    factsOf({ told: "the former one" }),
    new Error("This file is no text."),
    factsOf({ csv: "c,d\n1,2" }),
  );
  editor.update({ csv: "a,b\n1,2" }, []);
  await settled();
  const drop = (one) =>
    editor.dispatchEvent(
      Object.assign(new Event("drop", { cancelable: true }), {
        dataTransfer: { files: [one], getData: () => "" },
      }),
    );
  drop(file("PK"));
  await settled();
  assert.deepEqual([heard, note(), told()], [[], "This file is no text.", "the former one"]);
  editor.update({ csv: "a,b\n1,2" }, []);
  assert.equal(note(), "This file is no text.", "it is still so");
  box.enter("a,b\n1,2");
  assert.equal(note(), "", "the former one is in use");
  drop(file("c,d"));
  await settled();
  assert.deepEqual([heard.length, note()], [1, ""]);
  editor.update({ csv: "c,d\n1,2" }, [{ pointer: "/problem/dataset/params/csv", detail: "Row 2 is short." }]);
  assert.equal(note(), "Row 2 is short.");
});

test("a pasted table is sent", (t) => {
  const { heard, box, editor } = table(t);
  editor.update({ csv: "a,b\n1,2" }, []);
  box.value = "i,j\n1,2";
  box.dispatchEvent(new Event("paste"));
  assert.deepEqual(heard, []);
  mock.timers.tick(1);
  mock.timers.runAll();
  assert.equal(heard.length, 1);
});

test("the number of samples is that of the rows in use, or of all", (t) => {
  const { editor } = table(t);
  const heard = [];
  editor.addEventListener("table-read", () => heard.push(editor.samples));
  assert.equal(editor.samples, null);
  for (const facts of [factsOf({ samples: 7 }), factsOf({ refused: "No." }), null]) editor.show(facts);
  assert.deepEqual(heard, [7, 4, null]);
});

test("without classes a pad has no colors to choose", () => {
  const { editor } = pad();
  const palette = editor.querySelector(".palette");
  assert.equal(palette.hidden, false);
  editor.update({ points: FOUR, task: "regression" }, []);
  assert.equal(palette.hidden, true);
});
