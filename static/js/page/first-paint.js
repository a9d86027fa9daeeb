// First paint: sets the theme before anything is drawn, so that a dark page does not flash white. A classic script.
{
  const requested = new URLSearchParams(location.search).get("theme");
  const dark =
    requested === "dark" ||
    (requested !== "light" &&
      requested !== "projector" &&
      matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document.documentElement.toggleAttribute("data-projector", requested === "projector");
}
