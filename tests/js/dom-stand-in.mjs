/** Stand-in for a document: what our modules use of elements, events and custom elements. Nothing is drawn. */

import { readFileSync } from "node:fs";
import { dashed, matchesChain, parse, ranged } from "./dom-markup.mjs";

class FakeNode {
  parentNode = null;
  childNodes = [];
  #listeners = [];

  addEventListener(type, act, options = {}) {
    this.#listeners.push({ type, act, once: options.once === true });
  }

  removeEventListener(type, act) {
    this.#listeners = this.#listeners.filter((one) => one.type !== type || one.act !== act);
  }

  dispatchEvent(event) {
    if (!event.path) {
      Object.defineProperty(event, "target", { value: this, configurable: true });
      event.path = true;
    }
    for (const one of [...this.#listeners].filter(({ type }) => type === event.type)) {
      if (one.once) this.#listeners = this.#listeners.filter((other) => other !== one);
      one.act.call(this, event);
    }
    const above = this.parentNode ?? (this === document ? windowNode : null);
    if (event.bubbles && !event.cancelBubble) above?.dispatchEvent(event);
    return !event.defaultPrevented;
  }

  get nodeType() {
    return 1;
  }

  get isConnected() {
    return this === document || (this.parentNode?.isConnected ?? false);
  }

  get textContent() {
    return this.childNodes.map(({ textContent }) => textContent).join("");
  }

  set textContent(text) {
    this.replaceChildren(...(text === "" ? [] : [text]));
  }

  contains(node) {
    return node !== null && (node === this || this.contains(node.parentNode ?? null));
  }

  remove() {
    if (!this.parentNode) return;
    this.parentNode.childNodes = this.parentNode.childNodes.filter((one) => one !== this);
    this.parentNode = null;
  }
}

/** A text of an element. */
class FakeText extends FakeNode {
  constructor(text) {
    super();
    this.nodeValue = text;
  }

  get nodeType() {
    return 3;
  }

  get textContent() {
    return this.nodeValue;
  }
}

const defined = new Map();
/** Names that a property and an attribute share. */
const TEXTS = ["className", "id", "title", "type", "href", "src", "min", "max", "step", "placeholder", "alt"];
const FLAGS = ["hidden", "disabled", "open", "inert"];

/** Attributes of an element, one after another as { name, value }. */
class Attributes extends Map {
  *[Symbol.iterator]() {
    for (const [name, value] of this.entries()) yield { name, value };
  }
}

class FakeElement extends FakeNode {
  attributes = new Attributes();
  #value = null;
  #checked = null;
  width = 0;
  height = 0;
  clientWidth = 0;
  clientHeight = 0;

  constructor(name) {
    super();
    this.localName = name ?? [...defined].find(([, kind]) => kind === new.target)?.[0] ?? "div";
    const style = { setProperty: (key, value) => Object.assign(style, { [key]: value }) };
    this.style = style;
    this.dataset = new Proxy(this, {
      get: (_, key) => this.getAttribute(dashed(key)) ?? undefined,
      set: (_, key, value) => [this.setAttribute(dashed(key), value)] && true,
    });
  }

  get tagName() {
    return this.localName.toUpperCase();
  }

  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }

  hasAttribute(name) {
    return this.attributes.has(name);
  }

  setAttribute(name, value) {
    this.attributes.set(name, String(value));
    if (this.constructor.observedAttributes?.includes(name)) this.attributeChangedCallback();
  }

  removeAttribute(name) {
    this.attributes.delete(name);
  }

  toggleAttribute(name, on = !this.attributes.has(name)) {
    if (on) this.attributes.set(name, "");
    else this.attributes.delete(name);
  }

  get classList() {
    const list = new Set(this.className.split(" ").filter(Boolean));
    const put = (name, on) => {
      list[on ? "add" : "delete"](name);
      this.setAttribute("class", [...list].join(" "));
    };
    return {
      contains: (name) => list.has(name),
      add: (name) => put(name, true),
      remove: (name) => put(name, false),
      toggle: (name, on = !list.has(name)) => put(name, on),
    };
  }

