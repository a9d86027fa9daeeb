import assert from "node:assert/strict";
import { test } from "node:test";
import { busyServer } from "../../../static/js/run/busy-server.js";
import { LiveRun } from "../../../static/js/run/live-run.js";
import { tellLandscape } from "./session-stand-in.mjs";
import { COLUMNS, FakeSocket, pointsBytes } from "./socket-stand-in.mjs";

const RUN = { experiment: { racers: [{}, {}] }, validPoints: 0, visibleStep: 0, newLandscape: false };

/** A live run with a clock that the test moves, and its first run requested. */
function started(t, limits = { window: 64 }) {
  let now = 0;
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  t.mock.method(performance, "now", () => now);
  t.mock.method(Math, "random", () => 0.5); // A wait of the middle length.
  const pass = (ms) => {
    now += ms;
    t.mock.timers.tick(ms);
  };
  const live = new LiveRun();
  const told = [];
  for (const type of ["connection", "started", "landscape", "points", "regime", "replaced", "queue"])
    live.addEventListener(type, ({ detail }) => told.push([type, detail]));
  live.open();
  const socket = FakeSocket.last;
  live.request(RUN);
  assert.deepEqual(socket.sent, [], "nothing is sent before the server's hello");
  socket.tell({ type: "hello", protocol: 1, limits });
  return { live, socket, pass, told };
}

/** The points of a run up to the last. */
function whole(socket, run, from = 0, last = 10) {
  socket.tell({ type: "started", run, columns: COLUMNS });
  socket.tell(pointsBytes(run, from, last + 1 - from));
  socket.tell({ type: "done", run, steps: last });
}

test("the first run asks for its landscape", (t) => {
  const { live, socket } = started(t);
  assert.deepEqual(socket.of("run"), [
    { type: "run", run: 1, experiment: RUN.experiment, from_step: 0, landscape: { resolution: 101 } },
  ]);
  tellLandscape(socket, 1, { final: false });
  assert.equal(live.landscapePending, true, "a coarse one is not all");
  tellLandscape(socket, 1);
  assert.equal(live.landscapePending, false);
  whole(socket, 1);
  live.request(RUN);
  assert.equal("landscape" in socket.of("run").at(-1), false);
  whole(socket, 2);
  live.request({ ...RUN, newLandscape: true });
  assert.deepEqual(socket.of("run").at(-1).landscape, { resolution: 101 });
});

test("a landscape is told with its heights", (t) => {
  const { socket, told } = started(t);
  tellLandscape(socket, 1, { minima: [[1, 2, 3]], at: null });
  const [, detail] = told.find(([type]) => type === "landscape");
  assert.deepEqual([...detail.z], [0, 1, 2, 3]);
  const { z: _, ...facts } = detail;
  assert.deepEqual(facts, {
    x: [0, 1],
    y: [0, 1],
    final: true,
    logScale: true,
    minima: [[1, 2, 3]],
    at: null,
    refit: false,
  });
});

test("points are acknowledged each quarter of the window", (t) => {
  const { socket } = started(t);
  socket.tell({ type: "started", run: 1, columns: COLUMNS });
  for (const [start, count] of [
    [0, 15],
    [15, 1],
    [16, 15],
    [31, 1],
  ])
    socket.tell(pointsBytes(1, start, count));
  assert.deepEqual(socket.of("ack"), [
    { type: "ack", run: 1, step: 15 },
    { type: "ack", run: 1, step: 31 },
  ]);
});

test("a run from a later point is asked from that point", (t) => {
  const { live, socket } = started(t);
  tellLandscape(socket, 1);
  whole(socket, 1);
  assert.equal(live.complete, true);
  live.request({ ...RUN, validPoints: 6, visibleStep: 5 });
  assert.deepEqual([live.complete, live.maxStep], [false, Number.POSITIVE_INFINITY]);
  const { run, from_step: from } = socket.of("run").at(-1);
  assert.deepEqual([run, from], [2, 5]);
  socket.tell(pointsBytes(2, 5, 16));
  assert.deepEqual(socket.of("ack").at(-1), { type: "ack", run: 2, step: 20 });
});

test("of many requests the last is sent", (t) => {
  const { live, socket, pass } = started(t);
  for (const seed of [1, 2, 3])
    live.request({ ...RUN, experiment: { ...RUN.experiment, seed }, newLandscape: seed === 2 });
  assert.equal(socket.of("run").length, 1);
  assert.deepEqual([live.next.experiment.seed, live.next.newLandscape], [3, true]);
  pass(399);
  assert.equal(socket.of("run").length, 1, "the first has 0.4 s to show something");
  pass(1);
  assert.deepEqual([socket.of("run").length, socket.of("run")[1].experiment.seed], [2, 3]);
  assert.equal(live.next, null);
});

