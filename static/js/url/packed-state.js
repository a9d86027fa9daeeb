/**
 * Packed state: an experiment as text for the fragment of an address. JSON, deflated, base64url. Behind the
 * deflated JSON stands its checksum, so that a link that lost or changed a character is never opened as other
 * data; an empty block at its beginning says so. Links of earlier versions have neither.
 */

/** An empty stored block of deflate: first bytes of a state with a checksum. */
const CHECKED = [0x00, 0x00, 0x00, 0xff, 0xff];
const CHECKSUM_BYTES = 4;
/** CRC-32, reversed. */
const POLYNOMIAL = 0xedb88320;

/**
 * @param {unknown} state - an experiment
 * @returns {Promise<string>}
 */
export async function pack(state) {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  const deflated = await through(bytes, new CompressionStream("deflate-raw"));
  return withChecksum(new Uint8Array([...CHECKED, ...deflated]));
}

/**
 * @param {string} text
 * @returns {Promise<unknown>} what was packed
 * @throws {Error} if it was not written by `pack`
 */
export async function unpack(text) {
  const data = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const bytes = await through(deflatedIn(data, text), new DecompressionStream("deflate-raw"));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** @param {Uint8Array<ArrayBuffer>} data @param {string} text - the same, in base64url */
function deflatedIn(data, text) {
  // Five bits of the first byte mean nothing to deflate: a link whose first character has changed is checked too.
  if (!CHECKED.every((byte, index) => (index === 0 ? data[0] & 7 : data[index]) === byte)) return data;
  const deflated = data.slice(0, -CHECKSUM_BYTES);
  if (withChecksum(deflated) !== text) throw new Error("The checksum is that of another state.");
  return deflated;
}

/** @param {Uint8Array} deflated */
function withChecksum(deflated) {
  return base64Url(new Uint8Array([...deflated, ...checksum(deflated)]));
}

/** CRC-32, as in zip files. @param {Uint8Array} bytes @returns {number[]} four bytes, the highest first */
export function checksum(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  }
  const value = ~crc >>> 0;
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
}

/** @param {Uint8Array} bytes */
function base64Url(bytes) {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {Uint8Array<ArrayBuffer>} bytes @param {CompressionStream | DecompressionStream} stream */
async function through(bytes, stream) {
  const piped = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}
