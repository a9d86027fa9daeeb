/**
 * Map interaction: pointer and keys on a map of parameters show its cells, and set the chosen racer to one.
 */

import { ARROW_KEYS, describe, onKeys } from "../plots/canvas/keyboard.js";
import { numberOf, settingOf } from "./map-request.js";
import { cellText } from "./map-text.js";

/** @typedef {import("./map-data.js").MapData} MapData */

/**
 * @typedef {object} MapContext - what the interaction works on
 * @property {import("../run/session.js").Session} session
 * @property {HTMLElement} settingsElement
 * @property {MapData | null} mapData
 * @property {import("../plots/map/map-settings.js").SettingsMap} settings
 * @property {import("../components/map-legend.js").MapLegend} legend
 * @property {number} racer - the chosen racer
 * @property {Record<string, unknown>} params - of the chosen racer, all of them
 */

export class MapInteraction {
  /** @param {MapContext} context */
  constructor(context) {
    this.context = context;
    /** Whether playback resumes after the drag; null while nothing is dragged. */
    this.resume = /** @type {boolean | null} */ (null);
    const { settingsElement } = context;
    describe(settingsElement, "group", "Map of two parameters. Arrow keys change those of the chosen racer.");
    // The element is above the contour map, which would move the start.
    for (const type of ["pointerdown", "pointermove", "pointerup"]) {
      settingsElement.addEventListener(type, (event) => {
        event.stopPropagation();
        this.#onPointer(/** @type {PointerEvent} */ (event));
      });
    }
    // Without this, a pointer whose capture was lost would go on setting parameters.
    settingsElement.addEventListener("lostpointercapture", () => {
      if (this.resume !== null) this.#release();
    });
    onKeys(settingsElement, (key) => this.#onArrowKey(key));
  }

  /** Shows the cell under the pointer; with a button down, also applies it. @param {PointerEvent} event */
  #onPointer(event) {
    const { mapData, legend, settings, settingsElement } = this.context;
    if (mapData?.facts.kind !== "hyperparameters") return;
    if (event.type === "pointerdown" && event.button !== 0) return;
    if (event.type === "pointerdown") settingsElement.setPointerCapture(event.pointerId);
    const pressed = event.type === "pointerdown" || this.resume !== null;
    const box = settingsElement.getBoundingClientRect();
    const cell = settings.cellAt(event.clientX - box.left, event.clientY - box.top, this.resume !== null);
    if (!cell) return legend.showCell("");
    legend.showCell(cellText(mapData, cell.column, cell.row));
    if (pressed) this.#set(mapData, cell.column, cell.row, event.type === "pointerup");
  }

  /** @param {string} key @returns {boolean} whether the key was handled */
  #onArrowKey(key) {
    const { mapData, legend, params, settings } = this.context;
    const direction = ARROW_KEYS[key];
    if (!direction || mapData?.facts.kind !== "hyperparameters" || !settings.scales) return false;
    const { x, y } = settings.scales;
    const [first, second] = mapData.facts.axes.map(({ parameter }) => numberOf(params, parameter) ?? 0);
    const column = Math.min(Math.max(x.nearest(x.share(first)) + direction[0], 0), mapData.width - 1);
    const row = Math.min(Math.max(y.nearest(y.share(second)) + direction[1], 0), mapData.height - 1);
    this.#set(mapData, column, row, true);
    legend.showCell(cellText(mapData, column, row));
    return true;
  }

  /**
   * Sets the chosen racer's parameters to those of a cell, from the start on.
   *
   * @param {MapData} mapData
   * @param {number} column
   * @param {number} row
   * @param {boolean} done
   */
  #set({ facts }, column, row, done) {
    const { session, params, racer } = this.context;
    const [first, second] = facts.axes.map(({ parameter }) => parameter);
    this.resume ??= session.player.playing || session.player.atEnd;
    session.player.pause();
    session.player.seek(0);
    session.change(...settingOf(racer, params, first, facts.x[column]), false);
    session.change(...settingOf(racer, params, second, facts.y[row]), done);
    if (done) this.#release();
  }

  #release() {
    if (this.resume) this.context.session.player.play();
    this.resume = null;
  }
}
