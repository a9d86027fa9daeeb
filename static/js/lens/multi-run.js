/**
 * Multi-run lens: one racer many times, as a cloud of balls on the map and a band of losses over the steps.
 */

import { make, setPressed, setText } from "../components/dom.js";
import { segmented } from "../components/segmented.js";
import { hasStarts } from "../experiment/problem-kind.js";
import { colorOf } from "../experiment/racers.js";
import { Layer } from "../plots/canvas/layer.js";
import { resolveColor } from "../plots/canvas/theme.js";
import { AnalysisFollower } from "../run/analysis-follower.js";
import { MapLayer } from "./map-layer.js";
import { bandPath, indexAt, linePath, summaryText } from "./quantile-band.js";

/** Runs are requested once the experiment has been unchanged for this time. */
const SETTLE_MS = 220;
const KINDS = [
  ["starts", "Starts"],
  ["seeds", "Seeds"],
];
/** Number of points in the trail behind each ball of the cloud. */
const TRAIL_POINTS = 14;

export class MultiRunLens {
  /**
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {import("../page/stage.js").Stage} stage
   * @param {HTMLElement} place
   */
  constructor(session, stage, place) {
    this.session = session;
    this.stage = stage;
    this.follower = this.#makeFollower();
    session.store.subscribe(() => this.#summarize(), ["step", "completed"]);
    stage.addEventListener("frame", () => this.follower.active && this.#drawBand());
    /** @type {import("./quantile-band.js").MultiRun | null} */
    this.multiRun = null;
    this.racer = 0;
    this.band = new Layer(stage.elements.curves);
    this.mapLayer = new MapLayer(stage, (mapLayer) => this.#draw(mapLayer));
    this.about = make("p", { class: "lens-about", role: "status" });
    this.kinds = segmented({ "aria-label": "What differs" }, KINDS, (kind) => {
      this.kind = kind;
      this.#updateButtons();
      this.follower.check();
    });
    this.size = this.#sizeSlider();
    this.sizeField = make("label", { class: "run-radius" }, "How far", this.size);
    const title = make("h2", {}, "Many runs of one optimizer");
    place.append(make("header", { class: "lens-head" }, title, this.kinds, this.sizeField), this.about);
    this.kind = "starts";
    this.#updateButtons();
  }

  /** @returns {HTMLInputElement} */
  #sizeSlider() {
    return make("input", {
      type: "range",
      min: "-2.5",
      max: "-0.5",
      step: "0.1",
      value: "-1.3",
      "aria-label": "How far the starts are spread",
      oninput: () => this.follower.check(),
    });
  }

  #makeFollower() {
    return new AnalysisFollower(
      this.session,
      {
        name: "multi_runs",
        keys: ["spec", "selected"],
        question: () => this.#question,
        begin: () => setText(this.about, "Rolling many balls\u2026"),
        receive: (multiRun, { racer }) => this.#receive(multiRun, racer),
        fail: (sentence) => this.#showFailure(sentence),
        newestOnly: true,
      },
      { settleMs: SETTLE_MS },
    );
  }

  #updateButtons() {
    setPressed(this.kinds, (name) => name === this.kind);
    this.sizeField.hidden = this.kind !== "starts";
  }

  activate() {
    if (!hasStarts(this.session.state.spec.problem)) this.kind = "seeds";
    this.#updateButtons();
    this.mapLayer.activate();
    this.follower.activate();
  }

  deactivate() {
    this.follower.deactivate();
    this.mapLayer.deactivate();
    this.band.clear();
  }

