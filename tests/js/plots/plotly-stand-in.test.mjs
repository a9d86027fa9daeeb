/** The stand-in of an offline file offers all that the module it stands for does. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as paper from "../../../static/js/offline/canvas-backend.js";
import * as plotly from "../../../static/js/plots/plotly.js";

test("the canvas backend has every export of the Plotly adapter", () => {
  const offered = new Map(Object.entries(paper));
  for (const name of Object.keys(plotly)) assert.equal(typeof offered.get(name), "function", name);
});
