/**
 * Roving tab stop: a group of controls is one stop of the Tab key; the arrow keys, Home and End go from one to
 * the next. Pattern: https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/#kbd_roving_tabindex
 */

/** What the arrow keys do: one control to the next, or one row. @type {Record<string, number>} */
const NEXT = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
/** Keys that a select in a group needs itself. */
const VERTICAL = /^Arrow(Up|Down)$/;

/**
 * Makes a group of buttons (and selects) one tab stop. It may be called again after the group has been refilled.
 *
 * @template {HTMLElement} Group
 * @param {Group} group
 * @param {string} [selector] - of its controls
 * @returns {Group}
 */
export function oneTabStop(group, selector = "button, select") {
  if (!group.dataset.roving) {
    group.dataset.roving = selector;
    group.addEventListener("keydown", (event) => onKey(event, group));
    group.addEventListener("focusin", ({ target }) => settle(group, /** @type {HTMLElement} */ (target)));
    new MutationObserver(() => settle(group)).observe(group, {
      childList: true,
      subtree: true,
      attributeFilter: ["aria-pressed", "hidden", "disabled", "aria-expanded"],
    });
  }
  settle(group);
  return group;
}

/** @param {HTMLElement} group @returns {HTMLElement[]} its controls that can be used */
function controlsOf(group) {
  const all = /** @type {NodeListOf<HTMLButtonElement>} */ (
    group.querySelectorAll(group.dataset.roving ?? "button")
  );
  return [...all].filter((one) => !one.disabled && !one.closest("[hidden]"));
}

/** The one control at which Tab stops: that with the focus, else the chosen one, else the first. @param {HTMLElement} group @param {HTMLElement | null} [focused] */
function settle(group, focused = null) {
  const controls = controlsOf(group);
  const active = focused ?? /** @type {HTMLElement} */ (document.activeElement);
  const stops = controls.filter(({ tabIndex }) => tabIndex === 0);
  const stop =
    controls.find((one) => one === active) ??
    controls.find((one) => one.matches("[aria-pressed=true], [aria-expanded=true]")) ??
    (stops.length === 1 ? stops[0] : null) ??
    controls.find((one) => one.matches(".play")) ??
    controls[0];
  for (const one of controls) {
    const index = one === stop ? 0 : -1;
    if (one.tabIndex !== index) one.tabIndex = index;
  }
}

/** @param {KeyboardEvent} event @param {HTMLElement} group */
function onKey(event, group) {
  const { key, target } = event;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (/** @type {Element} */ (target).matches("select") && VERTICAL.test(key)) return;
  const controls = controlsOf(group);
  const at = controls.indexOf(/** @type {HTMLElement} */ (target));
  if (at < 0) return;
  const places = { Home: 0, End: controls.length - 1 };
  const to =
    key in NEXT ? (at + NEXT[key] + controls.length) % controls.length : places[/** @type {"Home"} */ (key)];
  if (to === undefined) return;
  event.preventDefault();
  controls[to].focus();
}
