/** Map view: Plotly's contour lines over a shaded relief, with the moving overlay. */

import { Layer } from "./canvas/layer.js";
import { contourLevels } from "./canvas/levels.js";
import { drawMinimum } from "./canvas/markers.js";
import { drawColorLegend } from "./land/color-legend.js";
import { drawContourLabels, placeLabels } from "./land/contour-labels.js";
import { drawHatching } from "./land/hatching.js";
import { axesRoom, drawMapAxes, fit } from "./land/map-frame.js";
import { mapFigure } from "./land/plotly-figures.js";
import { MapProjection } from "./land/projection.js";
import { reliefCanvas } from "./land/relief.js";
import { GRAB_RADIUS_PX, Overlay, startOf } from "./overlay.js";
import { draw, isLoaded } from "./plotly.js";

/** Minimum free width in pixels beside the map for the legend, and the legend's distance. */
const MIN_LEGEND_MARGIN_PX = 190;
const LEGEND_OFFSET_PX = 150;

/** @typedef {import("./land/map-frame.js").Frame} Frame */

export class MapView {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.plot = document.createElement("div");
    this.plot.className = "picture-plot";
    element.append(this.plot);
    this.base = new Layer(element);
    this.live = new Layer(element);
    this.overlay = new Overlay();
    /** @type {MapProjection | null} */
    this.projection = null;
    this.version = 0;
    /** Whether the landscape's tints are visible, not the colors of another map over them. */
    this.tinted = true;
    /** @type {import("./land/contour-labels.js").ContourLabel[]} */
    this.labels = [];
  }

  /**
   * Draws the landscape; until Plotly has loaded, only the relief.
   *
   * @param {import("./land/height-field.js").HeightField} field
   * @param {import("./canvas/theme.js").Theme} theme
   */
  show(field, theme) {
    const width = this.element.clientWidth;
    const height = this.element.clientHeight;
    if (width < 40 || height < 40) return;
    const frame = fit(field, width, height, theme.typeScale);
    this.field = field;
    this.version += 1;
    this.projection = new MapProjection(field, frame, this.version);
    this.base.resize(width, height);
    this.live.resize(width, height);
    this.base.clear();
    if (isLoaded()) this.#plot(field, theme, this.projection);
    else this.#drawRelief(field, theme, frame);
    drawHatching(this.base.context, field, frame, theme);
    if (this.tinted && field.hasValues && frame.left > MIN_LEGEND_MARGIN_PX)
      drawColorLegend(this.base.context, field, theme, frame.left - LEGEND_OFFSET_PX, frame.top - 6);
    drawMapAxes(this.base, field, frame, theme);
    this.#drawMinima(field, theme, this.projection);
  }

  /**
   * @param {import("./land/height-field.js").HeightField} field
   * @param {import("./canvas/theme.js").Theme} theme
   * @param {MapProjection} projection
   */
  #plot(field, theme, projection) {
    const { frame } = projection;
    const levels = contourLevels(field, Math.min(frame.width, frame.height));
    const { traces, layout } = mapFigure(field, theme, levels);
    const { width, height } = this.live;
    const margin = {
      l: frame.left,
      t: frame.top,
      r: width - frame.left - frame.width,
      b: height - frame.top - frame.height,
      pad: 0,
    };
    draw(this.plot, traces, { ...layout, width, height, margin });
    this.labels = placeLabels(field, levels, projection, {
      fontScale: theme.typeScale,
      former: this.labels,
      taken: axesRoom(frame, theme.typeScale),
    });
    drawContourLabels(this.base.context, this.labels, field, theme, this.tinted);
  }

  /**
   * @param {import("./land/height-field.js").HeightField} field
   * @param {import("./canvas/theme.js").Theme} theme
   * @param {Frame} frame
   */
  #drawRelief(field, theme, { left, top, width, height }) {
    const { context } = this.base;
    context.drawImage(reliefCanvas(field, theme), left, top, width, height);
    context.strokeStyle = theme.axis;
    context.lineWidth = 1;
    context.strokeRect(left, top, width, height);
  }

  /**
   * @param {number} time
   * @param {import("./overlay.js").OverlayContent} content
   * @param {import("./canvas/theme.js").Theme} theme
   * @returns {boolean} whether a landscape is shown
   */
  draw(time, content, theme) {
    if (!this.projection || !this.field) return false;
    this.live.clear();
    this.overlay.draw(this.live.context, time, content, this.field, this.projection, theme);
    return true;
  }

  /**
   * @param {number} px
   * @param {number} py
   * @param {import("./overlay.js").DrawnRacer[]} drawnRacers
   * @returns {boolean} whether the pixel is on the start ring
   */
  onStart(px, py, drawnRacers) {
    const start = startOf(drawnRacers);
    if (!start || !this.projection || !this.field) return false;
    const out = [0, 0];
    this.projection.project(start.x, start.y, this.field.height(start.x, start.y), out, 0);
    return Math.hypot(out[0] - px, out[1] - py) < GRAB_RADIUS_PX;
  }

  /**
   * @param {number} px
   * @param {number} py
   * @returns {{x: number, y: number} | null} point of the landscape under a pixel
   */
  placeAt(px, py) {
    if (!this.projection || !this.field) return null;
    const place = this.projection.unproject(px, py);
    return this.field.inside(place.x, place.y) ? place : null;
  }

  /**
   * @param {import("./land/height-field.js").HeightField} field
   * @param {import("./canvas/theme.js").Theme} theme
   * @param {MapProjection} projection
   */
  #drawMinima(field, theme, projection) {
    const minima = field.landscape.minima ?? [];
    const lowest = Math.min(...minima.map((minimum) => minimum[2]));
    const out = [0, 0];
    for (const [x, y, loss] of minima) {
      if (!field.inside(x, y)) continue;
      projection.project(x, y, 0, out, 0);
      drawMinimum(this.base.context, out[0], out[1], theme, loss <= lowest + 1e-6 * field.transform.range);
    }
  }
}
