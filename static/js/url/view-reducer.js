/** What a view bar says, as a change of the view. A pure function. */

/**
 * @param {import("./url-state.js").View} view
 * @param {{name: string, value: any}} said - by a `view-change` event
 * @returns {Partial<import("./url-state.js").View>}
 */
export function reduceView({ arrows, mode, rates }, { name, value }) {
  if (name === "arrow")
    return { arrows: arrows.includes(value) ? arrows.filter((one) => one !== value) : [...arrows, value] };
  // A map is drawn in the place of the contour map, which the scene alone has not.
  if (name === "map" && mode === "3d") return { map: value, mode: "both" };
  if (name === "rates") return { rates: !rates };
  return { [name]: value };
}
