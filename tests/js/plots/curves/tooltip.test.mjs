import assert from "node:assert/strict";
import { test } from "node:test";
import { CurveScale } from "../../../../static/js/plots/curves/curve-scale.js";
import { drawTooltip } from "../../../../static/js/plots/curves/tooltip.js";
import { Track } from "../../../../static/js/run/track.js";
import { drawnIn, near, recordingContext, textOf, textsOf, themeOf } from "../canvas-stand-in.mjs";

const FRAME = { left: 40, top: 10, width: 900, height: 200 };

function racer(label, color, losses) {
  const track = new Track(["x", "y", "loss", "grad_norm", "lr"]);
  track.append([losses, losses, losses, losses.map((loss) => 2 * loss), losses.map((_, k) => k / 8)]);
  return { label, color, marker: "square", track };
}

const RACERS = [racer("Adam", "red", [9, 5, 3, 2]), racer("Momentum", "blue", [8, 4, 1])];

function drawn(step, pointerY = 100, width = 1000) {
  const scale = new CurveScale([[10, 0]], "linear", 0, 3, FRAME);
  const { context } = recordingContext();
  drawTooltip({ context, width }, RACERS, { scale, scaleOf: () => scale }, step, pointerY, themeOf());
  return context.drawn;
}

test("each row has its own racer's numbers", () => {
  assert.deepEqual(textsOf(drawn(1)), [
    ...["step 1", "loss", "‖∇L‖", "η"],
    ...["Adam", "5", "10", "0.125"],
    ...["Momentum", "4", "8", "0.125"],
  ]);
  assert.deepEqual(textsOf(drawn(3)).slice(4), ["Adam", "2", "4", "0.375"], "one has not come so far");
});

test("numbers stand below their headings", () => {
  const marks = drawn(1);
  for (const [heading, ...numbers] of [
    ["loss", "5", "4"],
    ["‖∇L‖", "10", "8"],
  ])
    for (const text of numbers) assert.equal(textOf(marks, text).x, textOf(marks, heading).x);
  const rows = ["step 1", "Adam", "Momentum"].map((text) => textOf(marks, text).y);
  assert.deepEqual([rows[1] - rows[0], rows[2] - rows[1]], [17, 17]);
  for (const { label, color } of RACERS) {
    const [marker] = drawnIn(marks, "fill", color);
    const ys = marker.commands.slice(0, 4).map(([, , y]) => y);
    assert.ok(near([(Math.min(...ys) + Math.max(...ys)) / 2], [textOf(marks, label).y]), label);
  }
});

test("the step is marked on the curves", () => {
  const marks = drawn(2);
  const [line] = drawnIn(marks, "stroke", "text");
  assert.deepEqual(line.commands, [
    ["move", 640, 10],
    ["line", 640, 210],
  ]);
  const dots = marks.filter(({ kind, width }) => kind === "stroke" && width === 1.6);
  // From -0.3 to 10.5 over 200 pixels.
  const y = (loss) => 210 - (200 * (loss + 0.3)) / 10.8;
  assert.ok(
    near(
      dots.flatMap(({ commands }) => commands[0].slice(1, 3)),
      [640, y(3), 640, y(1)],
    ),
  );
  assert.deepEqual(
    dots.map(({ color }) => color),
    ["red", "blue"],
  );
});

/** Left, top, width and height of the box. */
const boxOf = (marks) => marks.find(({ commands }) => commands?.[0]?.[0] === "round").commands[0].slice(1, 5);

test("the box lies beside the pointer, within the picture", () => {
  const [left, top, width, height] = boxOf(drawn(1));
  assert.deepEqual([left, top + height / 2], [340 + 14, 100]);
  const [flipped] = boxOf(drawn(2, 100, 800));
  assert.equal(flipped + width, 640 - 14);
  assert.equal(boxOf(drawn(1, -50))[1], 0);
  assert.equal(boxOf(drawn(1, 900))[1] + height, 210);
});
