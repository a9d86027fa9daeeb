import assert from "node:assert/strict";
import { test } from "node:test";
import { editMarks, withMovedMark, withoutMark } from "../../../static/js/experiment/edit-marks.js";
import * as racers from "../../../static/js/experiment/racers.js";
import { quietSession } from "./session-stand-in.mjs";

/** What undo restores. */
function shown({ state: { spec, styles, selected } }) {
  return JSON.stringify({ spec, styles, selected });
}

/** A generator of numbers from 0 to 1 with a seed (mulberry32). */
function numbers(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The model of a history: what was shown, and where in it the page is. */
class Model {
  constructor(first) {
    this.list = [first];
    this.index = 0;
  }

  push(now) {
    this.list = [...this.list.slice(0, this.index + 1), now];
    this.index += 1;
  }

  move(by) {
    this.index = Math.min(Math.max(this.index + by, 0), this.list.length - 1);
  }
}

/** Changes of a session, each of which is one entry of its history. */
const CHANGES = {
  rate: (session, random) => {
    session.player.pause();
    session.player.seek(0);
    const at = Math.floor(random() * session.state.spec.racers.length);
    const value = random();
    session.change(`/racers/${at}/optimizer/params/lr`, value, true);
    assert.equal(session.state.spec.racers[at].optimizer.params.lr, value);
  },
  start: (session, random) => session.change("/problem/start", [random(), random()], true),
  edit: (session, random) => {
    roll(session, 1 + Math.floor(random() * 40));
    const at = Math.floor(random() * session.state.spec.racers.length);
    const value = random();
    session.change(`/racers/${at}/optimizer/params/lr`, value, true);
    const edits = session.state.spec.edits.filter(({ racer }) => racer === at);
    assert.equal(edits.at(-1).set.lr, value);
  },
  drag: (session, random) => {
    for (let k = 0; k < 3; k += 1) session.change("/problem/noise", random(), false);
    session.change("/problem/noise", random(), true);
  },
  rollingDrag: (session, random) => {
    roll(session, 5);
    for (const done of [false, false, true]) session.change("/racers/0/optimizer/params/lr", random(), done);
  },
  resetAll: (session, random) => {
    const { opened } = session.state;
    if (session.state.spec === opened.spec) CHANGES.rate(session, random);
    else session.resetAll();
  },
  fork: (session, random) => {
    const step = Math.floor(random() * 40);
    session.restart({ ...racers.fork(session.state, 0, step, "A"), from: "here" }, { stay: true });
  },
  add: (session) => session.restart(racers.add(session.state, { optimizer: { name: "adam" } })),
  copy: (session) => session.restart(racers.copy(session.state, 0)),
  remove: (session) => {
    if (session.state.spec.racers.length < 2) session.restart(racers.copy(session.state, 0));
    else session.restart(racers.remove(session.state, 1));
  },
  link: (session, random) => {
    const spec = { ...quietSession().state.spec, seed: Math.floor(random() * 1e9) };
    session.restart({ spec, styles: [0, 1], selected: 1, rates: "show" }, { newLandscape: true });
  },
};

/** Changes of the first flag of a session. */
const FLAG_CHANGES = {
  move: (session, random) => {
    const { spec } = session.state;
    const [mark] = editMarks(spec, null);
    const steps = [1, 2].map(() => 41 + Math.floor(random() * 8));
    for (const [k, step] of steps.entries()) session.changeEdits(withMovedMark(spec, mark, step), 1, k === 1);
    assert.ok(session.state.spec.edits.some(({ step }) => step === steps[1]));
  },
  remove: (session) => {
    const { spec } = session.state;
    session.changeEdits(withoutMark(spec, editMarks(spec, null)[0]), 1, true);
    assert.ok(JSON.stringify(session.state.spec.edits).length < JSON.stringify(spec.edits).length);
  },
};

/** Lets the clock run at a step, all of whose points have arrived. */
function roll({ player }, time) {
  Object.assign(player, { time, ready: player.end, playing: true });
}

/** One act of a random walk; the model follows it. @returns {string} its name */
function act(session, model, random) {
  const draw = random();
  if (draw < 0.22) return [session.undo(1), model.move(-1), "undo"][2];
  if (draw < 0.4) return [session.undo(-1), model.move(1), "redo"][2];
  if (draw < 0.45) return [session.player.reset(), "reset"][1];
  if (draw < 0.5) {
    session.change("/problem/noise", random(), false);
    model.push(shown(session));
    return [session.undo(1), model.move(-1), "undone drag"][2];
  }
  if (draw < 0.56 && editMarks(session.state.spec, null).length > 0) {
    const name = draw < 0.53 ? "move" : "remove";
    FLAG_CHANGES[name](session, random);
    return [model.push(shown(session)), `${name} a flag`][1];
  }
  const names = Object.keys(CHANGES);
  const name = names[Math.floor(random() * names.length)];
  if (session.state.spec.racers.length > 9) return "full";
  CHANGES[name](session, random);
  model.push(shown(session));
  return name;
}

test("a random walk agrees with a list and an index", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = numbers(seed);
    const session = quietSession();
    const model = new Model(shown(session));
    const done = [];
    for (let k = 0; k < 25; k += 1) {
      done.push(act(session, model, random));
      assert.equal(shown(session), model.list[model.index], `seed ${seed}: ${done.join(", ")}`);
      assert.equal(session.past.length, model.index, `seed ${seed}: ${done.join(", ")}`);
      assert.equal(session.future.length, model.list.length - 1 - model.index);
    }
  }
});

