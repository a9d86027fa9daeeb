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
 * @param {Commands} commands
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

/** What each key does. @param {Commands} commands */
function actionsOf(commands) {
  /** @type {Record<string, ((event: KeyboardEvent) => void) | undefined>} */
  const actions = {
    " ": commands.toggle,
    ArrowLeft: (event) => commands.step(event.shiftKey ? -10 : -1),
    ArrowRight: (event) => commands.step(event.shiftKey ? 10 : 1),
    Home: () => commands.jump("start"),
    End: () => commands.jump("end"),
    r: commands.reset,
    "+": () => commands.speed(1),
    "=": () => commands.speed(1),
    "-": () => commands.speed(-1),
    g: () => commands.arrow("gradient"),
    m: () => commands.arrow("momentum"),
    s: () => commands.arrow("step"),
    v: commands.view,
    t: commands.theme,
    z: (event) => commands.undo(event.shiftKey ? -1 : 1),
    "?": commands.help,
    c: commands.camera,
    f: commands.fork,
    n: commands.numbers,
    e: commands.examples,
    o: () => commands.lens?.("step-breakdown"),
    b: () => commands.lens?.("curvature"),
  };
  for (let digit = 1; digit <= 9; digit += 1) actions[digit] = () => commands.select(digit - 1);
  return actions;
}

/** Whether a key is meant for the browser, or was handled. @param {KeyboardEvent} event @param {string} key */
function isTaken({ altKey, ctrlKey, metaKey, defaultPrevented, target }, key) {
  const modified = altKey || ((ctrlKey || metaKey) && key !== "z");
  return modified || defaultPrevented || controlNeeds(target, key);
}

/** Keys that each kind of control needs itself. @type {[string, RegExp][]} */
const CONTROL_KEYS = [
  ["input:not([type=range]):not([type=checkbox]), textarea", /./],
  ["select", /./],
  ["input[type=range]", /^(Arrow|Home|End|Page)/],
  ["button, summary, a[href], input[type=checkbox]", /^( |Enter)$/],
  ["dialog[open] *", /./],
];

/** @param {EventTarget | null} target @param {string} key */
function controlNeeds(target, key) {
  return (
    target instanceof Element && CONTROL_KEYS.some(([kind, keys]) => target.matches(kind) && keys.test(key))
  );
}
