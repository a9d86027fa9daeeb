/** The way to maps of many balls: nobody waits for their modules who does not look at one. */

/** @type {WeakMap<import("../run/session.js").Session, import("./maps.js").Maps>} */
const opened = new WeakMap();

/**
 * Shows the map that the view names; the land, until somebody has looked at another, costs nothing.
 *
 * @param {import("../run/session.js").Session} session
 * @param {import("../page/stage.js").Stage} stage
 * @param {HTMLElement} frame - what holds the views
 */
export async function showMap(session, stage, frame) {
  if (!opened.has(session) && session.state.view.map !== "land") {
    const { Maps } = await import("./maps.js");
    if (!opened.has(session)) {
      const maps = new Maps(session, stage.picture, frame);
      stage.snap = (place) => maps.snap(place);
      opened.set(session, maps);
      Object.assign(document, { maps });
    }
  }
  opened.get(session)?.show(session.state.view);
}
