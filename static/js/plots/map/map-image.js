/** Map image: one pixel per cell, the first row at the bottom. */

/**
 * Creates an image with one pixel per cell.
 *
 * @param {import("../../maps/map-data.js").MapData} mapData
 * @param {(cell: number) => readonly [number, number, number]} colorOf
 * @returns {HTMLCanvasElement}
 */
export function imageOf({ width, height }, colorOf) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(width, height);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const [r, g, b] = colorOf(row * width + column);
      const k = 4 * ((height - 1 - row) * width + column);
      image.data.set([r, g, b, 255], k);
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/**
 * Draws an image whose pixel centers are the cells' positions, clipped to the frame.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {HTMLCanvasElement} image
 * @param {{left: number, top: number, width: number, height: number}} place - of the outermost centers
 * @param {{left: number, top: number, width: number, height: number}} frame
 */
export function drawImage(context, image, place, frame) {
  const dx = place.width / (image.width - 1) / 2;
  const dy = place.height / (image.height - 1) / 2;
  context.save();
  context.beginPath();
  context.rect(frame.left, frame.top, frame.width, frame.height);
  context.clip();
  context.imageSmoothingQuality = "high";
  context.drawImage(image, place.left - dx, place.top - dy, place.width + 2 * dx, place.height + 2 * dy);
  context.restore();
}
