/**
 * Translations: the embed's own text in other languages. Server text and numbers are not translated: code and
 * exported tables use the decimal point too.
 */

const ATTRIBUTES = ["aria-label", "title", "aria-valuetext"];
const NUMBER = /\d+(?:\.\d+)?/g;

/** English, German, Spanish and French; "#" is a number. @type {[string, string, string, string][]} */
const WORDS = [
  ["Learning rate", "Lernrate", "Tasa de aprendizaje", "Taux d\u2019apprentissage"],
  [
    "Learning rate, value",
    "Lernrate, Wert",
    "Tasa de aprendizaje, valor",
    "Taux d\u2019apprentissage, valeur",
  ],
  ["The learning rate", "Die Lernrate", "La tasa de aprendizaje", "Le taux d\u2019apprentissage"],
  [
    "Learning rate: how long a step is.",
    "Lernrate: wie lang ein Schritt ist.",
    "Tasa de aprendizaje: cu\u00e1n largo es un paso.",
    "Taux d\u2019apprentissage : la longueur d\u2019un pas.",
  ],
  ["Racer", "L\u00e4ufer", "Corredor", "Coureur"],
  ["Gradient descent", "Gradientenabstieg", "Descenso de gradiente", "Descente de gradient"],
  ["Momentum", "Momentum", "Momento", "Inertie"],
  ["Nesterov momentum", "Nesterov-Momentum", "Momento de Nesterov", "Inertie de Nesterov"],
  ["Play", "Abspielen", "Reproducir", "Lecture"],
  ["Play (space)", "Abspielen (Leertaste)", "Reproducir (espacio)", "Lecture (espace)"],
  ["Pause", "Anhalten", "Pausa", "Pause"],
  ["Pause (space)", "Anhalten (Leertaste)", "Pausa (espacio)", "Pause (espace)"],
  [
    "Back to the start (R)",
    "Zur\u00fcck zum Anfang (R)",
    "Volver al inicio (R)",
    "Retour au d\u00e9part (R)",
  ],
  [
    "One step back (left arrow)",
    "Einen Schritt zur\u00fcck (Pfeil nach links)",
    "Un paso atr\u00e1s (flecha izquierda)",
    "Un pas en arri\u00e8re (fl\u00e8che gauche)",
  ],
  [
    "One step forward (right arrow)",
    "Einen Schritt vor (Pfeil nach rechts)",
    "Un paso adelante (flecha derecha)",
    "Un pas en avant (fl\u00e8che droite)",
  ],
  ["Step", "Schritt", "Paso", "Pas"],
  ["step # of #", "Schritt # von #", "paso # de #", "pas # sur #"],
  ["Open the lab", "Im Labor \u00f6ffnen", "Abrir el laboratorio", "Ouvrir le laboratoire"],
  [
    "The same in the whole laboratory",
    "Dasselbe im ganzen Labor",
    "Lo mismo en el laboratorio completo",
    "La m\u00eame chose dans le laboratoire complet",
  ],
  [
    "The landscape and the balls on it",
    "Die Landschaft und die Kugeln darauf",
    "El paisaje y las bolas sobre \u00e9l",
    "Le paysage et les billes",
  ],
  [
    "Landscape in three dimensions. Arrow keys turn it, plus and minus zoom.",
    "Landschaft in drei Dimensionen. Pfeiltasten drehen sie, Plus und Minus zoomen.",
    "Paisaje en tres dimensiones. Las flechas lo giran; m\u00e1s y menos acercan y alejan.",
    "Paysage en trois dimensions. Les fl\u00e8ches le tournent, plus et moins zooment.",
  ],
  [
    "Map of the landscape. Arrow keys move the start.",
    "Karte der Landschaft. Pfeiltasten verschieben den Anfang.",
    "Mapa del paisaje. Las flechas mueven el inicio.",
    "Carte du paysage. Les fl\u00e8ches d\u00e9placent le d\u00e9part.",
  ],
  [
    "Loss of every optimizer over the steps.",
    "Der Verlust jedes L\u00e4ufers \u00fcber den Schritten.",
    "La p\u00e9rdida de cada corredor a lo largo de los pasos.",
    "La perte de chaque coureur au fil des pas.",
  ],
  ["Connecting\u2026", "Verbinde \u2026", "Conectando\u2026", "Connexion\u2026"],
  ["Reconnecting\u2026", "Verbinde neu \u2026", "Reconectando\u2026", "Reconnexion\u2026"],
];
const COLUMN = /** @type {const} */ ({ de: 1, es: 2, fr: 3 });

/**
 * Translates the page now and whenever its text changes.
 *
 * @param {keyof typeof COLUMN} lang
 * @param {Element[]} parts - the elements to translate
 */
export function translatePage(lang, parts) {
  const dictionary = new Map(WORDS.map((row) => [row[0], row[COLUMN[lang]]]));
  document.documentElement.lang = lang;
  const watch = new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      if (target instanceof Element) translateAttributes(target, dictionary);
      else translateText(target, dictionary);
      for (const node of addedNodes) translate(node, dictionary);
    }
  });
  const what = { subtree: true, childList: true, characterData: true, attributeFilter: ATTRIBUTES };
  for (const part of parts) {
    translate(part, dictionary);
    watch.observe(part, what);
  }
}

/** @param {Node} node @param {Map<string, string>} dictionary */
function translate(node, dictionary) {
  if (node instanceof Element) {
    translateAttributes(node, dictionary);
    for (const child of node.childNodes) translate(child, dictionary);
  } else translateText(node, dictionary);
}

/** @param {Element} element @param {Map<string, string>} dictionary */
function translateAttributes(element, dictionary) {
  for (const name of ATTRIBUTES) {
    const original = element.getAttribute(name);
    const translation = original === null ? null : translationOf(original, dictionary);
    if (translation !== null && translation !== original) element.setAttribute(name, translation);
  }
}

/** @param {Node} node @param {Map<string, string>} dictionary */
function translateText(node, dictionary) {
  const translation =
    node.nodeType === Node.TEXT_NODE ? translationOf(node.nodeValue ?? "", dictionary) : null;
  if (translation !== null && translation !== node.nodeValue) node.nodeValue = translation;
}

/**
 * Translates a text, keeping its numbers.
 *
 * @param {string} original
 * @param {Map<string, string>} dictionary
 * @returns {string | null} null where there is no translation
 */
export function translationOf(original, dictionary) {
  const plain = dictionary.get(original);
  if (plain) return plain;
  const numbers = original.match(NUMBER) ?? [];
  const pattern = numbers.length > 0 ? dictionary.get(original.replace(NUMBER, "#")) : undefined;
  return pattern ? numbers.reduce((text, number) => text.replace("#", number), pattern) : null;
}
