/** Gestures: mouse, pen and touch on an element as hover, drag, click and pinch. */

/** A press that moves less than this, in pixels, is a click. */
const CLICK_SLOP_PX = 4;

/**
 * @typedef {object} Handlers - coordinates are pixels of the element
 * @property {(x: number, y: number, event: PointerEvent) => void} [press]
 * @property {(x: number, y: number, dx: number, dy: number, event: PointerEvent) => void} [drag]
 * @property {(x: number, y: number, clicked: boolean) => void} [release] - `clicked`: it hardly moved
 * @property {(factor: number) => void} [pinch] - two fingers; above 1 when they move apart
 * @property {(x: number, y: number) => void} [hover]
 * @property {() => void} [leave]
 */

export class Gestures {
  /**
   * @param {HTMLElement} element
   * @param {Handlers} handlers
   */
  constructor(element, handlers) {
    this.element = element;
    this.handlers = handlers;
    /** @type {Map<number, {x: number, y: number}>} */
    this.pointers = new Map();
    this.travel = 0;
    element.addEventListener("pointerdown", (event) => this.#down(event));
    element.addEventListener("pointermove", (event) => this.#move(event));
    element.addEventListener("pointerup", (event) => this.#up(event));
    element.addEventListener("pointercancel", (event) => this.#up(event));
    element.addEventListener("pointerleave", () => handlers.leave?.());
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0) return;
    const place = this.#place(event);
    this.element.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, place);
    if (this.pointers.size > 1) return;
    this.travel = 0;
    this.handlers.press?.(place.x, place.y, event);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const place = this.#place(event);
    const last = this.pointers.get(event.pointerId);
    if (!last) {
      if (this.pointers.size === 0) this.handlers.hover?.(place.x, place.y);
      return;
    }
    const before = this.#spread();
    this.pointers.set(event.pointerId, place);
    const [dx, dy] = [place.x - last.x, place.y - last.y];
    this.travel += Math.hypot(dx, dy);
    if (this.pointers.size === 1) this.handlers.drag?.(place.x, place.y, dx, dy, event);
    else if (before > 0) this.handlers.pinch?.(this.#spread() / before);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (!this.pointers.delete(event.pointerId) || this.pointers.size > 0) return;
    const place = this.#place(event);
    this.handlers.release?.(place.x, place.y, this.travel < CLICK_SLOP_PX && event.type === "pointerup");
  }

  #spread() {
    const [a, b] = [...this.pointers.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  }

  /** @param {PointerEvent} event */
  #place(event) {
    const box = this.element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }
}
