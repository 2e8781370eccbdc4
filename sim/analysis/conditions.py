"""What counts as such a run: `growth_loss_two_years.USA >= 1`, read from a line of text."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError, nearest
from sim.types import Array, Mask

if TYPE_CHECKING:
    import pandas as pd

EXAMPLE = "growth_loss_two_years.USA >= 1"
SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}
"""How an outcome can be held against a number; the longer signs first, so that they are found first."""

WORST = 0.2
"""Share of runs that counts as the worst when nobody says which do."""

FAR = 0.1
"""A share this far from a fifth is none."""

CLAUSE = re.compile(r"^\s*(?P<outcome>[^<>=!\s]+)\s*(?P<sign>>=|<=|==|!=|>|<)\s*(?P<bound>\S+)\s*$")
EQUALS = re.compile(r"^\s*(?P<outcome>[^<>=!\s]+)\s*=\s*(?P<bound>[^<>=!\s]+)\s*$")
"""A single sign of equality, as many write it."""

JOINTS = re.compile(r"\s+(and|or)\s+")


@dataclass(frozen=True)
class Clause:
    """One outcome held against one number."""

    outcome: str
    sign: str
    bound: float

    def holds(self, values: Array) -> Mask:
        """In which runs (run,) it holds."""
        found: Mask = SIGNS[self.sign](values, self.bound)
        return found

    def __str__(self) -> str:
        return f"{self.outcome} {self.sign} {self.bound:g}"


@dataclass(frozen=True)
class Condition:
    """Clauses that must hold all together, or any of them (`joint`: and, or).

    tied: the worst fifth was meant, but so many runs tie at its edge that these are many more, or fewer, than a fifth.
    """

    clauses: tuple[Clause, ...]
    joint: str = "and"
    tied: bool = False

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that it asks about, each once."""
        return tuple(dict.fromkeys(clause.outcome for clause in self.clauses))

    def holds(self, table: pd.DataFrame) -> Mask:
        """In which runs (run,) of a table of outcomes it holds; in none whose outcome is unknown."""
        found = np.array([clause.holds(table[clause.outcome].to_numpy(dtype=np.float64)) for clause in self.clauses])
        known = np.isfinite(table[list(self.outcomes)].to_numpy(dtype=np.float64)).all(axis=1)
        together: Mask = (found.all(axis=0) if self.joint == "and" else found.any(axis=0)) & known
        return together

    def __str__(self) -> str:
        return f" {self.joint} ".join(str(clause) for clause in self.clauses)


def read_condition(text: str, outcomes: Sequence[str], factors: Sequence[str] = ()) -> Condition:
    """Read a condition on some outcomes, for example `growth_loss_two_years.USA >= 1 and lowest_us_china_trade < 40`.

    factors: names that are no outcomes, to say so. Raises InputError that names what cannot be read, and the nearest
    outcome.
    """
    parts = JOINTS.split(text.strip())
    joints = set(parts[1::2])
    if len(joints) > 1:
        raise InputError(f"'{text}' joins with both 'and' and 'or': use one of them", key="where")
    clauses = tuple(_clause(part, text, outcomes, factors) for part in parts[::2])
    return Condition(clauses, joints.pop() if joints else "and")


def worst(outcome: str, values: Array, good: int) -> Condition:
    """The worst fifth of runs (run,) by an outcome, where more is good (1) or bad (-1; 0 is read as bad)."""
    known = values[np.isfinite(values)]
    if not len(known):
        raise InputError(f"no run has the outcome '{outcome}'", key="where")
    bound = float(np.quantile(known, WORST if good > 0 else 1 - WORST))
    # three or four figures, so that the number can be said
    short = float(f"{bound:.3g}")
    signs = ("<=", "<") if good > 0 else (">=", ">")
    # where many runs tie, with them or without them, whichever is nearer to a fifth, so long as some are left
    clauses = [Clause(outcome, sign, short) for sign in signs]
    left = [one for one in clauses if one.holds(known).any()] or clauses[:1]
    off, best = min(((abs(float(one.holds(known).mean()) - WORST), one) for one in left), key=lambda one: one[0])
    return Condition((best,), tied=off > FAR)


def _clause(part: str, text: str, outcomes: Sequence[str], factors: Sequence[str]) -> Clause:
    found = CLAUSE.match(part)
    if found is None and (equals := EQUALS.match(part)):
        right = f"{equals['outcome']} == {equals['bound']}"
        raise InputError(f"cannot read '{part}': equal is written '=='", key="where", suggestion=right)
    if found is None:
        raise InputError(
            f"cannot read '{part or text}': expected an outcome, a sign and a number, as in '{EXAMPLE}'", key="where"
        )
    name = found["outcome"]
    if name in factors and name not in outcomes:
        raise InputError(f"'{name}' is a factor: only outcomes can be asked for, as in '{EXAMPLE}'", key="where")
    if name not in outcomes:
        near = nearest(name, outcomes) or next((one for one in outcomes if one.startswith(f"{name}.")), None)
        listed = "" if near else f"; this sweep has {', '.join(outcomes)}"
        raise InputError(f"unknown outcome '{name}'{listed}", key="where", suggestion=near)
    return Clause(name, found["sign"], _number(found["bound"], part))


def _number(text: str, part: str) -> float:
    try:
        bound = float(text)
    except ValueError:
        bound = np.nan
    if not np.isfinite(bound):
        raise InputError(f"cannot read '{part}': expected a number after the sign, found '{text}'", key="where")
    return bound
