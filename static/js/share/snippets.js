/** Snippets: code for course pages, from the URL of an embed. */

/** @typedef {{src: string, link: string, script: string, width: number, height: number}} Place */

/** Title of every frame for screen readers. */
const TITLE = "Interactive loss landscape";
/** Permissions for hosts that sandbox frames; scripts alone are enough to play. */
const SANDBOX = "allow-scripts allow-same-origin allow-popups allow-downloads";

/** A frame that loads ahead misses what reveal.js says of its slide if that is the one to begin with. */
const SLIDE_START = "this.closest('.present') && this.contentWindow.postMessage('slide:start', '*')";

/** @type {{name: string, title: string, write(place: Place): string}[]} */
export const KINDS = [
  { name: "html", title: "HTML", write: frame },
  {
    name: "element",
    title: "HTML element",
    write: ({ src, script, link }) =>
      `<script src="${text(script)}"></script>\n<descent-lab${attributes(src)}><a href="${text(link)}">${TITLE}</a></descent-lab>`,
  },
  {
    name: "myst",
    title: "MyST / Jupyter Book",
    write: ({ src }) => `:::{iframe} ${src}\n:width: 100%\n:title: ${TITLE}\n:::`,
  },
  { name: "quarto", title: "Quarto", write: (place) => `\`\`\`{=html}\n${frame(place)}\n\`\`\`` },
  {
    name: "sphinx",
    title: "Sphinx",
    write: (place) => `.. raw:: html\n\n   ${frame(place)}`,
  },
  {
    name: "docusaurus",
    title: "Docusaurus / MDX",
    write: ({ src, height }) =>
      `<iframe src="${text(src)}" title="${TITLE}" width="100%" height="${height}" style={{border: 0}} loading="lazy" allowFullScreen />`,
  },
  {
    name: "reveal",
    title: "reveal.js",
    write: ({ src }) =>
      `<section>\n  <iframe data-src="${text(withoutAutoplay(src))}" data-preload onload="${SLIDE_START}" title="${TITLE}" width="1050" height="600" style="border:0"></iframe>\n</section>`,
  },
  {
    name: "lms",
    title: "Moodle / Canvas",
    write: ({ src, link, height }) =>
      `<p><iframe src="${text(src)}" title="${TITLE}" width="100%" height="${height}" style="border:0" sandbox="${SANDBOX}" allowfullscreen></iframe></p>\n<p><a href="${text(link)}">${TITLE}</a></p>`,
  },
  {
    name: "notebook",
    title: "Notebook",
    write: ({ src, height }) =>
      `from IPython.display import IFrame\nIFrame(${JSON.stringify(src)}, width="100%", height=${height})`,
  },
];

/** @param {Place} place */
function frame({ src, height }) {
  return `<iframe src="${text(src)}" title="${TITLE}" width="100%" height="${height}" style="border:0" loading="lazy" allowfullscreen></iframe>`;
}

/** Escapes text for an attribute. @param {string} value */
function text(value) {
  return value.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/** URL without autoplay: reveal.js starts the embed of the visible slide. @param {string} src */
function withoutAutoplay(src) {
  const url = new URL(src);
  url.searchParams.set("autoplay", "0");
  return url.href;
}

/** URL parameters as attributes; repeated ones are joined by "|". @param {string} src */
function attributes(src) {
  const { searchParams, hash } = new URL(src);
  const names = [...new Set(searchParams.keys())].filter((name) => name !== "v");
  const own = names.map((name) => ` ${name}="${text(searchParams.getAll(name).join("|"))}"`);
  const state = new URLSearchParams(hash.slice(1)).get("s");
  return [...own, ...(state ? [` state="${text(state)}"`] : [])].join("");
}
