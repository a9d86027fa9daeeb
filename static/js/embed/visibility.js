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
