import assert from "node:assert/strict";
import { test } from "node:test";
import { Track } from "../../../static/js/run/track.js";
import { pitchOf, rangeOf } from "../../../static/js/sound/pitch.js";
import { Sound } from "../../../static/js/sound/sound.js";
import { quietSession } from "../run/session-stand-in.mjs";

/** Audio that notes the last pitch and volume. */
function audio() {
  const heard = { pitch: 0, volume: 0, begun: 0 };
  globalThis.AudioContext = class {
    currentTime = 0;
    destination = {};
    resume() {
      heard.begun += 1;
    }
  };
  globalThis.OscillatorNode = class {
    frequency = { setTargetAtTime: (value) => Object.assign(heard, { pitch: value }) };
    connect(other) {
      return other;
    }
    start() {}
  };
  globalThis.GainNode = class {
    gain = { setTargetAtTime: (value) => Object.assign(heard, { volume: value }) };
    connect(other) {
      return other;
    }
  };
  return heard;
}

function trackOf(losses) {
  const track = new Track(["x", "y", "loss", "off_plane"]);
  track.append([losses, losses, losses, losses]);
  return track;
}

/** A sound of two racers: losses 8, 4, 2, 1 and 8, 2, 4, NaN; the button turns it on. */
function sounding(t) {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const heard = audio();
  const session = quietSession();
  session.live.buffer.front.tracks = [trackOf([8, 4, 2, 1]), trackOf([8, 2, 4, Number.NaN])];
  session.player.ready = 50;
  const button = Object.assign(new EventTarget(), {
    setAttribute: (_, value) => Object.assign(button, { on: value }),
  });
  new Sound(session, button);
  const press = () => button.dispatchEvent(new Event("click"));
  const at = (time) => {
    session.player.time = time;
    t.mock.timers.tick(50);
    return heard.volume === 0 ? 0 : Math.round(heard.pitch);
  };
  return { session, heard, button, press, at };
}

test("the tone falls with the loss of the racer chosen", (t) => {
  const { session, press, at } = sounding(t);
  press();
  session.player.play();
  session.store.set({ selected: 0 });
  // From 1 to 8 are three octaves: 165 Hz, doubled with each factor of two.
  assert.deepEqual([0, 1, 2, 3].map(at), [1320, 660, 330, 165]);
  session.store.set({ selected: 1 });
  assert.deepEqual([0, 1, 2, 3].map(at), [1320, 330, 660, 0], "what has no loss is silent");
  session.store.set({ selected: -1 });
  assert.deepEqual([0, 1, 2].map(at), [1320, 330, 330], "else of the best");
  session.store.set({ selected: 0, view: { ...session.state.view, loss: "linear" } });
  assert.deepEqual(at(1), Math.round(165 * 2 ** (3 * (3 / 7))));
  session.player.pause();
});

test("it sounds only while the clock runs in sight", (t) => {
  const { session, heard, button, press, at } = sounding(t);
  session.player.play();
  assert.equal(at(1), 0, "off by default");
  press();
  assert.deepEqual([button.on, heard.begun, at(1) > 0], ["true", 1, true]);
  session.store.set({ visible: false });
  assert.equal(at(1), 0);
  session.store.set({ visible: true });
  assert.notEqual(at(1), 0);
  session.player.pause();
  assert.equal(at(1), 0);
  session.player.play();
  assert.notEqual(at(1), 0);
  press();
  assert.deepEqual([button.on, at(1)], ["false", 0]);
  session.player.pause();
});

test("a race has one range, also a flat or broken one", () => {
  assert.deepEqual(
    rangeOf([
      [3, 5, 1],
      [4, 9],
    ]),
    { low: 1, high: 4 },
  );
  assert.deepEqual(rangeOf([[2, 2]]), { low: 2, high: 2 });
  assert.equal(pitchOf(2, { low: 2, high: 2 }, true), 165);
  assert.equal(pitchOf(0, { low: 0, high: 4 }, true), 165, "no logarithm of zero");
  assert.equal(pitchOf(2, { low: 0, high: 4 }, true), 165 * 2 ** 1.5);
});
