/** Visibility observer: starts the embed when it becomes visible, suspends it when it is not. */

/**
 * Calls back when the embed becomes visible or hidden.
 *
 * @param {{first: () => void, seen: () => void, unseen: () => void}} acts - `first` is called once
 */
export function observeVisibility({ first, seen, unseen }) {
  let started = false;
  const watch = new IntersectionObserver((entries) => {
    const visible = entries.some((entry) => entry.isIntersecting);
    if (visible && !started) {
      started = true;
      first();
    } else if (started) (visible ? seen : unseen)();
  });
  watch.observe(document.documentElement);
}
