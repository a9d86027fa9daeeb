/**
 * Plotly adapter: the only module that uses Plotly's global and internals. It draws the landscape; moving
 * parts are drawn on a canvas over it, because one redraw of a 3-D scene costs hundreds of milliseconds
 * without a graphics card.
 */

/** @typedef {Record<string, unknown>} Json */

/**
 * Internal parts of a plotted element. The camera of a 3-D scene is not public: this follows
 * src/plots/gl3d/scene.js of plotly.js 4.
 *
 * @typedef {HTMLElement & { _fullLayout?: { scene?: {_scene?: PlotlyScene}, }, }} Plotted
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

/** No buttons, links or gestures: the picture has its own. */
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

/** Whether Plotly has loaded. */
export function isLoaded() {
  return "Plotly" in globalThis;
}

/** @type {Promise<void> | undefined} */
let loading;

/**
 * Loads the vendored bundle, whose URL is in the page's body; once, and again after a failure.
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
 * Draws or updates a figure.
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
 * Removes a figure and releases its WebGL context: a browser has sixteen.
 *
 * @param {Plotted} element
 */
export function release(element) {
  if (element._fullLayout) api().purge(element);
}

/**
 * Camera of the scene as last drawn.
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
 * Moves the camera; Plotly redraws in its next frame.
 *
 * @param {Plotted} element
 * @param {{eye: number[], center: number[], up: number[]}} camera
 */
export function moveCamera(element, { eye, center, up }) {
  sceneOf(element)?.camera?.lookAt(eye, center, up);
}

/**
 * Calls `listener` after each rendering of the scene, when its camera is known. Also turns off the scene's
 * own picking: a second rendering and a read-back per frame, for hover labels that are not shown.
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
  glplot.add(nothing); // Adding and removing an object makes it recount its picking buffers.
  glplot.remove(nothing);
}

/** @type {WeakSet<GlPlot>} */
const hooked = new WeakSet();

/** @param {Plotted} element @returns {PlotlyScene | undefined} */
function sceneOf(element) {
  return element._fullLayout?.scene?._scene;
}
