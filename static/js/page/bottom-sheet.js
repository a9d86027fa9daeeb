/** Bottom sheet: on narrow windows the settings open and close by a tap or drag on their handle. */

/** Movement in pixels from which a touch is a drag. */
const DRAG_PX = 12;

/** Connects the handle of the sheet. @param {HTMLElement} handle */
export function connectHandle(handle) {
  /** @type {number | null} */
  let startY = null;
  let dragged = false;
  handle.addEventListener("pointerdown", (event) => {
    startY = event.clientY;
    dragged = false;
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (startY === null || Math.abs(event.clientY - startY) < DRAG_PX) return;
    dragged = true;
    setOpen(handle, event.clientY < startY);
    startY = null;
  });
  for (const type of ["pointerup", "pointercancel"])
    handle.addEventListener(type, () => {
      startY = null;
    });
  handle.addEventListener("click", () => {
    // A mouse drag also fires a click; a touch does not.
    if (!dragged) setOpen(handle, !document.body.hasAttribute("data-sheet"));
    dragged = false;
  });
}

/** @param {HTMLElement} handle @param {boolean} shown */
function setOpen(handle, shown) {
  document.body.toggleAttribute("data-sheet", shown);
  handle.setAttribute("aria-expanded", String(shown));
}
