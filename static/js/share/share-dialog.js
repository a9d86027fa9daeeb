/** Share dialog: link, embed code and files of the current state. */

import { iconButton, make, setText } from "../components/dom.js";
import { addressOf, fetchExport, fetchTable, qrAddress, saveExperiment, scriptAddress } from "../run/api.js";
import { defaultView, LANGUAGES, pack, write } from "../url/url-state.js";
import { KINDS } from "./snippets.js";

/** Parts of an embed that can be left out. */
const PARTS = [
  ["curves", "Loss curves"],
  ["rate", "Learning rate"],
  ["transport", "Clock"],
  ["link", "Link to the lab"],
];

const FILES = [
  ["PNG", "png"],
  ["SVG", "svg"],
  ["GIF", "gif"],
  ["MP4", "mp4"],
  ["WebM", "webm"],
  ["Offline page", "html"],
  ["Notebook", "notebook"],
  ["CSV", "csv"],
  ["NPZ", "npz"],
  ["JSON", "json"],
];
/** A language in its own words. @param {string} code */
const languageName = (code) => new Intl.DisplayNames(code, { type: "language" }).of(code) ?? code;

/** Settings of an embed: part of the view, label, and values with their labels. */
const SETTINGS = /** @type {const} */ ([
  ["mode", "View", ["contour", "Map"], ["3d", "Relief"], ["both", "Both"]],
  ["theme", "Theme", ["auto", "Auto"], ["light", "Light"], ["dark", "Dark"], ["projector", "Projector"]],
  ["lang", "Language", ...LANGUAGES.map((name) => /** @type {const} */ ([name, languageName(name)]))],
]);
const TABLES = ["csv", "npz", "json"];
/** Length of a link, in characters, above which some mail programs and messengers cut it off. */
const MAX_MAIL_CHARACTERS = 8000;

