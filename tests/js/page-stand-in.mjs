/** Stand-in for the addresses of a page, and for the answers of its server. */

const BASE = "https://lab.test/course/";

/**
 * A page at an address below its base. What it places or replaces is in `placed`; requests are in `requests`.
 *
 * @param {string} address
 */
export function pageAt(t, address = "") {
  const placed = [];
  const page = { href: BASE + address, placed, requests: [], assigned: [], reloads: 0 };
  const setHref = (kind) => (_state, _title, href) => {
    placed.push([kind, href]);
    page.href = href;
  };
  const former = ["document", "location", "history"].map((name) => [
    name,
    Object.getOwnPropertyDescriptor(globalThis, name),
  ]);
  const define = (name, value) =>
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  define("document", globalThis.document ?? new EventTarget());
  Object.defineProperty(document, "baseURI", { value: BASE, configurable: true });
  define("location", {
    get href() {
      return page.href;
    },
    get hash() {
      return new URL(page.href).hash;
    },
    get search() {
      return new URL(page.href).search;
    },
    get pathname() {
      return new URL(page.href).pathname;
    },
    reload: () => {
      page.reloads += 1;
    },
    assign: (href) => page.assigned.push(href),
  });
  define("history", { pushState: setHref("push"), replaceState: setHref("replace") });
  t.after(() => {
    for (const [name, one] of former)
      if (one) Object.defineProperty(globalThis, name, one);
      else delete globalThis[name];
  });
  return page;
}

/** Answers each request of the page, and notes them. @param {(request: object) => object} answer */
export function serverOf(t, answer) {
  const requests = [];
  t.mock.method(globalThis, "fetch", async (url, { method = "GET", headers, body, signal } = {}) => {
    const { pathname, searchParams } = new URL(url);
    const query = Object.fromEntries(searchParams);
    const request = { method, path: pathname.replace("/course/", ""), query, signal };
    if (body) Object.assign(request, { body: JSON.parse(body), type: headers["Content-Type"] });
    requests.push(request);
    const { ok = true, status = 200, json, blob, name, retryAfter } = answer(request);
    const told = new Headers(retryAfter ? { "Retry-After": retryAfter } : {});
    if (name) told.set("Content-Disposition", `attachment; filename="${name}"`);
    return { ok, status, headers: told, json: async () => json, blob: async () => blob };
  });
  return requests;
}