test("what waits is sent once the run is over", (t) => {
  const { live, socket, pass } = started(t);
  live.request(RUN);
  whole(socket, 1);
  assert.equal(socket.of("run").length, 1);
  pass(1); // The next frame.
  assert.equal(socket.of("run").length, 2);
});

test("a refused run leaves the former path", (t) => {
  const { live, socket } = started(t);
  tellLandscape(socket, 1);
  whole(socket, 1);
  const { tracks } = live;
  live.request({ ...RUN, visibleStep: 4 });
  socket.tell(pointsBytes(2, 0, 2));
  socket.tell({ type: "error", run: 2, problem: {} });
  assert.deepEqual([live.buffer.shown, live.tracks, live.tracks[0].length], [true, tracks, 11]);
});

test("a shown run has a tenth of a second", (t) => {
  const { live, socket, pass } = started(t);
  tellLandscape(socket, 1);
  pass(10);
  socket.tell({ type: "started", run: 1, columns: COLUMNS });
  socket.tell(pointsBytes(1, 0, 5));
  live.request(RUN);
  pass(89);
  assert.equal(socket.of("run").length, 1);
  pass(1);
  assert.equal(socket.of("run").length, 2);
});

test("waiting requests keep the least valid points", (t) => {
  const { live, socket } = started(t);
  tellLandscape(socket, 1);
  whole(socket, 1, 0, 40);
  live.request({ ...RUN, validPoints: 21, visibleStep: 20 });
  assert.equal(socket.of("run").length, 2, "a rolling ball does not wait");
  live.request({ ...RUN, validPoints: 26, visibleStep: 25 });
  live.request({ ...RUN, validPoints: 31, visibleStep: 30 });
  assert.deepEqual([live.next.validPoints, live.next.visibleStep], [26, 30]);
  assert.equal(live.maxStep, 25);
  live.request(RUN);
  assert.deepEqual([live.next.validPoints, live.maxStep], [0, Number.POSITIVE_INFINITY]);
});

test("messages of former runs are ignored", (t) => {
  const { live, socket, told } = started(t);
  whole(socket, 1);
  live.request(RUN);
  told.length = 0;
  whole(socket, 1);
  tellLandscape(socket, 1);
  socket.tell({ type: "regime", run: 1, racer: 0, step: 3, name: "converged", sentence: "" });
  socket.tell({ type: "error", run: 1, problem: {} });
  assert.deepEqual(told, []);
  assert.equal(live.complete, false);
});

test("a regime is told with its racer", (t) => {
  const { live, socket, told } = started(t);
  socket.tell({ type: "started", run: 1, columns: COLUMNS });
  socket.tell(pointsBytes(1, 0, 5));
  const regime = { type: "regime", run: 1, racer: 1, step: 3, name: "converged", sentence: "Here." };
  socket.tell(regime);
  assert.deepEqual(live.regimes, [[], [regime]]);
  assert.deepEqual(told.at(-1), ["regime", regime]);
});

test("an error ends the run, also one of none", (t) => {
  const { live, socket } = started(t);
  const problems = [];
  live.addEventListener("error", ({ detail }) => problems.push(detail));
  socket.tell({ type: "error", run: null, problem: { detail: "Too many." } });
  assert.deepEqual(problems, [{ detail: "Too many." }]);
  assert.deepEqual([live.over, live.answered, live.complete], [true, true, false]);
});

test("a lost connection is tried again, ever more slowly", (t) => {
  const { live, socket, pass, told } = started(t);
  const states = () => told.filter(([type]) => type === "connection").map(([, state]) => state);
  let last = socket;
  for (const wait of [300, 600, 1200, 2400, 4800, 8000, 8000]) {
    last.onclose();
    assert.equal(live.connection, "lost");
    pass(wait - 1);
    assert.equal(FakeSocket.last, last, `${wait} ms have not passed`);
    pass(1);
    assert.notEqual(FakeSocket.last, last);
    last = FakeSocket.last;
  }
  assert.deepEqual(states(), ["open", "lost"]);
  last.tell({ type: "hello", protocol: 1, limits: {} });
  assert.deepEqual(states(), ["open", "lost", "open"]);
  last.onclose();
  pass(300);
  assert.notEqual(FakeSocket.last, last, "after a success the wait is short again");
});

