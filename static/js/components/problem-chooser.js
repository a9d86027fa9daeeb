/**
 * Problem chooser: a dialog of all test surfaces and networks, with pictures and a search (event `problem-pick`).
 * Loaded when it is first opened.
 */

import { findEntries, problemFamilies } from "../experiment/problem-entries.js";
import { isNetwork, nameOf } from "../experiment/problem-kind.js";
import { surfacePictureAddress } from "../run/api.js";
import { iconButton, make, setText, uniqueId } from "./dom.js";
import { pictogram } from "./problem-pictogram.js";
import { TabList } from "./tab-list.js";

/** Size of a surface's picture in pixels, as the server draws it. */
const PICTURE_PX = { width: 264, height: 192 };

/** @typedef {import("../experiment/problem-entries.js").ProblemEntry} ProblemEntry */
/** @typedef {import("../experiment/problem-entries.js").ProblemFamily} ProblemFamily */
/** @typedef {{entry: ProblemEntry, item: HTMLElement, button: HTMLButtonElement, picture: HTMLImageElement | null}} Card */
/** @typedef {{family: ProblemFamily, cards: Card[], content: HTMLElement, lists: [HTMLElement, HTMLElement, Card[]][], found: HTMLElement}} Side */

export class ProblemChooser extends HTMLElement {
  /** @param {import("../experiment/facts.js").Catalog} catalog */
  setUp(catalog) {
    this.catalog = catalog;
    /** @type {Side[]} */
    this.sides = problemFamilies(catalog).map((family) => this.#side(family));
    const tabs = this.sides.map(({ family, content }) => ({ ...family, content }));
    this.tabs = new TabList("Kinds of problems", tabs, () => this.#showNumber());
    this.search = make("input", {
      type: "search",
      "aria-label": "Search",
      placeholder: "Search",
      autocomplete: "off",
      spellcheck: "false",
      maxlength: "60",
      oninput: () => this.#filter(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onSearchKey(event),
    });
    this.status = make("p", { class: "summary", role: "status" });
    this.dialog = this.#dialog(make("div", { class: "chooser-tools" }, this.tabs.element, this.search));
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog?.close();
    });
    this.replaceChildren(this.dialog);
    this.#filter();
    return this;
  }

