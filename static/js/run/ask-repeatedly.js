/** Repeated asking: what a busy server has refused is asked again. */

import { busyServer } from "./busy-server.js";

/**
 * When a request that a busy server has refused is not repeated: once `ended` is aborted, or if it is not `wanted`
 * any more when its time has come.
 *
 * @typedef {{ended?: AbortSignal | null, wanted?: () => boolean}} RepeatRule
 */

/**
 * Asks; where the server is busy and tells for how long, asks again. Every request of the page may be repeated:
 * it computes, or saves under an id that follows from its content.
 *
 * @param {() => Promise<Response>} ask
 * @param {AbortSignal | null | undefined} signal - of the request
 * @param {RepeatRule} [rule]
 * @returns {Promise<Response>} the last answer
 */
export async function askRepeatedly(ask, signal, { ended = signal, wanted = () => true } = {}) {
  for (let repeats = 0; ; repeats += 1) {
    const answer = await ask();
    const seconds = secondsToWait(answer);
    if (seconds === null) return answer;
    const outcome = await busyServer.wait(seconds, repeats, ended);
    signal?.throwIfAborted();
    if (outcome !== "again" || !wanted()) return answer;
  }
}

/** Seconds after which a request may succeed; null if it has, or would fail again. @param {Response} answer */
function secondsToWait({ status, headers }) {
  if (status !== 429 && status !== 503) return null;
  const seconds = Number(headers.get("Retry-After"));
  return seconds > 0 ? seconds : null;
}
