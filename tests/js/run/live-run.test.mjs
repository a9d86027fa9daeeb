import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveRun } from "../../../static/js/run/live-run.js";
import { realCatalog } from "../catalog.mjs";

const COLUMNS = realCatalog().columns;

/** The server's end of a WebSocket. */
class FakeSocket {
  static OPEN = 1;
  readyState = 1;
  sent = [];

  constructor() {
    FakeSocket.last = this;
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {}

  tell(message) {
    this.onmessage({ data: message instanceof ArrayBuffer ? message : JSON.stringify(message) });
  }

  /** The messages of one type that the page has sent. */
  of(type) {
    return this.sent.filter((message) => message.type === type);
  }
}

globalThis.WebSocket = FakeSocket;
globalThis.document = { baseURI: "http://lab.test/" };
globalThis.requestAnimationFrame = (act) => setTimeout(act);

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

/** A frame of kind 1 for two racers: `count` points each, in which every value is the point's number. */
function pointsBytes(run, start, count) {
  const view = new DataView(new ArrayBuffer(24 + 16 * COLUMNS.length * count));
  view.setUint8(0, 1);
  view.setUint8(1, COLUMNS.length);
  view.setUint16(2, 2, true);
  view.setUint32(4, run, true);
  view.setUint32(8, start, true);
  view.setUint32(16, count, true);
  view.setUint32(20, count, true);
  for (let k = 0; k < 2 * COLUMNS.length * count; k += 1)
    view.setFloat64(24 + 8 * k, start + (k % count), true);
  return view.buffer;
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
