import assert from "node:assert/strict";
import { test } from "node:test";
import { Bridge } from "../../../static/js/embed/post-message.js";
import { RemoteControl } from "../../../static/js/embed/remote-control.js";
import { defaultView } from "../../../static/js/url/url-state.js";
import { pageAt, serverOf } from "../page-stand-in.mjs";
import { quietSession } from "../run/session-stand-in.mjs";

const settled = () => new Promise((done) => setImmediate(done));

/** A host page with an embed of this width. `tell` sends it a message; `heard` are its own. */
function hosted(t, query = "eid=fig-1", { origin = "https://host.test" } = {}) {
  let now = 0;
  t.mock.timers.reset();
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(performance, "now", () => now);
  pageAt(t, "embed");
  const root = { clientWidth: 500, dataset: { version: "1.2", theme: "dark" } };
  Object.defineProperty(document, "documentElement", { value: root, configurable: true });
  const listeners = {};
  globalThis.addEventListener = (type, act) => {
    listeners[type] = act;
  };
  let resize = () => {};
  globalThis.ResizeObserver = class {
    constructor(act) {
      resize = act;
    }
    observe() {
      resize();
    }
  };
  globalThis.window = globalThis;
  const heard = [];
  const peer = { postMessage: (data, target) => heard.push([data, target]) };
  const bridge = new Bridge(new URLSearchParams(query), peer);
  const tell = (data, from = {}) => listeners.message({ data, source: peer, origin, ...from });
  const pass = async (ms) => {
    now += ms;
    t.mock.timers.tick(ms);
    await settled();
  };
  return { bridge, heard, tell, root, resize: () => resize(), pass, peer };
}

/** A remote control of a session of 50 steps, and its answers. */
async function controlled(t, query, answer = () => ({ json: {} })) {
  const page = hosted(t, query);
  page.requests = serverOf(t, answer);
  const session = quietSession();
  session.player.ready = 50;
  const stage = Object.assign(new EventTarget(), {
    racersAt: () => [{ label: "A", loss: 1, regime: { name: "converged" } }],
  });
  const setView = (change) => session.store.set({ view: { ...session.state.view, ...change } });
  const address = async () => `https://lab.test/?seed=${session.state.spec.seed ?? ""}`;
  new RemoteControl(page.bridge, { session, stage, address, setView });
  await settled();
  let id = 0;
  const ask = async (type, payload) => {
    id += 1;
    page.tell({ ns: "descentlab", v: 1, type, id, payload });
    for (let k = 0; k < 12; k += 1) await settled();
    return page.heard.map(([data]) => data).find(({ re }) => re === id);
  };
  const told = (type) =>
    page.heard
      .map(([data]) => data)
      .filter((data) => data.type === type && data.ns)
      .map(({ payload }) => payload);
  return { ...page, session, stage, ask, told };
}

test("only the page around it is heard", (t) => {
  const { bridge, tell } = hosted(t, "origin=https://host.test");
  const requests = [];
  const play = { ns: "descentlab", v: 1, type: "play" };
  bridge.open();
  bridge.addEventListener("request", ({ detail }) => requests.push(detail.type));
  tell(play, { source: {} });
  tell(play, { origin: "https://evil.test" });
  assert.deepEqual(requests, []);
  tell(play);
  tell("slide:stop");
  assert.deepEqual(requests, ["play", "pause"]);
});

test("what is asked early is kept in order", (t) => {
  const { bridge, tell } = hosted(t);
  const requests = [];
  tell("slide:stop");
  tell("slide:start");
  bridge.addEventListener("request", ({ detail }) => requests.push(detail.type));
  assert.deepEqual(requests, []);
  bridge.open();
  tell("slide:stop");
  assert.deepEqual(requests, ["pause", "play", "pause"]);
});

