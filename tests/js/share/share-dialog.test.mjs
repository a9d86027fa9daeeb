import assert from "node:assert/strict";
import { mock, test } from "node:test";
import "../dom-stand-in.mjs";
import { ShareDialog } from "../../../static/js/share/share-dialog.js";
import { pageAt, serverOf } from "../page-stand-in.mjs";
import { quietSession } from "../run/session-stand-in.mjs";

mock.timers.enable({ apis: ["setTimeout"] });
const RUN = "run=rmsprop&run=adam&steps=50";
const BASE = "https://lab.test/course/";

/** What the browser is asked for: copied texts, downloaded files. */
function browser(t) {
  const did = { copied: [], files: [], refuses: false };
  const writeText = async (text) => {
    if (did.refuses) throw new Error("NotAllowedError");
    did.copied.push(text);
  };
  Object.defineProperty(globalThis, "navigator", { value: { clipboard: { writeText } }, configurable: true });
  t.mock.method(URL, "createObjectURL", (blob) => {
    did.files.push([blob]);
    return "blob:1";
  });
  const { createElement } = document;
  document.createElement = (name) => {
    const made = createElement(name);
    if (name === "a") made.click = () => did.files.at(-1).push(made.getAttribute("download"));
    return made;
  };
  t.after(() => {
    document.createElement = createElement;
  });
  return did;
}

/** An open dialog of a session at rest, and its parts by label. */
async function opened(t, { time = 0, view = {}, limits = {} } = {}) {
  pageAt(t, "?here=1");
  document.body.replaceChildren();
  const session = quietSession({ view });
  Object.assign(session.live.limits, limits);
  session.player.ready = 50;
  session.player.seek(time);
  const stage = { cameraDegrees: null };
  const dialog = new ShareDialog().setUp(session, stage);
  document.body.append(dialog);
  await dialog.open();
  const parts = dialog.querySelectorAll("input, select, textarea");
  const named = (label) =>
    parts.find(
      (one) => one.getAttribute("aria-label") === label || one.parentNode.textContent.startsWith(label),
    );
  const press = async (text) => {
    dialog
      .querySelectorAll("button")
      .find(({ textContent }) => textContent === text)
      .click();
    await settled();
  };
  return { session, stage, dialog, named, press, status: () => dialog.message.textContent };
}

const settled = async () => {
  for (let k = 0; k < 8; k += 1) await new Promise((done) => setImmediate(done));
};
/** The embed of a snippet. */
const srcOf = (named) => new URL(/src="([^"]+)"/.exec(named("Snippet").value)[1].replaceAll("&amp;", "&"));

test("the link opens exactly this", async (t) => {
  const { named, dialog, stage } = await opened(t, { view: { theme: "dark", hide: ["panel"] } });
  assert.equal(dialog.dialog.open, true);
  assert.equal(named("Link").value, `${BASE}?v=1&${RUN}&theme=dark&hide=panel`);
  assert.equal(named("Link").selected, true);
  const { searchParams } = new URL(dialog.querySelector("img").src);
  assert.equal(searchParams.get("text"), named("Link").value);
  stage.cameraDegrees = [10, 45, 1.5];
  await dialog.open();
  assert.match(named("Link").value, /camera=10,45,1\.5$/);
});

test("only a step at rest within the race is in the link", async (t) => {
  for (const [time, playing, step] of [
    [0, false, null],
    [0.9, false, null],
    [1, false, "1"],
    [12.7, false, "12"],
    [12.7, true, null],
    [50, false, null],
  ]) {
    const { session, dialog, named } = await opened(t, { time });
    session.player.playing = playing;
    await dialog.open();
    assert.equal(new URL(named("Link").value).searchParams.get("step"), step, `${time} ${playing}`);
    assert.equal(named("Standing at this step").parentNode.hidden, step === null);
  }
});

test("an embed has what is ticked", async (t) => {
  const { named } = await opened(t, { time: 20 });
  assert.equal(srcOf(named).href, `${BASE}embed?v=1&${RUN}`);
  for (const label of ["Loss curves", "Clock"]) named(label).enter(false);
  named("Locked settings").enter(true);
  named("Standing at this step").enter(true);
  named("View").enter("both");
  named("Theme").enter("projector");
  named("Language").enter("fr");
  await settled();
  const { searchParams } = srcOf(named);
  const own = ["hide", "lock", "step", "view", "theme", "lang"].map((name) => searchParams.get(name));
  assert.deepEqual(own, ["curves,transport", "1", "20", "both", "projector", "fr"]);
  named("Loss curves").enter(true);
  named("Clock").enter(true);
  for (const label of ["Learning rate", "Link to the lab"]) named(label).enter(false);
  await settled();
  assert.equal(srcOf(named).searchParams.get("hide"), "rate,link");
  assert.deepEqual(
    named("Language").options.map(({ value, textContent }) => [value, textContent]),
    [
      ["en", "English"],
      ["de", "Deutsch"],
      ["es", "espa\u00f1ol"],
      ["fr", "fran\u00e7ais"],
    ],
  );
});

test("each kind of snippet is chosen by name", async (t) => {
  const { named } = await opened(t);
  for (const [kind, start] of [
    ["html", "<iframe src="],
    ["myst", ":::{iframe} "],
    ["notebook", "from IPython"],
    ["lms", "<p><iframe"],
  ]) {
    named("Embed in").enter(kind);
    await settled();
    assert.ok(named("Snippet").value.startsWith(start), kind);
  }
  assert.ok(named("Snippet").value.includes(`<a href="${BASE}?v=1&amp;${RUN.replaceAll("&", "&amp;")}">`));
});

