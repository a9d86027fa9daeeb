import assert from "node:assert/strict";
import { test } from "node:test";
import "../dom-stand-in.mjs";
import { showBusyNotice } from "../../../static/js/components/busy-notice.js";
import { make } from "../../../static/js/components/dom.js";
import { busyServer } from "../../../static/js/run/busy-server.js";

test("the notice counts down while a request waits", (t) => {
  let now = 0;
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  t.mock.method(performance, "now", () => now);
  t.mock.method(Math, "random", () => 0.2);
  const pass = (ms) => {
    now += ms;
    t.mock.timers.tick(ms);
  };
  const picture = make("div");
  document.body.append(picture);
  showBusyNotice(picture);
  const notice = () => picture.querySelector(".busy");
  assert.equal(notice(), null);
  busyServer.wait(2, 0);
  assert.equal(notice().textContent, "The server is busy. Trying again in 3 s.Cancel");
  assert.equal(notice().querySelector("[role=status]").textContent, "The server is busy.");
  pass(1500);
  assert.match(notice().textContent, /again in 1 s/);
  pass(900);
  assert.equal(notice(), null);
  const waiting = busyServer.wait(9, 0);
  notice().querySelector("button").click();
  assert.equal(notice(), null);
  return waiting.then((outcome) => assert.equal(outcome, "cancelled"));
});
