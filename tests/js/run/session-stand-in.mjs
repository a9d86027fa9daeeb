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
  answer(session, socket);
  return { session, socket, pass };
}

/** Answers the last request: all points from where it asks, and that they are all. */
export function answer({ live, state }, socket) {
  const { run, from_step: from } = socket.of("run").at(-1);
  socket.tell({ type: "started", run, columns: COLUMNS, experiment: state.spec });
  socket.tell(pointsBytes(run, from, state.spec.steps + 1 - from));
  socket.tell({ type: "done", run, steps: state.spec.steps });
  return live;
}
