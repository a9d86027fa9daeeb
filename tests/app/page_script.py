"""Page script: runs a JavaScript module that imports the page's own modules, in a node process."""

import json
import subprocess
from types import TracebackType
from typing import Any, Self, final

from launch import ROOT


@final
class PageScript:
    """Node process that reads one JSON value per line and answers each with one.

    Args:
        script: text of the module; it imports from ``./static/js``.
    """

    def __init__(self, script: str) -> None:
        command = ["node", "--input-type=module", "-e", script]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.__exit__(kind, error, trace)

    def send(self, message: Any) -> None:
        """Write a message."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()

    def ask(self, message: Any) -> Any:
        """Write a message, and read the answer."""
        self.send(message)
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


CATALOG_LOOP = """
import { createInterface } from "node:readline";
import { setCatalog } from "./static/js/experiment/facts.js";
IMPORTS
const answer = async (question, catalog) => { ANSWER };
let catalog = null;
for await (const line of createInterface({ input: process.stdin })) {
  const value = JSON.parse(line);
  if (catalog) console.log(JSON.stringify(await answer(value, catalog)));
  else setCatalog((catalog = value));
}
"""


def with_catalog(imports: str, answer: str) -> str:
    """Text of a module that takes the catalog first, and then answers questions.

    Args:
        imports: statements.
        answer: body of a function of ``question`` and ``catalog`` that returns the answer.
    """
    return CATALOG_LOOP.replace("IMPORTS", imports).replace("ANSWER", answer)
