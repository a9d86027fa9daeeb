/** The keyboard: every key of the page, wherever the focus is, unless a control needs it itself. */

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
 * @property {() => void} [camera] - of the lab alone
 * @property {() => void} [fork] - of the lab alone
 * @property {() => void} [numbers] - of the lab alone
 * @property {() => void} [examples] - of the lab alone
 * @property {(name: string) => void} [lens] - of the lab alone
 */

/** Keys that mean the same again as long as they are held down. */
const REPEATABLE = new Set(["ArrowLeft", "ArrowRight", "+", "=", "-", "z"]);

/**
 * @param {Commands} commands
 * @returns {(event: KeyboardEvent) => void} a listener for the document's `keydown`
 */
export function keyListener(commands) {
  /** @type {Record<string, ((event: KeyboardEvent) => void) | undefined>} */
  const acts = {
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
    o: () => commands.lens?.("film"),
    b: () => commands.lens?.("curvature"),
  };
  for (let digit = 1; digit <= 9; digit += 1) acts[digit] = () => commands.select(digit - 1);
  return (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const modified = event.altKey || ((event.ctrlKey || event.metaKey) && key !== "z");
    if (modified || event.defaultPrevented || controlNeeds(event.target, key)) return;
    const act = acts[key];
    if (!act) return;
    event.preventDefault();
    if (event.repeat && !REPEATABLE.has(key)) return; // held down, it would open and close again and again
    act(event);
  };
}

/** Keys that controls of each kind need themselves. @type {[string, RegExp][]} */
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
