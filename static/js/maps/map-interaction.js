/** What pointer and keys do on a map of parameters: they read its cells, and set the chosen racer to one. */

import { ARROW_KEYS, describe, onKeys } from "../plots/canvas/keyboard.js";
import { numberOf, settingOf } from "./map-request.js";
import { readingOf } from "./map-text.js";

/** @typedef {import("./map-data.js").Chart} Chart */

/**
 * @typedef {object} Table - what the hand lies on
 * @property {import("../run/session.js").Lab} lab
 * @property {HTMLElement} sheet
 * @property {Chart | null} chart
 * @property {import("../plots/map/map-settings.js").SettingsMap} settings
 * @property {import("../components/map-legend.js").MapLegend} legend
 * @property {number} racer - the chosen one
 * @property {Record<string, any>} params - of the chosen racer, all of them
 */

export class MapHand {
  /** @param {Table} table */
  constructor(table) {
    this.table = table;
    /** Whether the balls shall roll on when they are let go; null while nothing is held. */
    this.rolled = /** @type {boolean | null} */ (null);
    const { sheet } = table;
    describe(sheet, "group", "Map of two parameters. Arrow keys change those of the chosen racer.");
    // The sheet lies on the contour map, which would move the start.
    for (const type of ["pointerdown", "pointermove", "pointerup"]) {
      sheet.addEventListener(type, (event) => {
        event.stopPropagation();
        this.#point(/** @type {PointerEvent} */ (event));
      });
    }
    // What the system takes away: without it a mere pointer would go on setting.
    sheet.addEventListener("lostpointercapture", () => {
      if (this.rolled !== null) this.#letGo();
    });
    onKeys(sheet, (key) => this.#step(key));
  }

  /** It reads, and with a button down it sets. @param {PointerEvent} event */
  #point(event) {
    const { chart, legend, settings, sheet } = this.table;
    if (chart?.facts.kind !== "hyperparameters") return;
    if (event.type === "pointerdown" && event.button !== 0) return;
    if (event.type === "pointerdown") sheet.setPointerCapture(event.pointerId);
    const holds = event.type === "pointerdown" || this.rolled !== null;
    const box = sheet.getBoundingClientRect();
    const cell = settings.cellAt(event.clientX - box.left, event.clientY - box.top, this.rolled !== null);
    if (!cell) return legend.read("");
    legend.read(readingOf(chart, cell.column, cell.row));
    if (holds) this.#set(chart, cell.column, cell.row, event.type === "pointerup");
  }

  /** @param {string} key @returns {boolean} whether it meant something */
  #step(key) {
    const { chart, legend, params, settings } = this.table;
    const way = ARROW_KEYS[key];
    if (!way || chart?.facts.kind !== "hyperparameters" || !settings.scales) return false;
    const { x, y } = settings.scales;
    const [first, second] = chart.facts.axes.map(({ parameter }) => numberOf(params, parameter) ?? 0);
    const column = Math.min(Math.max(x.nearest(x.share(first)) + way[0], 0), chart.width - 1);
    const row = Math.min(Math.max(y.nearest(y.share(second)) + way[1], 0), chart.height - 1);
    this.#set(chart, column, row, true);
    legend.read(readingOf(chart, column, row));
    return true;
  }

  /**
   * The chosen racer takes the parameters of a cell, from the start on.
   *
   * @param {Chart} chart
   * @param {number} column
   * @param {number} row
   * @param {boolean} done
   */
  #set({ facts }, column, row, done) {
    const { lab, params, racer } = this.table;
    const [first, second] = facts.axes.map(({ parameter }) => parameter);
    this.rolled ??= lab.player.playing || lab.player.atEnd;
    lab.player.pause();
    lab.player.seek(0);
    lab.change(...settingOf(racer, params, first, facts.x[column]), false);
    lab.change(...settingOf(racer, params, second, facts.y[row]), done);
    if (done) this.#letGo();
  }

  #letGo() {
    if (this.rolled) this.table.lab.player.play();
    this.rolled = null;
  }
}
