"""Which state chooses a lever: what the file says, else whose event or strategy it is."""

from __future__ import annotations

from collections.abc import Sequence

from sim.documents import KeyPath
from sim.sweep.asked import LEVERS, Asked
from sim.sweep.bases import CLAUSES, EVENTS, STATES, Base, path_of

BY = "by"
"""The key by which a file says who chooses a lever."""

NOBODY = ""
"""Whose choice a lever is that no state has to itself."""


def chooser_of(asked: Asked, keys: Sequence[str], base: Base) -> str:
    """Code of the state that chooses what varies; empty for a fact, and where it is nobody in particular.

    Raises InputError for a state that does not exist, a fact that is somebody's, and another's event or strategy.
    """
    said = asked.entry.by
    if asked.side != LEVERS:
        if said is not None:
            raise asked.error(f"'{asked.name}' is a fact, which nobody chooses; '{BY}' goes with a lever", BY)
        return NOBODY
    if said is not None and said not in base.plain.states:
        raise asked.unknown("state", said, base.plain.states, BY)
    owners = {_owner(path_of(key), base) for key in keys}
    owner = owners.pop() if len(owners) == 1 else NOBODY
    if said is not None and owner not in (NOBODY, said):
        raise asked.error(f"'{keys[0]}' is the choice of {owner}, not of {said}", BY)
    return said or owner


def _owner(path: KeyPath, base: Base) -> str:
    """The state whose event, clause or strategy a key belongs to."""
    match path:
        case (str(first), str(code), *_) if first == STATES:
            return code
        case (str(first), int(), str(group), int(), *_) if (first, group) == (EVENTS, CLAUSES):
            return str(base.value((*path[:4], "actor")) or NOBODY)
        case (str(first), int(), *_) if first == EVENTS:
            return str(base.value((*path[:2], "actor")) or NOBODY)
    return NOBODY