test("as many undos as changes give the start", () => {
  for (const name of Object.keys(CHANGES)) {
    const session = quietSession();
    const random = numbers(7);
    const before = [shown(session)];
    for (let k = 0; k < 3; k += 1) {
      CHANGES[name](session, random);
      before.push(shown(session));
    }
    for (const [k, one] of before.slice(1).entries()) assert.notEqual(one, before[k], name);
    for (const wanted of before.slice(0, 3).reverse()) {
      session.undo(1);
      assert.equal(shown(session), wanted, name);
    }
    session.undo(1);
    assert.equal(shown(session), before[0], "there is nothing before the start");
    for (const wanted of before.slice(1)) {
      session.undo(-1);
      assert.equal(shown(session), wanted, name);
    }
    session.undo(-1);
    assert.equal(shown(session), before[3], "there is nothing after the last change");
  }
});

test("a new change drops what could be redone", () => {
  for (const name of Object.keys(CHANGES)) {
    const session = quietSession();
    const random = numbers(8);
    for (const lr of [0.1, 0.2, 0.3]) session.change("/racers/1/optimizer/params/lr", lr, true);
    session.undo(1);
    session.undo(1);
    CHANGES[name](session, random);
    const now = shown(session);
    session.undo(-1);
    assert.equal(shown(session), now, name);
    session.undo(1);
    assert.equal(session.state.spec.racers[1].optimizer.params.lr, 0.1, name);
  }
});

test("a hundred changes can be undone, the oldest forgotten", () => {
  const session = quietSession();
  for (let k = 1; k <= 150; k += 1) session.change("/problem/noise", k, true);
  for (let k = 149; k >= 50; k -= 1) {
    session.undo(1);
    assert.equal(session.state.spec.problem.noise, k);
  }
  session.undo(1);
  assert.equal(session.state.spec.problem.noise, 50);
  for (let k = 0; k < 200; k += 1) session.undo(-1);
  assert.equal(session.state.spec.problem.noise, 150);
});

test("undo ends a drag and takes it back", () => {
  const session = quietSession();
  session.change("/problem/noise", 1, true);
  session.change("/problem/noise", 2, false);
  session.undo(1);
  assert.equal(session.state.spec.problem.noise, 1);
  session.change("/problem/noise", 3, true);
  session.undo(1);
  assert.equal(session.state.spec.problem.noise, 1);
  session.undo(1);
  assert.equal(session.state.spec.problem.noise, undefined);
});

test("a drag that was never let go is one entry", () => {
  const session = quietSession();
  session.change("/problem/noise", 2, false);
  const dragged = shown(session);
  CHANGES.add(session);
  session.undo(1);
  assert.equal(shown(session), dragged);
  session.undo(1);
  assert.equal(session.state.spec.problem.noise, undefined);
});

test("what changes nothing is no entry", () => {
  const session = quietSession({ view: { lock: true } });
  session.change("/problem/noise", 2, true);
  session.restart({ selected: 0 });
  session.player.reset();
  session.store.set({ view: { ...session.state.view, theme: "dark" } });
  assert.deepEqual([session.past, session.future], [[], []]);
  assert.equal(session.state.spec.problem.noise, undefined);
  session.byHost = true;
  session.change("/problem/noise", 2, true);
  assert.equal(session.state.spec.problem.noise, 2, "the host page may change a locked lab");
});

test("flags are moved and removed, and come back", () => {
  for (const change of Object.values(FLAG_CHANGES)) {
    const session = quietSession();
    CHANGES.edit(session, numbers(3));
    const before = shown(session);
    change(session, numbers(4));
    const after = shown(session);
    assert.notEqual(after, before);
    session.undo(1);
    assert.equal(shown(session), before);
    session.undo(-1);
    assert.equal(shown(session), after);
  }
});

test("a flag asks for the points after it alone", (t) => {
  const session = quietSession();
  CHANGES.edit(session, numbers(3));
  const [mark] = editMarks(session.state.spec, null);
  const requests = [];
  t.mock.method(session.live, "request", (request) => requests.push(request));
  session.changeEdits(withoutMark(session.state.spec, mark), mark.steps[0], true);
  assert.equal(requests[0].validPoints, mark.steps[0] + 1);
  assert.equal(requests[0].newLandscape, false);
});

test("reset all goes back to what was opened last", () => {
  const session = quietSession();
  const { spec } = session.state;
  const example = { ...spec, seed: 5 };
  session.change("/problem/noise", 1, true);
  session.resetAll();
  assert.equal(session.state.spec, spec);
  session.restart({ spec: example, rates: "own" }, { newLandscape: true, opens: true });
  CHANGES.edit(session, numbers(3));
  session.store.set({ from: "here" });
  session.resetAll();
  assert.deepEqual([session.state.spec, session.state.from, session.player.time], [example, "auto", 0]);
  session.undo(1);
  assert.equal(session.state.spec.edits.length, 1, "it can be undone");
});

test("what can be undone and redone is counted", () => {
  const session = quietSession();
  const counts = () => [session.state.undoable, session.state.redoable];
  for (const noise of [1, 2, 3]) session.change("/problem/noise", noise, true);
  assert.deepEqual(counts(), [3, 0]);
  session.undo(1);
  assert.deepEqual(counts(), [2, 1]);
  session.undo(-1);
  assert.deepEqual(counts(), [3, 0]);
  session.undo(1);
  session.change("/problem/noise", 4, true);
  assert.deepEqual(counts(), [3, 0]);
});

test("a lock keeps flags and all else as they are", () => {
  const session = quietSession({ view: { lock: true } });
  const { spec } = session.state;
  session.changeEdits({ ...spec, edits: [{ step: 3, racer: 0, set: { lr: 1 } }] }, 3, true);
  session.resetAll();
  assert.deepEqual([session.state.spec, session.state.undoable], [spec, 0]);
});
