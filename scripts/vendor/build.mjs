// Builds the third-party files that we serve ourselves, into static/vendor:
// a Plotly.js with only the traces we draw, and KaTeX. Records version, licence and hash of each.

import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "..", "..", "static", "vendor");
const TRACES = ["scatter", "contour", "heatmap", "surface", "scatter3d", "quiver", "cone"];

const packageOf = (name) => {
  const folder = join(here, "node_modules", name);
  return { folder, ...JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) };
};

/** Style sheets inside Plotly become a <style> element, as in its own build. */
const inlineCss = {
  name: "inline-css",
  setup: (plugin) =>
    plugin.onLoad({ filter: /\.css$/ }, ({ path }) => {
      const text = JSON.stringify(readFileSync(path, "utf8"));
      const insert = `const s=document.createElement("style");s.append(${text});document.head.append(s);`;
      return { contents: insert, loader: "js" };
    }),
};

async function buildPlotly() {
  const plotly = packageOf("plotly.js");
  const lines = [
    'const Plotly = require("plotly.js/lib/core");',
    `Plotly.register([${TRACES.map((t) => `require("plotly.js/lib/${t}")`).join(", ")}]);`,
    "module.exports = Plotly;",
  ];
  const file = `plotly-${plotly.version}.min.js`;
  await build({
    stdin: { contents: lines.join("\n"), resolveDir: here },
    outfile: join(vendor, file),
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "Plotly",
    target: "es2020",
    define: { global: "window", "define.amd": "false", "process.env.NODE_DEBUG": "false" },
    alias: { regl: "@plotly/regl", stream: "stream-browserify" },
    plugins: [inlineCss],
    loader: { ".glsl": "text" },
    legalComments: "none",
    logLevel: "warning",
  });
  return { name: "Plotly.js", file, version: plotly.version, licence: plotly.license, of: plotly };
}

function copyKatex() {
  const katex = packageOf("katex");
  const folder = `katex-${katex.version}`;
  const fonts = join(vendor, folder, "fonts");
  mkdirSync(fonts, { recursive: true });
  cpSync(join(katex.folder, "dist", "katex.min.js"), join(vendor, folder, "katex.min.js"));
  cpSync(join(katex.folder, "dist", "katex.min.css"), join(vendor, folder, "katex.min.css"));
  for (const name of readdirSync(join(katex.folder, "dist", "fonts")))
    if (name.endsWith(".woff2")) cpSync(join(katex.folder, "dist", "fonts", name), join(fonts, name));
  return {
    name: "KaTeX",
    file: `${folder}/katex.min.js`,
    version: katex.version,
    licence: katex.license,
    of: katex,
  };
}

function record(parts) {
  const rows = parts.map(({ name, file, version, licence }) => {
    const bytes = readFileSync(join(vendor, file));
    const hash = createHash("sha256").update(bytes).digest("hex");
    const small = brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_LGWIN]: 22,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    });
    writeFileSync(join(vendor, `${file}.br`), small);
    const size = `${Math.round(bytes.length / 1024)} / ${Math.round(small.length / 1024)} KiB`;
    return `| ${name} | ${version} | ${licence} | \`${file}\` | ${size} | \`${hash}\` |`;
  });
  const text = [
    "# Third-party files served with the page",
    "",
    "Built by `make vendor` (scripts/vendor/build.mjs); not edited by hand. Licence texts lie beside them.",
    `The Plotly.js bundle holds these traces only: ${TRACES.join(", ")}.`,
    "",
    "| what | version | licence | file | size / brotli | SHA-256 |",
    "|---|---|---|---|---|---|",
    ...rows,
    "",
  ];
  writeFileSync(join(vendor, "VENDOR.md"), text.join("\n"));
  for (const { name, of } of parts) cpSync(join(of.folder, "LICENSE"), join(vendor, `LICENSE.${name}.txt`));
}

rmSync(vendor, { recursive: true, force: true });
mkdirSync(vendor, { recursive: true });
record([await buildPlotly(), copyKatex()]);
