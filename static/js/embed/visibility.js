/** Whether the embed is seen: nothing begins before it is, and what is out of sight rests. */

/**
 * @param {{first: () => void, seen: () => void, unseen: () => void}} acts - `first` once, the first time
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
