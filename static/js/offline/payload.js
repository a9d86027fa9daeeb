/** Offline payload: decodes the experiment, landscape and trajectories of an offline file, bit for bit. */

import { decodeFrame } from "../run/frames.js";
import { Track } from "../run/track.js";

/**
 * @typedef {object} Payload - written by `app/offline.py`
 * @property {import("../experiment/experiment.js").Experiment & {steps: number}} experiment - completed by the server
 * @property {string} title
 * @property {import("../experiment/facts.js").Catalog} catalog - titles of the problem's parts, and facts
 * @property {import("../../../types/api.d.ts").Landscape & {logScale: boolean}} landscape - the announcement
 * @property {string[]} columns
 * @property {string} heights - binary frames as sent over the WebSocket, deflated, base64
 * @property {string} points
 * @property {string[]} [marks] - likewise, one frame for each racer that has some
 * @property {import("../run/track-buffer.js").Regime[]} regimes
 */

/**
 * Decodes the tracks and the landscape.
 *
 * @param {Payload} record
 * @returns {Promise<{tracks: Track[], landscape: import("../plots/land/loss-transform.js").Landscape}>}
 * @throws {RangeError} if the file is damaged
 */
export async function decodePayload({ landscape, columns, heights, points, marks = [] }) {
  const frames = await Promise.all([heights, points, ...marks].map(inflate));
  const [land, paths, ...shown] = frames.map((frame) => decodeFrame(frame));
  if (land?.kind !== "landscape" || paths?.kind !== "trajectory")
    throw new RangeError("This file is damaged.");
  const tracks = paths.racers.map((racer) => {
    const track = new Track(columns);
    track.append(racer);
    return track;
  });
  for (const frame of shown)
    if (frame?.kind === "marks") tracks[frame.racer]?.setMarks(frame.marks, frame.start);
  return { tracks, landscape: { ...landscape, z: land.z } };
}

/** @param {string} text @returns {Promise<ArrayBuffer>} */
async function inflate(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).arrayBuffer();
}
