/** The racers as a tree over the steps: who has whose past, where they part, and why. */

import { make, markerIcon, refill, setText } from "../components/dom.js";
import { overlay } from "../experiment/experiment.js";
import { colorOf, markerOf } from "../experiment/racers.js";
import { line, sheetOf, write } from "../plots/canvas/canvas.js";
import { resolveColor } from "../plots/canvas/theme.js";
import { ROOM } from "../plots/curves/curves.js";
import { branchesOf, changesOf, sentenceOf } from "./branches-text.js";

/** Milliseconds between two looks. */
const WATCH = 200;
/** Pixels from one racer's line to the next. */
const ROW = 18;

export class BranchesLens {
  /**
   * @param {import("../run/session.js").Lab} lab
   * @param {import("../page/stage.js").Stage} stage
   * @param {HTMLElement} place
   */
  constructor(lab, stage, place) {
    this.lab = lab;
    this.stage = stage;
    this.awake = false;
    this.shown = "";
    this.about = make("p", { class: "lens-about", role: "status" });
    this.canvas = make("canvas", {
      class: "branch-tree",
      role: "img",
      "aria-label": "Branches over the steps",
    });
    this.list = make("ul", { class: "tune-list" });
    place.append(
      make("header", { class: "lens-head" }, make("h2", {}, "Branches"), this.about),
      this.canvas,
      this.list,
    );
    new ResizeObserver(() => {
      this.shown = "";
    }).observe(this.canvas);
  }

  wake() {
    this.awake = true;
    this.shown = "";
    this.#watch();
  }

  sleep() {
    this.awake = false;
  }

  update() {
    this.shown = "";
  }

  #watch() {
    if (!this.awake) return;
    setTimeout(() => this.#watch(), WATCH);
    const { lab } = this;
    const { tracks } = lab.live;
    const state = [
      tracks.map(({ length, revision }) => [length, revision]),
      lab.state.styles,
      lab.state.selected,
    ];
    const shown = JSON.stringify([...state, Math.floor(lab.player.time), lab.steps, lab.state.spec.edits]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.#draw(branchesOf(tracks));
  }

  /** @param {import("./branches-text.js").Branch[]} branches */
  #draw(branches) {
    const { lab, stage } = this;
    const { completed, spec, selected } = lab.state;
    const racers = stage.runners(lab.player.time);
    const whole = overlay(completed ?? spec, spec);
    const forks = branches.filter(({ parent, parted }) => parent !== null && parted).length;
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
        const style = lab.state.styles[index] ?? index;
        const changes = branch.parent === null ? "" : changesOf(whole, index, branch.parent);
        const choose = make(
          "button",
          {
            type: "button",
            class: "quiet-button",
            "aria-pressed": String(index === selected),
            "aria-label": `Choose ${racers[index].label}`,
            onclick: () => lab.store.set({ selected: index }),
          },
          index === selected ? "Chosen" : "Choose",
        );
        return make(
          "li",
          {},
          markerIcon(markerOf(style), colorOf(style)),
          make("b", {}, racers[index].label),
          make("span", {}, sentenceOf(racers, branch, index, changes)),
          choose,
        );
      }),
    );
  }

  /** @param {import("./branches-text.js").Branch[]} branches */
  #drawTree(branches) {
    this.canvas.style.height = `${branches.length * ROW + 8}px`;
    const sheet = sheetOf(this.canvas);
    if (!sheet) return;
    const { lab } = this;
    const { context, width, ink } = sheet;
    const room = width - ROOM.left - ROOM.right;
    const across = (/** @type {number} */ step) => ROOM.left + (step / Math.max(lab.steps, 1)) * room;
    const up = (/** @type {number} */ index) => 4 + ROW * (index + 0.5);
    for (const [index, { parent, step }] of branches.entries()) {
      const track = lab.live.tracks[index];
      const color = resolveColor(this.canvas, colorOf(lab.state.styles[index] ?? index));
      const end = Math.max(track.length - 1, step);
      context.globalAlpha = 0.4;
      line(
        sheet,
        [
          [across(step), up(index)],
          [across(end), up(index)],
        ],
        color,
        2,
      );
      context.globalAlpha = 1;
      const reached = Math.min(lab.player.time, end);
      if (reached > step)
        line(
          sheet,
          [
            [across(step), up(index)],
            [across(reached), up(index)],
          ],
          color,
          2.4,
        );
      if (parent !== null) {
        line(
          sheet,
          [
            [across(step), up(parent)],
            [across(step), up(index)],
          ],
          color,
          1.4,
        );
        write(sheet, String(step), across(step) - 4, up(index), { align: "right" });
      }
      context.beginPath();
      context.arc(across(step), parent === null ? up(index) : up(parent), 3, 0, 2 * Math.PI);
      context.fillStyle = color;
      context.fill();
    }
    const now = across(Math.min(lab.player.time, lab.steps));
    line(
      sheet,
      [
        [now, 2],
        [now, branches.length * ROW + 6],
      ],
      ink.faint,
    );
  }
}
