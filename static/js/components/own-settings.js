/** Own settings: the settings of a person's own data that their editor shows, taken from the catalog's schema. */

import { entryNamed, getFacts } from "../experiment/facts.js";
import { ParamGroup } from "./param-group.js";

/** @typedef {import("../experiment/schema.js").EntrySchema} EntrySchema */

/** Settings in the editors of datasets, by name. @type {Record<string, readonly string[]>} */
export const OWN_SETTINGS = {
  table: ["task", "delimiter", "decimal", "header", "gaps"],
  points: ["task"],
};

/**
 * Controls of some settings of a dataset.
 *
 * @param {string} dataset
 * @param {string[]} names
 */
export function ownGroup(dataset, names) {
  const schema = entryNamed(getFacts().datasets ?? [], dataset)?.params ?? { type: "object", properties: {} };
  return new ParamGroup().setUp(
    filtered(schema, (name) => names.includes(name)),
    "/problem/dataset/params",
  );
}

/**
 * The settings of a dataset that its editor does not show.
 *
 * @param {{name: string, params: EntrySchema}} dataset
 * @returns {EntrySchema}
 */
export function otherSettings({ name, params }) {
  return filtered(params, (setting) => !OWN_SETTINGS[name]?.includes(setting));
}

/** @param {EntrySchema} schema @param {(name: string) => boolean} accepts @returns {EntrySchema} */
function filtered(schema, accepts) {
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => accepts(name));
  return { ...schema, properties: Object.fromEntries(properties) };
}