test("a connection that is back asks for the rest", (t) => {
  const { live, socket, pass } = started(t);
  tellLandscape(socket, 1);
  socket.tell({ type: "started", run: 1, columns: COLUMNS });
  socket.tell(pointsBytes(1, 0, 7));
  socket.onclose();
  live.send({ type: "look" });
  pass(400);
  FakeSocket.last.tell({ type: "hello", protocol: 1, limits: {} });
  const [again, ...more] = FakeSocket.last.of("run");
  assert.deepEqual([again.run, again.from_step, more.length], [2, 0, 0]);
  socket.tell(pointsBytes(1, 7, 3));
  assert.equal(live.tracks[0].length, 7, "a frame of the former connection");
});

test("what was asked without a connection is asked later", (t) => {
  const { live, socket, pass } = started(t);
  whole(socket, 1);
  socket.onclose();
  live.request({ ...RUN, experiment: { ...RUN.experiment, seed: 5 } });
  pass(400);
  FakeSocket.last.tell({ type: "hello", protocol: 1, limits: {} });
  assert.deepEqual(
    FakeSocket.last.of("run").map(({ experiment }) => experiment.seed),
    [5],
  );
});

test("the connection is kept by a message every 20 s", (t) => {
  const { socket, pass } = started(t);
  pass(19_999);
  assert.equal(socket.of("ping").length, 0);
  pass(1);
  assert.equal(socket.of("ping").length, 1);
  socket.onclose();
  pass(300);
  pass(20_000);
  assert.equal(FakeSocket.last.of("ping").length, 1, "one heart beats, not two");
});

test("limits are the server's", (t) => {
  const { live, socket } = started(t, { window: 8, qr_characters: 5 });
  assert.deepEqual(live.limits, { window: 8, qr_characters: 5 });
  socket.tell({ type: "started", run: 1, columns: COLUMNS });
  socket.tell(pointsBytes(1, 0, 2));
  assert.deepEqual(socket.of("ack"), [{ type: "ack", run: 1, step: 1 }]);
});

test("columns come with each run", (t) => {
  const { live, socket } = started(t);
  const columns = [...COLUMNS].reverse();
  socket.tell({ type: "started", run: 1, columns });
  socket.tell(pointsBytes(1, 0, 3));
  whole(socket, 1);
  assert.deepEqual([live.columns, live.buffer.columns], [COLUMNS, COLUMNS]);
});

test("a new path is told when it stands in", (t) => {
  const { live, socket, told } = started(t);
  tellLandscape(socket, 1);
  whole(socket, 1);
  live.request({ ...RUN, visibleStep: 4 });
  told.length = 0;
  socket.tell(pointsBytes(2, 0, 4));
  socket.tell(pointsBytes(2, 4, 1));
  socket.tell(pointsBytes(2, 5, 6));
  assert.deepEqual(
    told.map(([type]) => type),
    ["points", "replaced", "points", "points"],
  );
});

/** A run that the busy server has refused, and what the page was told. */
function refused(t, seconds = 3) {
  const scene = started(t);
  const problem = { detail: "250 runs are waiting for each worker already.", retry_after: seconds };
  const problems = [];
  scene.live.addEventListener("error", ({ detail }) => problems.push(detail));
  t.after(() => busyServer.cancel());
  const refuse = (run) => {
    scene.socket.tell({ type: "started", run, columns: COLUMNS });
    scene.socket.tell({ type: "error", run, problem });
  };
  const pass = async (ms) => {
    scene.pass(ms);
    await new Promise((done) => setImmediate(done));
  };
  return { ...scene, pass, problem, problems, refuse };
}

test("a run that a busy server refuses is repeated", async (t) => {
  const { live, socket, pass, problems, refuse } = refused(t);
  refuse(1);
  await pass(4499);
  assert.equal(socket.of("run").length, 1);
  await pass(1);
  const [first, second] = socket.of("run");
  assert.deepEqual(second, { ...first, run: 2 });
  refuse(2);
  await pass(8999);
  assert.equal(socket.of("run").length, 2, "the second wait is twice as long");
  await pass(1);
  whole(socket, 3);
  assert.deepEqual([live.complete, live.tracks[0].length, problems], [true, 11, []]);
});

test("a newer run replaces one that waits", async (t) => {
  const { live, socket, pass, problems, refuse } = refused(t);
  refuse(1);
  await pass(1000);
  live.request({ ...RUN, experiment: { ...RUN.experiment, seed: 8 } });
  assert.deepEqual([socket.of("run").at(-1).experiment.seed, busyServer.remaining], [8, null]);
  await pass(60_000);
  assert.deepEqual([socket.of("run").length, problems], [2, []]);
});

test("a cancelled run tells why it was refused", async (t) => {
  const { live, socket, pass, problem, problems, refuse } = refused(t);
  refuse(1);
  busyServer.cancel();
  await pass(0);
  assert.deepEqual(problems, [problem]);
  await pass(60_000);
  assert.deepEqual([socket.of("run").length, live.over], [1, true]);
  live.request(RUN);
  assert.equal(socket.of("run").length, 2);
});

