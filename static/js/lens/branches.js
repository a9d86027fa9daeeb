/** Branches lens: the racers as a tree over the steps, with the reason of each fork. */

import { make, markerIcon, refill, setText } from "../components/dom.js";
import { mergeCompleted } from "../experiment/experiment.js";
import { colorOf, markerOf } from "../experiment/racers.js";
import { canvasOf, line, write } from "../plots/canvas/canvas.js";
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
      make("header", { class: "lens-head" }, make("h2", {}, "Branches"), this.about),
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
    const { completed, spec, selected } = session.state;
    const racers = stage.racersAt(session.player.time);
    const whole = mergeCompleted(completed ?? spec, spec);
    const forks = branches.filter(({ parent, diverges }) => parent !== null && diverges).length;
    setText(
      this.about,
      forks > 0
        ? `${forks} of ${branches.length} racers left another on the way: their pasts agree to the bit.`
        : "No branches yet. Stop the clock somewhere and press F: the open racer forks there, with weights and optimizer state.",
    );
    this.#drawTree(branches);
    refill(
      this.list,
      branches.map((branch, index) => {
        const style = session.state.styles[index] ?? index;
        const changes = branch.parent === null ? "" : changesOf(whole, index, branch.parent);
        const choose = make(
          "button",
          {
            type: "button",
            class: "quiet-button",
            "aria-pressed": String(index === selected),
            "aria-label": `Choose ${racers[index].label}`,
            onclick: () => session.store.set({ selected: index }),
          },
          index === selected ? "Chosen" : "Choose",
        );
        return make(
          "li",
          {},
          markerIcon(markerOf(style), colorOf(style)),
          make("b", {}, racers[index].label),
          make("span", {}, branchText(racers, branch, index, changes)),
          choose,
        );
      }),
    );
  }

  /** @param {import("./branches-text.js").Branch[]} branches */
  #drawTree(branches) {
    this.canvas.style.height = `${branches.length * ROW_PX + 8}px`;
    const drawing = canvasOf(this.canvas);
    if (!drawing) return;
    const { session } = this;
    const { context, width, colors } = drawing;
    const room = width - PADDING_PX.left - PADDING_PX.right;
    const across = (/** @type {number} */ step) =>
      PADDING_PX.left + (step / Math.max(session.steps, 1)) * room;
    const up = (/** @type {number} */ index) => 4 + ROW_PX * (index + 0.5);
    for (const [index, { parent, step }] of branches.entries()) {
      const track = session.live.tracks[index];
      const color = resolveColor(this.canvas, colorOf(session.state.styles[index] ?? index));
      const end = Math.max(track.length - 1, step);
      context.globalAlpha = 0.4;
      line(
        drawing,
        [
          [across(step), up(index)],
          [across(end), up(index)],
        ],
        color,
        2,
      );
      context.globalAlpha = 1;
      const reached = Math.min(session.player.time, end);
      if (reached > step)
        line(
          drawing,
          [
            [across(step), up(index)],
            [across(reached), up(index)],
          ],
          color,
          2.4,
        );
      if (parent !== null) {
        line(
          drawing,
          [
            [across(step), up(parent)],
            [across(step), up(index)],
          ],
          color,
          1.4,
        );
        write(drawing, String(step), across(step) - 4, up(index), { align: "right" });
      }
      context.beginPath();
      context.arc(across(step), parent === null ? up(index) : up(parent), 3, 0, 2 * Math.PI);
      context.fillStyle = color;
      context.fill();
    }
    const now = across(Math.min(session.player.time, session.steps));
    line(
      drawing,
      [
        [now, 2],
        [now, branches.length * ROW_PX + 6],
      ],
      colors.faint,
    );
  }
}
