import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, openSession, quietSession, tellLandscape } from "./session-stand-in.mjs";
import { pointsBytes } from "./socket-stand-in.mjs";

const RATE = "/racers/0/optimizer/params/lr";

/** A session on 50 steps, and what it requests. */
function asking(t, how) {
  const session = quietSession(how);
  const requests = [];
  t.mock.method(session.live, "request", (request) => requests.push(request));
  return { session, requests, last: () => requests.at(-1) };
}

/** A change of a rate at a time, paused, from there on. @returns {{step: number, asked: object}} */
function editAt(t, time, { speed = 1, playing = false } = {}) {
  const { session, last } = asking(t);
  Object.assign(session.player, { time, ready: 50, playing, speed });
  session.store.set({ from: "here" });
  session.change(RATE, 0.5, true);
  const [edit, ...more] = session.state.spec.edits ?? [];
  assert.deepEqual(more, []);
  assert.deepEqual(edit && { racer: edit.racer, set: edit.set }, edit && { racer: 0, set: { lr: 0.5 } });
  return { step: edit?.step, asked: last(), session };
}

test("an edit lies at the next whole step", (t) => {
  for (const [time, step] of [
    [1, 1],
    [4, 4],
    [4.0001, 5],
    [48.5, 49],
    [49, 49],
    [49.5, 49],
  ]) {
    const made = editAt(t, time);
    assert.equal(made.step, step, String(time));
    const { validPoints, visibleStep, newLandscape } = made.asked;
    assert.deepEqual([validPoints, visibleStep, newLandscape], [step + 1, Math.floor(time), false]);
    assert.equal(made.asked.experiment, made.session.state.spec);
  }
});

