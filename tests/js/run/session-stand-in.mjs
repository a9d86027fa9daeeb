/** Stand-in for a lab without a page: a session whose server is played by the test. */

import { defaultExperiment } from "../../../static/js/experiment/experiment.js";
import { Session } from "../../../static/js/run/session.js";
import { defaultView } from "../../../static/js/url/url-state.js";
import { realCatalog } from "../catalog.mjs";
import { COLUMNS, FakeSocket, pointsBytes } from "./socket-stand-in.mjs";

/** The catalog, in which an edit can set a rate and a momentum. */
export function liveCatalog() {
  const catalog = realCatalog();
  catalog.surfaces = [];
  for (const { params } of catalog.optimizers)
    for (const name of ["lr", "momentum"])
      if (params.properties[name]) params.properties[name]["x-live"] = true;
  return catalog;
}

/** A session of two racers on 50 steps that has not asked its server for anything. */
export function quietSession({ experiment = {}, view = {} } = {}) {
  const { racers, ...rest } = defaultExperiment();
  const spec = { ...rest, racers: racers.slice(2), steps: 50, ...experiment };
  return new Session(liveCatalog(), spec, { ...defaultView(), ...view });
}

/** A session whose first run has arrived as a whole. Its clock is the test's: `pass(ms)` lets time pass. */
export function openSession(t, how = {}) {
  let now = 1000;
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  t.mock.method(performance, "now", () => now);
  const pass = (ms) => {
    now += ms;
    t.mock.timers.tick(ms);
  };
  const session = quietSession(how);
  session.start();
  const socket = FakeSocket.last;
  socket.tell({ type: "hello", protocol: 1, limits: {} });
  tellLandscape(socket, 1);
  answer(session, socket);
  return { session, socket, pass };
}

/** Tells the landscape of a run: four heights. @param {object} [more] - facts of it */
export function tellLandscape(socket, run, more = {}) {
  socket.tell({ type: "landscape", run, x: [0, 1], y: [0, 1], log_scale: true, final: true, ...more });
  const view = new DataView(new ArrayBuffer(48));
  for (const [k, value] of [2, run, 2, 2].entries()) view.setUint32(4 * k, value, true);
  for (const k of [0, 1, 2, 3]) view.setFloat64(16 + 8 * k, k, true);
  socket.tell(view.buffer);
}

/** Answers the last request: all points from where it asks, and that they are all. */
export function answer({ live, state }, socket) {
  const { run, from_step: from } = socket.of("run").at(-1);
  socket.tell({ type: "started", run, columns: COLUMNS, experiment: state.spec });
  socket.tell(pointsBytes(run, from, state.spec.steps + 1 - from));
  socket.tell({ type: "done", run, steps: state.spec.steps });
  return live;
}
