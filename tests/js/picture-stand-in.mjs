/** Stand-in for the picture: notes what it is told, and draws nothing. Import it before any page module. */

import { register } from "node:module";

const HOOK = `export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  const here = found.url.endsWith("/static/js/plots/picture.js");
  return here ? { ...found, url: ${JSON.stringify(import.meta.url)}, shortCircuit: true } : found;
}`;
if (!globalThis.pictures) register(`data:text/javascript,${encodeURIComponent(HOOK)}`);
globalThis.pictures ??= [];

/** All that a page tells its picture; `told` has the last value of each call by name. */
export class Picture extends EventTarget {
  constructor(elements, options) {
    super();
    Object.assign(this, { elements, options, told: {}, calls: [], pose: null, field: null, view: "both" });
    this.scene = { pose: null, setPose: (pose) => Object.assign(this.scene, { pose }) };
    this.map = { placeAt: (x, y) => ({ x, y }) };
    globalThis.pictures.push(this);
  }
}

const NAMES =
  "Landscape Racers Ghosts View Theme LossScale Arrows Steps Ahead Rates Axis Costs Camera Pose Map";
for (const name of NAMES.split(" "))
  Picture.prototype[`set${name}`] = function (...values) {
    this.told[name] = values[0];
    this.calls.push([name, ...values]);
  };
for (const name of ["draw", "resize", "release", "openPose"])
  Picture.prototype[name] = function (...values) {
    this.calls.push([name, ...values]);
  };
