/** Busy notice: says over the picture that the server is busy and when the page asks again, with a button to cancel. */

import { busyServer } from "../run/busy-server.js";
import { make, setText } from "./dom.js";

/** Time between two looks at the clock. */
const TICK_MS = 250;

/** The notice, filled for a wait. @param {number} seconds @param {() => void} cancel */
export function makeBusyNotice(seconds, cancel) {
  const countdown = make("span", { class: "countdown", "aria-hidden": "true" }, sentence(seconds));
  const button = make("button", { type: "button", class: "quiet-button", onclick: cancel }, "Cancel");
  // The countdown is not read aloud: a number each second would interrupt everything else.
  const words = make("span", { role: "status" }, "The server is busy.");
  const text = make("span", {}, words, " ", countdown);
  return { notice: make("div", { class: "notice busy" }, text, button), countdown };
}

/** Shows the notice in an element while a request waits. @param {Element | null} picture */
export function showBusyNotice(picture) {
  const { notice, countdown } = makeBusyNotice(0, () => busyServer.cancel());
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let clock;
  const update = () => {
    const { remaining } = busyServer;
    if (remaining === null) {
      clearInterval(clock);
      clock = undefined;
      return notice.remove();
    }
    setText(countdown, sentence(Math.ceil(remaining / 1000)));
    if (!notice.isConnected) picture?.append(notice);
    clock ??= setInterval(update, TICK_MS);
  };
  busyServer.addEventListener("change", update);
}

/** @param {number} seconds */
function sentence(seconds) {
  return seconds > 0 ? `Trying again in ${seconds} s.` : "Trying again.";
}