test("an edit that moves the plane asks for everything", (t) => {
  const problem = { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" } };
  for (const [name, follows] of [
    ["interpolation", true],
    ["weights", false],
  ]) {
    const { session, last } = asking(t, { experiment: { problem, plane: { name } } });
    Object.assign(session.player, { time: 4, ready: 50 });
    session.store.set({ from: "here" });
    session.change(RATE, 0.5, true);
    assert.deepEqual([last().validPoints, last().newLandscape], follows ? [0, true] : [5, false], name);
  }
});

test("while it rolls, an edit lies 0.04 s ahead", (t) => {
  // 30 steps a second: 1.2 steps at speed 1.
  for (const [time, speed, step] of [
    [4, 1, 6],
    [4.7, 1, 6],
    [4.9, 1, 7],
    [4, 0.25, 5],
    [4, 16, 24],
    [40, 16, 49],
  ])
    assert.equal(editAt(t, time, { speed, playing: true }).step, step, `${time} at ${speed}`);
});

test("a change applies from where the person says", () => {
  for (const [from, playing, edits] of [
    ["auto", true, 1],
    ["auto", false, 0],
    ["start", true, 0],
    ["start", false, 0],
    ["here", true, 1],
    ["here", false, 1],
  ]) {
    const session = quietSession();
    Object.assign(session.player, { time: 20, ready: 50, playing });
    session.store.set({ from });
    session.change(RATE, 0.5, true);
    const { spec } = session.state;
    assert.equal(spec.edits?.length ?? 0, edits, `${from}, ${playing}`);
    assert.equal(spec.racers[0].optimizer.params?.lr === 0.5, edits === 0);
    assert.deepEqual([session.player.time, session.player.playing], [20, playing], "the clock goes on");
  }
});

test("at the start and the end a change redraws everything", (t) => {
  for (const time of [0, 50]) {
    const { step, asked, session } = editAt(t, time);
    assert.deepEqual([step, asked.validPoints], [undefined, 0]);
    assert.equal(session.state.spec.racers[0].optimizer.params.lr, 0.5);
  }
});

test("the settings shown have the edit just made", (t) => {
  for (let k = 0; k < 140; k += 1) {
    const time = 1 + ((k * 0.137) % 28);
    const speed = [0.25, 0.5, 1, 2, 4, 8, 16][k % 7];
    const { session } = editAt(t, time, { speed, playing: k % 2 === 0 });
    assert.equal(session.now.racers[0].optimizer.params.lr, 0.5, `${time} at ${speed}`);
  }
  const { session } = asking(t);
  const edits = [{ step: 30, racer: 0, set: { lr: 9 } }];
  session.store.set({ spec: { ...session.state.spec, edits } });
  session.player.seek(27);
  assert.equal(session.now.racers[0].optimizer.params?.lr, undefined, "not before it is due");
});

test("from the start, a change replaces edits of its setting", (t) => {
  const { session, last } = asking(t);
  const edits = [
    { step: 5, racer: 0, set: { lr: 1, momentum: 0.5 } },
    { step: 9, racer: 1, set: { lr: 2 } },
  ];
  session.store.set({ spec: { ...session.state.spec, edits } });
  session.player.seek(20);
  session.change(RATE, 0.3, true);
  assert.deepEqual(session.state.spec.edits, [
    { step: 5, racer: 0, set: { momentum: 0.5 } },
    { step: 9, racer: 1, set: { lr: 2 } },
  ]);
  assert.equal(session.state.spec.racers[0].optimizer.params.lr, 0.3);
  assert.deepEqual([last().validPoints, last().visibleStep, session.player.time], [0, 20, 20]);
});

test("what no edit can set starts the race again", (t) => {
  for (const playing of [true, false]) {
    const { session, last } = asking(t);
    Object.assign(session.player, { time: 20, ready: 50, playing });
    session.change("/problem/noise", 1, true);
    assert.deepEqual([session.player.time, session.player.playing], [playing ? 0 : 20, playing]);
    assert.deepEqual([last().validPoints, session.state.spec.edits], [0, undefined]);
  }
});

test("a batch size is edited for all racers", (t) => {
  const problem = { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" } };
  const { session, last } = asking(t, { experiment: { problem } });
  Object.assign(session.player, { time: 20, ready: 50, playing: true });
  session.change("/problem/batch_size", 8, true);
  assert.deepEqual(session.state.spec.edits, [
    { step: 22, racer: 0, set: { batch_size: 8 } },
    { step: 22, racer: 1, set: { batch_size: 8 } },
  ]);
  assert.deepEqual([last().validPoints, last().newLandscape], [23, false]);
});

test("only a rate of one's own changes whose rates they are", (t) => {
  const { session } = asking(t);
  assert.equal(session.state.rates, "show");
  session.change("/racers/0/optimizer/params/alpha", 0.5, true);
  assert.equal(session.state.rates, "show");
  session.change(RATE, 0.5, false);
  assert.equal(session.state.rates, "own");
  const { session: other } = asking(t, {
    experiment: { racers: [{ optimizer: { name: "adam", params: { lr: 1 } } }] },
  });
  assert.equal(other.state.rates, "own");
});

test("another start has the same landscape, another surface has not", (t) => {
  const { session, last } = asking(t);
  session.change("/problem/start", [1, 1], true);
  assert.equal(last().newLandscape, false);
  session.change("/problem/surface/name", "ackley", true);
  assert.equal(last().newLandscape, true);
  session.undo(1);
  assert.equal(last().newLandscape, true);
  session.undo(1);
  assert.equal(last().newLandscape, false);
});

test("the former paths stay as ghosts of a gesture", (t) => {
  const { session, socket } = openSession(t);
  const before = session.live.tracks;
  session.change("/problem/noise", 1, false);
  assert.deepEqual(
    session.ghosts.map(({ track, color }) => [track === before[0] || track === before[1], color]),
    [
      [true, "var(--racer-0)"],
      [true, "var(--racer-1)"],
    ],
  );
  const { ghosts } = session;
  session.change("/problem/noise", 2, true);
  assert.equal(session.ghosts, ghosts, "one gesture, one ghost");
  answer(session, socket);
  session.change("/problem/noise", 3, true);
  assert.notEqual(session.ghosts, ghosts);
  session.undo(1);
  assert.deepEqual(session.ghosts, []);
});

test("a live edit leaves a copy of its racer's path", (t) => {
  const { session } = openSession(t);
  Object.assign(session.player, { time: 10, playing: true });
  session.change("/racers/1/optimizer/params/lr", 0.5, true);
  const [ghost, ...more] = session.ghosts;
  assert.deepEqual([more.length, ghost.color], [0, "var(--racer-1)"]);
  assert.notEqual(ghost.track, session.live.tracks[1]);
  assert.equal(ghost.track.length, 51);
  assert.deepEqual(ghost.track.column("x"), session.live.tracks[1].column("x"));
});

test("another surface takes the ghosts away, another plane the paths", (t) => {
  const { session } = openSession(t);
  session.change("/problem/surface/name", "ackley", true);
  assert.deepEqual([session.ghosts.length, session.live.tracks.length], [0, 2]);
  session.change("/plane/params/span", 3, true);
  assert.equal(session.live.tracks.length, 2, "only its extent changes");
  session.change("/plane", { name: "random" }, true);
  assert.deepEqual([session.live.tracks.length, session.landscapePending], [0, true]);
});

test("another plane keeps the clock running", (t) => {
  const { session } = asking(t);
  Object.assign(session.player, { time: 20, ready: 50, playing: true });
  session.change("/plane", { name: "random" }, true);
  assert.deepEqual([session.player.time, session.player.playing], [20, true]);
});

test("a restart plays on if it played or had ended", (t) => {
  for (const [time, playing, stay, then] of [
    [20, true, false, [0, true]],
    [20, false, false, [0, false]],
    [50, false, false, [0, true]],
    [20, true, true, [20, false]],
    [50, false, true, [50, false]],
  ]) {
    const { session } = asking(t);
    Object.assign(session.player, { time, ready: 50, playing });
    session.restart({ spec: { ...session.state.spec, seed: 3 } }, { stay });
    const { player } = session;
    assert.deepEqual([player.time, player.playing], then, `${time} ${playing} ${stay}`);
  }
});

test("a restart keeps paths only on the same landscape", (t) => {
  const { session } = openSession(t);
  const { spec } = session.state;
  session.store.set({ weights: 5 });
  session.restart({ spec: { ...spec, seed: 3 } }, { ghosts: true });
  assert.deepEqual([session.ghosts.length, session.live.tracks.length, session.state.weights], [2, 2, 5]);
  session.restart({ spec: { ...spec, seed: 3, steps: 40 } }, { ghosts: true, newLandscape: true });
  assert.deepEqual([session.ghosts.length, session.live.tracks.length], [2, 2], "also on another");
  session.restart({ spec: { ...spec, seed: 4 } });
  assert.deepEqual([session.ghosts.length, session.live.tracks.length], [0, 2]);
  const problem = { kind: "surface", surface: { name: "ackley" } };
  session.restart({ spec: { ...spec, problem } });
  assert.deepEqual([session.live.tracks.length, session.state.weights], [0, null]);
  assert.equal(session.landscapePending, true);
  assert.equal(session.live.landscapePending, true);
});

test("the clock's end is the number of steps", (t) => {
  const { session } = asking(t);
  assert.equal(session.player.end, 50);
  session.player.ready = 50;
  session.player.seek(45);
  session.change("/steps", 30, true);
  assert.deepEqual([session.player.end, session.player.time, session.steps], [30, 30, 30]);
  session.undo(1);
  assert.deepEqual([session.player.end, session.player.time], [50, 30]);
  session.restart({ spec: { ...session.state.spec, steps: undefined } });
  assert.equal(session.player.end, 500, "the default");
});

test("undo keeps the clock and asks for the whole path", (t) => {
  const { session, last } = asking(t);
  session.change("/problem/noise", 1, true);
  session.player.ready = 50;
  session.player.seek(20);
  session.undo(1);
  assert.equal(session.player.time, 20);
  assert.deepEqual([last().validPoints, last().visibleStep], [0, 20]);
  assert.equal(session.state.rates, "own");
});

test("the clock may go to the last point that stays", (t) => {
  const { session, socket, pass } = openSession(t);
  assert.equal(session.player.ready, 50);
  Object.assign(session.player, { time: 10, playing: true });
  session.change(RATE, 0.5, true);
  assert.equal(session.player.ready, 12, "the edit's point has not changed");
  pass(1);
  socket.tell(pointsBytes(2, 12, 9));
  assert.equal(session.player.ready, 20);
  socket.tell({ type: "done", run: 2, steps: 50 });
  assert.equal(session.player.ready, 50, "also where all racers ended early");
});

test("a selected racer that is gone is the first or the last", (t) => {
  const { session } = asking(t);
  for (const [selected, racer] of [
    [-1, 0],
    [0, 0],
    [1, 1],
    [7, 1],
  ]) {
    session.store.set({ selected });
    assert.equal(session.selectedRacer, racer);
  }
});

test("the server's messages become the state", (t) => {
  const { session, socket } = openSession(t);
  const { run } = socket.of("run").at(-1);
  assert.equal(session.state.connection, "open");
  socket.tell({ type: "queue", run, ahead: 3 });
  assert.equal(session.state.ahead, 3);
  const errors = [{ pointer: "#/experiment/racers/0/optimizer", detail: "No." }];
  socket.tell({ type: "error", run, problem: { detail: "Two.", errors } });
  assert.equal(session.state.ahead, 0);
  assert.deepEqual(session.state.errors, [{ pointer: "/racers/0/optimizer", detail: "No." }]);
  socket.tell({ type: "error", run, problem: { detail: "Whole.", errors: [] } });
  assert.deepEqual(session.state.errors, [{ pointer: "", detail: "Whole." }]);
  socket.tell({ type: "started", run, columns: session.live.columns, experiment: session.state.spec });
  assert.deepEqual(session.state.errors, []);
  assert.equal(session.state.completed.steps, 50);
});

test("a landscape that has come is no longer awaited", (t) => {
  const { session, socket } = openSession(t);
  session.change("/plane", { name: "random" }, true);
  assert.equal(session.landscapePending, true);
  const { run } = socket.of("run").at(-1);
  tellLandscape(socket, run, { plane: { weights: 57 } });
  assert.deepEqual([session.landscapePending, session.state.weights], [false, 57]);
  tellLandscape(socket, run, { plane: null });
  assert.equal(session.state.weights, null);
});
