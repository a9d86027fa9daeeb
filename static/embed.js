/**
 * `<descent-lab surface="beale" run="adam,lr:0.05">` for any page. Attributes are the parameters of an embed's
 * address; `state` is the text after its "#s=". Events: `ready`, `state`, `step`, `done`, `error`, `key`.
 */
{
  const home = new URL("../embed", /** @type {HTMLScriptElement} */ (document.currentScript).src);
  const own = new Set(["state", "height", "class", "style", "id", "slot", "title"]);

  class DescentLab extends HTMLElement {
    connectedCallback() {
      if (this.frame) return;
      const url = new URL(home);
      for (const { name, value } of this.attributes) if (!own.has(name)) url.searchParams.append(name, value);
      url.search = url.search.replaceAll("+", "%20"); // a blank is no plus
      const state = this.getAttribute("state");
      if (state) url.hash = `s=${state}`;
      this.waiting = new Map();
      this.asked = 0;
      this.frame = document.createElement("iframe");
      this.frame.title = this.title || "Interactive loss landscape";
      this.frame.allowFullscreen = true;
      this.frame.style.cssText = "display:block;width:100%;border:0";
      this.frame.height = this.getAttribute("height") ?? "420";
      this.hear = (event) => this.#hear(event);
      addEventListener("message", this.hear);
      this.ready = new Promise((done, failed) => {
        this.addEventListener("ready", done);
        this.addEventListener("error", ({ detail: e }) => e?.code && failed(Error(e.detail)));
      });
      this.ready.catch(() => {});
      this.frame.src = url.href;
      this.append(this.frame);
    }

    disconnectedCallback() {
      removeEventListener("message", this.hear);
      this.frame.remove();
      this.frame = null;
    }

    /** Asks the embed, once it is ready; the answer's payload, or an error with its sentence. */
    async ask(type, payload = {}) {
      await this.ready;
      const id = ++this.asked;
      return new Promise((done, failed) => {
        this.waiting.set(id, { done, failed });
        this.frame.contentWindow.postMessage({ ns: "descentlab", v: 1, type, id, payload }, home.origin);
      });
    }

    #hear({ source, data }) {
      if (source !== this.frame?.contentWindow || data?.ns !== "descentlab") return;
      const { type, re, payload, error } = data;
      const asker = this.waiting.get(re);
      this.waiting.delete(re);
      if (asker) return error ? asker.failed(Error(error.message)) : asker.done(payload);
      if (type === "resize" && !this.hasAttribute("height")) this.frame.height = payload.height;
      if (type === "key") this.dispatchEvent(new KeyboardEvent("keydown", { ...payload, bubbles: true }));
      this.dispatchEvent(new CustomEvent(type, { detail: payload }));
    }
  }

  for (const type of ["play", "pause", "reset", "step", "seek", "getState", "setState", "screenshot", "subscribe"])
    DescentLab.prototype[type] = function (payload) {
      return this.ask(type, payload);
    };
  customElements.define("descent-lab", DescentLab);
}
