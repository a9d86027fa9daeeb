/** Problem controls: settings that belong to no catalog entry, such as gradient noise and batch size. */

import { isNamed } from "../experiment/own-data.js";

/**
 * Parameters of a dataset that say how many samples there are: `csv` is a person's table.
 *
 * @typedef {{samples?: number, points?: unknown[], csv?: string, test_share?: number, [name: string]: unknown}} DataParams
 */

/** Describes the control of gradient noise. @returns {import("../experiment/schema.js").Control} */
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
    limits: { minimum: 0, maximum: 1e6 },
  };
}

/**
 * Number of training samples: those not held out for testing.
 *
 * @param {import("../../../types/api.d.ts").DatasetEntry} dataset - of the catalog
 * @param {DataParams} params - of the dataset
 */
function trainingSize(dataset, params) {
  const samples = params.samples ?? params.points?.length ?? rowsOf(params.csv) ?? dataset.size;
  const share = params.test_share ?? Number(dataset.params.properties.test_share?.default ?? 0);
  return samples - Math.floor(share * samples);
}

/** @param {string | undefined} csv @returns {number | undefined} rows of a table, without the header */
function rowsOf(csv) {
  if (csv === undefined) return undefined;
  return Math.max(1, csv.split("\n").filter((line) => line.trim() !== "").length - (isNamed(csv) ? 1 : 0));
}

/**
 * Describes the control of the batch size.
 *
 * @param {import("../../../types/api.d.ts").DatasetEntry} dataset - of the catalog
 * @param {DataParams} params - of the dataset
 * @returns {import("../experiment/schema.js").Control}
 */
export function batchControl(dataset, params) {
  const samples = trainingSize(dataset, params);
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
    help: "A racer stops after so many checks of the test loss, one every 10 steps, without a new lowest one. Leave it empty to take all steps.",
    fallback: null,
    live: false,
    integer: true,
    range: { scale: "linear", low: 1, high: 100, step: 1 },
    options: [],
    limits: { minimum: 1, maximum: 1000 },
    hint: "never",
  };
}
