import assert from "node:assert/strict";
import { test } from "node:test";
import "../dom-stand-in.mjs";
import { QuestionStrip } from "../../../static/js/components/question-strip.js";
import { ExampleQuestion } from "../../../static/js/page/example-question.js";
import { quietSession } from "../run/session-stand-in.mjs";

const SADDLE = { name: "saddle", question: "Why do they stop?", look_for: "The slope is zero." };
globalThis.matchMedia = () => ({ matches: true });

/** A session with a strip, whose server has one example. */
async function asking(t, example) {
  t.mock.method(globalThis, "fetch", async () => Response.json({ examples: [SADDLE] }));
  const session = quietSession({ view: { example } });
  const strip = new QuestionStrip();
  document.body.replaceChildren(strip);
  const question = new ExampleQuestion(session, strip);
  await question.update();
  return { session, strip, question, fetched: () => globalThis.fetch.mock.callCount() };
}

const texts = (strip) => [strip.querySelector("strong").textContent, strip.querySelector("p").textContent];

test("the question that an address names is shown", async (t) => {
  const { strip } = await asking(t, "saddle");
  assert.equal(strip.hidden, false);
  assert.deepEqual(texts(strip), [SADDLE.question, SADDLE.look_for]);
  assert.equal(strip.querySelector("details").open, true, "there is room");
});

test("a page without an example asks the server nothing", async (t) => {
  const { strip, fetched } = await asking(t, "");
  assert.deepEqual([strip.hidden, fetched()], [true, 0]);
});

test("an example of another server is told to be missing", async (t) => {
  const { strip } = await asking(t, "lost");
  assert.equal(texts(strip)[0], "This server has no example named \u201clost\u201d.");
});

test("a dismissed question leaves the address, and returns by it", async (t) => {
  const { session, strip, question } = await asking(t, "saddle");
  strip.querySelector("button").click();
  await question.update();
  assert.deepEqual([session.state.view.example, strip.hidden], ["", true]);
  session.store.set({ view: { ...session.state.view, example: "saddle" } });
  await question.update();
  assert.equal(strip.hidden, false);
});

test("a chosen example is asked without a request", async (t) => {
  const { session, strip, question, fetched } = await asking(t, "");
  question.ask(SADDLE);
  await question.update();
  assert.deepEqual([session.state.view.example, strip.hidden, fetched()], ["saddle", false, 0]);
});
