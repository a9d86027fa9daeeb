/**
 * Maps: requests maps of many balls when the experiment changes, draws them as they arrive, and connects
 * pointer and keys.
 */

import { MapData } from "./map-data.js";
import "../components/map-legend.js";
import { hasRate } from "../experiment/methods.js";
import { colorOf, markerOf } from "../experiment/racers.js";
import { resolveColor } from "../plots/canvas/theme.js";
import { BasinMap } from "../plots/map/map-basins.js";
import { MapScale } from "../plots/map/map-scales.js";
import { SettingsMap } from "../plots/map/map-settings.js";
import { MapInteraction } from "./map-interaction.js";
import {
  axesContain,
  mapKey,
  racerPositions,
  rangesKey,
  rangesOf,
  resolutionOf,
  shownParameters,
} from "./map-request.js";
import { axisName, cellText, keysOf, noMapText, titleOf } from "./map-text.js";

/** Space between the legend and the map, in pixels. */
const GAP_PX = 8;
/** Delay after a change before a map is requested. */
const DEBOUNCE_MS = 120;

export class Maps {
  /**
   * @param {import("../run/session.js").Session} session
   * @param {import("../page/stage.js").Stage} stage
   * @param {HTMLElement} frame - container of the views
   */
  constructor(session, stage, frame) {
    this.session = session;
    this.stage = stage;
    this.picture = stage.picture;
    this.frame = frame;
    this.contour = this.picture.elements.contour;
    this.basins = new BasinMap(this.contour);
    this.settingsElement = document.createElement("div");
    this.settingsElement.className = "map-settings";
    this.settingsElement.hidden = true;
    this.settings = new SettingsMap(this.settingsElement);
    this.legend = /** @type {import("../components/map-legend.js").MapLegend} */ (
      document.createElement("map-legend")
    );
    this.legend.hidden = true;
    this.contour.append(this.settingsElement);
    frame.append(this.legend);
    /** @type {import("../url/url-state.js").View["map"]} */
    this.kind = "land";
    this.number = 0;
    this.requestedKey = "";
    /** Whether a map was requested whose ranges the server chooses. */
    this.rangesPending = false;
    /** @type {MapData | null} the map shown */
    this.mapData = null;
    /** @type {MapData | null} announced; replaces the shown one with its first cells */
    this.pending = null;
    /**
     * @type {{of: string, axes: import("./map-request.js").Axis[]}} ranges that are kept while the landscape is the same
     */
    this.ranges = { of: "", axes: [] };
    this.changes = 0;
    this.drawnKey = "";
    /** Key of the racer's cell that was last shown in the legend. */
    this.racerCellKey = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.requestTimer = undefined;
    this.interaction = new MapInteraction(this);
    this.#listen();
  }

  /** @param {import("../url/url-state.js").View} view */
  show(view) {
    const shown = view.mode !== "3d";
    this.legend.hidden = view.map === "land" || !shown;
    if (view.map === this.kind) return;
    this.kind = view.map;
    if (this.kind === "land") delete this.frame.dataset.map;
    else this.frame.dataset.map = this.kind;
    this.settingsElement.hidden = this.kind !== "parameters";
    this.picture.map.tinted = this.kind === "land";
    this.mapData = this.pending = null;
    this.requestedKey = "";
    this.basins.clear();
    this.legend.update("", []);
    this.legend.showCell("");
    this.picture.resize();
    this.#request();
  }

  /** Index of the chosen racer. */
  get racer() {
    return this.session.selectedRacer;
  }

  /** All parameters of the chosen racer. @returns {Record<string, unknown>} */
  get params() {
    return this.session.now.racers[this.racer]?.optimizer.params ?? {};
  }

