/** Progress: the part of the state that says how far clock and path are, and whether the page is visible. */

/** @typedef {import("./session-interface.js").State} State */

/** The progress of a page that has just opened. */
export function initialProgress() {
  return {
    step: 0,
    playing: false,
    pathRevision: 0,
    settled: false,
    themeRevision: 0,
    visible: !document.hidden,
  };
}

/**
 * Keeps the state in step with the clock and the page's visibility.
 *
 * @param {import("./store.js").Store<State>} store
 * @param {import("./player.js").Player} player
 */
export function followClock(store, player) {
  const update = () => store.set({ step: Math.floor(player.time), playing: player.playing });
  for (const type of ["change", "step"]) player.addEventListener(type, update);
  document.addEventListener("visibilitychange", () => store.set({ visible: !document.hidden }));
}
