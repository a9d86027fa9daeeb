/**
 * Map interaction: pointer and keys on a map of parameters show its cells, and set the chosen racer to one.
 */

import { Gestures } from "../plots/canvas/gestures.js";
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
    /** The clock before the drag. */
    this.before = { time: 0, playing: false };
    describe(
      settingsElement,
      "group",
      "Map of two parameters. Arrow keys change those of the chosen optimizer.",
    );
    // The element is above the contour map, which would move the start.
    for (const type of ["pointerdown", "pointermove", "pointerup", "pointercancel"])
      settingsElement.addEventListener(type, (event) => event.stopPropagation());
    new Gestures(settingsElement, {
      press: (x, y) => this.#point(x, y, "press"),
      drag: (x, y) => this.#point(x, y, "press"),
      release: (x, y) => this.#point(x, y, "release"),
      cancel: () => this.#cancel(),
      hover: (x, y) => this.#point(x, y, "hover"),
    });
    onKeys(settingsElement, (key) => this.#onArrowKey(key));
  }

  /**
   * Shows the cell under the pointer; with a button down, also applies it.
   *
   * @param {number} x - pixels
   * @param {number} y
   * @param {"hover" | "press" | "release"} act
   */
  #point(x, y, act) {
    const { mapData, legend, settings } = this.context;
    if (mapData?.facts.kind !== "hyperparameters") return;
    const cell = settings.cellAt(x, y, this.resume !== null);
    if (!cell) return legend.showCell("");
    legend.showCell(cellText(mapData, cell.column, cell.row));
    if (act === "press" || this.resume !== null) this.#set(mapData, cell.column, cell.row, act === "release");
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
    const { time, playing, atEnd } = session.player;
    if (this.resume === null) this.before = { time, playing };
    this.resume ??= playing || atEnd;
    session.player.pause();
    session.player.seek(0);
    session.change(...settingOf(racer, params, first, facts.x[column]), false);
    session.change(...settingOf(racer, params, second, facts.y[row]), done);
    if (done) this.#release();
  }

  /** The drag was not meant: the parameters go back. */
  #cancel() {
    if (this.resume === null) return;
    const { session, legend } = this.context;
    this.resume = null;
    legend.showCell("");
    session.cancel();
    session.player.seek(this.before.time);
    if (this.before.playing) session.player.play();
  }

  #release() {
    if (this.resume) this.context.session.player.play();
    this.resume = null;
  }
}
