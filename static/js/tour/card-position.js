/** Card position: places a tour card beside its subject, inside the window. */

/** Pixels between a card and its subject, and between a card and the edge of the window. */
const GAP_PX = 14;
const EDGE_PX = 12;

/** @typedef {{left: number, top: number, width: number, height: number}} Box */

/**
 * In a corner of the subject: the lower left in a wide window, the top in a narrow one, so that neither the
 * clock nor the sentence below the picture is covered.
 *
 * @param {Box} subject
 * @param {{width: number, height: number}} card
 * @param {{width: number, height: number}} frame - the window
 * @returns {{left: number, top: number}}
 */
export function placeInside(subject, card, frame) {
  const narrow = subject.width < 2 * card.width;
  const left = subject.left + (narrow ? (subject.width - card.width) / 2 : GAP_PX);
  const top = narrow ? subject.top + GAP_PX : subject.top + subject.height - GAP_PX - card.height;
  return { left: within(left, card.width, frame.width), top: within(top, card.height, frame.height) };
}

/**
 * Below the subject if there is room, else left, above, right; else inside it, near its lower edge.
 *
 * @param {Box} subject
 * @param {{width: number, height: number}} card
 * @param {{width: number, height: number}} frame - the window
 * @returns {{left: number, top: number}}
 */
export function placeCard(subject, card, frame) {
  const across = subject.left + (subject.width - card.width) / 2;
  const middle = subject.top + (subject.height - card.height) / 2;
  const right = subject.left + subject.width;
  const bottom = subject.top + subject.height;
  /** @type {[boolean, number, number][]} whether there is room, and the position */
  const places = [
    [bottom + GAP_PX + card.height + EDGE_PX <= frame.height, across, bottom + GAP_PX],
    [subject.left >= GAP_PX + card.width + EDGE_PX, subject.left - GAP_PX - card.width, middle],
    [subject.top >= GAP_PX + card.height + EDGE_PX, across, subject.top - GAP_PX - card.height],
    [right + GAP_PX + card.width + EDGE_PX <= frame.width, right + GAP_PX, middle],
    [true, across, bottom - GAP_PX - card.height],
  ];
  const [, left, top] = /** @type {[boolean, number, number]} */ (places.find(([room]) => room));
  return { left: within(left, card.width, frame.width), top: within(top, card.height, frame.height) };
}

/** @param {number} start @param {number} size @param {number} room */
function within(start, size, room) {
  return Math.round(Math.max(EDGE_PX, Math.min(start, room - EDGE_PX - size)));
}