test("what it sends bears its id, to its origin alone", (t) => {
  for (const [query, eid, target] of [
    ["", "", "*"],
    [`eid=${"e".repeat(80)}&origin=https://host.test`, "e".repeat(64), "https://host.test"],
  ]) {
    const { bridge, heard } = hosted(t, query);
    heard.length = 0;
    bridge.send("play", { step: 3 });
    assert.deepEqual(heard, [[{ ns: "descentlab", v: 1, eid, type: "play", payload: { step: 3 } }, target]]);
  }
});

test("only a request with an id is answered", (t) => {
  const { bridge, heard } = hosted(t);
  heard.length = 0;
  bridge.answer({ type: "ping" }, { payload: {} });
  assert.deepEqual(heard, []);
  bridge.answer({ type: "ping", id: 0 }, { payload: {} });
  assert.deepEqual(heard[0][0], {
    ns: "descentlab",
    v: 1,
    eid: "fig-1",
    type: "ping.response",
    re: 0,
    payload: {},
  });
});

test("a bad request is answered with its error", (t) => {
  const { tell, heard } = hosted(t);
  tell({ ns: "descentlab", v: 1, type: "seek", id: "a", payload: { step: -1 } });
  const [{ re, error }] = heard.at(-1);
  assert.deepEqual([re, error.code], ["a", "bad-request"]);
  assert.match(error.message, /^"step" must be a number/);
});

test("of many requests 120 a second are heard", async (t) => {
  const { bridge, tell, pass } = hosted(t);
  let count = 0;
  bridge.addEventListener("request", () => {
    count += 1;
  });
  bridge.open();
  const many = () => Array.from({ length: 130 }, () => tell("slide:start"));
  many();
  assert.equal(count, 120);
  await pass(999);
  many();
  assert.equal(count, 120);
  await pass(1);
  many();
  assert.equal(count, 240);
});

test("its height follows from its width alone", (t) => {
  const { heard, root, resize } = hosted(t, "origin=https://host.test");
  assert.equal(heard.length, 5);
  for (const [width, height] of [
    [500, 310],
    [300, 240],
    [1000, 620],
    [1100, 640],
  ]) {
    heard.length = 0;
    root.clientWidth = width;
    root.clientHeight = 1;
    resize();
    const told =
      width === 500
        ? []
        : [
            { ns: "descentlab", v: 1, eid: "", type: "resize", payload: { width, height } },
            JSON.stringify({ src: "https://lab.test/course/embed", context: "iframe.resize", height }),
            JSON.stringify({ subject: "lti.frameResize", height }),
            { type: "plugin.resize", payload: { width, height } },
            { height },
          ];
    assert.deepEqual(
      heard,
      told.map((data) => [data, "https://host.test"]),
    );
  }
  heard.length = 0;
  root.clientWidth = 0;
  resize();
  assert.deepEqual(heard, [], "a hidden frame has no width");
});

test("a page of its own sends nothing", (t) => {
  const { heard } = hosted(t);
  heard.length = 0;
  globalThis.postMessage = (data) => heard.push(data);
  new Bridge(new URLSearchParams(""), globalThis).send("play");
  delete globalThis.postMessage;
  assert.deepEqual(heard, []);
});

test("it begins with what it is and can", async (t) => {
  const { told, session } = await controlled(t);
  const [{ version, capabilities, state, url }] = told("ready");
  assert.deepEqual([version, capabilities.length, url], ["1.2", 12, "https://lab.test/?seed="]);
  const { spec, view } = session.state;
  assert.deepEqual(state, { experiment: spec, view, step: 0, playing: false });
});

