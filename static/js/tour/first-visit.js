/** First visit: whether this browser has opened the page before. */

const KEY = "descentlab.tour";

/**
 * Whether this is the first visit, and remembers it.
 *
 * @returns {boolean} true once; always false if nothing can be stored
 */
export function isFirstVisit() {
  try {
    if (localStorage.getItem(KEY) !== null) return false;
    localStorage.setItem(KEY, "seen");
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}
