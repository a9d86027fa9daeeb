import assert from "node:assert/strict";
import { test } from "node:test";
import * as api from "../../../static/js/run/api.js";
import { pageAt, serverOf } from "../page-stand-in.mjs";

const BASE = "https://lab.test/course/";

test("a page's address has a query and a packed state", (t) => {
  for (const [address, query, packed] of [
    ["", "", ""],
    ["?surface=bowl#s=abc-_1", "?surface=bowl", "abc-_1"],
    ["?v=1&s=xyz", "?v=1&s=xyz", "xyz"],
    ["?s=query#s=hash", "?s=query", "hash"],
    ["#other=1", "", ""],
  ]) {
    pageAt(t, address);
    assert.deepEqual(api.pageAddress(), { query, packed }, address);
  }
});

test("addresses of the pages lie below the base", (t) => {
  pageAt(t, "embed?old=1#s=old");
  assert.equal(api.addressOf("a=1", ""), `${BASE}embed?a=1`);
  assert.equal(api.addressOf("", "p"), `${BASE}embed#s=p`);
  assert.equal(api.addressOf("a=1", "p", "embed"), `${BASE}embed?a=1#s=p`);
  assert.equal(api.labAddress("a=1", "p"), `${BASE}?a=1#s=p`);
  assert.equal(api.scriptAddress(), `${BASE}static/embed.js`);
  assert.equal(
    api.qrAddress("https://a/?b=1&c#d"),
    `${BASE}api/v1/qr?text=https%3A%2F%2Fa%2F%3Fb%3D1%26c%23d`,
  );
  assert.equal(api.examplePictureAddress("forty", 1, "dark"), `${BASE}static/gallery/forty-b-dark.png`);
  assert.equal(api.examplePictureAddress("forty", 0, "light"), `${BASE}static/gallery/forty-a-light.png`);
});

test("a comparison's address holds two whole experiments", (t) => {
  const sides = [
    { query: "surface=bowl&run=adam,lr:0.1", packed: "" },
    { query: "theme=dark", packed: "abc" },
  ];
  pageAt(t, "");
  const href = api.compareAddress(sides, { quantities: ["roughness", "sharpness"], example: "saddle" });
  assert.ok(href.startsWith(`${BASE}compare?`));
  pageAt(t, href.slice(BASE.length));
  assert.deepEqual(api.comparedQueries(), ["surface=bowl&run=adam,lr:0.1", "theme=dark&s=abc"]);
  assert.deepEqual(api.comparedQuantities(), ["roughness", "sharpness"]);
  assert.equal(api.comparedExample(), "saddle");
  pageAt(t, api.compareAddress([{ query: "", packed: "abc" }]).slice(BASE.length));
  assert.deepEqual([api.comparedQueries(), api.comparedQuantities()], [["s=abc", "s=abc"], []]);
  pageAt(t, "compare");
  assert.deepEqual(api.comparedQueries(), ["", ""]);
});

test("a side's frame has no clock of its own", (t) => {
  pageAt(t, "compare");
  for (const [query, hide] of [
    ["surface=bowl", "transport"],
    ["hide=curves,rate", "curves,rate,transport"],
  ]) {
    const url = new URL(api.frameAddress(query));
    assert.equal(url.pathname, "/course/embed");
    assert.equal(url.searchParams.get("hide"), hide);
    assert.equal(url.searchParams.get("autoplay"), "0");
  }
  assert.equal(new URL(api.frameAddress("surface=bowl&s=abc")).searchParams.get("s"), "abc");
});

test("an address is placed or replaced, unless it is there", (t) => {
  const page = pageAt(t, "?a=1");
  api.setAddress(`${BASE}?a=1`);
  api.setAddress(`${BASE}?a=2`);
  api.setAddress(`${BASE}?a=3`, true);
  assert.deepEqual(page.placed, [
    ["replace", `${BASE}?a=2`],
    ["push", `${BASE}?a=3`],
  ]);
});

test("an analysis is posted to its own route", async (t) => {
  pageAt(t);
  const requests = serverOf(t, () => ({ json: { racers: [] } }));
  assert.deepEqual(await api.fetchAnalysis("plane_fidelity", { racer: 1 }), { racers: [] });
  const { method, path, body, type } = requests[0];
  assert.deepEqual(
    [method, path, body, type],
    ["POST", "api/v1/plane-fidelity", { racer: 1 }, "application/json"],
  );
});

