/** Link faults: why an address cannot be opened, in words. */

import { isExperiment } from "../experiment/experiment.js";
import { getFacts } from "../experiment/facts.js";
import { short } from "./query-reader.js";

/** @typedef {import("../experiment/experiment.js").Experiment} Experiment */

/** What is wrong with an address that cannot be opened. @typedef {{title: string, sentence: string}} Fault */

/** The version that this page writes into an address, and the only one so far. */
const VERSION = 1;

/** @param {string} query @returns {Fault | null} */
export function versionFault(query) {
  const version = new URLSearchParams(query).get("v");
  if (!version || Number(version) === VERSION) return null;
  if (!(Number(version) > VERSION)) return DAMAGED;
  return {
    title: "This link is of a later version",
    sentence:
      `It says v=${short(version)}, and this lab reads links of version ${VERSION}. Open it on the lab that ` +
      "it comes from, or ask whoever runs this one to update it.",
  };
}

/** @type {Fault} */
const DAMAGED = {
  title: "This link is damaged",
  sentence:
    "Some of its characters were lost or changed on the way. Copy the whole address once more from where it " +
    "stands, or ask for it again.",
};

/** @param {unknown} state - unpacked; null if that failed @returns {Fault | null} */
export function stateFault(state) {
  if (isExperiment(state)) return null;
  const kind = /** @type {Partial<Experiment> | null} */ (state)?.problem?.kind;
  if (typeof kind !== "string" || kind in getFacts().problem_kinds) return DAMAGED;
  return {
    title: "This lab cannot open the link",
    sentence: `It holds a problem of the kind \u201c${short(kind)}\u201d, which this lab does not have.`,
  };
}
