/**
 * Gestures: mouse, pen and touch on an element as hover, drag, click and pinch.
 *
 * A finger may be about to scroll the page. What it does counts once it is meant: when it is lifted where it was put
 * down, moves across the direction in which the element scrolls, or rests for a while. If the browser takes the
 * finger for scrolling, or a second one comes, what has been done is taken back.
 */

/** A press that moves less than this, in pixels, is a click. */
const CLICK_SLOP_PX = 4;
/** Movement from which a finger is no tap, and time after which a resting one holds. */
const INTENT_PX = 10;
const LONG_PRESS_MS = 400;

/**
 * @typedef {object} Handlers - coordinates are pixels of the element
 * @property {() => void} [begin] - a pointer is down; it may mean nothing yet
 * @property {(x: number, y: number, event: PointerEvent) => void} [press]
 * @property {(x: number, y: number, dx: number, dy: number, event: PointerEvent) => void} [drag]
 * @property {(x: number, y: number, clicked: boolean) => void} [release] - `clicked`: it hardly moved
 * @property {() => void} [cancel] - the press, drag or pinch was not meant: all since `begin` is taken back
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
    /** What the first pointer is so far. @type {"none" | "maybe" | "meant" | "over"} */
    this.phase = "none";
    this.pinched = false;
    this.origin = { x: 0, y: 0 };
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.longPress = undefined;
    element.addEventListener("pointerdown", (event) => this.#down(event));
    element.addEventListener("pointermove", (event) => this.#move(event));
    element.addEventListener("pointerup", (event) => this.#up(event));
    element.addEventListener("pointercancel", () => this.#cancel());
    element.addEventListener("lostpointercapture", ({ pointerId }) => {
      if (this.pointers.has(pointerId)) this.#cancel();
    });
    element.addEventListener("pointerleave", () => handlers.leave?.());
    // A finger that holds something does not scroll, nor open a menu.
    element.addEventListener(
      "touchmove",
      (event) => this.#isHeld && event.cancelable && event.preventDefault(),
      {
        passive: false,
      },
    );
    element.addEventListener("contextmenu", (event) => this.#isHeld && event.preventDefault());
  }

  get #isHeld() {
    return this.phase === "meant" || this.pointers.size > 1;
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0) return;
    const place = this.#place(event);
    this.element.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, place);
    if (this.pointers.size > 1) return this.#takeBack();
    Object.assign(this, { travel: 0, pinched: false, phase: "maybe", origin: place });
    this.handlers.begin?.();
    if (isFinger(event)) this.longPress = setTimeout(() => this.#mean(event), LONG_PRESS_MS);
    else this.#mean(event);
  }

  /** The press is meant. @param {PointerEvent} event */
  #mean(event) {
    clearTimeout(this.longPress);
    if (this.phase !== "maybe") return;
    this.phase = "meant";
    this.handlers.press?.(this.origin.x, this.origin.y, event);
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
    if (this.pointers.size > 1) return this.#pinch(before);
    if (this.phase === "maybe") this.#judge(place, event);
    if (this.phase === "meant") this.handlers.drag?.(place.x, place.y, dx, dy, event);
  }

  /** Decides whether a finger that has moved drags or scrolls. @param {{x: number, y: number}} place @param {PointerEvent} event */
  #judge({ x, y }, event) {
    const [dx, dy] = [Math.abs(x - this.origin.x), Math.abs(y - this.origin.y)];
    if (Math.hypot(dx, dy) < INTENT_PX) return;
    const scrolls = getComputedStyle(this.element).touchAction !== "none";
    if (!scrolls || dx > dy) return this.#mean(event);
    clearTimeout(this.longPress);
    this.phase = "over";
  }

  /** @param {number} before - distance of the two fingers */
  #pinch(before) {
    if (before === 0) return;
    this.pinched = true;
    this.handlers.pinch?.(this.#spread() / before);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (!this.pointers.delete(event.pointerId) || this.pointers.size > 0) return;
    const place = this.#place(event);
    const tapped = this.phase === "maybe";
    if (tapped) this.#mean(event);
    if (this.phase === "meant")
      this.handlers.release?.(place.x, place.y, tapped || this.travel < CLICK_SLOP_PX);
    this.phase = "none";
  }

  /** The browser has taken the pointer: for scrolling, or because something else was opened. */
  #cancel() {
    this.pointers.clear();
    this.#takeBack();
    this.phase = "none";
  }

  /** Takes back what the gesture has done so far. */
  #takeBack() {
    clearTimeout(this.longPress);
    if (this.phase === "meant" || this.pinched) this.handlers.cancel?.();
    this.phase = "over";
    this.pinched = false;
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

/** Whether a pointer may scroll the page. @param {PointerEvent} event */
function isFinger({ pointerType }) {
  return pointerType === "touch" || pointerType === "pen";
}
