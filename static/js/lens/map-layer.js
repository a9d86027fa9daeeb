/** Map layer: a canvas over the map on which a lens draws, redrawn with the map while the lens is open. */

import { arrowLength, drawArrow } from "../plots/ball/arrows.js";
import { Layer } from "../plots/canvas/layer.js";

export class MapLayer {
  /**
   * @param {import("../page/stage.js").Stage} stage
   * @param {(mapLayer: MapLayer) => void} draw
   */
  constructor(stage, draw) {
    this.stage = stage;
    this.picture = stage.picture;
    this.paint = draw;
    this.layer = new Layer(this.picture.elements.contour);
    this.active = false;
    stage.addEventListener("frame", () => this.active && this.#draw());
  }

  activate() {
    this.active = true;
    this.stage.wake();
  }

  deactivate() {
    this.active = false;
    this.layer.clear();
  }

  #draw() {
    const { clientWidth, clientHeight } = this.picture.elements.contour;
    if (clientWidth !== this.layer.width || clientHeight !== this.layer.height)
      this.layer.resize(clientWidth, clientHeight);
    this.layer.clear();
    if (this.picture.view !== "3d" && this.picture.map.projection) this.paint(this);
  }

  get context() {
    return this.layer.context;
  }

  get theme() {
    return this.picture.theme;
  }

  get projection() {
    return /** @type {import("../plots/land/projection.js").MapProjection} */ (this.picture.map.projection);
  }

  /** Pixel of a point of the landscape. @param {number} x @param {number} y @returns {[number, number]} */
  pixel(x, y) {
    const out = [0, 0];
    this.projection.project(x, y, 0, out, 0);
    return [out[0], out[1]];
  }

  /** Draws clipped to the frame of the map. @param {() => void} draw */
  clipped(draw) {
    const { left, top, width, height } = this.projection.frame;
    const { context } = this;
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    draw();
    context.restore();
  }

  /**
   * Draws an arrow whose length is logarithmic in the vector's size, like the arrows at the balls.
   *
   * @param {[number, number]} from - a point of the landscape
   * @param {[number, number]} vector - in the landscape's units
   * @param {{color: string, label: string, toScale?: boolean, share?: number, dash?: number[]}} how - `toScale`
   *   draws it to scale; `share` of its length, 0 to 1
   */
  arrow(from, vector, { color, label, toScale = false, share = 1, dash = [] }) {
    const [x, y] = this.pixel(...from);
    const size = Math.hypot(...vector);
    if (!(size > 0) || !Number.isFinite(size)) return;
    let [dx, dy] = [vector[0] * this.projection.scaleX, -vector[1] * this.projection.scaleY];
    if (!toScale) {
      const stretch = arrowLength(size) / (Math.hypot(dx, dy) || 1);
      [dx, dy] = [dx * stretch, dy * stretch];
    }
    const arrow = { dx: dx * share, dy: dy * share, label, dash, side: 1 };
    drawArrow(this.context, x, y, arrow, color, this.theme, share);
  }
}
