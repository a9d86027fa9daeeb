/** A word that fades by itself. */

import { setText } from "./dom.js";

/** Milliseconds for a first glance, and for each letter after that. */
const MIN_MS = 1600;
const MS_PER_CHARACTER = 40;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let fadeTimer;

/** @param {string} text */
export function showToast(text) {
  const toast = document.getElementById("toast");
  if (!toast) return;
  setText(toast, text);
  toast.classList.add("shown");
  clearTimeout(fadeTimer);
  fadeTimer = setTimeout(() => toast.classList.remove("shown"), MIN_MS + MS_PER_CHARACTER * text.length);
}
