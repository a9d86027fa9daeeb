/** Light, dark, or as the system has it. */

export const THEMES = /** @type {const} */ (["auto", "light", "dark"]);

const system = matchMedia("(prefers-color-scheme: dark)");
/** @type {(() => void) | null} */
let listener = null;

/**
 * Puts a theme on the page, and follows the system where it is left to it.
 *
 * @param {"auto" | "light" | "dark"} theme
 * @param {(theme: "light" | "dark") => void} changed - called when the page has changed
 */
export function dress(theme, changed) {
  if (listener) system.removeEventListener("change", listener);
  listener = () => {
    const now = theme === "auto" ? (system.matches ? "dark" : "light") : theme;
    const root = document.documentElement;
    const before = root.dataset.theme;
    root.dataset.theme = now;
    if (before !== now) changed(now);
  };
  listener();
  if (theme === "auto") system.addEventListener("change", listener);
}
