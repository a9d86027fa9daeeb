/** Stand-in for what a lens looks at: a session, a stage, a server, and a clock that the test moves. */

import { mock } from "node:test";
import "../dom-stand-in.mjs";
import { make } from "../../../static/js/components/dom.js";
import { Track } from "../../../static/js/run/track.js";
import { pageAt, serverOf } from "../page-stand-in.mjs";
import { quietSession } from "../run/session-stand-in.mjs";
import { COLUMNS } from "../run/socket-stand-in.mjs";

mock.timers.enable({ apis: ["setTimeout"] });
let now = 1000;
mock.method(performance, "now", () => now);

/** Lets promises settle, then time pass. */
export async function pass(ms = 0) {
  for (let k = 0; k < 6; k += 1) await new Promise((done) => setImmediate(done));
  now += ms;
  mock.timers.tick(ms);
  for (let k = 0; k < 6; k += 1) await new Promise((done) => setImmediate(done));
}

/** A track in which each value is its point's number, plus `offset` after point 10. */
export function trackOf(length, offset = 0) {
  const track = new Track(COLUMNS);
  const at = Float64Array.from({ length }, (_, k) => k + (k > 10 ? offset : 0));
  track.append(COLUMNS.map(() => at));
  return track;
}

/** A session of two racers at step 3 of 50, a stage, and a lens; `answers` are the server's. */
export function looking(t, Lens, answers) {
  pageAt(t);
  document.body.replaceChildren();
  const requests = serverOf(t, answers);
  const session = quietSession();
  session.live.buffer.front.tracks = [trackOf(51), trackOf(51, 0.5)];
  session.player.ready = 50;
  session.player.seek(3);
  session.store.set({ selected: 1 });
  const elements = { contour: make("div"), curves: make("div") };
  const picture = {
    elements,
    curves: { element: elements.curves, axis: "steps" },
    map: { placeAt: (x, y) => ({ x, y }) },
    view: "both",
  };
  let woken = 0;
  const racersAt = () => [
    { label: "A", loss: 1 },
    { label: "B", loss: 2 },
  ];
  const stage = Object.assign(new EventTarget(), {
    picture,
    elements,
    minima: [],
    racersAt,
    wake: () => {
      woken += 1;
    },
  });
  const place = make("div");
  document.body.append(place);
  const lens = Lens && new Lens(session, stage, place);
  const asked = () => requests.splice(0).map(({ path, body }) => [path.replace("api/v1/", ""), body]);
  const told = (selector) => place.querySelector(selector).textContent;
  const press = (text) =>
    place
      .querySelectorAll("button")
      .find((one) => [one.textContent, one.title].includes(text))
      .click();
  return { session, stage, place, lens, asked, told, press, woken: () => woken };
}
