/** View reducer: applies a change of the view bar to the view. Pure function. */

/**
 * The change of the view for a control of the view bar.
 *
 * @param {import("./url-state.js").View} view
 * @param {{name: string, value: any}} change - detail of a `view-change` event
 * @returns {Partial<import("./url-state.js").View>}
 */
export function reduceView({ arrows, mode, rates }, { name, value }) {
  if (name === "arrow")
    return { arrows: arrows.includes(value) ? arrows.filter((one) => one !== value) : [...arrows, value] };
  // A map is shown in place of the contour map, which the scene alone does not have.
  if (name === "map" && mode === "3d") return { map: value, mode: "both" };
  if (name === "rates") return { rates: !rates };
  return { [name]: value };
}
