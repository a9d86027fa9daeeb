/** Toast: a short message that fades out. */

import { setText } from "./dom.js";

/** Base duration in milliseconds, and milliseconds for each character. */
const MIN_MS = 1600;
const MS_PER_CHARACTER = 40;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let fadeTimer;

/** Shows a message for as long as it takes to read. @param {string} text */
export function showToast(text) {
  const toast = document.getElementById("toast");
  if (!toast) return;
  setText(toast, text);
  toast.classList.add("shown");
  clearTimeout(fadeTimer);
  fadeTimer = setTimeout(() => toast.classList.remove("shown"), MIN_MS + MS_PER_CHARACTER * text.length);
}