test("an export is posted with its options", async (t) => {
  pageAt(t);
  const requests = serverOf(t, () => ({ blob: "picture" }));
  const { signal } = new AbortController();
  assert.equal(
    (await api.fetchExport("png", { seed: 1 }, { width: 3, theme: "dark" }, signal)).blob,
    "picture",
  );
  assert.equal((await api.fetchTable("npz", { seed: 2 })).blob, "picture");
  assert.deepEqual(
    requests.map(({ method, path, query, body }) => [method, path, query, body]),
    [
      ["POST", "api/v1/exports/png", { width: "3", theme: "dark" }, { seed: 1 }],
      ["POST", "api/v1/trajectories", { format: "npz" }, { seed: 2 }],
    ],
  );
  assert.equal(requests[0].signal, signal);
});

test("a refusal rejects with the server's sentence", async (t) => {
  pageAt(t);
  serverOf(t, () => ({ ok: false, status: 503, json: { detail: "Too many steps." } }));
  const wanted = { message: "Too many steps." };
  await assert.rejects(api.fetchAnalysis("costs", {}), wanted);
  await assert.rejects(api.fetchExport("png", {}), wanted);
  await assert.rejects(api.fetchTable("csv", {}), wanted);
  await assert.rejects(api.saveExperiment({}), wanted);
  await assert.rejects(api.fetchExamples(), { message: /503/ });
});

test("a table that meets no lab rejects with a sentence", async (t) => {
  pageAt(t);
  const options = { encoding: "auto", save: true };
  t.mock.method(globalThis, "fetch", async () => new Response("<html>", { status: 413 }));
  await assert.rejects(api.sendTable(new Blob(["a,b"]), options), { message: /status 413/ });
  t.mock.method(globalThis, "fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  await assert.rejects(api.sendTable(new Blob(["a,b"]), options), { message: /did not reach the server/ });
});

test("a saved experiment has a short address", async (t) => {
  pageAt(t);
  let json = { short_url: "e/0123" };
  const requests = serverOf(t, () => ({ json }));
  assert.equal(await api.saveExperiment({ seed: 5 }), `${BASE}e/0123`);
  assert.deepEqual([requests[0].path, requests[0].body], ["api/v1/experiments", { seed: 5 }]);
  json = { short_url: null };
  await assert.rejects(api.saveExperiment({}), /keeps no experiments/);
});

test("examples are requested once, unless that failed", async (t) => {
  pageAt(t);
  let answer = { ok: false, status: 502 };
  const requests = serverOf(t, () => answer);
  await assert.rejects(api.fetchExamples(), /answered 502/);
  answer = { json: { examples: [1, 2] } };
  const both = await Promise.all([api.fetchExamples(), api.fetchExamples()]);
  assert.deepEqual(
    [...both, await api.fetchExamples()],
    [
      [1, 2],
      [1, 2],
      [1, 2],
    ],
  );
  const asked = requests.map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(asked, ["GET api/v1/examples", "GET api/v1/examples"]);
});

test("the stream goes to the page's own server", (t) => {
  pageAt(t);
  const sockets = [];
  class Socket {
    static OPEN = 1;
    sent = [];
    constructor(url) {
      this.url = String(url);
      sockets.push(this);
    }
    send(text) {
      this.sent.push(text);
    }
    close() {
      this.closed = true;
    }
  }
  const former = globalThis.WebSocket;
  globalThis.WebSocket = Socket;
  t.after(() => {
    globalThis.WebSocket = former;
  });
  const heard = [];
  const note = (name) => (detail) => heard.push([name, detail]);
  const { send, close } = api.connect({
    onOpen: note("open"),
    onMessage: note("message"),
    onFrame: note("frame"),
    onClose: note("close"),
  });
  const [socket] = sockets;
  assert.deepEqual([socket.url, socket.binaryType], ["wss://lab.test/course/api/v1/live", "arraybuffer"]);
  socket.readyState = 0;
  send({ type: "ping" });
  socket.readyState = 1;
  send({ type: "ping" });
  assert.deepEqual(socket.sent, ['{"type":"ping"}'], "what is sent too early is lost, not an error");
  socket.onopen();
  socket.onmessage({ data: '{"type":"hello"}' });
  socket.onmessage({ data: new ArrayBuffer(16) });
  socket.onclose();
  assert.deepEqual(heard, [
    ["open", undefined],
    ["message", { type: "hello" }],
    ["close", undefined],
  ]);
  close();
  assert.equal(socket.closed, true);
});
