/** DOM helpers: create and update elements. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Creates an element.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [attributes] - `on...` are listeners; true means present, null and false
 *   absent
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value !== null && value !== false && value !== undefined)
      element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/** Icon paths on a 24 x 24 grid. @type {Record<string, string>} */
const ICONS = {
  play: "M8 5.2v13.6L19 12z",
  pause: "M7.5 5.5h3v13h-3zM13.5 5.5h3v13h-3z",
  reset: "M7 5.5v13M18 6l-8 6 8 6z",
  back: "M15 6l-8 6 8 6zM18 6v12",
  forward: "M9 6l8 6-8 6zM6 6v12",
  add: "M12 5.5v13M5.5 12h13",
  fork: "M7 4.500v15M7 14c0-4 9-2 9-8M13 8.500l3-3.500 3 3.500",
  copy: "M9 9h9.5v9.5H9zM6 15H5.5V5.5H15V6",
  remove: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  link: "M10 14a3.5 3.5 0 0 0 5 0l3-3a3.5 3.5 0 0 0-5-5l-1 1M14 10a3.5 3.5 0 0 0-5 0l-3 3a3.5 3.5 0 0 0 5 5l1-1",
  help: "M9.2 9.2a2.9 2.9 0 1 1 4 2.7c-.9.4-1.2 1-1.2 2M12 17.3v.2",
  sun: "M12 8.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M5.6 18.4L7 17M17 7l1.4-1.4",
  moon: "M19 14.2A7.6 7.6 0 0 1 9.8 5 7.6 7.6 0 1 0 19 14.2z",
  auto: "M12 4.5a7.5 7.5 0 1 0 0 15zM12 4.5a7.5 7.5 0 0 1 0 15",
  projector: "M4 7.500h16v8H4zM12 15.500v3M8.500 20l3.500-1.500 3.500 1.500M12 5v2.500",
  dice: "M5.5 5.5h13v13h-13zM9.2 9.2v.1M14.8 14.8v.1M14.8 9.2v.1M9.2 14.8v.1M12 12v.1",
  undo: "M8 6L4.5 9.5 8 13M5 9.5h9a5 5 0 0 1 0 10h-3",
  redo: "M16 6l3.5 3.5L16 13M19 9.5h-9a5 5 0 0 0 0 10h3",
  restart: "M18.500 8.500A7.500 7.500 0 1 0 19.500 12M18.800 4.500v4.200h-4.200",
  chevron: "M7 10l5 5 5-5",
  sliders: "M5 8h8M17 8h2M5 16h2M11 16h8M13 8a2 2 0 1 0 4 0 2 2 0 0 0-4 0M7 16a2 2 0 1 0 4 0 2 2 0 0 0-4 0",
};

export const ICON_NAMES = Object.keys(ICONS);

const FILLED = new Set(["play", "pause"]);

/**
 * Creates the SVG of an icon.
 *
 * @param {string} name - a key of ICONS
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", FILLED.has(name) ? "icon icon-filled" : "icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/**
 * Marker paths of racers in the panel, the same shapes as on the map, on the 24 x 24 grid.
 *
 * @type {Record<string, string>}
 */
const MARKS = {
  circle: "M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14z",
  square: "M6 6h12v12H6z",
  triangle: "M12 4.5l8 14H4z",
  diamond: "M12 3.5l8.5 8.5-8.5 8.5L3.5 12z",
  plus: "M9.3 4h5.4v5.3H20v5.4h-5.3V20H9.3v-5.3H4V9.3h5.3z",
  star: "M12 3l2.6 6 6.5.6-4.9 4.3 1.5 6.4L12 16.9l-5.7 3.4 1.5-6.4-4.9-4.3 6.5-.6z",
  hexagon: "M12 3.8l7.1 4.1v8.2L12 20.2l-7.1-4.1V7.900z",
  cross:
    "M7.800 4L12 8.200 16.200 4 20 7.800 15.800 12 20 16.200 16.200 20 12 15.800 7.800 20 4 16.200 8.200 12 4 7.800z",
};

