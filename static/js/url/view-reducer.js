/** View reducer: applies a change of the view bar to the view. Pure function. */

/** @typedef {import("./url-state.js").View} View */

/**
 * The change of the view for a control of the view bar.
 *
 * @param {View} view
 * @param {{name: string, value: unknown}} change - detail of a `view-change` event
 * @returns {Partial<View>}
 */
export function reduceView({ arrows, hide, mode, rates }, { name, value }) {
  if (name === "arrow") return { arrows: toggled(arrows, String(value)) };
  // A map is shown in place of the contour map, which the scene alone does not have.
  if (name === "map" && mode === "3d") return { map: /** @type {View["map"]} */ (value), mode: "both" };
  if (name === "rates") return { rates: !rates };
  if (name === "part") return { hide: toggled(hide, String(value)) };
  return { [name]: value };
}

/** A list with a value, or without it if it was there. @param {string[]} list @param {string} value */
function toggled(list, value) {
  return list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
}
