/** Markup of the stand-in for a document: selectors (compounds, descendants, `:not`) and a parser. */

/** A compound selector as a test of an element: `tag#id.class[name=value]:not(...)`. */
function compound(text) {
  const parts = [
    ...text.matchAll(
      /:not\(([^()]*(?:\([^()]*\))?[^()]*)\)|\[([\w-]+)(?:([*^]?=)"?([^\]"]*)"?)?\]|([#.:])?([\w-]+)|\*/g,
    ),
  ];
  return (element) =>
    parts.every(([whole, not, name, operator, value, sign, word]) => {
      if (whole === "*") return true;
      if (not !== undefined) return !element.matches(not);
      if (name) {
        const own = element.getAttribute(name);
        if (!operator) return own !== null;
        return operator === "=" ? own === value : (own ?? "").includes(value);
      }
      if (sign === "#") return element.id === word;
      if (sign === ".") return element.classList.contains(word);
      if (sign === ":") return word === "disabled" ? element.disabled : true;
      return element.localName === word;
    });
}

/** Whether an element is matched by a chain of compound selectors. */
export function matchesChain(element, chain) {
  const tests = chain
    .trim()
    .split(/\s+(?![^([]*[\])])/)
    .map(compound);
  if (!tests.pop()(element)) return false;
  let above = element.parentNode;
  while (tests.length > 0 && above?.localName) {
    if (tests.at(-1)(above)) tests.pop();
    above = above.parentNode;
  }
  return tests.length === 0;
}

/** Elements of a piece of HTML. @param {string} html @param {object} root - that they are put into */
export function parse(html, root) {
  const open = [root];
  for (const [, comment, closing, name, attributes, text] of html.matchAll(
    /(<!.*?>)|<(\/)?([a-z0-9-]+)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>|([^<]+)/gis,
  )) {
    if (comment) continue;
    if (text !== undefined) {
      if (text.trim()) open.at(-1).append(text.trim());
    } else if (closing) {
      if (open.length > 1 && open.at(-1).localName === name) open.pop();
    } else {
      const element = document.createElement(name);
      for (const [, key, value = ""] of attributes.matchAll(/([\w-]+)(?:="([^"]*)")?/g))
        element.setAttribute(key, value);
      open.at(-1).append(element);
      if (!["meta", "link", "input", "img", "br"].includes(name)) open.push(element);
    }
  }
}

/** Name of a data attribute. @param {string} key */
export function dashed(key) {
  return `data-${String(key).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** What a native slider makes of a value: within its ends, on a step. */
export function ranged({ min, max, step }, value) {
  const [low, high, pace] = [Number(min), Number(max), Number(step) || 1];
  const stepped = low + Math.round((Math.min(Math.max(value, low), high) - low) / pace) * pace;
  return String(Number(stepped.toPrecision(12)));
}
