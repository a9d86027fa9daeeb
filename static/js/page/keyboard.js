/** Keyboard: all shortcuts of the page, unless the focused control needs the key itself. */

/**
 * @typedef {object} Commands
 * @property {() => void} toggle
 * @property {(count: number) => void} step
 * @property {(end: "start" | "end") => void} jump
 * @property {() => void} reset
 * @property {(direction: 1 | -1) => void} speed
 * @property {(index: number) => void} select
 * @property {(name: "gradient" | "momentum" | "step") => void} arrow
 * @property {() => void} view
 * @property {() => void} theme
 * @property {(direction: 1 | -1) => void} undo
 * @property {() => void} help
 * @property {() => void} [camera] - only in the lab
 * @property {() => void} [fork] - only in the lab
 * @property {() => void} [numbers] - only in the lab
 * @property {() => void} [examples] - only in the lab
 * @property {(name: string) => void} [lens] - only in the lab
 */

/** Keys that repeat while they are held down. */
const REPEATABLE = new Set(["ArrowLeft", "ArrowRight", "+", "=", "-", "z"]);

/**
 * Creates the listener of all shortcuts.
 *
 * @param {Partial<Commands>} commands - keys of those that a page does not have are left alone
 * @returns {(event: KeyboardEvent) => void} a listener for the document's `keydown`
 */
export function keyListener(commands) {
  const actions = actionsOf(commands);
  return (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = actions[key];
    if (!action || isTaken(event, key)) return;
    event.preventDefault();
    if (event.repeat && !REPEATABLE.has(key)) return; // Held down, it would open and close again and again.
    action(event);
  };
}

/**
 * What each key does: a command, and what it is given.
 *
 * @type {Record<string, [keyof Commands, ((event: KeyboardEvent) => unknown)?]>}
 */
const KEYS = {
  " ": ["toggle"],
  ArrowLeft: ["step", (event) => (event.shiftKey ? -10 : -1)],
  ArrowRight: ["step", (event) => (event.shiftKey ? 10 : 1)],
  Home: ["jump", () => "start"],
  End: ["jump", () => "end"],
  r: ["reset"],
  "+": ["speed", () => 1],
  "=": ["speed", () => 1],
  "-": ["speed", () => -1],
  g: ["arrow", () => "gradient"],
  m: ["arrow", () => "momentum"],
  s: ["arrow", () => "step"],
  v: ["view"],
  t: ["theme"],
  z: ["undo", (event) => (event.shiftKey ? -1 : 1)],
  "?": ["help"],
  c: ["camera"],
  f: ["fork"],
  n: ["numbers"],
  e: ["examples"],
  o: ["lens", () => "step-breakdown"],
  b: ["lens", () => "curvature"],
};
for (let digit = 1; digit <= 9; digit += 1) KEYS[digit] = ["select", () => digit - 1];

/**
 * What the keys of a page do.
 *
 * @param {Partial<Commands>} commands
 * @returns {Record<string, ((event: KeyboardEvent) => void) | undefined>}
 */
function actionsOf(commands) {
  const all = /** @type {Record<string, ((given?: unknown) => void) | undefined>} */ (commands);
  const known = Object.entries(KEYS).filter(([, [name]]) => all[name]);
  return Object.fromEntries(
    known.map(([key, [name, given]]) => [
      key,
      (/** @type {KeyboardEvent} */ event) => (given ? all[name]?.(given(event)) : all[name]?.()),
    ]),
  );
}

/** Whether a page with these commands has a use for a key. @param {Partial<Commands>} commands @param {string} key */
export function usesKey(commands, key) {
  const name = KEYS[key.length === 1 ? key.toLowerCase() : key]?.[0];
  return name !== undefined && commands[name] !== undefined;
}

/** Whether a key is meant for the browser, or was handled. @param {KeyboardEvent} event @param {string} key */
function isTaken(event, key) {
  const modified = isModified(event) && (event.altKey || key !== "z");
  return modified || event.defaultPrevented || controlNeeds(event.target, key);
}

/** Whether a key is held with one that makes it the browser's. @param {KeyboardEvent} event */
export function isModified({ altKey, ctrlKey, metaKey }) {
  return altKey || ctrlKey || metaKey;
}

/** Keys that each kind of control needs itself. @type {[string, RegExp][]} */
const CONTROL_KEYS = [
  ["input:not([type=range]):not([type=checkbox]), textarea", /./],
  ["select", /./],
  ["input[type=range]", /^(Arrow|Home|End|Page)/],
  ["button, summary, a[href], input[type=checkbox]", /^( |Enter)$/],
  ["dialog[open] *", /./],
];

/** Whether the control that has the focus needs a key itself. @param {EventTarget | null} target @param {string} key */
export function controlNeeds(target, key) {
  return (
    target instanceof Element && CONTROL_KEYS.some(([kind, keys]) => target.matches(kind) && keys.test(key))
  );
}
