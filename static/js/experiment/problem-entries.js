/**
 * Problem entries: all that a person can choose to descend, as the catalog has it, and the search in it.
 */

import { OWN_DATA } from "./own-data.js";
import { groupSurfaces } from "./surface-groups.js";

/**
 * Something to descend.
 *
 * @typedef {object} ProblemEntry
 * @property {string} kind - of the problem
 * @property {string} name - of its surface or model; "" for a formula
 * @property {string} title
 * @property {string} summary
 * @property {string} [dataset] - what the network learns from, where that is the point of choosing it
 */

/** @typedef {{title: string, entries: ProblemEntry[]}} ProblemGroup */
/** @typedef {{name: string, title: string, groups: ProblemGroup[]}} ProblemFamily */

/** @type {ProblemEntry} */
const FORMULA = {
  kind: "formula",
  name: "",
  title: "Your own formula",
  summary: "Type any function of x and y, such as sin(3x) + x² + y².",
};

/**
 * The two families of problems.
 *
 * @param {import("./facts.js").Catalog} catalog
 * @returns {ProblemFamily[]} without empty groups, in the catalog's order
 */
export function problemFamilies({ surfaces, models, datasets, pairings }) {
  const small = models.filter(({ weights }) => weights === 2);
  const large = models.filter(({ weights }) => weights !== 2);
  const surfaceGroups = groupSurfaces(surfaces).map(([title, found]) => group(title, "surface", found));
  const own = datasets
    .filter(({ name }) => OWN_DATA.includes(name))
    .flatMap(({ name: dataset, title, summary }) => {
      const model = large.find(({ name }) => dataset in (pairings[name] ?? {}));
      return model ? [{ kind: "network", name: model.name, dataset, title, summary }] : [];
    });
  const networkGroups = [
    group("Two weights", "network", small),
    group("Networks", "network", large),
    { title: "Your own data", entries: own },
  ];
  return [
    {
      name: "surface",
      title: "Test surface",
      groups: [...surfaceGroups, { title: "Your own", entries: [FORMULA] }],
    },
    { name: "network", title: "Network", groups: networkGroups.filter(({ entries }) => entries.length > 0) },
  ];
}

/**
 * @param {string} title
 * @param {string} kind
 * @param {{name: string, title: string, summary: string}[]} found
 * @returns {ProblemGroup}
 */
function group(title, kind, found) {
  const entries = found.map((entry) => ({
    kind,
    name: entry.name,
    title: entry.title,
    summary: entry.summary,
  }));
  return { title, entries };
}

/**
 * Finds entries by the words of a text: in titles first, then in names and summaries, then in titles that are
 * nearly spelled so.
 *
 * @param {ProblemEntry[]} entries
 * @param {string} text
 * @returns {ProblemEntry[]} those that have all words, the best first; all entries if there is no word
 */
export function findEntries(entries, text) {
  const wanted = wordsOf(text);
  const ranked = entries.map((entry) => ({ entry, rank: rankOf(entry, wanted) }));
  return ranked
    .filter(({ rank }) => rank < NOWHERE)
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
}

const NOWHERE = Number.POSITIVE_INFINITY;

/** How far an entry is from what is wanted. @param {ProblemEntry} entry @param {string[]} wanted */
function rankOf({ title, name, summary, dataset = "" }, wanted) {
  const titleWords = wordsOf(title);
  const others = wordsOf(`${name} ${dataset} ${summary}`);
  const ranks = wanted.map((word) => {
    if (titleWords[0]?.startsWith(word)) return 0;
    if (titleWords.some((one) => one.startsWith(word))) return 1;
    if (others.some((one) => one.startsWith(word))) return 2;
    if ([...titleWords, ...others].some((one) => one.includes(word))) return 3;
    return titleWords.some((one) => isNear(word, one)) ? 4 : NOWHERE;
  });
  return ranks.reduce((sum, rank) => sum + rank, 0);
}

/** Words of a text in lower case, without accents. @param {string} text */
function wordsOf(text) {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

/** Whether a word is a misspelled beginning of another. @param {string} word @param {string} other */
function isNear(word, other) {
  const most = word.length >= 7 ? 2 : word.length >= 4 ? 1 : 0;
  return [0, 1, -1].some((more) => editDistance(word, other.slice(0, word.length + more)) <= most);
}

/** Number of letters to change, insert or delete. @param {string} a @param {string} b */
function editDistance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let k = 0; k < b.length; k += 1)
      next.push(Math.min(row[k] + Number(letter !== b[k]), row[k + 1] + 1, next[k] + 1));
    row = next;
  }
  return row[b.length];
}
