/** Skip links: the first tab stops of the page lead to Play and to the learning rate. */

/** Gives the focus to what each link with `data-skip` names. */
export function followSkipLinks() {
  for (const link of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-skip]"))) {
    link.addEventListener("click", (event) => {
      const target = /** @type {HTMLElement | null} */ (document.querySelector(link.dataset.skip ?? ""));
      event.preventDefault();
      target?.focus();
    });
  }
}
