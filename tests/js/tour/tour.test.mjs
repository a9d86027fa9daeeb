import assert from "node:assert/strict";
import { test } from "node:test";
import { placeCard, placeInside } from "../../../static/js/tour/card-position.js";
import { CARDS } from "../../../static/js/tour/cards.js";
import { isFirstVisit } from "../../../static/js/tour/first-visit.js";

const CARD = { width: 300, height: 200 };

test("a card is beside its subject and inside the window at all sizes", () => {
  const frames = [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
    { width: 360, height: 320 },
  ];
  for (const frame of frames) {
    for (const left of [0, 0.3, 0.75]) {
      for (const [width, height] of [
        [0.2, 0.1],
        [0.25, 1],
        [1, 0.6],
        [1, 1],
      ]) {
        const subject = {
          left: left * frame.width,
          top: (1 - height) * frame.height,
          width: Math.min(width, 1 - left) * frame.width,
          height: height * frame.height,
        };
        const at = placeCard(subject, CARD, frame);
        assert.ok(at.left >= 12 && at.left + CARD.width <= frame.width - 12, JSON.stringify({ subject, at }));
        assert.ok(at.top >= 12 && at.top + CARD.height <= frame.height - 12, JSON.stringify({ subject, at }));
      }
    }
  }
});

test("a card covers its subject only if no side has room", () => {
  const frame = { width: 1440, height: 900 };
  const apart = (subject) => {
    const { left, top } = placeCard(subject, CARD, frame);
    return (
      left + CARD.width <= subject.left ||
      left >= subject.left + subject.width ||
      top + CARD.height <= subject.top ||
      top >= subject.top + subject.height
    );
  };
  assert.ok(apart({ left: 0, top: 0, width: 1100, height: 660 }), "above the time line");
  assert.ok(apart({ left: 1100, top: 0, width: 340, height: 900 }), "beside the panel");
  assert.ok(apart({ left: 0, top: 680, width: 1100, height: 220 }), "above the time line");
  assert.ok(!apart({ left: 0, top: 0, width: 1440, height: 900 }));
});

test("a card inside the picture leaves its surroundings free", () => {
  for (const subject of [
    { left: 16, top: 36, width: 1100, height: 590 },
    { left: 8, top: 32, width: 374, height: 548 },
  ]) {
    const { left, top } = placeInside(subject, CARD, {
      width: subject.left + subject.width + 8,
      height: 844,
    });
    assert.ok(left >= subject.left && left + CARD.width <= subject.left + subject.width);
    assert.ok(top >= subject.top && top + CARD.height <= subject.top + subject.height);
  }
});

test("there are five cards, each with a subject", () => {
  assert.equal(CARDS.length, 5);
  for (const { title, text, about } of CARDS) assert.ok(title && text && about.length > 0);
});

test("a first visit happens once, and never without storage", () => {
  const kept = new Map();
  globalThis.localStorage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
  };
  assert.equal(isFirstVisit(), true);
  assert.equal(isFirstVisit(), false);
  globalThis.localStorage = { getItem: () => null, setItem: () => {} };
  assert.equal(isFirstVisit(), false, "what is forgotten would be shown each time");
  const refuse = () => {
    throw new Error("SecurityError");
  };
  globalThis.localStorage = { getItem: refuse, setItem: refuse };
  assert.equal(isFirstVisit(), false);
  delete globalThis.localStorage;
});

test("a card has its exact place", () => {
  const frame = { width: 1000, height: 800 };
  const inside = (width) => placeInside({ left: 100, top: 50, width, height: 600 }, CARD, frame);
  // Lower left with 14 pixels between; at the top and in the middle if two cards have no room.
  assert.deepEqual(inside(600), { left: 114, top: 436 });
  assert.deepEqual(inside(599), { left: 250, top: 64 });
  const beside = (left, top, width, height) => placeCard({ left, top, width, height }, CARD, frame);
  assert.deepEqual(beside(300, 100, 200, 100), { left: 250, top: 214 }, "below");
  assert.deepEqual(beside(300, 100, 200, 474), { left: 250, top: 588 }, "below, just so");
  assert.deepEqual(beside(400, 100, 200, 475), { left: 86, top: 238 }, "on the left");
  assert.deepEqual(beside(325, 300, 600, 400), { left: 475, top: 86 }, "above");
  assert.deepEqual(beside(100, 100, 200, 600), { left: 314, top: 300 }, "on the right");
  assert.deepEqual(beside(0, 0, 1000, 800), { left: 350, top: 586 }, "inside");
});
