"""Instrument names: the page's instruments and the catalog's quantities match by name."""

import re
from pathlib import Path

from engine.analyses.quantities import QUANTITIES

SCRIPTS = Path(__file__).parents[3] / "static/js"
DRAWER = (SCRIPTS / "instruments/drawer.js").read_text(encoding="utf-8")


def instrument_names() -> list[str]:
    """Names that the modules of the instrument panel export."""
    modules = re.findall(r'import \* as \w+ from "\./([\w-]+\.js)"', DRAWER)
    sources = [(SCRIPTS / "instruments" / module).read_text(encoding="utf-8") for module in modules]
    return [re.findall(r'^export const name = "(\w+)"', source, re.MULTILINE)[0] for source in sources]


def test_each_instrument_has_a_quantity_of_its_name() -> None:
    names = instrument_names()
    assert names
    assert set(names) <= set(QUANTITIES.names)


def test_page_draws_each_quantity() -> None:
    drawn = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS.rglob("*.js"))
    assert [name for name in QUANTITIES.names if f'"{name}"' not in drawn] == []
