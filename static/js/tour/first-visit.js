/** Whether somebody is here for the first time, as far as the browser lets a page remember. */

const KEY = "descentlab.tour";

/** @returns {boolean} once true, never again; never where nothing can be remembered */
export function isFirstVisit() {
  try {
    if (localStorage.getItem(KEY) !== null) return false;
    localStorage.setItem(KEY, "seen");
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}
