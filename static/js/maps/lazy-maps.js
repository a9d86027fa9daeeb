/** Lazy maps: loads the map modules on first use. */

/** @type {WeakMap<import("../run/session.js").Session, import("./maps.js").Maps>} */
const opened = new WeakMap();

/**
 * Shows the map of the view. Loads nothing while the landscape is shown.
 *
 * @param {import("../run/session.js").Session} session
 * @param {import("../page/stage.js").Stage} stage
 * @param {HTMLElement} frame - container of the views
 */
export async function showMap(session, stage, frame) {
  if (!opened.has(session) && session.state.view.map !== "land") {
    const { Maps } = await import("./maps.js");
    if (!opened.has(session)) {
      const maps = new Maps(session, stage, frame);
      stage.snap = (place) => maps.snap(place);
      opened.set(session, maps);
      Object.assign(document, { maps });
    }
  }
  opened.get(session)?.show(session.state.view);
}
