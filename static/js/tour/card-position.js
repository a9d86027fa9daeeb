/** Where a card stands: beside what it is about, inside the window. */

/** Pixels between a card and its subject, and between a card and the window's edge. */
const GAP = 14;
const EDGE = 12;

/** @typedef {{left: number, top: number, width: number, height: number}} Box */

/**
 * In a corner of the subject: at its lower left in a wide window, at its top in a narrow one, so that neither the
 * clock nor the sentence under the picture is covered.
 *
 * @param {Box} subject
 * @param {{width: number, height: number}} card
 * @param {{width: number, height: number}} frame - the window
 * @returns {{left: number, top: number}}
 */
export function placeInside(subject, card, frame) {
  const narrow = subject.width < 2 * card.width;
  const left = subject.left + (narrow ? (subject.width - card.width) / 2 : GAP);
  const top = narrow ? subject.top + GAP : subject.top + subject.height - GAP - card.height;
  return { left: within(left, card.width, frame.width), top: within(top, card.height, frame.height) };
}

/**
 * Below the subject where there is room, else left of it, above, right of it; else within it, near its lower
 * edge.
 *
 * @param {Box} subject
 * @param {{width: number, height: number}} card
 * @param {{width: number, height: number}} frame - the window
 * @returns {{left: number, top: number}}
 */
export function placeCard(subject, card, frame) {
  const across = subject.left + (subject.width - card.width) / 2;
  const beside = subject.top + (subject.height - card.height) / 2;
  const right = subject.left + subject.width;
  const bottom = subject.top + subject.height;
  /** @type {[boolean, number, number][]} whether there is room, and where */
  const places = [
    [bottom + GAP + card.height + EDGE <= frame.height, across, bottom + GAP],
    [subject.left >= GAP + card.width + EDGE, subject.left - GAP - card.width, beside],
    [subject.top >= GAP + card.height + EDGE, across, subject.top - GAP - card.height],
    [right + GAP + card.width + EDGE <= frame.width, right + GAP, beside],
    [true, across, bottom - GAP - card.height],
  ];
  const [, left, top] = /** @type {[boolean, number, number]} */ (places.find(([room]) => room));
  return { left: within(left, card.width, frame.width), top: within(top, card.height, frame.height) };
}

/** @param {number} start @param {number} size @param {number} room */
function within(start, size, room) {
  return Math.round(Math.max(EDGE, Math.min(start, room - EDGE - size)));
}
