"""Doctests: the examples in the public docstrings run and print what they say."""

import doctest
import importlib

import pytest

METHODS = "engine.catalog.methods"
MODULES = [
    *("descentlab.client", "descentlab.results", "descentlab.stream"),
    *("descentlab.optim", "engine", "engine.catalog"),
    *(f"{METHODS}.{name}" for name in ("newton", "nelder_mead", "evolution_strategy")),
]


@pytest.mark.parametrize("module", MODULES)
def test_docstring_examples_print_what_they_say(module: str, url: str) -> None:
    failed, attempted = doctest.testmod(importlib.import_module(module), extraglobs={"url": url})
    assert failed == 0
    assert attempted > 0


@pytest.mark.parametrize(
    "name",
    [
        "Client",
        "Client.analyze",
        "Client.save",
        "Client.table",
        "Client.open",
        "Client.stream",
        "Run",
        "Comparison",
        "RunStream",
    ],
)
def test_public_names_have_an_example(name: str) -> None:
    modules = [importlib.import_module(module) for module in MODULES[:3]]
    found = {
        test.name.removeprefix(f"{module.__name__}."): test.examples
        for module in modules
        for test in doctest.DocTestFinder().find(module)
    }
    assert found[name]