  get children() {
    return this.childNodes.filter((node) => node instanceof FakeElement);
  }

  get firstElementChild() {
    return this.children[0] ?? null;
  }

  get lastElementChild() {
    return this.children.at(-1) ?? null;
  }

  get parentElement() {
    return this.parentNode;
  }

  append(...nodes) {
    for (const one of nodes) {
      const node = one instanceof FakeNode ? one : new FakeText(String(one));
      node.remove();
      node.parentNode = this;
      this.childNodes = [...this.childNodes, node];
      if (this.isConnected) connect(node);
    }
  }

  before(node) {
    const { parentNode: above } = this;
    above.append(node);
    const others = above.childNodes.filter((one) => one !== node);
    above.childNodes = others.toSpliced(others.indexOf(this), 0, node);
  }

  replaceWith(node) {
    this.before(node);
    this.remove();
  }

  replaceChildren(...nodes) {
    for (const node of this.childNodes) node.parentNode = null;
    this.childNodes = [];
    this.append(...nodes);
  }

  matches(selector) {
    return selector.split(/,(?![^(]*\))/).some((chain) => matchesChain(this, chain));
  }

  closest(selector) {
    return this.matches(selector) ? this : (this.parentElement?.closest?.(selector) ?? null);
  }

  /** As in a page, a button is a stop of the Tab key unless it says otherwise. */
  get tabIndex() {
    const stops = ["button", "input", "select", "a", "summary"].includes(this.localName) ? 0 : -1;
    return Number(this.getAttribute("tabindex") ?? stops);
  }

  set tabIndex(index) {
    this.setAttribute("tabindex", index);
  }

  querySelectorAll(selector) {
    return this.children.flatMap((child) => [
      ...(child.matches(selector) ? [child] : []),
      ...child.querySelectorAll(selector),
    ]);
  }

  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }

  /** The value: what was typed; else what the markup says. */
  get value() {
    if (this.localName === "select") {
      const options = this.querySelectorAll("option");
      const chosen = options.find((one) => one.value === this.#value);
      return (chosen ?? options.find((one) => one.hasAttribute("selected")) ?? options[0])?.value ?? "";
    }
    const own = this.#value ?? this.getAttribute("value");
    if (own !== null) return own;
    if (this.type === "range") return ranged(this, (Number(this.min) + Number(this.max)) / 2);
    return this.localName === "option" ? this.textContent : "";
  }

  set value(value) {
    this.#value = this.getAttribute("type") === "range" ? ranged(this, Number(value)) : String(value);
  }

  get options() {
    return this.querySelectorAll("option");
  }

  /** Number of a menu's options. */
  get length() {
    return this.options.length;
  }

  get valueAsNumber() {
    return Number(this.value);
  }

  get checked() {
    return this.#checked ?? this.hasAttribute("checked");
  }

  set checked(on) {
    this.#checked = on;
  }

  showModal() {
    this.open = true;
  }

  close() {
    if (!this.open) return;
    this.open = false;
    this.dispatchEvent(new Event("close"));
  }

  focus() {
    document.activeElement = this;
  }

  blur() {
    document.activeElement = document.body;
  }

  select() {
    this.selected = true;
  }

  click() {
    if (!this.disabled) this.dispatchEvent(new Event("click", { bubbles: true }));
  }

  /** Types or chooses a value, as a person does. */
  enter(value, ...types) {
    if (typeof value === "boolean") this.checked = value;
    else this.value = value;
    for (const type of types.length > 0 ? types : ["change"])
      this.dispatchEvent(new Event(type, { bubbles: true }));
  }

  /** Draws nothing. */
  getContext() {
    const state = { canvas: this, measureText: () => ({ width: 0 }) };
    return new Proxy(state, { get: (target, name) => target[name] ?? (() => {}) });
  }

  getBoundingClientRect() {
    return { left: 0, top: 0, width: this.clientWidth, height: this.clientHeight };
  }

  setPointerCapture() {}

  checkVisibility() {
    return !this.hidden && (this.parentNode?.checkVisibility?.() ?? true);
  }
}

