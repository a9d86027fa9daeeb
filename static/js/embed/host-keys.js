/**
 * Host keys: keys that the embed does not need go to the page around it, such as those that turn a slide. Escape
 * also gives the focus back.
 */

import { controlNeeds, isModified, usesKey } from "../page/keyboard.js";

/** Keys that turn slides; a slider of an embed has the arrow keys as well. */
const PAGE_KEYS = ["PageUp", "PageDown"];
/** Keys that are told otherwise, or are the browser's alone. */
const BROWSER_KEYS = [
  ...["Escape", "Tab", "Shift", "Control", "Alt", "Meta"],
  ...["AltGraph", "CapsLock", "Dead", "Process"],
];

/**
 * Sends the keys that are left over to the host page, as `key` messages.
 *
 * @param {import("./post-message.js").Bridge} bridge
 * @param {Partial<import("../page/keyboard.js").Commands>} commands - their keys are the embed's own
 */
export function forwardKeys(bridge, commands) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || usesKey(commands, event.key) || !isForHost(event)) return;
    if (PAGE_KEYS.includes(event.key)) event.preventDefault();
    send(bridge, event);
  });
  // Before any field that keeps its keys to itself.
  document.addEventListener("keydown", (event) => event.key === "Escape" && giveBack(bridge, event), true);
}

/** @param {KeyboardEvent} event */
function isForHost(event) {
  const { target, key } = event;
  if (isModified(event) || BROWSER_KEYS.includes(key)) return false;
  if (PAGE_KEYS.includes(key) && target instanceof Element && target.matches("input[type=range]"))
    return true;
  return !controlNeeds(target, key);
}

/** @param {import("./post-message.js").Bridge} bridge @param {KeyboardEvent} event */
function send(bridge, { key, code, keyCode, shiftKey, repeat }) {
  bridge.send("key", { key, code, keyCode, shiftKey, repeat });
}

/** Gives the focus to the host page. @param {import("./post-message.js").Bridge} bridge @param {KeyboardEvent} event */
function giveBack(bridge, event) {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  send(bridge, event);
  if (bridge.peer !== window) bridge.peer.focus();
}
