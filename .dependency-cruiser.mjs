/**
 * Import rules of static/js: the layers of the page's folders, checked by `npm run layers`.
 * A module imports from its own folder and from layers below; two folders of one layer know nothing of
 * each other. A folder that is not named here fails, and so does a circle. JSDoc types don't count.
 */

/** Folders of static/js, the topmost layer first. `main.js` is a layer by itself. */
const LAYERS = [
  ["main.js"],
  ["embed", "compare", "offline", "patterns"],
  ["page"],
  ["lens", "maps", "instruments", "share", "table", "tour", "gallery", "sound"],
  ["components"],
  ["url"],
  ["run"],
  ["plots"],
  ["plots/ball"],
  ["plots/land", "plots/curves", "plots/map"],
  ["plots/canvas"],
  ["experiment"],
];

/** The files directly in a folder, or the file itself, as a regular expression. */
const filesOf = (/** @type {string} */ name) =>
  name.endsWith(".js") ? `^static/js/${name.replace(".", "\\.")}$` : `^static/js/${name}/[^/]+\\.js$`;

const everyFolder = LAYERS.flat().map(filesOf);

const layerRules = LAYERS.flatMap((folders, layer) =>
  folders.map((folder) => ({
    name: `${folder} imports only from below`,
    severity: "error",
    from: { path: filesOf(folder) },
    to: { pathNot: [folder, ...LAYERS.slice(layer + 1).flat()].map(filesOf) },
  })),
);

export default {
  forbidden: [
    ...layerRules,
    {
      name: "every folder has a layer",
      severity: "error",
      from: { path: "^static/js/", pathNot: everyFolder },
      to: {},
    },
    {
      name: "every folder has a layer, also without imports",
      severity: "error",
      from: { orphan: true, path: "^static/js/", pathNot: everyFolder },
      to: {},
    },
    { name: "no circles", severity: "error", from: {}, to: { circular: true } },
    { name: "imports exist", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
};
