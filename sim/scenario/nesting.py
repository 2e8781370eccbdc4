"""Strategies inside strategies: the text `volatile_leader(reciprocal)` names a wrapper and the rule it wraps."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sim.errors import InputError

OUTER = re.compile(r"\s*(?P<outer>\w+|.+?\.py)\s*\((?P<inner>.*)\)\s*", re.DOTALL)
FILE = ".py"


def layers_of(text: str) -> tuple[str, ...]:
    """Take a text such as `two_levels(volatile_leader(hawk))` apart: names or files, the outermost first.

    Raises InputError where brackets do not match or hold nothing.
    """
    found = OUTER.fullmatch(text)
    if found is None:
        if not is_file(text) and ("(" in text or ")" in text):
            raise InputError(f"the brackets of '{text}' do not match; expected outer(inner)")
        return (text.strip(),)
    if not found["inner"].strip():
        raise InputError(f"'{text}' names nothing between its brackets; expected outer(inner)")
    return (found["outer"].strip(), *layers_of(found["inner"]))


def nest(layers: Sequence[str]) -> str:
    """Write names or files, the outermost first, as one text."""
    return "(".join(layers) + ")" * (len(layers) - 1)


def is_file(name: str) -> bool:
    """Whether one layer is the path of a file rather than a name."""
    return name.strip().endswith(FILE)
