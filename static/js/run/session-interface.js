/**
 * Session interface: what everything that follows a run may rely on, whether the run is live (`Session`) or
 * recorded (`OfflineSession`). Types only.
 */

/** @typedef {import("../experiment/experiment.js").Experiment} Experiment */
/** @typedef {import("./track.js").Track} Track */

/**
 * @typedef {object} State - the state of the page; replaced part by part, so that equal parts are identical
 * @property {Experiment} spec - as the person set it
 * @property {Experiment | null} completed - as last completed by the server
 * @property {number[]} styles - for each racer the number of its color and marker
 * @property {number} selected
 * @property {import("../url/url-state.js").View} view
 * @property {"auto" | "start" | "here"} from - where a change applies; "auto": from here while it rolls, else from
 *   the start
 * @property {Opened} opened - to which "Reset all" goes back
 * @property {number} undoable - number of changes that can be undone
 * @property {number} redoable - number of changes that can be made again
 * @property {"show" | "fast" | "own"} rates
 * @property {{pointer: string, detail: string}[]} errors
 * @property {"connecting" | "open" | "lost"} connection
 * @property {number} ahead - number of tasks before this run in the queue
 * @property {number | null} weights - of the network that is shown on a plane
 * @property {number} step - the whole step that the clock has reached
 * @property {boolean} playing - whether the clock runs
 * @property {number} pathRevision - number of changes of the tracks and regimes
 * @property {boolean} settled - whether all points have arrived, up to a question if the run asks one
 * @property {number} themeRevision - number of changes of the page's colors and sizes
 * @property {boolean} visible - whether the page can be seen
 */

/** @typedef {Pick<State, "spec" | "styles" | "selected" | "rates">} Opened - an experiment as it was opened */

/** @typedef {{color: string, track: Track}} Ghost - a former path */

/**
 * @typedef {object} RunFacts - what has arrived of a run
 * @property {Track[]} tracks - of each racer
 * @property {import("./track-buffer.js").Regime[][]} regimes - by racer, by step
 * @property {import("./live-run.js").Waiting | null} waiting - what the run waits for
 * @property {boolean} complete - whether all points have arrived
 * @property {number} run - number of the run; each request has another
 */

/**
 * Events: `landscape` with the landscape as its `detail`, `started`, `points`, `marks`, `regime` and
 * `replaced`.
 *
 * @typedef {RunFacts & EventTarget & {setAspect?: (aspect: number) => void}} FollowedRun - `setAspect`: where
 *   landscapes are computed, the proportions of the frame that they fill
 */

/**
 * @typedef {object} SessionFacts
 * @property {import("../experiment/facts.js").Catalog} catalog
 * @property {import("./player.js").Player} player - the clock
 * @property {import("./store.js").Store<State>} store
 * @property {State} state - the state of the store
 * @property {FollowedRun} live
 * @property {Ghost[]} ghosts - former paths
 * @property {boolean} landscapePending - whether another landscape was requested and has not arrived yet
 * @property {number} selectedRacer - index of the selected racer, or the first
 * @property {number} steps - of the experiment
 * @property {Experiment} now - the experiment with the settings in force at the playhead
 * @property {(pointer: string, value: unknown, done: boolean) => void} change - changes one setting
 * @property {() => void} cancel - takes back what the gesture under way has changed
 * @property {(change: Partial<State>, how?: RestartOptions) => void} restart - replaces the experiment
 */

/**
 * @typedef {object} LookRequest - another landscape of the current run
 * @property {{racer: number, step: number} | null} at - whose weights it contains; null for the experiment's own
 * @property {number} [resolution]
 * @property {boolean} [batch]
 * @property {import("../experiment/penalty.js").Penalty | null} [penalty]
 */

/**
 * @typedef {object} RestartOptions
 * @property {boolean} [newLandscape]
 * @property {boolean} [ghosts] - whether the former paths stay as ghosts
 * @property {boolean} [opens] - whether the experiment is one to which "Reset all" goes back
 * @property {boolean} [stay] - whether the clock keeps its position
 * @property {boolean} [endsGesture] - whether it is the last change of the open gesture, such as a drag
 */

/**
 * Event: `ghosts` when the former paths have changed; for the rest see `store`, `player` and `live`.
 *
 * @typedef {SessionFacts & EventTarget} LabSession
 */

export {};