test("a run is repeated six times, then refused", async (t) => {
  const { socket, pass, problem, problems, refuse } = refused(t, 1);
  for (let run = 1; run <= 7; run += 1) {
    assert.equal(socket.of("run").length, run);
    refuse(run);
    await pass(12_000);
  }
  assert.deepEqual([socket.of("run").length, problems], [7, [problem]]);
});

test("points begin the count of repeats anew", async (t) => {
  const { socket, pass, refuse } = refused(t);
  refuse(1);
  await pass(4500);
  socket.tell({ type: "started", run: 2, columns: COLUMNS });
  socket.tell(pointsBytes(2, 0, 4));
  refuse(2);
  await pass(4500);
  const { run, from_step: from } = socket.of("run").at(-1);
  assert.deepEqual([run, from], [3, 0], "as after a lost connection, from the points whose marks are there");
});

test("a connection lost meanwhile asks once", async (t) => {
  const { socket, pass, refuse } = refused(t);
  refuse(1);
  socket.onclose();
  await pass(300);
  FakeSocket.last.tell({ type: "hello", protocol: 1, limits: {} });
  await pass(60_000);
  assert.equal(FakeSocket.last.of("run").length, 1);
});

test("a refused connection waits as long as was told", async (t) => {
  const { socket, pass } = refused(t);
  socket.onclose();
  await pass(300);
  const second = FakeSocket.last;
  assert.notEqual(second, socket);
  second.tell({ type: "error", run: null, problem: { detail: "Too many viewers.", retry_after: 5 } });
  second.onclose();
  await pass(7499);
  assert.equal(FakeSocket.last, second);
  await pass(1);
  assert.notEqual(FakeSocket.last, second);
});

test("the first landscape is asked for the frame", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const live = new LiveRun();
  live.setAspect(2.01);
  live.open();
  live.request(RUN);
  FakeSocket.last.tell({ type: "hello", protocol: 1, limits: {} });
  const [run, ...rest] = FakeSocket.last.sent;
  assert.deepEqual(run.landscape, { resolution: 101, aspect: 2.01 });
  assert.deepEqual(rest, []);
});

test("another frame asks again, once, and shows the whole", (t) => {
  const { live, socket, told } = started(t);
  tellLandscape(socket, 1);
  const shown = () => told.filter(([type]) => type === "landscape").map(([, { refit }]) => refit);
  live.setAspect(1.52);
  live.setAspect(1.52);
  const look = { type: "look", run: 1, resolution: 101, at: null, aspect: 1.52 };
  assert.deepEqual(socket.of("look"), [look]);
  assert.equal(live.landscapePending, false, "the former one stays");
  tellLandscape(socket, 1, { final: false });
  assert.deepEqual(shown(), [false], "a coarse one would flicker");
  tellLandscape(socket, 1);
  assert.deepEqual(shown(), [false, true]);
  live.askLandscape({ at: { racer: 1, step: 4 }, resolution: 21 });
  live.setAspect(1);
  const cut = { ...look, at: { racer: 1, step: 4 }, resolution: 21 };
  assert.deepEqual(socket.of("look").slice(1), [cut, { ...cut, aspect: 1 }], "what was asked for last");
});

test("a frame that changes while a landscape is computed", (t) => {
  const { live, socket, told } = started(t);
  live.setAspect(2.01);
  assert.deepEqual(socket.of("look")[0], { type: "look", run: 1, resolution: 101, at: null, aspect: 2.01 });
  tellLandscape(socket, 1, { final: false });
  assert.deepEqual(
    told.filter(([type]) => type === "landscape").map(([, { refit }]) => refit),
    [false],
    "there is nothing to keep",
  );
});

test("a frame that changes before another landscape is asked for", (t) => {
  const { live, socket, pass } = started(t);
  tellLandscape(socket, 1);
  live.request({ ...RUN, newLandscape: true });
  live.setAspect(2.01);
  assert.deepEqual(socket.of("look"), [], "it would be that of the former experiment");
  pass(500);
  assert.deepEqual(socket.of("run").at(-1).landscape, { resolution: 101, aspect: 2.01 });
});

test("a lost connection asks for the frame again", (t) => {
  const { live, socket, pass } = started(t);
  tellLandscape(socket, 1);
  whole(socket, 1);
  live.setAspect(2.01);
  socket.onclose();
  pass(1000);
  FakeSocket.last.tell({ type: "hello", protocol: 1, limits: {} });
  assert.deepEqual(FakeSocket.last.of("run").at(-1).landscape, { resolution: 101, aspect: 2.01 });
});
