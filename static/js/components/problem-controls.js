/** Settings of a problem that belong to no entry of the catalog: gradient noise and batch size. */

/** @returns {import("../schema.js").Control} */
export function noiseControl() {
  return {
    kind: "slider",
    name: "noise",
    label: "Gradient noise",
    symbol: "\\sigma",
    help: "Standard deviation of Gaussian noise on every gradient, the same for all racers.",
    fallback: 0,
    live: false,
    integer: false,
    range: { scale: "linear", low: 0, high: 5, step: 0.05 },
    options: [],
    minimum: 0,
    maximum: 1e6,
  };
}

/**
 * @param {any} dataset - of the catalog
 * @param {Record<string, any>} params - of the dataset
 * @returns {import("../schema.js").Control}
 */
export function batchControl(dataset, params) {
  const samples = params.samples ?? dataset.size;
  return {
    kind: "slider",
    name: "batch_size",
    label: "Batch size",
    symbol: "B",
    help: "Samples per step. As many as there are is the whole set: no noise from sampling.",
    fallback: samples,
    live: true,
    integer: true,
    range: { scale: "log", low: 1, high: samples, step: 1 },
    options: [],
    minimum: 1,
  };
}
