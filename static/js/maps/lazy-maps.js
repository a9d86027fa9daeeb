/** The way to maps of many balls: nobody waits for their modules who does not look at one. */

/** @type {WeakMap<import("../run/session.js").Lab, import("./maps.js").Maps>} */
const opened = new WeakMap();

/**
 * Shows the map that the view names; the land, until somebody has looked at another, costs nothing.
 *
 * @param {import("../run/session.js").Lab} lab
 * @param {import("../page/stage.js").Stage} stage
 * @param {HTMLElement} frame - what holds the views
 */
export async function showMap(lab, stage, frame) {
  if (!opened.has(lab) && lab.state.view.map !== "land") {
    const { Maps } = await import("./maps.js");
    if (!opened.has(lab)) {
      const maps = new Maps(lab, stage.picture, frame);
      stage.snap = (place) => maps.snap(place);
      opened.set(lab, maps);
      Object.assign(document, { maps });
    }
  }
  opened.get(lab)?.show(lab.state.view);
}
