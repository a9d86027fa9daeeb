/**
 * Problem pictogram: a small drawing of what is descended, where a picture of its land would take too long. The
 * land of a network takes seconds to compute, and one plane in thousands of dimensions tells little of the
 * network; so its shape is drawn instead, from what the catalog says of it.
 */

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 88;
const HEIGHT = 64;
/** Most units that are drawn in one layer. */
const MOST_UNITS = 5;

/** @typedef {import("../experiment/facts.js").Catalog} Catalog */
/** @typedef {Catalog["models"][number]} Model */
/** @typedef {import("../experiment/problem-entries.js").ProblemEntry} ProblemEntry */
/** @typedef {[number, number]} Place */

/**
 * Draws an entry that is no surface.
 *
 * @param {ProblemEntry} entry
 * @param {Catalog} catalog
 * @returns {SVGSVGElement}
 */
export function pictogram({ kind, name, dataset }, { models, datasets }) {
  const picture = /** @type {SVGSVGElement} */ (part("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}` }));
  picture.setAttribute("aria-hidden", "true");
  picture.setAttribute("class", "pictogram");
  const model = kind === "network" ? models.find((one) => one.name === name) : undefined;
  const data = datasets.find((one) => one.name === dataset);
  if (data) picture.append(...("points" in (data.params.properties ?? {}) ? points() : table()));
  else picture.append(...(model ? network(model) : graph()));
  return picture;
}

/** @param {Model} model @returns {Element[]} */
function network(model) {
  if (model.weights === 2) return fit(model);
  const [form] = model.forms;
  if (form === "vector") return layers(model);
  return form === "sequence" ? sequence(model) : filters(form === "clip");
}

/** Data and what two weights make of them: a line, or a step where classes are told apart. @param {Model} model */
function fit({ tasks }) {
  const step = tasks.includes("classification");
  const dots = /** @type {Place[]} */ (
    [0, 1, 2, 3, 4, 5, 6].map((k) => {
      const x = 12 + 10.5 * k;
      return [x, step ? (k < 3 || k === 4 ? 50 : 14) : 52 - 6 * k + (k % 2 ? 5 : -4)];
    })
  );
  const line = step ? "M8 50C40 50 40 14 80 14" : "M8 55L80 11";
  return [...dots.map((at) => dot(at, 2.5)), part("path", { d: line, class: "strong" })];
}

/** Layers of units, each joined to the next. @param {Model} model */
function layers({ params }) {
  const properties = /** @type {Record<string, {default?: unknown}>} */ (params.properties ?? {});
  const widths = Object.values(properties).find(({ default: value }) => Array.isArray(value))?.default;
  const hidden = /** @type {number[]} */ (widths ?? [4]);
  const counts = [2, ...hidden, 1].map((count) => Math.min(count, MOST_UNITS));
  const columns = counts.map((count, layer) => column(count, 12 + (64 * layer) / (counts.length - 1)));
  const edges = columns
    .slice(1)
    .flatMap((to, k) => columns[k].flatMap((from) => to.map((at) => join(from, at))));
  return [...edges, ...columns.flat().map((at) => dot(at, 3.5))];
}

/** Places one above another. @param {number} count @param {number} x @returns {Place[]} */
function column(count, x) {
  return Array.from({ length: count }, (_, k) => [x, HEIGHT / 2 + 11 * (k - (count - 1) / 2)]);
}

/** Filters over an image, or over the frames of a clip. @param {boolean} clip */
function filters(clip) {
  const frames = clip ? [8, 4, 0] : [0];
  const images = frames.map((far) => square(8 + far, 20 - far, 26));
  const maps = [8, 4, 0].map((far) => square(46 + far, 28 - far, 14));
  const outputs = column(3, 80);
  const window = square(14, 28, 9);
  window.setAttribute("class", "strong");
  return [
    ...images,
    window,
    join([23, 28], [46, 34]),
    join([23, 37], [46, 38]),
    ...maps,
    ...outputs.map((at) => join([68, 32], at)),
    ...outputs.map((at) => dot(at, 3)),
  ];
}

/** A sequence that is read: all positions at once by attention, or one after another. @param {Model} model */
function sequence({ params }) {
  const places = [12, 28, 44, 60, 76];
  const attends = "heads" in (params.properties ?? {});
  const links = attends
    ? places.flatMap((from) => places.map((to) => join([from, 48], [to, 18])))
    : [
        ...places.map((x) => join([x, 48], [x, 22])),
        ...places.slice(1).map((x) => part("path", { d: `M${x - 12} 18H${x - 5}l-3-3m3 3l-3 3` })),
      ];
  return [
    ...links,
    ...places.map((x) => square(x - 5, 46, 10)),
    ...places.map((x) => dot(/** @type {Place} */ ([x, 18]), 4)),
  ];
}

/** A function's graph between its axes. */
function graph() {
  const axes = part("path", { d: "M12 8V54H80" });
  const curve = part("path", { d: "M14 14C22 62 32 58 40 34S56 26 60 40S72 44 78 14", class: "strong" });
  return [axes, curve];
}

/** A table with its head. */
function table() {
  const rows = part("path", { d: "M14 23H74M14 33H74M14 43H74M34 12V53M54 12V53" });
  const head = part("path", { d: "M14 12H74V53H14z", class: "strong" });
  return [rows, head];
}

/** Points of two classes. */
function points() {
  /** @type {Place[]} */
  const all = [
    [20, 20],
    [32, 14],
    [28, 28],
    [42, 22],
    [18, 36],
    [52, 46],
    [64, 40],
    [70, 52],
    [58, 30],
    [74, 28],
  ];
  return all.map((at, k) => {
    const one = dot(at, 3);
    if (k >= 5) one.setAttribute("class", "other");
    return one;
  });
}

/** @param {number} x @param {number} y @param {number} side */
function square(x, y, side) {
  return part("path", { d: `M${x} ${y}h${side}v${side}h${-side}z` });
}

/** @param {Place} at @param {number} r */
function dot([cx, cy], r) {
  return part("circle", { cx, cy, r });
}

/** @param {Place} from @param {Place} to */
function join([x1, y1], [x2, y2]) {
  return part("path", { d: `M${x1} ${y1}L${x2} ${y2}`, class: "faint" });
}

/** @param {string} name @param {Record<string, string | number>} attributes */
function part(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
