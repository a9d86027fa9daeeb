// Runs before anything is painted, so that a dark page never flashes white. A classic script.
{
  const given = new URLSearchParams(location.search).get("theme");
  const dark =
    given === "dark" ||
    (given !== "light" && given !== "projector" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document.documentElement.toggleAttribute("data-projector", given === "projector");
}
