/** Basin map: basins of attraction below the contour lines, each start in the color of its minimum. */

import { Layer } from "../canvas/layer.js";
import { basinColor, divergedColor, unfinishedColor } from "./map-colors.js";
import { drawImage, imageOf } from "./map-image.js";

/**
 * The color of each cell.
 *
 * @param {import("../../maps/map-data.js").MapData} mapData - of basins
 * @param {boolean} dark
 * @returns {(cell: number) => [number, number, number]}
 */
export function basinColors(mapData, dark) {
  let longest = 1;
  for (let cell = 0; cell < mapData.known.length; cell += 1)
    longest = Math.max(longest, mapData.at("steps", cell));
  return (cell) => {
    const minimum = mapData.at("minimum", cell);
    if (minimum >= 0) return basinColor(minimum, mapData.at("steps", cell) / longest, dark);
    return minimum === -2 ? divergedColor(dark) : unfinishedColor(dark);
  };
}

export class BasinMap {
  /** @param {HTMLElement} element - of the contour view */
  constructor(element) {
    this.layer = new Layer(element);
    element.prepend(this.layer.canvas);
  }

  /**
   * @param {import("../../maps/map-data.js").MapData} mapData
   * @param {import("../map-view.js").MapView} map - its landscape lies above
   * @param {import("../canvas/theme.js").Theme} theme
   */
  draw(mapData, { element, projection }, theme) {
    if (!projection) return;
    this.layer.resize(element.clientWidth, element.clientHeight);
    this.layer.clear();
    const { x, y } = mapData.facts;
    const corners = [0, 0, 0, 0];
    projection.project(x[0], y[y.length - 1], 0, corners, 0);
    projection.project(x[x.length - 1], y[0], 0, corners, 2);
    const [left, top, right, bottom] = corners;
    const place = { left, top, width: right - left, height: bottom - top };
    drawImage(
      this.layer.context,
      imageOf(mapData, basinColors(mapData, theme.dark)),
      place,
      projection.frame,
    );
  }

  clear() {
    this.layer.clear();
  }
}