  get #question() {
    const { state, selectedRacer: racer } = this.session;
    const size = Number((10 ** this.size.valueAsNumber).toPrecision(3));
    return { experiment: state.spec, racer, kind: this.kind, size };
  }

  /** @param {import("./quantile-band.js").MultiRun} multiRun @param {number} racer */
  #receive(multiRun, racer) {
    this.multiRun = multiRun;
    this.racer = racer;
    this.#summarize();
    this.stage.wake();
  }

  /** @param {string} sentence */
  #showFailure(sentence) {
    this.multiRun = null;
    setText(this.about, sentence);
    this.stage.wake();
  }

  /** Describes the runs at the playhead, unless others have been requested. */
  #summarize() {
    const { follower, multiRun, session } = this;
    if (!follower.active || !multiRun || follower.asked !== follower.answered) return;
    const label = session.state.completed?.racers[this.racer]?.label ?? "";
    setText(this.about, summaryText(multiRun, session.player.time, label));
  }

  /** Draws the band over the loss curves in each of their frames, because their scale changes while they grow. */
  #drawBand() {
    const { curves } = this.stage.picture;
    const { clientWidth, clientHeight } = curves.element;
    if (clientWidth !== this.band.width || clientHeight !== this.band.height)
      this.band.resize(clientWidth, clientHeight);
    this.band.clear();
    if (!this.multiRun || curves.axis !== "steps") return;
    const { context } = this.band;
    const { left, top, width, height } = curves.scale.frame;
    context.save();
    context.beginPath();
    context.rect(left, top - 2, width + 2, height + 2.5);
    context.clip();
    context.fillStyle = this.#color;
    context.strokeStyle = this.#color;
    const { least, lower, median, upper, most } = this.multiRun.quantiles;
    const { points } = this.multiRun;
    context.globalAlpha = 0.1;
    context.fill(bandPath(points, least, most, curves.scale));
    context.globalAlpha = 0.24;
    context.fill(bandPath(points, lower, upper, curves.scale));
    context.globalAlpha = 0.9;
    context.lineWidth = 1.2;
    context.setLineDash([5, 3]);
    context.stroke(linePath(points, median, curves.scale));
    context.setLineDash([]);
    context.restore();
  }

  get #color() {
    const { styles } = this.session.state;
    return resolveColor(this.stage.elements.curves, colorOf(styles[this.racer] ?? this.racer));
  }

  /** Draws the cloud on the map. @param {MapLayer} mapLayer */
  #draw(mapLayer) {
    const { multiRun: now } = this;
    if (!now || now.paths.length === 0) return;
    const { context } = mapLayer;
    const k = indexAt(now.points, this.session.player.time);
    const [first, next] = [now.points[k], now.points[Math.min(k + 1, now.points.length - 1)]];
    const share =
      next > first ? Math.min(Math.max((this.session.player.time - first) / (next - first), 0), 1) : 0;
    context.fillStyle = context.strokeStyle = this.#color;
    mapLayer.clipped(() => {
      for (const [xs, ys] of now.paths) drawBall(mapLayer, xs, ys, k, share);
      context.globalAlpha = 1;
    });
  }
}

/**
 * Draws a ball and its trail, unless it has diverged.
 *
 * @param {MapLayer} mapLayer - with the color
 * @param {(number | null)[]} xs
 * @param {(number | null)[]} ys
 * @param {number} k - the last point reached
 * @param {number} share - of the way to the next one
 */
function drawBall(mapLayer, xs, ys, k, share) {
  const here = between(xs, ys, k, share);
  if (!here) return;
  const { context } = mapLayer;
  const trail = new Path2D();
  for (let j = Math.max(0, k - TRAIL_POINTS); j <= k; j += 1) {
    if (xs[j] === null || ys[j] === null) break;
    trail.lineTo(...mapLayer.pixel(xs[j] ?? 0, ys[j] ?? 0));
  }
  const [px, py] = mapLayer.pixel(...here);
  trail.lineTo(px, py);
  context.globalAlpha = 0.28;
  context.lineWidth = 1;
  context.stroke(trail);
  context.globalAlpha = 0.62;
  context.beginPath();
  context.arc(px, py, 2.8, 0, 2 * Math.PI);
  context.fill();
}

/**
 * Position of a ball between two points; null after it diverged.
 *
 * @param {(number | null)[]} xs
 * @param {(number | null)[]} ys
 * @param {number} k
 * @param {number} share
 * @returns {[number, number] | null}
 */
function between(xs, ys, k, share) {
  const [x, y] = [xs[k], ys[k]];
  if (x === null || y === null || x === undefined || y === undefined) return null;
  const [nx, ny] = [xs[k + 1] ?? x, ys[k + 1] ?? y];
  return [x + share * (nx - x), y + share * (ny - y)];
}
