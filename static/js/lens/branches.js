/** Branches lens: the racers as a tree over the steps, with the reason of each fork. */

import { make, markerIcon, refill, setText } from "../components/dom.js";
import { mergeCompleted } from "../experiment/experiment.js";
import { colorOf, markerOf } from "../experiment/racers.js";
import { canvasOf, segment, write } from "../plots/canvas/canvas.js";
import { resolveColor } from "../plots/canvas/theme.js";
import { PADDING_PX } from "../plots/curves/curves.js";
import { Follower } from "../run/follower.js";
import { branchesOf, branchText, changesOf } from "./branches-text.js";

/** Minimum time between two drawings. */
const REST_MS = 200;
/** Height of one racer's row. */
const ROW_PX = 18;

export class BranchesLens {
  /**
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {import("../page/stage.js").Stage} stage
   * @param {HTMLElement} place
   */
  constructor(session, stage, place) {
    this.session = session;
    this.stage = stage;
    this.follower = new Follower(
      session.store,
      ["pathRevision", "spec", "completed", "styles", "selected", "step", "themeRevision", "view"],
      () => this.#draw(branchesOf(session.live.tracks)),
      { restMs: REST_MS },
    );
    this.about = make("p", { class: "lens-about", role: "status" });
    this.canvas = make("canvas", {
      class: "branch-tree",
      role: "img",
      "aria-label": "Branches over the steps",
    });
    this.list = make("ul", { class: "lens-list" });
    place.append(
      make("header", { class: "lens-head" }, make("h2", {}, "Forks"), this.about),
      this.canvas,
      this.list,
    );
    new ResizeObserver(() => this.follower.check()).observe(this.canvas);
  }

  activate() {
    this.follower.activate();
  }

  deactivate() {
    this.follower.deactivate();
  }

  /** @param {import("./branches-text.js").Branch[]} branches */
  #draw(branches) {
    const { session, stage } = this;
    const { completed, spec } = session.state;
    const racers = stage.racersAt(session.player.time);
    const whole = mergeCompleted(completed ?? spec, spec);
    const forks = branches.filter(({ parent, diverges }) => parent !== null && diverges).length;
    setText(
      this.about,
      forks > 0
        ? `${forks} of ${branches.length} optimizers went the same way as another at first, equal to the last bit.`
        : "No forks yet. Pause, then press F: the open optimizer forks there, with its weights and its state.",
    );
    this.#drawTree(branches);
    const items = branches.map((branch, index) => {
      const changes = branch.parent === null ? "" : changesOf(whole, index, branch.parent);
      return this.#item(racers[index].label, index, branchText(racers, branch, index, changes));
    });
    refill(this.list, items);
  }

  /** @param {string} label @param {number} index @param {string} text */
  #item(label, index, text) {
    const { store, state } = this.session;
    const style = state.styles[index] ?? index;
    const chosen = index === state.selected;
    const choose = make(
      "button",
      {
        type: "button",
        class: "quiet-button",
        "aria-pressed": String(chosen),
        "aria-label": `Choose ${label}`,
        onclick: () => store.set({ selected: index }),
      },
      chosen ? "Chosen" : "Choose",
    );
    const marker = markerIcon(markerOf(style), colorOf(style));
    return make("li", {}, marker, make("b", {}, label), make("span", {}, text), choose);
  }

  /** @param {import("./branches-text.js").Branch[]} branches */
  #drawTree(branches) {
    this.canvas.style.height = `${branches.length * ROW_PX + 8}px`;
    const drawing = canvasOf(this.canvas);
    if (!drawing) return;
    const { session } = this;
    const { width, colors } = drawing;
    const room = width - PADDING_PX.left - PADDING_PX.right;
    const across = (/** @type {number} */ step) =>
      PADDING_PX.left + (step / Math.max(session.steps, 1)) * room;
    for (const [index, branch] of branches.entries()) {
      const color = resolveColor(this.canvas, colorOf(session.state.styles[index] ?? index));
      const end = Math.max(session.live.tracks[index].length - 1, branch.step);
      const span = { start: across(branch.step), end: across(end), reached: Number.NaN };
      const reached = Math.min(session.player.time, end);
      if (reached > branch.step) span.reached = across(reached);
      drawBranch(drawing, branch, index, span, color);
    }
    const now = across(Math.min(session.player.time, session.steps));
    segment(drawing, [now, 2, now, branches.length * ROW_PX + 6], colors.faint);
  }
}

/** Pixel of a racer's row. @param {number} index */
function rowAt(index) {
  return 4 + ROW_PX * (index + 0.5);
}

/**
 * Draws a branch: its whole path, the part up to the playhead, and where it branched off.
 *
 * @param {import("../plots/canvas/canvas.js").Drawing} drawing
 * @param {import("./branches-text.js").Branch} branch
 * @param {number} index
 * @param {{start: number, end: number, reached: number}} span - pixels; `reached` is NaN before its start
 * @param {string} color
 */
function drawBranch(drawing, { parent, step }, index, { start, end, reached }, color) {
  const { context } = drawing;
  const y = rowAt(index);
  context.globalAlpha = 0.4;
  segment(drawing, [start, y, end, y], color, 2);
  context.globalAlpha = 1;
  if (!Number.isNaN(reached)) segment(drawing, [start, y, reached, y], color, 2.4);
  if (parent !== null) {
    segment(drawing, [start, rowAt(parent), start, y], color, 1.4);
    write(drawing, String(step), start - 4, y, { align: "right" });
  }
  context.beginPath();
  context.arc(start, parent === null ? y : rowAt(parent), 3, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
}
