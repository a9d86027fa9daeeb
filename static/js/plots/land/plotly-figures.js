/** Plotly figures: traces and layouts of the map and the scene. */

import { GRID_SIDE } from "./height-field.js";
import { reliefCanvas } from "./relief.js";

/** @typedef {import("./height-field.js").HeightField} HeightField */
/** @typedef {import("../canvas/theme.js").Theme} Theme */
/** @typedef {import("../canvas/levels.js").Levels} Levels */
/** @typedef {Record<string, unknown>} Json */

/** Height of the gap below the landscape, relative to the landscape's. */
const BASE_GAP_RATIO = 0.1;

/** Height of the base plane. @param {HeightField} field @returns {number} */
export function basePlaneHeight(field) {
  return field.low - BASE_GAP_RATIO * (field.high - field.low);
}

/**
 * The figure of the 3-D scene.
 *
 * @param {HeightField} field
 * @param {Theme} theme
 * @param {Levels} levels
 * @param {import("./camera.js").Vector} box - side lengths of the scene's box
 * @returns {{traces: Json[], layout: Json}} without the camera
 */
export function sceneFigure(field, theme, levels, [x, y, z]) {
  // A visible axis without text: an invisible one would still lay out its default labels.
  const hidden = {
    autorange: false,
    showbackground: false,
    showgrid: false,
    showline: false,
    showspikes: false,
    showticklabels: false,
    tickmode: "array",
    tickvals: [],
    title: { text: "" },
    zeroline: false,
  };
  return {
    traces: surfaces(field, theme, levels),
    layout: {
      ...frame(theme),
      margin: { l: 0, r: 0, t: 0, b: 0 },
      scene: {
        aspectmode: "manual",
        aspectratio: { x, y, z },
        bgcolor: "rgba(0,0,0,0)",
        dragmode: false,
        hovermode: false,
        xaxis: { ...hidden, range: [field.x0, field.x1] },
        yaxis: { ...hidden, range: [field.y0, field.y1] },
        zaxis: { ...hidden, range: [basePlaneHeight(field), field.high] },
      },
    },
  };
}

/**
 * The figure of the map.
 *
 * @param {HeightField} field
 * @param {Theme} theme
 * @param {Levels} levels
 * @returns {{traces: Json[], layout: Json}} without the size
 */
export function mapFigure(field, theme, levels) {
  const axis = {
    color: theme.axis,
    fixedrange: true,
    linecolor: theme.axis,
    linewidth: 1,
    mirror: true,
    showgrid: false,
    showline: true,
    showticklabels: false,
    ticks: "",
    zeroline: false,
  };
  return {
    traces: contours(field, theme, levels),
    layout: {
      ...frame(theme),
      dragmode: false,
      hovermode: false,
      images: [reliefLayer(field, theme)],
      xaxis: { ...axis, range: [field.x0, field.x1] },
      yaxis: { ...axis, range: [field.y0, field.y1] },
    },
  };
}

/** @param {Theme} theme @returns {Json} */
function frame(theme) {
  return {
    autosize: false,
    font: { family: theme.font, color: theme.textSoft, size: 12 * theme.typeScale },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    showlegend: false,
  };
}

/** @param {HeightField} field @param {Theme} theme @returns {Json} */
function reliefLayer(field, theme) {
  return {
    source: reliefCanvas(field, theme).toDataURL("image/png"),
    layer: "below",
    sizing: "stretch",
    sizex: field.width,
    sizey: field.depth,
    x: field.x0,
    xref: "x",
    y: field.y1,
    yref: "y",
  };
}

/**
 * The surface, with holes at places without a value; transparent if there is no value at all, because Plotly
 * needs some for its axes.
 *
 * @param {HeightField} field
 * @param {Theme} theme
 * @param {Levels} levels
 * @returns {Json[]}
 */
function surfaces(field, theme, levels) {
  const last = theme.land.length - 1;
  const shared = {
    type: "surface",
    ...grid(field, field.hasValues ? field.heights : field.extended),
    opacity: field.hasValues ? 1 : 0,
    cmin: field.low,
    cmax: field.high,
    colorscale: theme.land.map((color, k) => [k / last, color]),
    hoverinfo: "skip",
    lighting: { ambient: 0.66, diffuse: 0.5, fresnel: 0.1, roughness: 0.95, specular: 0.04 },
    lightposition: { x: -1e4, y: 1.4e4, z: 1e4 },
    showscale: false,
  };
  const z = { show: field.hasValues, highlight: false, color: theme.lineSolid, width: 1 };
  return [
    {
      ...shared,
      contours: {
        x: { highlight: false },
        y: { highlight: false },
        z: { ...z, start: levels.start, end: levels.end, size: levels.size },
      },
    },
  ];
}

/**
 * Contour lines of the extended heights: the map's hatching covers them at places without a value, so that
 * none follows the edge of such a place.
 *
 * @param {HeightField} field
 * @param {Theme} theme
 * @param {Levels} levels
 * @returns {Json[]}
 */
function contours(field, theme, levels) {
  /** @param {number} size @param {string} color @param {number} width */
  const trace = (size, color, width) => ({
    type: "contour",
    ...grid(field, field.extended),
    autocontour: false,
    contours: { coloring: "none", start: levels.start, end: levels.end, size },
    hoverinfo: "skip",
    line: { color, smoothing: 0.6, width },
    showscale: false,
  });
  return [trace(levels.size, theme.line, 0.7), trace(levels.size * levels.every, theme.lineStrong, 0.9)];
}

/**
 * @param {HeightField} field
 * @param {Float64Array} heights
 * @returns {{x: number[], y: number[], z: Float64Array[]}}
 */
function grid(field, heights) {
  const shares = Array.from({ length: GRID_SIDE }, (_, k) => k / (GRID_SIDE - 1));
  return {
    x: shares.map((share) => field.x0 + share * field.width),
    y: shares.map((share) => field.y0 + share * field.depth),
    z: shares.map((_, i) => heights.subarray(i * GRID_SIDE, (i + 1) * GRID_SIDE)),
  };
}
