import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../../static/js/run/store.js";

test("listeners receive changes and the former state until they unsubscribe", () => {
  const store = new Store({ a: 1, b: 2 });
  /** @type {[object, object][]} */
  const heard = [];
  const leave = store.subscribe((now, before) => heard.push([now, before]));
  store.set({ a: 3 });
  assert.deepEqual(heard, [
    [
      { a: 3, b: 2 },
      { a: 1, b: 2 },
    ],
  ]);
  leave();
  store.set({ a: 4 });
  assert.equal(heard.length, 1);
});

test("an equal state does not notify", () => {
  const store = new Store({ a: 1 });
  store.subscribe(() => assert.fail("nothing has changed"));
  store.set({ a: 1 });
});

test("who depends on a part hears of it alone", () => {
  const store = new Store({ a: 1, b: 2 });
  const heard = [];
  store.subscribe(({ a }) => heard.push(a), ["a"]);
  store.set({ b: 5 });
  store.set({ a: 3, b: 6 });
  assert.deepEqual(heard, [3]);
});

test("parts are compared by identity", () => {
  const store = new Store({ a: null, b: Number.NaN });
  const heard = [];
  store.subscribe(({ a }) => heard.push(a), ["a"]);
  store.set({ b: Number.NaN });
  store.set({ a: undefined });
  const list = [];
  store.set({ a: list });
  store.set({ a: [] });
  assert.deepEqual(heard, [undefined, [], []]);
});
