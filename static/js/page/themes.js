/** Themes: light, dark, automatic, or light with large type for a projector. */

export const THEMES = /** @type {const} */ (["auto", "light", "dark", "projector"]);

const system = matchMedia("(prefers-color-scheme: dark)");
/** @type {(() => void) | null} */
let listener = null;

/**
 * Applies a theme to the page; "auto" follows the system.
 *
 * @param {"auto" | "light" | "dark" | "projector"} theme
 * @param {(theme: "light" | "dark") => void} changed - called when the page's theme has changed
 */
export function applyTheme(theme, changed) {
  if (listener) system.removeEventListener("change", listener);
  listener = () => {
    const now = theme === "dark" || (theme === "auto" && system.matches) ? "dark" : "light";
    const root = document.documentElement;
    const large = theme === "projector";
    const same = root.dataset.theme === now && root.hasAttribute("data-projector") === large;
    root.dataset.theme = now;
    root.toggleAttribute("data-projector", large);
    if (!same) changed(now);
  };
  listener();
  if (theme === "auto") system.addEventListener("change", listener);
}
