/** A word that fades by itself. */

import { setText } from "./dom.js";

/** Milliseconds for a first glance, and for each letter after that. */
const GLANCE = 1600;
const LETTER = 40;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let fading;

/** @param {string} text */
export function say(text) {
  const toast = document.getElementById("toast");
  if (!toast) return;
  setText(toast, text);
  toast.classList.add("shown");
  clearTimeout(fading);
  fading = setTimeout(() => toast.classList.remove("shown"), GLANCE + LETTER * text.length);
}
