/** Problem controls: those of settings that belong to no catalog entry, such as gradient noise and batch size, and of own data. */

/**
 * Parameters of a dataset that say how many samples there are.
 *
 * @typedef {{samples?: number, points?: unknown[], test_share?: number, [name: string]: unknown}} DataParams
 */

/**
 * @typedef {HTMLElement & {samples?: number | null, update(params: Record<string, unknown>, errors: import("./param-group.js").FieldError[],
 *   use: import("./own-table.js").Use): void}} OwnEditor - `samples` is their number, if the editor knows it
 */

/** Editors of a person's own data, by the name of the dataset. @type {Record<string, () => Promise<OwnEditor>>} */
export const OWN_EDITORS = {
  table: async () => new (await import("./own-table.js")).OwnTable().setUp(),
  points: async () => new (await import("./own-points.js")).OwnPoints().setUp(),
};

/** Describes the control of gradient noise. @returns {import("../experiment/schema.js").Control} */
export function noiseControl() {
  return {
    kind: "slider",
    name: "noise",
    label: "Gradient noise",
    symbol: "\\sigma",
    help: "Standard deviation of Gaussian noise on every gradient, the same for all optimizers.",
    fallback: 0,
    live: false,
    integer: false,
    range: { scale: "linear", low: 0, high: 5, step: 0.05 },
    options: [],
    limits: { minimum: 0, maximum: 1e6 },
  };
}

/**
 * Number of training samples: those not held out for testing.
 *
 * @param {import("../../../types/api.d.ts").DatasetEntry} dataset - of the catalog
 * @param {DataParams} params - of the dataset
 * @param {number | null} rows - of a person's own table; null if they are not known
 */
function trainingSize(dataset, params, rows) {
  const samples = rows ?? params.samples ?? params.points?.length ?? dataset.size;
  const share = params.test_share ?? Number(dataset.params.properties.test_share?.default ?? 0);
  return samples - Math.floor(share * samples);
}

/**
 * Describes the control of the batch size.
 *
 * @param {import("../../../types/api.d.ts").DatasetEntry} dataset - of the catalog
 * @param {DataParams} params - of the dataset
 * @param {number | null} [rows] - of a person's own table that are used; null if they are not known
 * @returns {import("../experiment/schema.js").Control}
 */
export function batchControl(dataset, params, rows = null) {
  const samples = trainingSize(dataset, params, rows);
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
    limits: { minimum: 1 },
  };
}

/** Weight penalty. @returns {import("../experiment/schema.js").Control} */
export function penaltyControl() {
  return {
    kind: "slider",
    name: "l1",
    label: "L1 penalty",
    symbol: "\\lambda",
    help: "Times the sum of all weights\u2019 magnitudes, added to the loss that the optimizer sees. The map and the curves show the loss without it.",
    fallback: 0,
    live: true,
    integer: false,
    range: { scale: "linear", low: 0, high: 0.01, step: 0.0001 },
    options: [],
    limits: { minimum: 0, maximum: 10 },
  };
}

/** Control of the interval between measurements of the loss. @returns {import("../experiment/schema.js").Control} */
export function measuringControl() {
  return {
    kind: "slider",
    name: "measure_every",
    label: "Measure every … steps",
    symbol: "",
    help: "How often the loss on all samples is measured: in between, the curve holds what was measured last. Training is faster where it is seldom; the path is the same.",
    fallback: 1,
    live: false,
    integer: true,
    range: { scale: "log", low: 1, high: 100, step: 1 },
    options: [],
    limits: { minimum: 1, maximum: 1000 },
  };
}

/** Early stopping. @returns {import("../experiment/schema.js").Control} */
export function stoppingControl() {
  return {
    kind: "optional",
    name: "early_stopping",
    label: "Early stopping",
    symbol: "",
    help: "An optimizer stops after so many checks of the test loss, one every 10 steps, without a new lowest one. Leave it empty to take all steps.",
    fallback: null,
    live: false,
    integer: true,
    range: { scale: "linear", low: 1, high: 100, step: 1 },
    options: [],
    limits: { minimum: 1, maximum: 1000 },
    hint: "never",
  };
}
