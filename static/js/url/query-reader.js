/**
 * Query reader: parses URL parameters, and records unknown names and invalid values, so that the person can
 * be notified.
 */

import { keepPlusSigns } from "./plus-signs.js";

/** Maximum length of a name or value quoted in a notice, in characters; the rest is cut off. */
const MAX_CHARACTERS = 40;

export class QueryReader {
  /** @param {string} query - with or without "?" */
  constructor(query) {
    this.pairs = new URLSearchParams(keepPlusSigns(query));
    /** @type {Set<string>} */
    this.readNames = new Set();
    /** @type {Set<string>} */
    this.refused = new Set();
    /** Parts of lists that mean nothing, by name. @type {Map<string, string[]>} */
    this.dropped = new Map();
  }

  /** @param {string} name @returns {string | null} */
  text(name) {
    this.readNames.add(name);
    return this.pairs.get(name);
  }

  /** @param {string} name @returns {string[]} */
  all(name) {
    this.readNames.add(name);
    return this.pairs.getAll(name);
  }

  /**
   * @param {string} name
   * @param {readonly string[]} options
   * @returns {string[]} elements of a comma-separated list, those of the options
   */
  list(name, options) {
    const parts = (this.text(name) ?? "").split(",").filter(Boolean);
    const unknown = parts.filter((part) => !options.includes(part));
    if (unknown.length > 0) this.dropped.set(name, unknown);
    return parts.filter((part) => options.includes(part));
  }

  /**
   * @template {string} Name
   * @param {string} name
   * @param {readonly Name[]} options
   * @param {Name} fallback
   * @returns {Name}
   */
  option(name, options, fallback) {
    const text = this.text(name);
    const option = options.find((one) => one === text);
    if (text && option === undefined) this.refused.add(name);
    return option ?? fallback;
  }

  /** @param {string} name @param {boolean} fallback @returns {boolean} */
  flag(name, fallback) {
    const text = this.option(name, ["1", "true", "yes", "0", "false", "no", ""], "");
    return text === "" ? fallback : ["1", "true", "yes"].includes(text);
  }

  /**
   * @param {string} name
   * @param {(value: number) => boolean} fits
   * @returns {number | null}
   */
  number(name, fits = Number.isFinite) {
    const [value] = this.numbers(name, 1) ?? [];
    if (value === undefined) return null;
    if (fits(value)) return value;
    this.refused.add(name);
    return null;
  }

  /** @param {string} name @param {number} count @returns {number[] | null} `count` comma-separated numbers */
  numbers(name, count) {
    const text = this.text(name);
    if (!text) return null;
    const values = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
    if (values.length === count && values.every(Number.isFinite)) return values;
    this.refused.add(name);
    return null;
  }

  /**
   * @param {readonly string[]} elsewhere - names that other modules read
   * @returns {string[]} one sentence each
   */
  notices(elsewhere = []) {
    const unknown = this.unknown(elsewhere);
    const sentences = [...this.refused].map((name) => {
      const value = short(this.pairs.get(name) ?? "");
      return `\u201c${name}\u201d can\u2019t be \u201c${value}\u201d: its default stands in.`;
    });
    for (const [name, parts] of this.dropped)
      sentences.push(
        `\u201c${name}\u201d can\u2019t have \u201c${short(parts.join())}\u201d: it is left out.`,
      );
    if (unknown.length > 0) {
      const listed = unknown.map((name) => `\u201c${short(name)}\u201d`).join(", ");
      sentences.push(`${listed} in the address means nothing here.`);
    }
    return sentences;
  }

  /** @param {readonly string[]} elsewhere @returns {string[]} names that nobody reads */
  unknown(elsewhere) {
    const names = [...new Set(this.pairs.keys())];
    return names.filter((name) => !this.readNames.has(name) && !elsewhere.includes(name));
  }
}

/** A text to quote, cut off if it is long. @param {string} text */
export function short(text) {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}\u2026` : text;
}
