import assert from "node:assert/strict";
import { mock, test } from "node:test";
import "../dom-stand-in.mjs";
import "../picture-stand-in.mjs";
import { LiveRun } from "../../../static/js/run/live-run.js";
import { Session } from "../../../static/js/run/session.js";
import { Track } from "../../../static/js/run/track.js";
import { defaultView } from "../../../static/js/url/url-state.js";
import { nextFrame, openTemplate } from "../dom-stand-in.mjs";
import { serverOf } from "../page-stand-in.mjs";
import { COLUMNS } from "../run/socket-stand-in.mjs";
import { smallCatalog } from "../small-catalog.mjs";

mock.timers.enable({ apis: ["setTimeout"] });
let now = 1000;
mock.method(performance, "now", () => now);
const { titleOf } = await import("../../../static/js/experiment/problem-kind.js");
const { Stage } = await import("../../../static/js/page/stage.js");
const racer = (name) => ({ optimizer: { name } });
const MLP = { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" } };

/** A track of 51 points: x counts them, the loss is ten times that. */
function trackOf() {
  const track = new Track(COLUMNS);
  const at = Float64Array.from({ length: 51 }, (_, k) => k);
  track.append(
    COLUMNS.map((name) =>
      name === "loss" ? at.map((k) => 10 * k) : name === "off_plane" ? at.map(() => 0.5) : at,
    ),
  );
  return track;
}

/** The lab's stage over a run of three that has arrived. */
function staged(spec = {}, page = "index") {
  const catalog = smallCatalog();
  openTemplate(page);
  const problem = { kind: "surface", surface: { name: "bowl" } };
  const experiment = { problem, racers: ["adam", "sgd", "rmsprop"].map(racer), steps: 50, ...spec };
  const session = new Session(catalog, experiment, defaultView());
  session.live.buffer.front.tracks = [trackOf(), trackOf(), trackOf()];
  session.live.buffer.front.regimes = [[], [], []];
  session.player.ready = 50;
  const stage = new Stage(session, { wheelZoom: false });
  const draw = (ms = 1000) => {
    stage.wake();
    now += ms;
    nextFrame(now);
  };
  return {
    session,
    stage,
    picture: stage.picture,
    draw,
    one: (selector) => document.querySelector(selector),
  };
}

const tell = (session, type, detail) => session.live.dispatchEvent(new CustomEvent(type, { detail }));

test("balls and cards have the colors of their styles", () => {
  const { session, picture } = staged();
  session.store.set({ styles: [2, 0, 9] });
  const looks = picture.told.Racers.map(({ color, marker }) => [color, marker]);
  assert.deepEqual(looks, [
    ["var(--racer-2)", "triangle"],
    ["var(--racer-0)", "circle"],
    ["var(--racer-9)", "square"],
  ]);
});

test("a racer asks from the point where it waits", () => {
  const { session, stage } = staged();
  session.live.waiting = { racer: 1, step: 7, question: { text: "Left?" } };
  const asked = (time) => stage.racersAt(time).map(({ question }) => question?.text);
  assert.deepEqual(asked(6.9), [undefined, undefined, undefined]);
  assert.deepEqual(asked(7), [undefined, "Left?", undefined]);
});

test("labels are the server's, else one's own", () => {
  const { session, stage } = staged({
    racers: [{ ...racer("adam"), label: "Mine" }, racer("sgd"), racer("sgd")],
  });
  const labels = () => stage.racersAt(0).map(({ label }) => label);
  assert.deepEqual(labels(), ["Mine", "", ""]);
  const { spec } = session.state;
  session.store.set({
    completed: { ...spec, racers: spec.racers.map((one, k) => ({ label: `R${k}`, ...one })) },
  });
  assert.deepEqual(labels(), ["Mine", "R1", "R2"]);
  assert.deepEqual(
    stage.racersAt(2.5).map(({ loss }) => loss),
    [25, 25, 25],
  );
});

test("the clock is shown each half step", () => {
  const { session, draw, one } = staged();
  for (const [time, text] of [
    [3, "3"],
    [4, "4"],
    [4.6, "4"],
    [5, "5"],
  ]) {
    session.player.seek(time);
    draw();
    assert.equal(one("transport-bar .count").textContent, `${text} / 50`);
  }
  assert.equal(one("#scrubber").style["--fill"], "10%");
});

test("numbers come 12 times a second, the sentence less often", () => {
  const { session, stage, draw, one } = staged();
  let readings = 0;
  stage.addEventListener("reading", () => {
    readings += 1;
  });
  Object.assign(session.player, { playing: true, time: 10 });
  draw(1000);
  const first = one("#sentence").textContent;
  session.player.time = 20;
  draw(79);
  assert.equal(readings, 1);
  draw(2);
  assert.equal(readings, 2);
  draw(600);
  assert.equal(one("#sentence").textContent, first);
  draw(100);
  assert.notEqual(one("#sentence").textContent, first);
});

test("a camera is degrees and a zoom", () => {
  const { session, stage, picture } = staged();
  assert.equal(stage.cameraDegrees, null);
  picture.pose = { azimuth: -1, elevation: Math.PI / 4, zoom: 1.23456 };
  assert.deepEqual(stage.cameraDegrees, [-57.3, 45, 1.23]);
  const camera = [-180, 45, 2];
  stage.show({ ...session.state.view, camera });
  const { azimuth, elevation, zoom } = picture.told.Pose;
  assert.deepEqual([azimuth, elevation, zoom], [-Math.PI, Math.PI / 4, 2]);
  const poses = () => picture.calls.filter(([name]) => name === "Pose").length;
  stage.show({ ...session.state.view, camera });
  assert.equal(poses(), 1, "the same one does not take back a turned scene");
  stage.show({ ...session.state.view, camera: null });
  assert.equal(poses(), 1);
});

test("a landscape is drawn as what it is", () => {
  const { session, picture, stage } = staged();
  const how = () =>
    picture.calls
      .filter(([name]) => name === "Landscape")
      .at(-1)
      .slice(1);
  tell(session, "landscape", { minima: [[1, 2, 3]], plane: null });
  assert.deepEqual(how()[1], { recut: false, beside: false });
  assert.deepEqual(stage.minima, [[1, 2, 3]]);
  tell(session, "landscape", { minima: [], plane: null, at: { racer: 0, step: 3 } });
  assert.deepEqual(how()[1], { recut: true, beside: false });
  tell(session, "landscape", { minima: [], plane: null, at: { racer: 0, step: 3, batch: true } });
  assert.deepEqual(how()[1], { recut: true, beside: true });
});

test("before its landscape a race is not drawn", () => {
  const { session, stage, picture } = staged();
  session.landscapePending = true;
  stage.updateRacers();
  assert.deepEqual(picture.told.Racers, []);
  session.landscapePending = false;
  for (const type of ["started", "replaced"]) {
    picture.told.Racers = null;
    tell(session, type, { experiment: session.state.spec });
    assert.equal(picture.told.Racers.length, 3, type);
  }
});

test("former paths and the length of the race reach the picture", () => {
  const { session, picture } = staged();
  session.change("/problem/noise", 1, false);
  assert.equal(picture.told.Ghosts, session.ghosts);
  assert.equal(picture.told.Ghosts.length, 3);
  session.change("/steps", 80, true);
  assert.equal(picture.told.Steps, 80);
  session.player.play();
  assert.equal(picture.told.Ahead, false);
});

test("a start moves only where it says all weights", () => {
  const move = ({ session, picture }) => {
    picture.dispatchEvent(new CustomEvent("start", { detail: { x: 1.2345678, y: 2, phase: "end" } }));
    return session.state.spec.problem.start;
  };
  assert.deepEqual(move(staged()), [1.2346, 2]);
  assert.deepEqual(move(staged({ problem: { kind: "formula", expression: "x" } })), [1.2346, 2]);
  const line = { kind: "network", model: { name: "line" }, dataset: { name: "points" } };
  assert.deepEqual(move(staged({ problem: line })), [1.2346, 2]);
  assert.equal(move(staged({ problem: MLP })), undefined);
});

test("a problem has the catalog's title", () => {
  const title = (problem) => titleOf(staged({ problem }).session.catalog, problem);
  assert.equal(title({ kind: "surface", surface: { name: "bowl" } }), "Bowl");
  assert.equal(title({ kind: "formula", expression: "x" }), "your formula");
  assert.equal(title(MLP), "Perceptron");
  assert.equal(title({ kind: "surface", surface: { name: "unknown" } }), "unknown");
});

test("a plane is described with its ball", async (t) => {
  serverOf(t, () => ({ json: { quantities: { plane: { explained_variance: 0.5, loss_beneath: 7 } } } }));
  const { session, draw, one, picture } = staged({ problem: MLP });
  const note = one("#plane-text");
  const { spec } = session.state;
  const racers = spec.racers.map((each, k) => ({ label: `R${k}`, ...each }));
  session.store.set({ completed: { ...spec, racers, plane: { name: "random" } }, selected: 1 });
  picture.field = { loss: (x, y) => x + y };
  session.player.seek(4);
  tell(session, "landscape", { minima: [], plane: { weights: 20 } });
  draw();
  assert.equal(
    note.textContent,
    "A plane cut through 20 weights, in random directions. R1 is off it by 0.500: its loss is 40.0, on the plane beneath about 8.00.",
  );
  session.live.complete = true;
  mock.timers.tick(0);
  session.store.set({ pathRevision: 99 });
  for (let k = 0; k < 4; k += 1) await new Promise((done) => setImmediate(done));
  mock.timers.tick(1000);
  for (let k = 0; k < 9; k += 1) await new Promise((done) => setImmediate(done));
  draw();
  assert.match(
    note.textContent,
    / It holds 50\.0\u00a0% of R1\u2019s path\. R1 .*, on the plane beneath 7\.00\.$/,
  );
  session.landscapePending = true;
  draw();
  assert.equal(note.hidden, true);
});

test("an embed has no room for a plane's text", () => {
  const { stage, session, draw } = staged({ problem: MLP }, "embed");
  assert.equal(stage.fidelity, null);
  tell(session, "landscape", { minima: [], plane: { weights: 20 } });
  draw();
  assert.ok(session.live instanceof LiveRun);
});