  /** Requests the map of the current settings, unless it was the last one requested. */
  #request() {
    if (this.kind === "land") {
      if (this.number > 0) this.session.live.send({ type: "map", map: this.number, request: null });
      return;
    }
    const { live, state } = this.session;
    if (!live.ready || !state.completed) return;
    if (this.kind === "basins") return this.#requestKind("basins", null);
    if (hasRate(state.spec.racers[this.racer].optimizer))
      return this.#requestKind("hyperparameters", this.#axes());
    this.#cancel();
  }

  /** @param {"basins" | "hyperparameters"} kind @param {import("./map-request.js").Axis[] | null} axes */
  #requestKind(kind, axes) {
    const { live, steps, state } = this.session;
    const racer = this.racer;
    const key = mapKey(state.spec, kind, racer, shownParameters(this.params));
    const rangesKnown = kind === "basins" || axes !== null || this.rangesPending;
    if (key === this.requestedKey && rangesKnown) return;
    this.requestedKey = key;
    this.rangesPending = axes === null;
    this.number += 1;
    const request = { experiment: state.spec, kind, racer, resolution: resolutionOf(steps, live.limits) };
    live.send({ type: "map", map: this.number, request: axes ? { ...request, axes } : request });
  }

  /** Ends the map being drawn: the chosen racer has no learning rate for its axis. */
  #cancel() {
    if (this.requestedKey) this.session.live.send({ type: "map", map: this.number, request: null });
    this.requestedKey = "";
    this.number += 1;
    this.#showReason(noMapText(this.#label));
  }

  /** @param {string} sentence - why there is no map */
  #showReason(sentence) {
    this.mapData = this.pending = null;
    this.basins.clear();
    this.settings.clear();
    this.legend.update(sentence, []);
    this.legend.showCell("");
  }

  /** The ranges of the former map, if all parameters lie within them. */
  #axes() {
    const { axes, of } = this.ranges;
    return of === this.#rangesKey && axes.length > 0 && axesContain(axes, this.params) ? axes : null;
  }

  get #rangesKey() {
    const { problem, racers } = this.session.now;
    return rangesKey(problem, racers[this.racer]);
  }

  #listen() {
    const { live, store } = this.session;
    live.addEventListener("map", (event) => this.#onMessage(/** @type {CustomEvent} */ (event).detail));
    live.addEventListener("cells", (event) => this.#onFrame(/** @type {CustomEvent} */ (event).detail));
    live.addEventListener("connection", () => {
      this.requestedKey = "";
      this.#request();
    });
    store.subscribe(() => {
      this.changes += 1;
      if (this.kind === "land") return;
      clearTimeout(this.requestTimer);
      this.requestTimer = setTimeout(() => this.#request(), DEBOUNCE_MS);
    }, ["spec", "completed", "styles", "selected", "view"]);
    new ResizeObserver(() => this.#redraw()).observe(this.contour);
    this.stage.addEventListener("frame", () => this.#draw());
    this.contour.addEventListener("pointermove", (event) => this.#showCell(event));
  }

  /** @param {import("../run/live-run.js").MapMessage} message */
  #onMessage(message) {
    if (message.map !== this.number || this.kind === "land") return;
    this.rangesPending = false;
    if (message.type === "error") return this.#showReason(message.problem.detail);
    this.pending = new MapData(message);
    if (message.kind !== "hyperparameters") return;
    this.ranges = { of: this.#rangesKey, axes: rangesOf(message) };
  }

  /** @param {import("../run/frames.js").MapFrame} frame */
  #onFrame(frame) {
    if (frame.run !== this.number || !this.pending || this.kind === "land") return;
    this.pending.add(frame.cells, frame.columns);
    this.mapData = this.pending;
    this.#redraw();
  }

  #redraw() {
    this.changes += 1;
    this.stage.wake();
  }

  /** Draws the changes since the last frame while a map is shown. */
  #draw() {
    if (this.kind === "land") return;
    const { mapData, picture } = this;
    const state = `${this.changes} ${picture.map.version} ${picture.theme.dark} ${this.contour.clientHeight}`;
    if (!mapData || state === this.drawnKey) return;
    this.drawnKey = state;
    const { theme } = picture;
    const basins = mapData.facts.kind === "basins";
    if (basins) this.basins.draw(mapData, picture.map, theme);
    else {
      const [across, up] = mapData.facts.axes.map(({ parameter }) => axisName(parameter));
      this.settings.draw(mapData, this.#marks(mapData), [across, up], theme);
    }
    const title = titleOf(mapData, this.#label, this.session.steps);
    this.legend.update(title, keysOf(mapData, theme.dark));
    this.settingsElement.setAttribute("aria-label", `${title}. Arrow keys change the chosen optimizer's.`);
    const frame = basins ? picture.map.projection?.frame : this.settings.frame;
    this.legend.style.setProperty("--map-top", `${Math.max((frame?.top ?? 0) - GAP_PX, 0)}px`);
    this.#readRacer(mapData);
  }

  /** Shows the cell of the chosen racer's parameters when they have changed. @param {MapData} mapData */
  #readRacer(mapData) {
    if (mapData.facts.kind === "basins" || !this.settings.scales) return;
    const { x, y } = this.settings.scales;
    const own = this.#marks(mapData).at(-1);
    const cellKey = `${this.number} ${own?.x} ${own?.y}`;
    if (!own || cellKey === this.racerCellKey) return;
    this.racerCellKey = cellKey;
    this.legend.showCell(cellText(mapData, x.nearest(x.share(own.x)), y.nearest(y.share(own.y))));
  }

  get #label() {
    const { completed, spec } = this.session.state;
    return completed?.racers[this.racer]?.label ?? spec.racers[this.racer]?.label ?? "this optimizer";
  }

  /** @param {MapData} mapData */
  #marks(mapData) {
    const { styles } = this.session.state;
    return racerPositions(this.session.now.racers, this.racer, mapData.facts).map((place) => ({
      ...place,
      color: resolveColor(this.contour, colorOf(styles[place.index] ?? place.index)),
      marker: markerOf(styles[place.index] ?? place.index),
    }));
  }

  /** The cell of a point, on a map of basins. @param {{x: number, y: number}} place */
  #cellOf({ x, y }) {
    const { facts } = /** @type {MapData} */ (this.mapData);
    const [across, up] = [new MapScale(facts.x, "linear"), new MapScale(facts.y, "linear")];
    return { column: across.nearest(across.share(x)), row: up.nearest(up.share(y)) };
  }

  /** Shows the cell under the pointer in words. @param {PointerEvent} event */
  #showCell(event) {
    const { mapData } = this;
    if (mapData?.facts.kind !== "basins") return;
    const box = this.contour.getBoundingClientRect();
    const place = this.picture.map.placeAt(event.clientX - box.left, event.clientY - box.top);
    if (!place || !this.#covers(place)) return this.legend.showCell("");
    const { column, row } = this.#cellOf(place);
    this.legend.showCell(cellText(mapData, column, row));
  }

  /** Whether a map of basins has a color at a place: the land beside it may be wider. @param {{x: number, y: number}} place */
  #covers({ x, y }) {
    const { facts } = /** @type {MapData} */ (this.mapData);
    return isWithin(x, facts.x) && isWithin(y, facts.y);
  }

  /**
   * Snaps a start to the nearest start of the map, so that its path agrees with the color.
   *
   * @param {{x: number, y: number}} place
   */
  snap(place) {
    const { mapData } = this;
    if (mapData?.facts.kind !== "basins" || !this.#covers(place)) return place;
    const { column, row } = this.#cellOf(place);
    this.legend.showCell(cellText(mapData, column, row));
    return { x: mapData.facts.x[column], y: mapData.facts.y[row] };
  }
}

/** @param {number} value @param {number[]} ascending */
function isWithin(value, ascending) {
  return value >= ascending[0] && value <= ascending[ascending.length - 1];
}
