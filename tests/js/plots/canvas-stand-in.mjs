/** Stand-in for a 2-D canvas: records what is drawn, with the style in force. */

/** A path that keeps its commands. */
class FakePath {
  commands = [];

  moveTo(x, y) {
    this.commands.push(["move", x, y]);
  }

  lineTo(x, y) {
    this.commands.push(["line", x, y]);
  }

  arc(x, y, radius) {
    this.commands.push(["arc", x, y, radius]);
  }

  addPath(other) {
    this.commands.push(...other.commands);
  }
}

globalThis.Path2D = FakePath;
globalThis.document = { createElement: () => ({ getContext: () => null }) };

/** A context, and the paths that it strokes: commands, color, width and opacity of each. */
export function recordingContext() {
  const strokes = [];
  const state = { globalAlpha: 1, strokeStyle: "", lineWidth: 1, canvas: { clientWidth: 400 } };
  const stroke = (path) => {
    const { strokeStyle: color, lineWidth: width, globalAlpha: opacity } = state;
    if (path) strokes.push({ commands: path.commands, color, width, opacity });
  };
  const measureText = () => ({ width: 0 });
  const context = new Proxy(state, {
    get: (target, name) => target[name] ?? { stroke, measureText }[name] ?? (() => {}),
  });
  return { context, strokes };
}
