/**
 * Plotly, and nothing else: the only module that knows the global and its insides. It draws the land;
 * whatever moves is drawn on a canvas over it, since one redraw of a 3-D scene costs hundreds of
 * milliseconds without a graphics card, and moving anything through Plotly redraws it all.
 */

/** @typedef {Record<string, unknown>} Json */

/**
 * The parts of a plotted element that are read here. The camera of a 3-D scene is not public: this
 * follows src/plots/gl3d/scene.js of plotly.js 4.
 *
 * @typedef {HTMLElement & {
 *   _fullLayout?: {
 *     scene?: {_scene?: PlotlyScene},
 *   },
 * }} Plotted
 */

/**
 * @typedef {object} PlotlyScene
 * @property {ArrayLike<number>} dataScale
 * @property {{lookAt: (eye: number[], center: number[], up: number[]) => void}} camera
 * @property {GlPlot} [glplot] - missing where the browser has no WebGL
 */

/**
 * @typedef {object} GlPlot
 * @property {{model: ArrayLike<number>, view: ArrayLike<number> | null, projection: ArrayLike<number>}} cameraParams
 * @property {(() => void) | null} onrender
 * @property {{pickSlots: number}[]} objects
 * @property {(object: object) => void} add
 * @property {(object: object) => void} remove
 */

/**
 * @typedef {object} PlotlyApi
 * @property {(element: HTMLElement, traces: Json[], layout: Json, config: Json) => Promise<unknown>} react
 * @property {(element: HTMLElement) => void} purge
 */

/** No buttons, no links elsewhere, no gestures: the picture has its own. */
const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  doubleClick: false,
  editable: false,
  plotlyServerURL: "",
  responsive: false,
  scrollZoom: false,
  showSendToCloud: false,
  showTips: false,
};

/** @returns {PlotlyApi} */
function api() {
  const plotly = /** @type {{Plotly?: PlotlyApi}} */ (globalThis).Plotly;
  if (!plotly)
    throw new Error("Plotly is not loaded; ask for it with load() before anything is drawn with it.");
  return plotly;
}

/** Whether Plotly is there. */
export function isLoaded() {
  return "Plotly" in globalThis;
}

/** @type {Promise<void> | undefined} */
let loading;

/**
 * Loads the vendored bundle, whose address the page's body bears; once, unless it could not be had.
 *
 * @returns {Promise<void>}
 */
export function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.body.dataset.plotly ?? "";
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => {
      loading = undefined;
      reject(new Error("Plotly could not be loaded."));
    });
    document.head.append(script);
  });
  return loading;
}

/**
 * Draws, or changes what is drawn.
 *
 * @param {Plotted} element
 * @param {Json[]} traces
 * @param {Json} layout
 * @returns {Promise<unknown>}
 */
export function draw(element, traces, layout) {
  const glPixelRatio = Math.min(globalThis.devicePixelRatio || 1, 2);
  return api().react(element, traces, layout, { ...CONFIG, plotGlPixelRatio: glPixelRatio });
}

/**
 * Takes the drawing away, and gives its WebGL context back: a browser has sixteen.
 *
 * @param {Plotted} element
 */
export function release(element) {
  if (element._fullLayout) api().purge(element);
}

/**
 * The scene's camera as it was last drawn.
 *
 * @param {Plotted} element
 * @returns {import("./land/projection.js").CameraMatrices | null} null while there is no scene
 */
export function cameraMatrices(element) {
  const scene = sceneOf(element);
  const params = scene?.glplot?.cameraParams;
  if (!scene || !params?.view) return null;
  const { model, view, projection } = params;
  return { model, view, projection, dataScale: scene.dataScale };
}

/**
 * Moves the scene's camera; Plotly redraws at its next frame.
 *
 * @param {Plotted} element
 * @param {{eye: number[], center: number[], up: number[]}} camera
 */
export function moveCamera(element, { eye, center, up }) {
  sceneOf(element)?.camera?.lookAt(eye, center, up);
}

/**
 * Calls `listener` each time the scene is rendered, right after its camera is known.
 * Also takes the scene's own picking away: a second rendering and a read-back per frame, for hover
 * labels that are not shown.
 *
 * @param {Plotted} element
 * @param {() => void} listener
 */
export function onRender(element, listener) {
  const glplot = sceneOf(element)?.glplot;
  if (!glplot || hooked.has(glplot)) return;
  hooked.add(glplot);
  const plotlys = glplot.onrender;
  glplot.onrender = () => {
    plotlys?.();
    listener();
  };
  for (const object of glplot.objects) object.pickSlots = 0;
  const nothing = { pickSlots: 0 };
  glplot.add(nothing); // adding and removing makes it count its picking buffers anew
  glplot.remove(nothing);
}

/** @type {WeakSet<GlPlot>} */
const hooked = new WeakSet();

/** @param {Plotted} element @returns {PlotlyScene | undefined} */
function sceneOf(element) {
  return element._fullLayout?.scene?._scene;
}
