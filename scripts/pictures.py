"""Gallery pictures: draws the examples that take too long to draw on request."""

import json
from pathlib import Path

from app.web.gallery import gallery
from descentlab.local import LocalBackend

FOLDER = Path(__file__).resolve().parents[1] / "static" / "gallery"
WHOLE = {"width": 350, "height": 270}
HALF = {"width": 240, "height": 372}
"""As the page asks for them."""


def main() -> None:
    """One file a side and theme, as the page asks for them."""
    engine = LocalBackend()
    for example in gallery():
        if not example.long:
            continue
        sides = [side for side in (example.experiment, example.beside) if side]
        size = WHOLE if len(sides) == 1 else HALF
        for side, experiment in zip("ab", sides, strict=False):
            for theme in ("light", "dark"):
                drawn = engine.picture(json.dumps(experiment), {**size, "theme": theme})
                (FOLDER / f"{example.name}-{side}-{theme}.png").write_bytes(drawn)


if __name__ == "__main__":
    main()
