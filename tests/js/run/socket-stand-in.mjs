/** Stand-in for the server's end of the WebSocket. */

import { setMaxListeners } from "node:events";
import { realCatalog } from "../catalog.mjs";

export const COLUMNS = realCatalog().columns;

/** The page's socket; `last` is the one opened last. */
export class FakeSocket {
  static OPEN = 1;
  readyState = 1;
  sent = [];

  constructor() {
    FakeSocket.last = this;
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {}

  tell(message) {
    this.onmessage({ data: message instanceof ArrayBuffer ? message : JSON.stringify(message) });
  }

  /** The messages of one type that the page has sent. */
  of(type) {
    return this.sent.filter((message) => message.type === type);
  }
}

globalThis.WebSocket = FakeSocket;
if (!globalThis.document) {
  globalThis.document = Object.assign(new EventTarget(), { baseURI: "http://lab.test/", hidden: false });
  setMaxListeners(0, globalThis.document);
}
globalThis.requestAnimationFrame ??= (act) => setTimeout(act, 1);

/** A frame of kind 1 for two racers: `count` points each, in which every value is the point's number. */
export function pointsBytes(run, start, count) {
  const view = new DataView(new ArrayBuffer(24 + 16 * COLUMNS.length * count));
  view.setUint8(0, 1);
  view.setUint8(1, COLUMNS.length);
  view.setUint16(2, 2, true);
  view.setUint32(4, run, true);
  view.setUint32(8, start, true);
  view.setUint32(16, count, true);
  view.setUint32(20, count, true);
  for (let k = 0; k < 2 * COLUMNS.length * count; k += 1)
    view.setFloat64(24 + 8 * k, start + (k % count), true);
  return view.buffer;
}
