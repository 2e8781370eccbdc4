"""The rows of the table about what types of rival do: how likely each answers a step in each way."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np

from sim.tables.cells import OneOf, Row, Share
from sim.types import Array

TYPES = ("soft", "normal", "hard")
"""What a rival may be: one that gives way, one that answers in kind, one that answers with more."""

GIVEN = ("climbed", "stood", "came_down")
"""What the other side had done the month before."""

ANSWERS = ("beyond", "up", "stayed", "down")
"""What a rival does: climb above the other side, climb less far, stay, come down."""

ROUNDING = 0.0005
"""How far chances may be from adding up to one."""


@dataclass(frozen=True, kw_only=True)
class BeliefTypeRow(Row):
    """How likely a rival of a type gives an answer; an answer without a row tells nothing of the type."""

    type: Annotated[str, OneOf(TYPES)]
    given: Annotated[str, OneOf(GIVEN)]
    answer: Annotated[str, OneOf(ANSWERS)]
    chance: Share


def check_belief_types(rows: tuple[BeliefTypeRow, ...], folder: Path) -> None:
    """Check that the answers of a type add up to one, and that types know the same answers. Raises InputError."""
    file = folder / "belief_types.csv"
    for given in GIVEN:
        known = {kind: {row.answer for row in rows if (row.type, row.given) == (kind, given)} for kind in TYPES}
        for kind in TYPES:
            mine = [row for row in rows if (row.type, row.given) == (kind, given)]
            total = math.fsum(row.chance for row in mine)
            if mine and abs(total - 1) > ROUNDING:
                raise mine[-1].error(file, "chance", f"chances of {kind}, {given} add up to {total:.5g}, not to 1")
            others = set.union(*known.values())
            if mine and known[kind] != others:
                lacking = ", ".join(sorted(others - known[kind]))
                raise mine[-1].error(file, "answer", f"{kind}, {given} lacks answers that other types give: {lacking}")


def likelihoods(rows: tuple[BeliefTypeRow, ...]) -> Array:
    """How likely each type gives each answer, 1 where the table is silent: (type, given, answer)."""
    found = np.ones((len(TYPES), len(GIVEN), len(ANSWERS)))
    for row in rows:
        found[TYPES.index(row.type), GIVEN.index(row.given), ANSWERS.index(row.answer)] = row.chance
    return found
