/** Reconnect delay: how long a lost connection waits before it is opened again. */

/** Delay before the first reconnect, and the maximum. */
const BACKOFF_MS = [300, 8000];

/**
 * Milliseconds before the next connection, at random: longer with each try, and at least what a server asked for.
 *
 * @param {number} tries - that have failed
 * @param {number} seconds - for which the server that refused the last one asked; 0 if none did
 */
export function reconnectMs(tries, seconds) {
  const [first, longest] = BACKOFF_MS;
  const wait = Math.min(first * 2 ** tries, longest) * (0.75 + Math.random() / 2);
  return Math.max(wait, 1000 * seconds * (1 + Math.random()));
}