  /** @param {HTMLElement} tools - above the list */
  #dialog(tools) {
    const title = uniqueId("chooser");
    const close = iconButton("remove", "Close", () => this.dialog?.close(), "small");
    return make(
      "dialog",
      { class: "wide-dialog chooser", "aria-labelledby": title },
      make("header", {}, make("h2", { id: title }, "What to descend"), close),
      tools,
      this.status ?? "",
      ...(this.tabs?.tabs.map(({ panel }) => panel) ?? []),
    );
  }

  /** Opens the dialog at the problem that is shown now. @param {import("../experiment/problem-kind.js").Problem} problem */
  open(problem) {
    if (!this.dialog || !this.search || this.dialog.open) return;
    this.search.value = "";
    this.#filter();
    this.tabs?.show(isNetwork(problem) ? "network" : "surface");
    this.showPictures();
    this.dialog.showModal();
    this.#mark(problem);
    // Focus in a text box opens the keyboard of a phone, over half of the list.
    if (matchMedia("(pointer: coarse)").matches) this.tabs?.focus();
    else this.search.focus();
  }

  /** Shows pictures in the colors of the page; the browser fetches those that are looked at. */
  showPictures() {
    const { theme = "light" } = document.documentElement.dataset;
    for (const { entry, picture } of this.#cards) {
      const address = surfacePictureAddress(entry.name, theme);
      if (picture && picture.src !== address) picture.src = address;
    }
  }

  get #cards() {
    return this.sides?.flatMap(({ cards }) => cards) ?? [];
  }

  /** Marks the entry of a problem, and scrolls to it. @param {import("../experiment/problem-kind.js").Problem} problem */
  #mark(problem) {
    for (const { entry, button } of this.#cards) {
      const now = entry.kind === problem.kind && entry.name === nameOf(problem) && !entry.dataset;
      if (now) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      if (now) button.scrollIntoView?.({ block: "center" });
    }
  }

  /** @param {ProblemFamily} family @returns {Side} */
  #side(family) {
    const found = make("ul", { class: "chooser-list" });
    const lists = family.groups.map(({ title, entries }) => {
      const cards = entries.map((entry) => this.#card(entry));
      const list = make("ul", { class: "chooser-list" });
      const section = make("section", {}, make("h3", {}, title), list);
      return /** @type {[HTMLElement, HTMLElement, Card[]]} */ ([section, list, cards]);
    });
    const content = make("div", { class: "chooser-groups" }, ...lists.map(([section]) => section), found);
    return { family, cards: lists.flatMap(([, , cards]) => cards), content, lists, found };
  }

  /** @param {ProblemEntry} entry @returns {Card} */
  #card(entry) {
    const id = uniqueId("entry");
    // A picture that does not come is asked for again when the dialog is next opened.
    const onerror = () => picture?.removeAttribute("src");
    const how = { ...PICTURE_PX, alt: "", loading: "lazy", decoding: "async", onerror };
    /** @type {HTMLImageElement | null} */
    const picture = entry.kind === "surface" ? make("img", how) : null;
    const drawn = picture ?? pictogram(entry, /** @type {NonNullable<typeof this.catalog>} */ (this.catalog));
    const button = make(
      "button",
      {
        type: "button",
        class: "chooser-entry",
        title: entry.summary,
        "aria-labelledby": id,
        "aria-describedby": `${id}-about`,
        onclick: () => this.#pick(entry),
      },
      make("span", { class: "picture-box" }, drawn),
      make("strong", { id }, entry.title),
      make("span", { class: "about", id: `${id}-about` }, entry.summary),
    );
    return { entry, item: make("li", {}, button), button, picture };
  }

  /** Shows the entries that match the search, the best first; all in their groups where nothing is searched. */
  #filter() {
    for (const side of this.sides ?? []) {
      if (this.#text) this.#showFound(side);
      else this.#showGroups(side);
      for (const [section] of side.lists) section.hidden = this.#text !== "";
      side.found.hidden = this.#text === "";
    }
    if (this.#text) this.#showHits();
    this.#showNumber();
  }

  /** What is searched. */
  get #text() {
    return this.search?.value.trim() ?? "";
  }

  /** @param {Side} side */
  #showGroups({ family, lists }) {
    for (const [, list, cards] of lists) list.replaceChildren(...cards.map(({ item }) => item));
    this.tabs?.setCount(family.name, "");
  }

  /** @param {Side} side */
  #showFound({ family, cards, found }) {
    const entries = cards.map(({ entry }) => entry);
    const hits = findEntries(entries, this.#text);
    found.replaceChildren(...hits.map((hit) => cards[entries.indexOf(hit)].item));
    this.tabs?.setCount(family.name, ` (${hits.length})`);
  }

  /** Goes to the other tab where the open one has no hit and the other has. */
  #showHits() {
    if (this.#found.length > 0) return;
    const other = this.sides?.find(({ found }) => found.children.length > 0);
    if (other) this.tabs?.show(other.family.name);
  }

  /** The cards that are found in the open tab, in their order. */
  get #found() {
    const side = this.sides?.find(({ family }) => family.name === this.tabs?.name);
    const items = [...(side?.found.children ?? [])];
    return items.flatMap((item) => side?.cards.find((card) => card.item === item) ?? []);
  }

  /** Tells how many entries are found. */
  #showNumber() {
    if (!this.status) return;
    const text = this.#text;
    const count = this.#found.length;
    const words =
      count > 0 ? `${count} found. Enter takes the first.` : `Nothing is called \u201c${text}\u201d.`;
    setText(this.status, text ? words : "");
  }

  /** @param {KeyboardEvent} event */
  #onSearchKey(event) {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    if (event.key === "ArrowDown") return this.#firstButton()?.focus();
    const [first] = this.#text ? this.#found : [];
    if (first) this.#pick(first.entry);
  }

  /** The first entry that is shown. */
  #firstButton() {
    const side = this.sides?.find(({ family }) => family.name === this.tabs?.name);
    return this.#text ? this.#found[0]?.button : side?.cards[0]?.button;
  }

  /** @param {ProblemEntry} entry */
  #pick({ kind, name, dataset }) {
    this.dialog?.close();
    const detail = dataset ? { kind, name, dataset } : { kind, name };
    this.dispatchEvent(new CustomEvent("problem-pick", { bubbles: true, detail }));
  }
}

customElements.define("problem-chooser", ProblemChooser);
