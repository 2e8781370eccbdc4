"""Who enters a tournament: strategies by name, nested ones, and files of one's own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError
from sim.scenario.nesting import is_file, layers_of, nest
from sim.states.strategy import Strategy, find_strategies, is_wrapper, kinds_of

LEFT_OUT = ("ally", "partner", "record", "human")
"""Tags of strategies that do not enter by themselves: made for others than a power, tied to a script, or in need
of a player."""

ALONE = {"human": "a player at the terminal", "record": "the measures of a scenario"}
"""Tags of strategies that cannot enter at all, and what they need."""

FIELD = (
    *("hold", "dove", "hawk", "reciprocal", "generous", "grim", "graduated", "win_stay_lose_shift"),
    *("value_for_value", "dealmaker", "lookahead", "quantal_response"),
)
"""Who enters when nobody says: one or two of each kind, so that a tournament takes minutes."""

LOOKS_AHEAD = "looks ahead"
"""The tag of strategies that think through what may come."""

ALL = "all"


@dataclass(frozen=True)
class Entrant:
    """A strategy in a tournament. text: how a scenario names it; name: what people read; digest: of its own files.

    looks_ahead: whether it, or one nested in it, thinks through what may come.
    """

    text: str
    name: str
    digest: str = ""
    looks_ahead: bool = False


def entrants_of(texts: Sequence[str], files: Sequence[Path] = ()) -> tuple[Entrant, ...]:
    """Read who enters: names, outer(inner), paths of .py files; `all` for all that suit, the usual field without any.

    files: more of them, of one's own. Raises InputError for names that do not exist or enter twice.
    """
    chosen = [name for text in texts or FIELD for name in (all_that_suit() if text == ALL else [text])]
    entrants = [_entrant(text) for text in (*chosen, *map(str, files))]
    if len(entrants) < 2:
        raise InputError("a tournament needs two strategies or more", key="strategies")
    for row, one in enumerate(entrants):
        if one.name in [other.name for other in entrants[:row]]:
            raise InputError(f"the strategy '{one.name}' enters twice", key="strategies")
    return tuple(entrants)


def names_in(text: str) -> list[str]:
    """Take a list such as `hawk,volatile_leader(dove)` apart."""
    return [name.strip() for name in text.split(",") if name.strip()]


def all_that_suit() -> list[str]:
    """Names of all strategies that are made for a power and need nobody; wrappers enter only round another one."""
    return [name for name, kind in find_strategies().items() if _enters(kind)]


def _enters(kind: type[Strategy]) -> bool:
    return not is_wrapper(kind) and not set(kind.tags) & set(LEFT_OUT)


def _entrant(text: str) -> Entrant:
    kinds = kinds_of(text)
    name = nest([kind.name for kind in kinds])
    files = [Path(layer) for layer in layers_of(text) if is_file(layer)]
    own = b"".join(file.read_bytes() for file in files)
    for kind in kinds:
        for tag in set(kind.tags) & set(ALONE):
            raise InputError(f"the strategy '{kind.name}' cannot enter: it needs {ALONE[tag]}", key="strategies")
    ahead = any(LOOKS_AHEAD in kind.tags for kind in kinds)
    return Entrant(text, name, hashlib.sha256(own).hexdigest() if own else "", ahead)
