/** Own editors: the editors of a person's own data, each loaded when it is first shown. */

/**
 * @typedef {HTMLElement & {samples?: number | null, update(params: Record<string, unknown>, errors: import("./param-group.js").FieldError[],
 *   use: import("./own-table.js").Use): void}} OwnEditor - `samples` is their number, if the editor knows it
 */

/** Editors of a person's own data, by the name of the dataset. @type {Record<string, () => Promise<OwnEditor>>} */
export const OWN_EDITORS = {
  table: async () => new (await import("./own-table.js")).OwnTable().setUp(),
  points: async () => new (await import("./own-points.js")).OwnPoints().setUp(),
};