test("requests move the clock", async (t) => {
  const { ask, session } = await controlled(t);
  const { player } = session;
  const stateOf = async (type, payload) => {
    const { step, playing } = (await ask(type, payload)).payload.state;
    return [step, playing, player.time, player.speed];
  };
  assert.deepEqual(await stateOf("seek", { step: 12.5 }), [12, false, 12.5, 1]);
  assert.deepEqual(await stateOf("step"), [13, false, 13, 1]);
  assert.deepEqual(await stateOf("step", { count: -3 }), [10, false, 10, 1]);
  assert.deepEqual(await stateOf("play"), [10, true, 10, 1]);
  assert.deepEqual(await stateOf("setSpeed", { speed: 4 }), [10, true, 10, 4]);
  assert.deepEqual(await stateOf("pause"), [10, false, 10, 4]);
  assert.deepEqual(await stateOf("reset"), [0, false, 0, 4]);
  assert.deepEqual(await stateOf("getState"), [0, false, 0, 4]);
  assert.deepEqual((await ask("ping")).payload, {});
});

test("a host may set all, also where it is locked", async (t) => {
  const { ask, session, told, pass } = await controlled(t);
  session.store.set({ view: { ...session.state.view, lock: true } });
  const racers = [{ optimizer: { name: "adam" } }, { optimizer: { name: "nadam" } }];
  const experiment = { problem: { kind: "surface", surface: { name: "bowl" } }, racers, steps: 40 };
  const changes = { "/racers/1/optimizer/params/lr": 0.5, "/seed": 7 };
  const { payload } = await ask("setState", { experiment, changes, view: { theme: "dark" }, step: 30 });
  const { state } = session;
  assert.deepEqual(state.spec.racers, [racers[0], { optimizer: { name: "nadam", params: { lr: 0.5 } } }]);
  assert.deepEqual([state.spec.seed, state.styles, state.selected, state.rates], [7, [0, 1], 1, "own"]);
  assert.deepEqual(state.view, { ...defaultView(), lock: true, theme: "dark" });
  assert.deepEqual(
    [session.player.time, payload.state.step, payload.url],
    [30, 30, "https://lab.test/?seed=7"],
  );
  assert.equal(session.past.length, 3, "the experiment and two changes, each to be undone");
  assert.equal(session.byHost, false);
  assert.equal(experiment.seed, undefined, "the host's own object is left alone");
  await pass(150);
  assert.deepEqual(
    told("state").map(({ by }) => by),
    ["api"],
  );
});

test("what the server cannot run is refused, and nothing changes", async (t) => {
  const { ask, session } = await controlled(t, "", () => ({
    ok: false,
    json: { detail: "-5 will not do." },
  }));
  const before = session.state;
  const answer = await ask("setState", { changes: { "/racers/0/optimizer/params/lr": -5 }, step: 9 });
  assert.deepEqual(answer.error, { code: "failed", message: "-5 will not do." });
  assert.equal(answer.payload, undefined);
  assert.equal(session.state, before);
  assert.equal(session.player.time, 0);
});

test("requests are answered in their order", async (t) => {
  const { tell, heard, session } = await controlled(t);
  tell({ ns: "descentlab", v: 1, type: "setState", id: "a", payload: { changes: { "/seed": 3 } } });
  tell({ ns: "descentlab", v: 1, type: "getState", id: "b" });
  for (let k = 0; k < 12; k += 1) await settled();
  const answers = heard.map(([data]) => data).filter(({ re }) => re !== undefined);
  assert.deepEqual(
    answers.map(({ re, payload }) => [re, payload.state.experiment.seed]),
    [
      ["a", 3],
      ["b", 3],
    ],
  );
  assert.equal(session.state.spec.seed, 3);
});

test("an unknown message is answered, also without an id", async (t) => {
  const { tell, heard, ask } = await controlled(t);
  assert.match((await ask("explode")).error.message, /no message "explode".*setState/);
  tell({ ns: "descentlab", v: 1, type: "explode" });
  const [told] = heard.at(-1);
  assert.deepEqual([told.type, told.payload.of], ["error", "explode"]);
});

test("a change that leaves no experiment is refused whole", async (t) => {
  const { ask, session } = await controlled(t);
  const { spec } = session.state;
  for (const [changes, sentence] of [
    [{ "/seed": 5, "/racers": [] }, /1 to 16 racers/],
    [{ "/seed": 5, "/racers/9/optimizer/params/lr": 1 }, /./],
    [{ "/problem": null }, /no experiment/],
  ]) {
    const { error } = await ask("setState", { changes });
    assert.equal(error.code, "failed");
    assert.match(error.message, sentence);
    assert.equal(session.state.spec, spec);
    assert.equal(session.byHost, false);
  }
});

