/** Tour cards: text of each card and the element it is about. */

/**
 * @typedef {object} Card
 * @property {string} title
 * @property {string} text
 * @property {string[]} about - selectors; the card points to the first visible element
 * @property {boolean} [inside] - whether it is placed in a corner of the element, not beside it
 */

/** @type {Card[]} */
export const CARDS = [
  {
    title: "Balls on a map",
    text:
      "Each ball is an optimizer of PyTorch on its way down, all from one start. Deep green is a low loss; " +
      "a flag marks the lowest point. Drag the 3\u2011D scene to turn it.",
    about: [".picture"],
    inside: true,
  },
  {
    title: "Start somewhere else",
    text:
      "Press anywhere on the map and drag: the start follows, and with it the whole path of every ball. " +
      "The former paths stay for a while, faint.",
    about: ["#contour", "#scene"],
  },
  {
    title: "Turn a knob while it rolls",
    text:
      "Unfold an optimizer and drag its learning rate. While the balls roll, the ball carries on from where it " +
      "is; at rest, its whole path is drawn again. The small marks below the slider are rates known to work.",
    about: [".panel", "#sheet-handle"],
  },
  {
    title: "Time is yours",
    text:
      "Play, step, rewind, or drag along the loss curves. Space plays and pauses, the arrow keys step, " +
      "and nothing is ever computed twice.",
    about: [".time"],
  },
  {
    title: "Questions to begin with",
    text:
      "Every example asks a question that its race answers: why do balls fly off, stick on a saddle, or " +
      "leave a valley by rolling up? You find this tour again under the question mark.",
    about: [".masthead .open-examples", "#help"],
  },
];
