"""Draw the gallery's pictures of races that take too long to draw when they are looked at."""

import json
from pathlib import Path

from app.web.gallery import PRESETS
from descentlab.local import LocalBackend

FOLDER = Path(__file__).resolve().parents[1] / "static" / "gallery"
WHOLE = {"width": 350, "height": 270}
HALF = {"width": 240, "height": 372}
"""As the page asks for them."""


def main() -> None:
    """One file a side and theme, as the page asks for them."""
    engine = LocalBackend()
    for preset in PRESETS:
        if not preset.long:
            continue
        sides = [side for side in (preset.experiment, preset.beside) if side]
        look = WHOLE if len(sides) == 1 else HALF
        for side, experiment in zip("ab", sides, strict=False):
            for theme in ("light", "dark"):
                drawn = engine.picture(json.dumps(experiment), {**look, "theme": theme})
                (FOLDER / f"{preset.name}-{side}-{theme}.png").write_bytes(drawn)


if __name__ == "__main__":
    main()
