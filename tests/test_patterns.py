"""Every regular expression can be compiled, though most are compiled only when they are used."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import deckgen
from deckgen.messages.patterns import late


def test_each_expression_that_waits_can_be_compiled() -> None:
    waiting = type(late("a"))
    modules = [
        import_module(module.name)
        for module in pkgutil.walk_packages(deckgen.__path__, "deckgen.")
        if not module.name.endswith("__main__")
    ]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, waiting)]
    assert len(found) > 50
    assert all(re.compile(expression.pattern, expression.flags) for expression in found)


def test_an_expression_that_waited_finds_what_any_other_does() -> None:
    expression = late("(?P<sign>a+)b", re.IGNORECASE)
    match = expression.search("xAAb")
    assert match
    assert match["sign"] == "AA"
    assert expression.sub("-", "aab ab") == "- -"
