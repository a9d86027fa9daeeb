/**
 * Touch on sliders: a finger that begins on a slider may be about to scroll. Its value counts once the finger has
 * moved along the slider or is lifted; if the browser takes it for scrolling, or a second finger comes, the slider
 * goes back to where it was, and so does what followed it.
 */

/** Movement in pixels along the slider from which it is meant. */
const INTENT_PX = 10;

/**
 * @typedef {object} Touch
 * @property {HTMLInputElement} slider
 * @property {number} id - of the pointer
 * @property {number} x
 * @property {number} y
 * @property {string} before - value
 * @property {"maybe" | "meant" | "over"} phase
 */

/** @type {Touch | null} */
let touch = null;

/** Guards every slider of the page. */
export function guardSliders() {
  const capture = { capture: true };
  addEventListener("pointerdown", (event) => down(event), capture);
  addEventListener("pointermove", (event) => move(event), capture);
  addEventListener("pointerup", (event) => up(event), capture);
  addEventListener("pointercancel", () => takeBack(), capture);
  for (const type of ["touchend", "touchcancel"]) addEventListener(type, () => setTimeout(forget), capture);
  for (const type of ["input", "change"]) addEventListener(type, (event) => hold(event), capture);
}

/** @param {PointerEvent} event */
function down({ target, pointerType, pointerId, clientX, clientY }) {
  if (touch && pointerType === "touch" && touch.phase !== "over" && pointerId !== touch.id) return takeBack();
  touch = null;
  if (pointerType === "mouse" || !(target instanceof HTMLInputElement) || target.type !== "range") return;
  touch = { slider: target, id: pointerId, x: clientX, y: clientY, before: target.value, phase: "maybe" };
}

/** @param {PointerEvent} event */
function move({ pointerId, clientX, clientY }) {
  if (touch?.phase !== "maybe" || pointerId !== touch.id) return;
  const [dx, dy] = [Math.abs(clientX - touch.x), Math.abs(clientY - touch.y)];
  if (dx > INTENT_PX && dx > dy) touch.phase = "meant";
  else if (dy > INTENT_PX) takeBack();
}

/** The finger that was taken for scrolling is gone: what comes now is another gesture. */
function forget() {
  if (touch?.phase === "over") touch = null;
}

/** A tap is meant where it is lifted: the browser then sets the value. @param {PointerEvent} event */
function up({ pointerId }) {
  if (!touch || pointerId !== touch.id || touch.phase === "over") return;
  const { slider, before, phase } = touch;
  touch = null;
  // What was held back while the finger was down.
  if (phase === "maybe" && slider.value !== before) announce(slider);
}

/** Keeps a value from being announced before it is meant, and after it was taken back. @param {Event} event */
function hold(event) {
  if (!touch || event.target !== touch.slider || touch.phase === "meant" || !event.isTrusted) return;
  event.stopImmediatePropagation();
  if (touch.phase === "over") touch.slider.value = touch.before;
}

/** The finger scrolls, or was joined by a second one. */
function takeBack() {
  if (!touch || touch.phase === "over") return;
  const { slider, before, phase } = touch;
  touch.phase = "over";
  slider.value = before;
  if (phase !== "meant") return;
  const unhandled = slider.dispatchEvent(new Event("slide-cancel", { bubbles: true, cancelable: true }));
  if (unhandled) announce(slider);
}

/** @param {HTMLInputElement} slider */
function announce(slider) {
  for (const type of ["input", "change"]) slider.dispatchEvent(new Event(type, { bubbles: true }));
}