/** @param {Blob} blob @param {string} name */
function download(blob, name) {
  const url = URL.createObjectURL(blob);
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export class ShareDialog extends HTMLElement {
  /** Number of the latest snippet request: an older response never replaces a newer one. */
  #requests = 0;

  /** @param {import("../run/session.js").Session} session @param {import("../page/stage.js").Stage} stage */
  setUp(session, stage) {
    this.session = session;
    this.stage = stage;
    this.link = make("input", { type: "text", class: "wide code", readonly: true, "aria-label": "Link" });
    this.code = make("textarea", { class: "code", readonly: true, rows: "5", "aria-label": "Snippet" });
    this.qr = make("img", { class: "share-qr", alt: "The link as a QR code", width: "152", height: "152" });
    this.long = make("p", { class: "share-message", hidden: true });
    this.message = make("p", { class: "share-message", role: "status" });
    const options = KINDS.map(({ name, title }) => make("option", { value: name }, title));
    const update = () => this.#embed();
    this.kind = make("select", { class: "wide", "aria-label": "Embed in", onchange: update }, ...options);
    this.parts = PARTS.map(([name, label]) => ({ name, ...tick(label, true, update) }));
    this.locks = tick("Locked settings", false, update);
    this.atStep = tick("Standing at this step", false, update);
    this.settings = SETTINGS.map(([name, label, ...choices]) => ({
      name,
      ...choice(label, choices, update),
    }));
    this.dialog = make("dialog", { "aria-labelledby": "share-title" }, ...this.#parts());
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog?.close();
    });
    this.replaceChildren(this.dialog);
    return this;
  }

  async open() {
    if (!this.dialog) return;
    this.showStatus("");
    await Promise.all([this.#address(), this.#embed()]);
    if (!this.dialog.open) this.dialog.showModal();
    this.link?.select();
  }

  #parts() {
    const files = FILES.map(([label, form]) =>
      make("button", { type: "button", class: "quiet-button", onclick: () => this.#save(form) }, label),
    );
    const torch = make("button", { type: "button", class: "quiet-button", onclick: () => this.#copyTorch() });
    torch.append("Copy as PyTorch");
    const ticks = [...(this.parts ?? []), this.locks, this.atStep].map((one) => one?.label ?? "");
    return [
      make("header", {}, make("h2", { id: "share-title" }, "Share"), this.#close()),
      make("div", { class: "share-link" }, this.qr ?? "", this.#linkPart()),
      this.long ?? "",
      make(
        "div",
        { class: "share-line" },
        make("h3", {}, "Embed"),
        this.kind ?? "",
        this.#copyButton(this.code),
      ),
      make("div", { class: "share-line share-settings" }, ...(this.settings ?? []).map((one) => one.label)),
      make("div", { class: "share-ticks", role: "group", "aria-label": "What the embed has" }, ...ticks),
      this.code ?? "",
      make("h3", {}, "Take away"),
      make("div", { class: "share-files" }, ...files, torch),
      this.message ?? "",
    ];
  }

  #close() {
    return iconButton("remove", "Close", () => this.dialog?.close(), "small");
  }

  #linkPart() {
    const about =
      "Opens exactly this: the landscape, the optimizers, every setting and edit, the step and the view.";
    const title = "Keep the experiment on this server, under a short address";
    const act = () => this.#shorten();
    const shorten = make("button", { type: "button", class: "quiet-button", title, onclick: act }, "Shorten");
    const line = make("div", { class: "share-line" }, this.link ?? "", this.#copyButton(this.link), shorten);
    return make("div", {}, line, make("p", { class: "summary" }, about));
  }

  /** @param {HTMLInputElement | HTMLTextAreaElement | undefined} field */
  #copyButton(field) {
    const copy = () => this.#copy(field?.value ?? "", field);
    return make("button", { type: "button", class: "quiet-button", onclick: copy }, "Copy");
  }

  /**
   * @param {string} text
   * @param {HTMLInputElement | HTMLTextAreaElement | undefined} field - selected if copying is not allowed
   */
  async #copy(text, field) {
    try {
      await navigator.clipboard.writeText(text);
      this.showStatus("Copied.");
    } catch {
      field?.select();
      this.showStatus(
        "This browser lets a page copy over https only. It is selected: copy it with Ctrl+C or \u2318C.",
      );
    }
  }

  /** The current view. @param {import("../run/session.js").Session} session */
  #currentView(session) {
    const { time, playing, atEnd } = session.player;
    const step = playing || atEnd || time < 1 ? null : Math.floor(time);
    return { ...session.state.view, camera: this.stage?.cameraDegrees ?? null, step };
  }

  /** Fills in the link when the dialog opens; a shortened one stays until then. */
  async #address() {
    const { session, link, qr, long } = this;
    if (!session || !link || !qr || !long) return;
    link.value = await place(session.state.spec, this.#currentView(session), "./");
    const isLong = link.value.length > (session.live.limits.qr_characters ?? Number.POSITIVE_INFINITY);
    qr.hidden = isLong;
    if (!isLong) qr.src = qrAddress(link.value);
    long.hidden = !isLong;
    long.textContent = isLong ? lengthWarning(link.value.length) : "";
  }

  /** Fills in the snippet from the state and the options. */
  async #embed() {
    const { session, code } = this;
    if (!session || !code) return;
    this.#requests += 1;
    const request = this.#requests;
    const { spec } = session.state;
    const view = this.#currentView(session);
    const { step } = view;
    if (this.atStep) this.atStep.label.hidden = step === null;
    const hide = (this.parts ?? []).filter(({ box }) => !box.checked).map(({ name }) => name);
    const settings = Object.fromEntries((this.settings ?? []).map(({ name, box }) => [name, box.value]));
    const atStep = this.atStep?.box.checked ?? false;
    const own = {
      ...view,
      ...settings,
      hide,
      lock: this.locks?.box.checked ?? false,
      step: atStep ? step : null,
    };
    const [src, link] = await Promise.all([place(spec, own, "embed"), place(spec, view, "./")]);
    if (request !== this.#requests) return; // The options have changed meanwhile.
    const kind = KINDS.find(({ name }) => name === this.kind?.value) ?? KINDS[0];
    code.value = kind.write({ src, link, script: scriptAddress(), width: 700, height: 420 });
  }

  /** Replaces the link by a short one, whose experiment the server saves. */
  async #shorten() {
    const { session, link, qr, long } = this;
    if (!session || !link || !qr || !long) return;
    await this.#attempt(async () => {
      link.value = await saveExperiment(session.state.spec);
      qr.src = qrAddress(link.value);
      qr.hidden = false;
      long.hidden = true;
      link.select();
      this.showStatus(
        "Kept on this server. The short link opens the experiment, as long as the server keeps it; step and view are not in it.",
      );
    });
  }

  /** @param {string} form */
  async #save(form) {
    if (!this.session) return;
    const { spec } = this.session.state;
    const theme = document.documentElement.dataset.theme ?? "light";
    const sizes = {
      png: { width: 1600, height: 900 },
      svg: { width: 1600, height: 900 },
      gif: { width: 800, height: 450 },
      mp4: { width: 800, height: 450, frames: 120 },
      webm: { width: 800, height: 450, frames: 120 },
    };
    const size = /** @type {Record<string, object>} */ (sizes)[form];
    const imageOptions =
      form === "png" || form === "svg" ? { step: Math.floor(this.session.player.time) } : {};
    const options = size ? { ...size, theme, ...imageOptions } : {};
    await this.#attempt(async () => {
      const { blob, name } = TABLES.includes(form)
        ? await fetchTable(/** @type {"csv" | "npz" | "json"} */ (form), spec)
        : await fetchExport(form, spec, options);
      download(blob, name);
      this.showStatus("Saved.");
    });
  }

  async #copyTorch() {
    await this.#attempt(async () => {
      if (!this.session) return;
      const { blob, name } = await fetchExport("pytorch", this.session.state.spec);
      const text = await blob.text();
      const copied = await navigator.clipboard?.writeText(text).then(
        () => true,
        () => false,
      );
      if (!copied) download(blob, name);
      this.showStatus(
        copied ? "Copied." : "This browser lets a page copy over https only: the script was saved as a file.",
      );
    });
  }

  /** @param {() => Promise<void>} act */
  async #attempt(act) {
    this.showStatus("Writing\u2026");
    try {
      await act();
    } catch (error) {
      this.showStatus(error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {string} sentence */
  showStatus(sentence) {
    if (this.message) setText(this.message, sentence);
  }
}

customElements.define("share-dialog", ShareDialog);

/** @param {string} label @param {boolean} checked @param {() => void} changed */
function tick(label, checked, changed) {
  const box = make("input", { type: "checkbox", checked, onchange: changed });
  return { box, label: make("label", {}, box, label) };
}

/**
 * @param {string} label
 * @param {readonly (readonly [string, string])[]} choices - values and labels
 * @param {() => void} changed
 */
function choice(label, choices, changed) {
  const options = choices.map(([value, text]) => make("option", { value }, text));
  const box = make("select", { class: "wide", onchange: changed }, ...options);
  return { box, label: make("label", {}, label, box) };
}

/**
 * @param {import("../experiment/experiment.js").Experiment} spec
 * @param {import("../url/url-state.js").View} view
 * @param {string} page
 */
async function place(spec, view, page) {
  const plain = defaultView();
  if (page === "embed") plain.mode = "contour";
  const text = write(spec, view, plain);
  const query = ["v=1", text.query].filter(Boolean).join("&");
  return addressOf(query, text.packed ? await pack(text.packed) : "", page);
}

/** @param {number} length - of a link, in characters */
function lengthWarning(length) {
  const sentence = `This link holds all of it in ${length.toLocaleString("en")} characters, too many for a QR code`;
  return length > MAX_MAIL_CHARACTERS
    ? `${sentence}, and some programs cut such links: send the JSON instead.`
    : `${sentence}.`;
}
