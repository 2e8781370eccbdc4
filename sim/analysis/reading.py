"""What an analysis reads of the results of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from sim.sweep.columns import NUMBERED

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.factors import Factor


class Sweep(Protocol):
    """What is read of the results of a sweep."""

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What varied."""

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Columns of outcomes."""

    @property
    def design_kind(self) -> str:
        """Kind of the design."""

    @property
    def second_order(self) -> bool:
        """Whether a Sobol design has the rows for second-order indices."""

    def table(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Some columns of all runs, sorted by run."""


def block_of(sweep: Sweep) -> int:
    """Rows that a base sample of Sobol or a trajectory of Morris takes; 1 in other designs."""
    count = len(sweep.factors)
    blocks = {"sobol": 2 * count + 2 if sweep.second_order else count + 2, "morris": count + 1}
    return blocks.get(sweep.design_kind, 1)


def read(sweep: Sweep, *outcomes: str) -> pd.DataFrame:
    """Read all factors and some outcomes, each run with its point and seed; sorted by run."""
    return sweep.table([*NUMBERED, *(factor.name for factor in sweep.factors), *outcomes])