for (const name of TEXTS) {
  const attribute = name === "className" ? "class" : name;
  Object.defineProperty(FakeElement.prototype, name, {
    get() {
      return this.getAttribute(attribute) ?? "";
    },
    set(value) {
      if (this.attributes) this.setAttribute(attribute, value);
      else Object.defineProperty(this, name, { value, configurable: true }); // A class has a method of this name.
    },
  });
}
for (const name of FLAGS)
  Object.defineProperty(FakeElement.prototype, name, {
    get() {
      return this.hasAttribute(name);
    },
    set(on) {
      this.toggleAttribute(name, on);
    },
  });

/** Tells a custom element and those below it that they are in the page. */
function connect(node) {
  node.connectedCallback?.();
  for (const child of [...node.childNodes]) connect(child);
}

const windowNode = new FakeNode();

/** Puts a page's template in place of the document's content. @param {string} name */
export function openTemplate(name) {
  const html = readFileSync(new URL(`../../templates/${name}.html`, import.meta.url), "utf8");
  const [, body] = /<body[^>]*>(.*)<\/body>/s.exec(html.replace(/{%.*?%}|{{.*?}}/gs, ""));
  document.body.replaceChildren();
  parse(body, document.body);
}

/** Presses a key in the page or on an element. */
export function pressKey(key, { target = document.body, ...more } = {}) {
  const event = new Event("keydown", { bubbles: true, cancelable: true });
  target.dispatchEvent(Object.assign(event, { key, ...more }));
  return event;
}

const frames = [];

/** Draws the next frame. @param {number} now - milliseconds */
export function nextFrame(now) {
  for (const act of frames.splice(0)) act(now);
}

const document = new FakeElement("#document");
const root = new FakeElement("html");
document.append(root);
const [head, body] = ["head", "body"].map((name) => new FakeElement(name));
root.append(head, body);
Object.assign(document, {
  documentElement: root,
  head,
  body,
  activeElement: body,
  baseURI: "https://lab.test/",
  fonts: new FakeNode(),
  createElement: (name) => (defined.has(name) ? new (defined.get(name))() : new FakeElement(name)),
  createElementNS: (_, name) => new FakeElement(name),
  getElementById: (id) => document.querySelector(`#${id}`),
});

class Observer {
  observe() {}
  disconnect() {}
}

/** Answers of media queries, by query; false unless set. */
export const media = {};

Object.assign(globalThis, {
  document,
  window: globalThis,
  HTMLElement: FakeElement,
  Element: FakeElement,
  Node: Object.assign(FakeNode, { TEXT_NODE: 3 }),
  HTMLInputElement: FakeElement,
  ResizeObserver: Observer,
  IntersectionObserver: Observer,
  MutationObserver: Observer,
  Option: function Option(text) {
    const option = new FakeElement("option");
    option.append(text);
    return option;
  },
  innerWidth: 1440,
  innerHeight: 900,
  customElements: { define: (name, kind) => defined.set(name, kind), get: (name) => defined.get(name) },
  matchMedia: (query) => Object.assign(new FakeNode(), { matches: media[query] ?? false }),
  requestAnimationFrame: (act) => frames.push(act),
  cancelAnimationFrame: (number) => frames.splice(number - 1, 1, () => {}),
  addEventListener: (...values) => windowNode.addEventListener(...values),
  removeEventListener: (...values) => windowNode.removeEventListener(...values),
  dispatchEvent: (event) => windowNode.dispatchEvent(event),
  getComputedStyle: () => ({ getPropertyValue: () => "" }),
});