test("changes are told once, 150 ms after the last", async (t) => {
  const { session, told, pass } = await controlled(t);
  session.change("/seed", 1, true);
  await pass(149);
  session.change("/seed", 2, true);
  await pass(149);
  assert.deepEqual(told("state"), []);
  await pass(1);
  const [{ state, url, by }, ...more] = told("state");
  assert.deepEqual([state.experiment.seed, url, by, more.length], [2, "https://lab.test/?seed=2", "user", 0]);
  session.store.set({ view: { ...session.state.view, theme: "dark" } });
  session.player.seek(3);
  await pass(150);
  assert.equal(told("state").length, 2);
  await pass(1000);
  assert.equal(told("state").length, 2);
});

test("the clock's starts and stops are told, and the end", async (t) => {
  const { session, told } = await controlled(t);
  const { player } = session;
  player.seek(20.5);
  player.play();
  player.setSpeed(2);
  player.pause();
  assert.deepEqual([told("play"), told("pause"), told("done")], [[{ step: 20 }], [{ step: 20 }], []]);
  player.play();
  player.seek(50);
  player.tick(0);
  assert.deepEqual(told("pause").at(-1), { step: 50 });
  assert.deepEqual(told("done"), [{ step: 50, racers: [{ label: "A", regime: "converged" }] }]);
});

test("steps are told at the host's rate", async (t) => {
  const { session, stage, told, ask, pass } = await controlled(t);
  const read = (time) => {
    session.player.time = time;
    const detail = [{ label: "A", loss: 2, regime: null }];
    stage.dispatchEvent(new CustomEvent("reading", { detail }));
  };
  await pass(1000);
  read(1);
  assert.deepEqual(told("step"), [], "nobody has asked");
  await ask("subscribe", { hz: 5 });
  read(1.5);
  read(2);
  assert.equal(told("step").length, 1);
  await pass(199);
  read(3);
  await pass(1);
  read(1.9);
  assert.equal(told("step").length, 1, "not the same step again");
  read(4);
  assert.deepEqual(
    told("step").map(({ step }) => step),
    [1, 4],
  );
  const racers = [{ label: "A", x: undefined, y: undefined, loss: 2, regime: undefined }];
  assert.deepEqual(told("step")[0].racers, racers);
});

test("errors of the server are passed on", async (t) => {
  const { session, told } = await controlled(t);
  const errors = [{ pointer: "/seed", detail: "Too large." }];
  session.store.set({ errors });
  session.store.set({ errors: [] });
  assert.deepEqual(told("error"), [{ detail: "Too large.", errors }]);
});

test("a screenshot is of the step shown", async (t) => {
  const { session, ask } = await controlled(t);
  globalThis.FileReader = class {
    readAsDataURL(blob) {
      this.result = `data:${blob}`;
      this.onload();
    }
  };
  let ok = true;
  const requests = serverOf(t, () => ({ ok, blob: "pixels", json: { detail: "Busy." } }));
  session.player.seek(12.7);
  assert.deepEqual((await ask("screenshot")).payload, { data: "data:pixels" });
  await ask("screenshot", { width: 300, height: 200, format: "svg" });
  assert.deepEqual(
    requests.map(({ path, query }) => [path, query]),
    [
      ["api/v1/exports/png", { width: "800", height: "500", theme: "dark", step: "12" }],
      ["api/v1/exports/svg", { width: "300", height: "200", theme: "dark", step: "12" }],
    ],
  );
  assert.deepEqual(requests[0].body, session.state.spec);
  ok = false;
  assert.deepEqual((await ask("screenshot")).error, { code: "failed", message: "Busy." });
});
