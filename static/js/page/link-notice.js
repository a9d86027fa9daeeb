/**
 * Link notice: what of an address could not be read. It stays until the person goes on, and the address stays as
 * it was.
 */

import { make } from "../components/dom.js";
import { fetchNearest, labAddress, pageAddress, reloadPage, wholeAddress } from "../run/api.js";
import { short } from "../url/query-reader.js";
import { openAddress } from "../url/validate-url.js";

/** @typedef {import("../url/link-faults.js").Fault} Fault */

/**
 * Opens the page's address. One that cannot be opened is told in place of the page, and nothing else happens
 * until the person goes on.
 *
 * @param {import("../experiment/facts.js").Catalog} catalog
 * @param {import("../url/url-state.js").View} [defaults] - of the view
 * @param {{frame: boolean, tell: (fault: Fault) => void}} [where] - in a frame, its host is told
 */
export async function openPageAddress(catalog, defaults, where) {
  const opened = await openAddress(pageAddress(), catalog, defaults);
  if (!opened.unopened) return opened;
  showUnopened(opened.unopened, opened.lookups, where?.frame ?? false);
  addEventListener("hashchange", reloadPage); // Another link was pasted into the same window.
  where?.tell(opened.unopened);
  return new Promise(() => {});
}

/**
 * Shows what of an address was left out, over the picture; the rest has been opened.
 *
 * @param {string[]} sentences - without one, what is shown goes away
 * @param {import("../run/api.js").Lookup[]} [lookups] - names of which the nearest are told
 */
export function showLinkNotice(sentences, lookups = []) {
  document.querySelector(".link-notice")?.remove();
  if (sentences.length === 0) return;
  const notice = make(
    "section",
    { class: "link-notice", role: "status", "aria-label": "About this link" },
    make("h2", {}, "Not all of this link can be read"),
    ...sentences.map((sentence) => make("p", {}, sentence)),
    make(
      "p",
      { class: "link-ways" },
      make("button", { type: "button", class: "quiet-button", onclick: () => notice.remove() }, "Go on"),
    ),
  );
  document.body.append(notice);
  suggest(notice, lookups);
}

/** Number of names of which the nearest are asked for. */
const MAX_LOOKUPS = 6;

/**
 * Adds which names are meant, as soon as the server has told them.
 *
 * @param {HTMLElement} notice
 * @param {import("../run/api.js").Lookup[]} lookups
 */
async function suggest(notice, lookups) {
  for (const lookup of lookups.slice(0, MAX_LOOKUPS)) {
    const name = await fetchNearest(lookup);
    if (!name) continue;
    const told = [...notice.querySelectorAll("p")].find((one) =>
      one.textContent?.includes(`\u201c${short(lookup.name)}\u201d`),
    );
    told?.append(` ${short(lookup.name)}: did you mean \u201c${name}\u201d?`);
  }
}

/**
 * Shows that an address cannot be opened, in place of the page. Nothing else is opened instead.
 *
 * @param {Fault} fault
 * @param {import("../run/api.js").Lookup[]} lookups - names of which the nearest are told
 * @param {boolean} frame - in a frame the lab opens in a window of its own
 */
function showUnopened({ title, sentence }, lookups, frame) {
  document.querySelector(".link-notice")?.remove();
  const window = frame ? { target: "_blank", rel: "noopener" } : {};
  const address = make("input", {
    type: "text",
    readonly: true,
    "aria-label": "The address as it came",
    value: wholeAddress(),
    onfocus: () => address.select(),
  });
  const lab = { class: "quiet-button", href: labAddress("", ""), ...window };
  const notice = make(
    "section",
    { class: "link-notice", role: "alert", "aria-label": title },
    make("h1", {}, title),
    make("p", {}, sentence),
    address,
    make("p", { class: "link-ways" }, make("a", lab, "Open the lab without it")),
  );
  document.body.append(notice);
  suggest(notice, lookups);
  document.body.dataset.unopened = title;
  document.title = `${title}: Descent Lab`;
}
