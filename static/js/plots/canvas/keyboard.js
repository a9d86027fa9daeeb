/** Keyboard helpers: keys on the views of the picture. */

/** Directions of the arrow keys, x to the right, y up. @type {Record<string, [number, number]>} */
export const ARROW_KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * Makes an element focusable and describes it for screen readers.
 *
 * @param {HTMLElement} element
 * @param {string} role
 * @param {string} label
 */
export function describe(element, role, label) {
  element.tabIndex = 0;
  element.setAttribute("role", role);
  element.setAttribute("aria-label", label);
}

/**
 * Handles keys on an element; a handled key does not propagate.
 *
 * @param {HTMLElement} element
 * @param {(key: string) => boolean} handle
 */
export function onKeys(element, handle) {
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !handle(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}
