import assert from "node:assert/strict";
import { test } from "node:test";
import "../dom-stand-in.mjs";
import { make } from "../../../static/js/components/dom.js";
import { translatePage, translationOf } from "../../../static/js/embed/translations.js";

/** What follows changes of the page, so that the test can tell it. */
let changed = () => {};
globalThis.MutationObserver = class {
  constructor(act) {
    changed = act;
  }
  observe() {}
};

/** A part of an embed. */
function part() {
  const made = make("div", { "aria-label": "The landscape and the balls on it" });
  made.append(make("button", { title: "Play (space)", "aria-label": "Play" }), make("a", {}, "Open the lab"));
  made.append(
    make("input", { "aria-valuetext": "step 12 of 500" }),
    make("p", {}, "Adam", make("b", {}, "0.125")),
  );
  return made;
}

test("the embed's own words are translated, others stay", () => {
  for (const [lang, label, play, link, step] of [
    ["de", "Die Landschaft und die Kugeln darauf", "Abspielen", "Im Labor \u00f6ffnen", "Schritt 12 von 500"],
    ["es", "El paisaje y las bolas sobre \u00e9l", "Reproducir", "Abrir el laboratorio", "paso 12 de 500"],
    ["fr", "Le paysage et les billes", "Lecture", "Ouvrir le laboratoire", "pas 12 sur 500"],
  ]) {
    const made = part();
    translatePage(lang, [made]);
    const [button, a, input, p] = made.children;
    assert.deepEqual(
      [
        made.getAttribute("aria-label"),
        button.getAttribute("aria-label"),
        a.textContent,
        input.getAttribute("aria-valuetext"),
      ],
      [label, play, link, step],
    );
    assert.equal(p.textContent, "Adam0.125");
    assert.equal(document.documentElement.lang, lang);
  }
});

test("what changes later is translated too", () => {
  const made = part();
  translatePage("de", [made]);
  const [button] = made.children;
  button.setAttribute("aria-label", "Pause");
  const added = make("span", {}, "Learning rate");
  made.append(added);
  const text = make("p", {}, "Reconnecting\u2026").childNodes[0];
  changed([
    { target: button, addedNodes: [] },
    { target: made, addedNodes: [added] },
    { target: text, addedNodes: [] },
  ]);
  assert.deepEqual(
    [button.getAttribute("aria-label"), added.textContent, text.nodeValue],
    ["Anhalten", "Lernrate", "Verbinde neu \u2026"],
  );
});

test("numbers keep their places and their form", () => {
  const words = new Map([
    ["step # of #", "paso # de #"],
    ["Play", "Reproducir"],
  ]);
  assert.equal(translationOf("step 1.5 of 20", words), "paso 1.5 de 20");
  assert.equal(translationOf("Play", words), "Reproducir");
  assert.equal(translationOf("Play 3", words), null);
  assert.equal(translationOf("", words), null);
});
