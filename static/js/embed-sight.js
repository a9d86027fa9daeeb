/** Whether the embed is seen: nothing begins before it is, and what is out of sight rests. */

/**
 * @param {{first: () => void, seen: () => void, unseen: () => void}} acts - `first` once, the first time
 */
export function watchSight({ first, seen, unseen }) {
  let begun = false;
  const watch = new IntersectionObserver((entries) => {
    const visible = entries.some((entry) => entry.isIntersecting);
    if (visible && !begun) {
      begun = true;
      first();
    } else if (begun) (visible ? seen : unseen)();
  });
  watch.observe(document.documentElement);
}

/**
 * Plotly, the largest part of the page: a frame that nobody scrolls to never asks for it.
 *
 * @param {string} source - its address
 * @returns {Promise<void>}
 */
export function loadPlotly(source) {
  if ("Plotly" in globalThis) return Promise.resolve();
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = () => done();
    script.onerror = () => failed(new Error("The picture could not be loaded. Load the page again."));
    document.head.append(script);
  });
}
