/** Bottom sheet: on narrow windows the settings open and close by a tap or drag on their handle. */

/** Movement in pixels from which a touch is a drag. */
const DRAG_PX = 12;

/** Connects the handle of the sheet. @param {HTMLElement} handle */
export function connectHandle(handle) {
  /** @type {number | null} */
  let from = null;
  let pulled = false;
  handle.addEventListener("pointerdown", (event) => {
    from = event.clientY;
    pulled = false;
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (from === null || Math.abs(event.clientY - from) < DRAG_PX) return;
    pulled = true;
    setOpen(handle, event.clientY < from);
    from = null;
  });
  for (const type of ["pointerup", "pointercancel"])
    handle.addEventListener(type, () => {
      from = null;
    });
  handle.addEventListener("click", () => {
    // A mouse drag also fires a click; a touch does not.
    if (!pulled) setOpen(handle, !document.body.hasAttribute("data-sheet"));
    pulled = false;
  });
}

/** @param {HTMLElement} handle @param {boolean} shown */
function setOpen(handle, shown) {
  document.body.toggleAttribute("data-sheet", shown);
  handle.setAttribute("aria-expanded", String(shown));
}