/**
 * Creates the SVG of a racer's marker.
 *
 * @param {string} marker
 * @param {string} color - CSS
 */
export function markerIcon(marker, color) {
  const svg = icon("add");
  svg.setAttribute("class", "marker");
  svg.style.color = color;
  svg.firstElementChild?.setAttribute("d", MARKS[marker] ?? MARKS.circle);
  return svg;
}

/**
 * A button that shows an icon; its label is for screen readers and the tooltip.
 *
 * @param {string} name - of the icon
 * @param {string} label
 * @param {() => void} act
 * @param {string} [className]
 */
export function iconButton(name, label, act, className = "") {
  return make(
    "button",
    { type: "button", class: `icon-button ${className}`, "aria-label": label, title: label, onclick: act },
    icon(name),
  );
}

/**
 * Dispatches `param-input` while a setting is moved, `param-change` when it has been set.
 *
 * @param {Element} element
 * @param {"param-input" | "param-change" | "param-cancel"} type
 * @param {string} pointer - JSON pointer into the experiment
 * @param {unknown} value
 */
export function emitParam(element, type, pointer, value) {
  element.dispatchEvent(new CustomEvent(type, { bubbles: true, detail: { pointer, value } }));
}

let count = 0;

/** Creates an element id. @param {string} prefix @returns {string} an id that is not used yet */
export function uniqueId(prefix) {
  count += 1;
  return `${prefix}-${count}`;
}

/**
 * Shows an error message beside an input and marks the input invalid.
 *
 * @param {HTMLElement} input
 * @param {HTMLElement} note
 * @param {string} sentence - "" clears the error
 */
export function showFieldError(input, note, sentence) {
  setText(note, sentence);
  note.hidden = sentence === "";
  if (sentence === "") input.removeAttribute("aria-invalid");
  else input.setAttribute("aria-invalid", "true");
}

/**
 * Marks the buttons of a group as pressed or not.
 *
 * @param {Element | null | undefined} group - of buttons with `data-name`
 * @param {(name: string) => boolean} chosen
 */
export function setPressed(group, chosen) {
  for (const button of /** @type {Iterable<HTMLElement>} */ (group?.children ?? []))
    button.setAttribute("aria-pressed", String(chosen(button.dataset.name ?? "")));
}

/**
 * Sets text only where it differs, to avoid needless layout.
 *
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Rebuilds the content of an element; open details and the focus are restored by their labels.
 *
 * @param {HTMLElement} element
 * @param {() => void} build
 */
export function rebuild(element, build) {
  const words = (/** @type {Element} */ part) => part.querySelector("summary")?.textContent;
  const open = [...element.querySelectorAll("details[open]")].map(words);
  const focused = nameOf(element.contains(document.activeElement) ? document.activeElement : null);
  build();
  for (const part of element.querySelectorAll("details")) part.open ||= open.includes(words(part));
  if (!focused || document.activeElement !== document.body) return;
  const controls = /** @type {NodeListOf<HTMLElement>} */ (
    element.querySelectorAll("input, select, button, summary")
  );
  [...controls].find((control) => nameOf(control) === focused)?.focus();
}

/** Identifies a control by its label and kind. @param {Element | null} control */
function nameOf(control) {
  if (!control) return "";
  const label = "labels" in control && /** @type {HTMLInputElement} */ (control).labels?.[0]?.textContent;
  return `${control.tagName} ${control.getAttribute("aria-label") || label || control.textContent}`;
}

/**
 * Replaces the children of a list; a focused button keeps the focus, or passes it to the button at the same
 * index.
 *
 * @param {HTMLElement} list
 * @param {Node[]} children
 */
export function refill(list, children) {
  const active = /** @type {HTMLButtonElement} */ (document.activeElement);
  const focusIndex = [...list.querySelectorAll("button")].indexOf(active);
  list.replaceChildren(...children);
  if (focusIndex >= 0) list.querySelectorAll("button")[focusIndex]?.focus({ preventScroll: true });
}
