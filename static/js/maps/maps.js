/** Maps of many balls: asked for as the experiment changes, drawn as they come, and taken by the hand. */

import { Chart } from "./map-data.js";
import "../components/map-legend.js";
import { colorOf, markerOf } from "../experiment/racers.js";
import { resolveColor } from "../plots/canvas/theme.js";
import { BasinMap } from "../plots/map/map-basins.js";
import { MapScale } from "../plots/map/map-scales.js";
import { SettingsMap } from "../plots/map/map-settings.js";
import { MapHand } from "./map-interaction.js";
import {
  essence,
  groundOf,
  placesOf,
  rangesOf,
  resolutionOf,
  serves,
  shownParameters,
} from "./map-request.js";
import { axisName, keysOf, readingOf, titleOf } from "./map-text.js";

/** Room for the frame's edge between the legend and the map, in pixels. */
const AIR = 8;
/** Milliseconds of rest before a map is asked for anew. */
const REST = 120;

export class Maps {
  /**
   * @param {import("../run/session.js").Lab} lab
   * @param {import("../plots/picture.js").Picture} picture
   * @param {HTMLElement} frame - what holds the views
   */
  constructor(lab, picture, frame) {
    this.lab = lab;
    this.picture = picture;
    this.frame = frame;
    this.contour = picture.elements.contour;
    this.basins = new BasinMap(this.contour);
    this.sheet = document.createElement("div");
    this.sheet.className = "map-sheet";
    this.sheet.hidden = true;
    this.settings = new SettingsMap(this.sheet);
    this.legend = /** @type {import("../components/map-legend.js").MapLegend} */ (
      document.createElement("map-legend")
    );
    this.legend.hidden = true;
    this.contour.append(this.sheet);
    frame.append(this.legend);
    /** @type {import("../url/url-state.js").View["map"]} */
    this.kind = "land";
    this.number = 0;
    this.asked = "";
    /** Whether ranges are on their way that the server chooses. */
    this.awaiting = false;
    /** @type {Chart | null} what is shown */
    this.chart = null;
    /** @type {Chart | null} what has been announced, and takes its place with its first cells */
    this.coming = null;
    /** @type {{of: string, axes: import("./map-request.js").Axis[]}} ranges that stay while the land does */
    this.ranges = { of: "", axes: [] };
    this.changes = 0;
    this.drawn = "";
    /** What was last read of the racer itself. */
    this.here = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
    this.hand = new MapHand(this);
    this.#listen();
  }

  /** @param {import("../url/url-state.js").View} view */
  show(view) {
    const shown = view.mode !== "3d";
    this.legend.hidden = view.map === "land" || !shown;
    if (view.map === this.kind) return;
    const asleep = this.kind === "land";
    this.kind = view.map;
    if (this.kind === "land") delete this.frame.dataset.map;
    else this.frame.dataset.map = this.kind;
    this.sheet.hidden = this.kind !== "parameters";
    this.picture.map.tinted = this.kind === "land";
    this.chart = this.coming = null;
    this.asked = "";
    this.basins.clear();
    this.legend.update("", []);
    this.legend.read("");
    this.picture.resize();
    this.#ask();
    if (asleep) requestAnimationFrame(() => this.#draw());
  }

  /** The index of the chosen racer. */
  get racer() {
    return this.lab.chosen;
  }

  /** The parameters of the racer, all of them. @returns {Record<string, any>} */
  get params() {
    return this.lab.now.racers[this.racer]?.optimizer.params ?? {};
  }

  /** Asks for the map of what is set, unless it is the one asked for last. */
  #ask() {
    if (this.kind === "land") {
      if (this.number > 0) this.lab.live.say({ type: "map", map: this.number, request: null });
      return;
    }
    if (!this.lab.live.ready || !this.lab.state.completed) return;
    const { spec } = this.lab.state;
    const racer = this.racer;
    const kind = this.kind === "basins" ? "basins" : "hyperparameters";
    const axes = kind === "basins" ? null : this.#axes();
    const asked = essence(spec, kind, racer, shownParameters(this.params));
    const holds = kind === "basins" || axes !== null || this.awaiting;
    if (asked === this.asked && holds) return;
    this.asked = asked;
    this.awaiting = axes === null;
    this.number += 1;
    const request = { experiment: spec, kind, racer, resolution: resolutionOf(this.lab.steps) };
    this.lab.live.say({ type: "map", map: this.number, request: axes ? { ...request, axes } : request });
  }

