import assert from "node:assert/strict";
import { test } from "node:test";
import { Player, STEPS_PER_SECOND } from "../../../static/js/run/player.js";

function playing(end = 500, ready = end) {
  const player = new Player();
  player.end = end;
  player.ready = ready;
  player.play();
  player.tick(0);
  return player;
}

/** Lets frames of a sixtieth of a second pass. */
function frames(player, count, from = 0) {
  for (let k = 1; k <= count; k += 1) player.tick(from + (k * 1000) / 60);
}

test("it plays STEPS_PER_SECOND times its speed", () => {
  for (const speed of [0.25, 1, 16]) {
    const player = playing(10_000);
    player.setSpeed(speed);
    frames(player, 60);
    assert.ok(Math.abs(player.time - STEPS_PER_SECOND * speed) < 1e-6, String(speed));
  }
});

test("it waits for missing points and continues from there", () => {
  const player = playing(500, 5);
  frames(player, 60);
  assert.equal(player.time, 5);
  assert.ok(player.waiting && player.playing);
  player.ready = 500;
  frames(player, 6, 1000);
  assert.ok(player.time > 5 && player.time < 9);
});

test("it stops at the end, and plays again from the start", () => {
  const player = playing(10);
  frames(player, 60);
  assert.equal(player.time, 10);
  assert.equal(player.playing, false);
  player.play();
  assert.equal(player.time, 0);
});

test("a stall advances it by at most a tenth of a second", () => {
  const player = playing();
  player.tick(10_000);
  assert.ok(Math.abs(player.time - STEPS_PER_SECOND * 0.1) < 1e-9);
});

test("stepping lands on whole steps, pauses, and stays within the range", () => {
  const player = playing(3);
  player.time = 1.4;
  player.step(1);
  assert.deepEqual([player.time, player.playing], [2, false]);
  player.time = 1.4;
  player.step(-1);
  assert.equal(player.time, 1);
  player.step(-10);
  assert.equal(player.time, 0);
  player.step(10);
  assert.equal(player.time, 3);
});

test("missing points never move the clock backward", () => {
  const player = playing();
  player.time = 40;
  player.ready = 10;
  frames(player, 3);
  assert.equal(player.time, 40);
});

test("from a URL's speed it moves to the next one of the list", () => {
  for (const [speed, slower, faster] of [
    [3, 2, 4],
    [5.5, 4, 8],
    [0.3, 0.25, 0.5],
  ]) {
    const player = new Player();
    player.setSpeed(speed);
    player.changeSpeed(1);
    assert.equal(player.speed, faster);
    player.setSpeed(speed);
    player.changeSpeed(-1);
    assert.equal(player.speed, slower);
  }
});

test("speeds stay within the list", () => {
  const player = new Player();
  for (let k = 0; k < 20; k += 1) player.changeSpeed(1);
  assert.equal(player.speed, 16);
  for (let k = 0; k < 20; k += 1) player.changeSpeed(-1);
  assert.equal(player.speed, 0.25);
});

test("it stops where the run waits for a person", () => {
  const player = playing(500, 7);
  player.stop = 7;
  frames(player, 60);
  assert.deepEqual([player.time, player.playing, player.waiting], [7, false, false]);
  player.seek(300);
  player.step(1);
  assert.equal(player.time, 7);
  player.play();
  assert.deepEqual([player.time, player.playing], [0, true]);
  player.stop = Number.POSITIVE_INFINITY;
  player.ready = 500;
  frames(player, 60);
  assert.ok(player.time > 7);
});

test("it tells each whole step once while it plays", () => {
  const player = playing(500);
  const told = [];
  player.addEventListener("step", () => told.push(Math.floor(player.time)));
  frames(player, 13); // At 30 steps and 60 frames a second: 6.5 steps.
  assert.deepEqual(told, [1, 2, 3, 4, 5, 6]);
});
