/**
 * Pointer focus: after a pointer has used a button or a slider, the keys belong to the page again, so that Space plays
 * and the arrow keys go through the steps. What was reached with the keyboard keeps the focus.
 */

/** Gives up the focus of what a pointer has used. */
export function returnKeysAfterPointer() {
  addEventListener("click", (event) => {
    const used = /** @type {Element} */ (event.target).closest("button, summary, a[href]");
    if (event.detail > 0 && used === document.activeElement) release(used);
  });
  addEventListener("pointerup", ({ target }) => {
    const slider = /** @type {Element} */ (target).closest("input[type=range]");
    // The slider takes the arrow that ends its drag before.
    if (slider) setTimeout(() => slider === document.activeElement && release(slider));
  });
}

/** @param {Element | null} element */
function release(element) {
  if (element?.closest("dialog")) return; // There the keys belong to the dialog.
  /** @type {HTMLElement | null} */ (element)?.blur();
}