  /** The ranges of the map before, if they still serve. */
  #axes() {
    const { axes, of } = this.ranges;
    return of === this.#ground && axes.length > 0 && serves(axes, this.params) ? axes : null;
  }

  get #ground() {
    const { problem, racers } = this.lab.now;
    return groundOf(problem, racers[this.racer]);
  }

  #listen() {
    const { live, store } = this.lab;
    live.addEventListener("map", (event) => this.#hear(/** @type {CustomEvent} */ (event).detail));
    live.addEventListener("cells", (event) => this.#take(/** @type {CustomEvent} */ (event).detail));
    live.addEventListener("connection", () => {
      this.asked = "";
      this.#ask();
    });
    store.subscribe((state, before) => {
      if (this.kind === "land" || state.view !== before.view) this.changes += 1;
      if (this.kind === "land") return;
      this.changes += 1;
      clearTimeout(this.resting);
      this.resting = setTimeout(() => this.#ask(), REST);
    });
    new ResizeObserver(() => {
      this.changes += 1;
    }).observe(this.contour);
    this.contour.addEventListener("pointermove", (event) => this.#read(event));
  }

  /** @param {any} message - of a map */
  #hear(message) {
    if (message.map !== this.number || this.kind === "land") return;
    this.awaiting = false;
    if (message.type === "error") {
      this.chart = this.coming = null;
      this.basins.clear();
      this.legend.update(message.problem.detail, []);
      return;
    }
    this.coming = new Chart(message);
    if (message.kind !== "hyperparameters") return;
    this.ranges = { of: this.#ground, axes: rangesOf(message) };
  }

  /** @param {import("../run/frames.js").MapFrame} frame */
  #take(frame) {
    if (frame.run !== this.number || !this.coming || this.kind === "land") return;
    this.coming.add(frame.cells, frame.columns);
    this.chart = this.coming;
    this.changes += 1;
  }

  /** Draws what has changed, once per frame, as long as a map is shown. */
  #draw() {
    if (this.kind === "land") return;
    requestAnimationFrame(() => this.#draw());
    const { chart, picture } = this;
    const state = `${this.changes} ${picture.map.version} ${picture.theme.dark} ${this.contour.clientHeight}`;
    if (!chart || state === this.drawn) return;
    this.drawn = state;
    const { theme } = picture;
    const basins = chart.facts.kind === "basins";
    if (basins) this.basins.draw(chart, picture.map, theme);
    else {
      const [across, up] = chart.facts.axes.map(({ parameter }) => axisName(parameter));
      this.settings.draw(chart, this.#marks(chart), [across, up], theme);
    }
    const title = titleOf(chart, this.#label, this.lab.steps);
    this.legend.update(title, keysOf(chart, theme.dark));
    this.sheet.setAttribute("aria-label", `${title}. Arrow keys change the chosen racer's.`);
    const frame = basins ? picture.map.projection?.frame : this.settings.frame;
    this.legend.style.setProperty("--map-top", `${Math.max((frame?.top ?? 0) - AIR, 0)}px`);
    this.#readRacer(chart);
  }

  /** The cell of the chosen racer's parameters, when they have changed. @param {Chart} chart */
  #readRacer(chart) {
    if (chart.facts.kind === "basins" || !this.settings.scales) return;
    const { x, y } = this.settings.scales;
    const own = this.#marks(chart).at(-1);
    const here = `${this.number} ${own?.x} ${own?.y}`;
    if (!own || here === this.here) return;
    this.here = here;
    this.legend.read(readingOf(chart, x.nearest(x.share(own.x)), y.nearest(y.share(own.y))));
  }

  get #label() {
    const { completed, spec } = this.lab.state;
    return completed?.racers[this.racer]?.label ?? spec.racers[this.racer]?.label ?? "this racer";
  }

  /** @param {Chart} chart */
  #marks(chart) {
    const { styles } = this.lab.state;
    return placesOf(this.lab.now.racers, this.racer, chart.facts).map((place) => ({
      ...place,
      color: resolveColor(this.contour, colorOf(styles[place.index] ?? place.index)),
      marker: markerOf(styles[place.index] ?? place.index),
    }));
  }

  /** The cell of a place, on a map of basins. @param {{x: number, y: number}} place */
  #cellOf({ x, y }) {
    const { facts } = /** @type {Chart} */ (this.chart);
    const [across, up] = [new MapScale(facts.x, "linear"), new MapScale(facts.y, "linear")];
    return { column: across.nearest(across.share(x)), row: up.nearest(up.share(y)) };
  }

  /** The cell under the pointer, in words. @param {PointerEvent} event */
  #read(event) {
    const { chart } = this;
    if (chart?.facts.kind !== "basins") return;
    const box = this.contour.getBoundingClientRect();
    const place = this.picture.map.placeAt(event.clientX - box.left, event.clientY - box.top);
    if (!place) return this.legend.read("");
    const { column, row } = this.#cellOf(place);
    this.legend.read(readingOf(chart, column, row));
  }

  /**
   * A start is put where a ball of the map started, so that its path keeps what the color says.
   *
   * @param {{x: number, y: number}} place
   */
  snap(place) {
    const { chart } = this;
    if (chart?.facts.kind !== "basins") return place;
    const { column, row } = this.#cellOf(place);
    this.legend.read(readingOf(chart, column, row));
    return { x: chart.facts.x[column], y: chart.facts.y[row] };
  }
}
