/**
 * `<descent-lab surface="beale" run="adam,lr:0.05">` for any page, as a script or a module, any number of
 * times. Attributes are the parameters of an embed's address; `state` is the text after its "#s=". What is inside
 * is for readers without JavaScript. Events: `ready`, `state`, `step`, `done`, `error`, `key`.
 */
if (!customElements.get("descent-lab")) {
  // A module is no current script, but an error names the file that it comes from.
  const script =
    /** @type {HTMLScriptElement | null} */ (document.currentScript)?.src ??
    /\w+:\/\/\S+?\/embed\.js/.exec(String(Error().stack))?.[0];
  const home = new URL("../embed", script);
  const own = new Set(["state", "height", "class", "style", "id", "slot", "title", "hidden"]);
  const requests = [
    ...["play", "pause", "reset", "step", "seek", "setSpeed", "setTheme"],
    ...["getState", "setState", "screenshot", "subscribe", "ping"],
  ];
  /** Attributes in which sites keep their theme: Sphinx, Docusaurus; Material for MkDocs; Bootstrap; GitHub. */
  const themed = ["data-theme", "data-md-color-scheme", "data-bs-theme", "data-color-mode"];
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");

  /** The theme of the page at an element: as the page says, else by what is seen behind it. */
  const themeAt = (element) => {
    const roots = [document.documentElement, document.body].filter(Boolean);
    const said = roots.flatMap((root) => themed.map((name) => root.getAttribute(name) ?? "")).join(" ");
    const word = /\b(dark|slate|light|default)\b/.exec(said)?.[1];
    if (word) return word === "dark" || word === "slate" ? "dark" : "light";
    for (let behind = element; behind; behind = behind.parentElement) {
      const lightness = lightnessOf(getComputedStyle(behind).backgroundColor);
      if (lightness !== null) return lightness < 0.5 ? "dark" : "light";
    }
    const scheme = getComputedStyle(element).colorScheme ?? "";
    if (!scheme.includes("dark")) return "light"; // The page is white.
    return !scheme.includes("light") || prefersDark.matches ? "dark" : "light";
  };

  /** From 0 to 1; null for a color that one sees through. */
  const lightnessOf = (color) => {
    const [kind, numbers] = [/^\w*/.exec(color)?.[0] ?? "", (color.match(/[\d.]+%?/g) ?? []).map(parseFloat)];
    if (numbers.length < 3 || (numbers[3] ?? 1) < 0.5) return null;
    if (kind.startsWith("ok")) return numbers[0];
    const [red, green, blue] = numbers;
    return (0.299 * red + 0.587 * green + 0.114 * blue) / (kind.startsWith("rgb") ? 255 : 1);
  };

  class DescentLab extends HTMLElement {
    connectedCallback() {
      if (this.frame) return;
      if (!this.shadowRoot) {
        const slot = document.createElement("slot");
        slot.name = "frame"; // What else is inside is not shown.
        this.attachShadow({ mode: "open" }).append(slot);
      }
      this.hear = (event) => this.#hear(event);
      this.follow = () => this.#follow();
      this.changes = new MutationObserver((records) => this.#change(records));
      this.changes.observe(this, { attributes: true, attributeOldValue: true });
      this.page = new MutationObserver(this.follow);
      const attributeFilter = [...themed, "class", "style"];
      for (const root of [document.documentElement, document.body])
        if (root) this.page.observe(root, { attributes: true, attributeFilter });
      addEventListener("message", this.hear);
      addEventListener("transitionend", this.follow);
      prefersDark.addEventListener("change", this.follow);
      this.#place();
    }

    disconnectedCallback() {
      removeEventListener("message", this.hear);
      removeEventListener("transitionend", this.follow);
      prefersDark.removeEventListener("change", this.follow);
      this.changes.disconnect();
      this.page.disconnect();
      this.frame.remove();
      this.frame = null;
    }

    /** Asks the embed, once it is ready; the answer's payload, or an error with its sentence. */
    async ask(type, payload = {}) {
      this.frame.loading = "eager"; // Whoever asks does not wait until it is seen.
      await this.ready;
      const id = ++this.asked;
      return new Promise((done, failed) => {
        this.waiting.set(id, { done, failed });
        this.#post({ type, id, payload });
      });
    }

    /** Puts a new frame in place: a new address in the old one would be a step of the history. */
    #place() {
      const url = new URL(home);
      for (const { name, value } of this.attributes)
        if (!own.has(name) && name !== "theme") url.searchParams.append(name, value);
      const slide = this.closest(".reveal section"); // reveal.js
      if (slide && !this.hasAttribute("autoplay")) url.searchParams.append("autoplay", "0");
      this.theme = this.#wanted();
      url.searchParams.append("theme", this.theme);
      url.search = url.search.replaceAll("+", "%20"); // a blank is no plus
      const state = this.getAttribute("state");
      if (state) url.hash = `s=${state}`;
      for (const { failed } of this.waiting?.values() ?? []) failed(Error("The embed was replaced."));
      this.waiting = new Map();
      this.asked ??= 0;
      this.frame?.remove();
      this.frame = document.createElement("iframe");
      this.frame.slot = "frame";
      this.frame.loading = "lazy";
      this.frame.allowFullscreen = true;
      this.frame.style.cssText = "display:block;width:100%;border:0";
      this.#label();
      this.ready = new Promise((done, failed) => {
        this.settle = { done, failed };
      });
      this.ready.catch(() => {});
      this.frame.onload = () => slide?.matches(".present:not(.past *, .future *)") && this.#post({ type: "play" });
      this.frame.src = url.href;
      this.append(this.frame);
    }

    #label() {
      this.frame.title = this.title || "Interactive loss landscape";
      this.frame.height = this.getAttribute("height") ?? (this.fitted || "420");
    }

    /** Attributes with another value. */
    #change(records) {
      const names = records
        .filter(({ attributeName, oldValue }) => this.getAttribute(attributeName) !== oldValue)
        .map(({ attributeName }) => attributeName);
      if (!this.frame || names.length === 0) return;
      if (names.some((name) => name === "state" || (name !== "theme" && !own.has(name)))) this.#place();
      else {
        this.#label();
        this.#follow();
      }
    }

    #wanted() {
      const theme = this.getAttribute("theme") ?? "auto";
      return theme === "auto" ? themeAt(this) : theme;
    }

    /** Tells the embed if the page has another theme. */
    async #follow() {
      const theme = this.#wanted();
      if (theme === this.theme) return;
      this.theme = theme;
      const { frame } = this;
      await this.ready.catch(() => {});
      if (frame === this.frame && theme === this.theme) this.#post({ type: "setTheme", payload: { theme } });
    }

    #post(message) {
      this.frame.contentWindow.postMessage({ ns: "descentlab", v: 1, ...message }, home.origin);
    }

    #hear({ source, data }) {
      if (source !== this.frame?.contentWindow || data?.ns !== "descentlab") return;
      const { type, re, payload, error } = data;
      const asker = this.waiting.get(re);
      this.waiting.delete(re);
      if (asker) return error ? asker.failed(Error(error.message)) : asker.done(payload);
      if (type === "ready") this.settle.done();
      if (type === "error" && payload?.code) this.settle.failed(Error(payload.detail));
      if (type === "resize") {
        this.fitted = payload.height;
        this.#label();
      }
      if (type === "key") this.dispatchEvent(new KeyboardEvent("keydown", { ...payload, bubbles: true }));
      this.dispatchEvent(new CustomEvent(type, { detail: payload }));
    }
  }

  for (const type of requests)
    DescentLab.prototype[type] = function (payload) {
      return this.ask(type, payload);
    };
  customElements.define("descent-lab", DescentLab);
}
