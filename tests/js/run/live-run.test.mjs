import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveRun } from "../../../static/js/run/live-run.js";
import { COLUMNS, FakeSocket, pointsBytes } from "./socket-stand-in.mjs";

/** A live run whose connection is open, with one run requested. */
function started(t) {
  const live = new LiveRun();
  live.open();
  t.after(() => clearInterval(live.heartbeat));
  const socket = FakeSocket.last;
  socket.tell({ type: "hello", protocol: 1, limits: { window: 64 } });
  live.request({ experiment: { racers: [{}, {}] }, validPoints: 0, visibleStep: 0, newLandscape: false });
  socket.tell({ type: "started", run: 1, columns: COLUMNS });
  return { live, socket };
}

/** A frame of kind 4: one place at each point, whose x is the point's number. */
function marksBytes(run, racer, start, count) {
  const view = new DataView(new ArrayBuffer(16 + (16 + 24) * count));
  view.setUint8(0, 4);
  view.setUint16(2, racer, true);
  view.setUint32(4, run, true);
  view.setUint32(8, start, true);
  view.setUint32(12, count, true);
  for (let k = 0; k < count; k += 1) {
    view.setUint32(16 + 16 * k, 1, true);
    view.setFloat64(16 + 16 * count + 24 * k, start + k, true);
  }
  return view.buffer;
}

test("unknown messages and frames are skipped", (t) => {
  const { live, socket } = started(t);
  const events = [];
  for (const type of ["map", "cells", "points", "error", "done"])
    live.addEventListener(type, () => events.push(type));
  socket.tell({ type: "weather", run: 1, wind: 3 });
  socket.tell({ type: "weather" });
  socket.tell({ type: "weather", map: 1 });
  const unknown = pointsBytes(1, 0, 3);
  new Uint8Array(unknown)[0] = 200;
  socket.tell(unknown);
  assert.deepEqual(events, []);
  socket.tell(pointsBytes(1, 0, 3));
  socket.tell({ type: "done", run: 1, steps: 2 });
  assert.deepEqual(events, ["points", "done"]);
  assert.equal(live.tracks[1].length, 3);
});

test("marks reach the racer's points", (t) => {
  const { live, socket } = started(t);
  socket.tell(pointsBytes(1, 0, 3));
  socket.tell(marksBytes(1, 1, 0, 2));
  assert.deepEqual(
    live.tracks.map((track) => track.marks.map((marks) => marks.points[0])),
    [[], [0, 1]],
  );
  socket.tell(marksBytes(7, 0, 0, 3));
  assert.deepEqual(live.tracks[0].marks, [], "of another run");
});

test("a reconnect asks for lost marks again", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const { live, socket } = started(t);
  socket.tell(pointsBytes(1, 0, 3));
  socket.tell(marksBytes(1, 1, 0, 3));
  socket.tell(pointsBytes(1, 3, 5));
  socket.onclose();
  t.mock.timers.tick(1000);
  const again = FakeSocket.last;
  assert.notEqual(again, socket);
  again.tell({ type: "hello", protocol: 1, limits: {} });
  assert.equal(again.of("run")[0].from_step, 3);
  again.tell(pointsBytes(2, 3, 5));
  again.tell(marksBytes(2, 1, 3, 5));
  assert.deepEqual(
    live.tracks[1].marks.map((marks) => marks.points[0]),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
});

const QUESTION = { type: "question", run: 1, racer: 1, step: 2, question: { text: "Which?", pair: 7 } };

test("a run can wait for an answer", (t) => {
  const { live, socket } = started(t);
  const events = [];
  for (const type of ["question", "error", "done"]) live.addEventListener(type, () => events.push(type));
  socket.tell(pointsBytes(1, 0, 3));
  assert.equal(live.complete, false);
  socket.tell(QUESTION);
  assert.deepEqual(live.waiting, { racer: 1, step: 2, question: { text: "Which?", pair: 7 } });
  assert.deepEqual([live.complete, live.over, live.answered], [true, true, true]);
  assert.deepEqual(events, ["question"]);
  assert.equal(live.tracks[1].length, 3);
});

test("a new run ends the wait", (t) => {
  const { live, socket } = started(t);
  socket.tell(pointsBytes(1, 0, 3));
  socket.tell(QUESTION);
  const experiment = { racers: [{}, {}], edits: [{ step: 2, answer: {} }] };
  live.request({ experiment, validPoints: 3, visibleStep: 2, newLandscape: false });
  assert.deepEqual([live.waiting, live.complete], [null, false]);
  assert.equal(socket.of("run").at(-1).from_step, 2);
});

test("a question of a replaced run is ignored", (t) => {
  const { live, socket } = started(t);
  socket.tell({ ...QUESTION, run: 7 });
  assert.equal(live.waiting, null);
  live.request({ experiment: { racers: [{}, {}] }, validPoints: 0, visibleStep: 0, newLandscape: false });
  socket.tell(QUESTION);
  assert.deepEqual([live.waiting, live.complete], [null, false], "the next run is about to start");
});
