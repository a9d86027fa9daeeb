/** What an offline file holds: an experiment, its landscape and its trajectories, bit for bit. */

import { decodeFrame } from "../run/frames.js";
import { Track } from "../run/track.js";

/**
 * @typedef {object} Payload - `app/offline.py` writes it
 * @property {any} experiment - completed
 * @property {string} title
 * @property {any} catalog - the titles of what is descended
 * @property {any} landscape - as the WebSocket announces it
 * @property {string[]} columns
 * @property {string} heights - binary frames as the WebSocket sends them, deflated, base64
 * @property {string} points
 * @property {{racer: number, step: number, name: string, sentence: string}[]} regimes
 */

/**
 * @param {Payload} record
 * @returns {Promise<{tracks: Track[], landscape: import("../plots/land/loss-transform.js").Landscape}>}
 * @throws {RangeError} if the file is damaged
 */
export async function decodePayload({ landscape, columns, heights, points }) {
  const [land, paths] = (await Promise.all([inflate(heights), inflate(points)])).map(decodeFrame);
  if (land.kind !== "landscape" || paths.kind !== "trajectory") throw new RangeError("This file is damaged.");
  const tracks = paths.racers.map((racer) => {
    const track = new Track(columns);
    track.append(racer);
    return track;
  });
  return { tracks, landscape: { ...landscape, z: land.z } };
}

/** @param {string} text @returns {Promise<ArrayBuffer>} */
async function inflate(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).arrayBuffer();
}