test("a long link has no code, and a warning", async (t) => {
  const { session, dialog } = await opened(t, { limits: { qr_characters: 90 } });
  const [qr] = dialog.querySelectorAll("img");
  const long = () => (dialog.long.hidden ? "" : dialog.long.textContent);
  assert.deepEqual([qr.hidden, long()], [false, ""]);
  const label = "\u03b7".repeat(30);
  session.store.set({ spec: { ...session.state.spec, racers: [{ optimizer: { name: "adam" }, label }] } });
  await dialog.open();
  assert.equal(qr.hidden, true);
  assert.match(long(), /^This link holds all of it in \d+ characters, too many for a QR code\.$/);
  const points = Array.from({ length: 900 }, (_, k) => [Math.sin(k), Math.cos(k), 0]);
  const dataset = { name: "points", params: { points } };
  session.store.set({
    spec: { ...session.state.spec, problem: { kind: "network", model: { name: "mlp" }, dataset } },
  });
  await dialog.open();
  assert.match(long(), /in \d+,\d+ characters.*and some programs cut such links: send the JSON instead\.$/);
});

test("what is copied is told", async (t) => {
  const did = browser(t);
  const { dialog, named, status } = await opened(t);
  const [link, snippet] = dialog
    .querySelectorAll("button")
    .filter(({ textContent }) => textContent === "Copy");
  link.click();
  await settled();
  snippet.click();
  await settled();
  assert.deepEqual(did.copied, [named("Link").value, named("Snippet").value]);
  assert.equal(status(), "Copied.");
  did.refuses = true;
  snippet.click();
  await settled();
  assert.match(status(), /It is selected: copy it with Ctrl\+C/);
  assert.equal(named("Snippet").selected, true);
});

test("files have the size and step of the page", async (t) => {
  const did = browser(t);
  const requests = serverOf(t, ({ path, query }) => {
    const form = query.format ?? path.split("/").at(-1);
    return { blob: path, name: `rosenbrock-adam.${form}` };
  });
  const { press, status, session } = await opened(t, { time: 20.9 });
  document.documentElement.dataset.theme = "dark";
  for (const text of ["PNG", "SVG", "GIF", "MP4", "WebM", "Offline page", "Notebook", "CSV", "NPZ", "JSON"])
    await press(text);
  const picture = { width: "1600", height: "900", theme: "dark", step: "20" };
  const film = { width: "800", height: "450", theme: "dark" };
  const video = { ...film, frames: "120" };
  assert.deepEqual(
    requests.map(({ path, query }) => [path.replace("api/v1/", ""), query]),
    [
      ["exports/png", picture],
      ["exports/svg", picture],
      ["exports/gif", film],
      ["exports/mp4", video],
      ["exports/webm", video],
      ["exports/html", {}],
      ["exports/notebook", {}],
      ["trajectories", { format: "csv" }],
      ["trajectories", { format: "npz" }],
      ["trajectories", { format: "json" }],
    ],
  );
  assert.deepEqual(
    did.files.map(([, name]) => name.replace("rosenbrock-adam.", "")),
    ["png", "svg", "gif", "mp4", "webm", "html", "notebook", "csv", "npz", "json"],
  );
  assert.equal(status(), "Saved.");
  assert.deepEqual(requests[0].body, session.state.spec);
});

test("a refusal is told in the server's words", async (t) => {
  browser(t);
  serverOf(t, () => ({ ok: false, json: { detail: "This server has no video encoder." } }));
  const { press, status } = await opened(t);
  await press("MP4");
  assert.equal(status(), "This server has no video encoder.");
});

test("a script is copied, or saved", async (t) => {
  const did = browser(t);
  const script = { text: async () => "import torch" };
  const requests = serverOf(t, () => ({ blob: script, name: "bowl-gd.py" }));
  const { press, status } = await opened(t);
  await press("Copy as PyTorch");
  assert.deepEqual(
    [requests[0].path, did.copied, status()],
    ["api/v1/exports/pytorch", ["import torch"], "Copied."],
  );
  did.refuses = true;
  await press("Copy as PyTorch");
  assert.deepEqual(did.files, [[script, "bowl-gd.py"]]);
  assert.match(status(), /saved as a file/);
});

test("a short link is the server's, and its code too", async (t) => {
  serverOf(t, () => ({ json: { short_url: "e/0123" } }));
  const { press, named, dialog, status } = await opened(t, { limits: { qr_characters: 5 } });
  assert.equal(dialog.querySelector("img").hidden, true);
  await press("Shorten");
  assert.equal(named("Link").value, `${BASE}e/0123`);
  assert.equal(new URL(dialog.querySelector("img").src).searchParams.get("text"), `${BASE}e/0123`);
  assert.deepEqual([dialog.querySelector("img").hidden, dialog.long.hidden], [false, true]);
  assert.match(status(), /^Kept on this server\./);
  named("Loss curves").enter(false);
  await settled();
  assert.equal(named("Link").value, `${BASE}e/0123`, "options of the embed leave it");
  await dialog.open();
  assert.match(named("Link").value, /\?v=1&run/);
  assert.equal(status(), "");
});

test("a click beside the dialog closes it", async (t) => {
  const { dialog } = await opened(t);
  dialog.dialog.querySelector("h2").dispatchEvent(new Event("click", { bubbles: true }));
  assert.equal(dialog.dialog.open, true);
  dialog.dialog.click();
  assert.equal(dialog.dialog.open, false);
});
