/** Canvas layer: a canvas over an element, scaled for the screen's resolution, transparent to pointers. */

export class Layer {
  /** @param {HTMLElement} parent - positioned */
  constructor(parent) {
    this.canvas = document.createElement("canvas");
    this.canvas.className = "picture-layer";
    this.canvas.setAttribute("aria-hidden", "true");
    parent.append(this.canvas);
    const context = this.canvas.getContext("2d");
    if (!context) throw new Error("This browser gives no 2-D canvas; the picture needs one.");
    this.context = context;
    this.width = 0;
    this.height = 0;
  }

  /**
   * @param {number} width - CSS pixels
   * @param {number} height
   */
  resize(width, height) {
    const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
    this.width = width;
    this.height = height;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  clear() {
    this.context.clearRect(0, 0, this.width, this.height);
  }
}
