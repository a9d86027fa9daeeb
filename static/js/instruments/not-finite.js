/** Not finite: what instruments show where numbers have overflowed, which JSON tells as null. */

import { write } from "../plots/canvas/canvas.js";

export const NOT_FINITE = "Exploded: beyond any number";

/** Writes it in the middle. @param {import("../plots/canvas/canvas.js").Drawing} drawing */
export function writeNotFinite(drawing) {
  const { width, height, colors } = drawing;
  write(drawing, NOT_FINITE, width / 2, height / 2, { align: "center", color: colors.warm });
}
