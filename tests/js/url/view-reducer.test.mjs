import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultView } from "../../../static/js/url/url-state.js";
import { reduceView } from "../../../static/js/url/view-reducer.js";

test("toggling an arrow keeps the others", () => {
  const view = { ...defaultView(), arrows: ["step"] };
  assert.deepEqual(reduceView(view, { name: "arrow", value: "gradient" }), { arrows: ["step", "gradient"] });
  assert.deepEqual(reduceView(view, { name: "arrow", value: "step" }), { arrows: [] });
  assert.deepEqual(view.arrows, ["step"], "the view itself is left alone");
});

test("choosing a map shows the view that has it", () => {
  const basins = { name: "map", value: "basins" };
  assert.deepEqual(reduceView({ ...defaultView(), mode: "3d" }, basins), { map: "basins", mode: "both" });
  assert.deepEqual(reduceView({ ...defaultView(), mode: "contour" }, basins), { map: "basins" });
});

test("learning rates toggle, other settings are replaced", () => {
  const folded = { name: "part", value: "curves" };
  assert.deepEqual(reduceView({ ...defaultView(), hide: ["link"] }, folded), { hide: ["link", "curves"] });
  assert.deepEqual(reduceView({ ...defaultView(), hide: ["curves"] }, folded), { hide: [] });
  assert.deepEqual(reduceView(defaultView(), { name: "rates", value: "rates" }), { rates: true });
  assert.deepEqual(reduceView(defaultView(), { name: "mode", value: "3d" }), { mode: "3d" });
});

test("a map changes the view only of the scene alone", () => {
  const land = { name: "map", value: "land" };
  for (const mode of ["both", "contour"])
    assert.deepEqual(reduceView({ ...defaultView(), mode }, land), { map: "land" });
  const view = { ...defaultView(), rates: true, arrows: ["step", "momentum"] };
  assert.deepEqual(reduceView(view, { name: "rates", value: "rates" }), { rates: false });
  assert.deepEqual(reduceView(view, { name: "arrow", value: "step" }), { arrows: ["momentum"] });
});
