"""A sweep that was never lived: any design, any formula, with what figures and the analysis read of real results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim.designs import Axis, Crossed, Design
from sim.luck import Luck
from sim.sweep.factors import Factor, FactorRole
from sim.types import Array

LOSS, PRICES, SECURITY = "growth_loss_two_years.USA", "peak_consumer_prices.USA", "security_sum.USA"
Formula = Callable[[dict[str, Array]], Array]
"""From the numbers of a design, by factor (point,), to an outcome (point,)."""


def factor(name: str, role: FactorRole = "uncertainty", unit: str = "fraction", **axis: Any) -> Factor:
    """A factor by what its axis takes."""
    return Factor(name, role, (f"parameters.{name}",), f"What {name} is.", unit, Axis(name, **axis))


@dataclass(frozen=True, eq=False)
class MadeSweep:
    """Outcomes by their formulas over a design; luck: standard deviation of what each run adds to the first."""

    factors: tuple[Factor, ...]
    plan: Design
    formulas: dict[str, Formula]
    runs_per_point: int = 1
    luck: float = 0.0
    series_names: tuple[str, ...] = ()
    design_kind: str = "latin_hypercube"
    missing: int = 0
    name: str = "made"
    title: str = "A made sweep"
    about: str = "Whether figures tell what is there."
    base_name: str = "base"
    months: int = 24
    second_order: bool = False
    programs: tuple[dict[str, Any], ...] = field(default=({"version": "0"},))

    @property
    def levers(self) -> tuple[Factor, ...]:
        return tuple(one for one in self.factors if one.role == "lever")

    @property
    def uncertainties(self) -> tuple[Factor, ...]:
        return tuple(one for one in self.factors if one.role == "uncertainty")

    @property
    def outcomes(self) -> tuple[str, ...]:
        return tuple(self.formulas)

    @property
    def points(self) -> int:
        return self.plan.points

    @property
    def runs(self) -> int:
        return self.points * self.runs_per_point

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def month_names(self) -> tuple[str, ...]:
        return tuple(f"{2025 + month // 12}-{month % 12 + 1:02d}" for month in range(self.months))

    def unit(self, column: str) -> str:
        return next((one.unit for one in self.factors if one.name == column), "% of GDP")

    def label(self, column: str) -> str:
        return column.replace("_", " ")

    def table(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        return self._whole if columns is None else self._whole[list(columns)]

    def series_values(self, name: str) -> tuple[Array, Array]:
        """A series that falls from nothing to minus the first outcome."""
        first = self._whole[self.outcomes[0]].to_numpy()
        return self._whole["run"].to_numpy(), -np.outer(first, np.linspace(0, 1, self.months)).astype(np.float32)

    @cached_property
    def _whole(self) -> pd.DataFrame:
        points = np.repeat(np.arange(self.points), self.runs_per_point)
        seeds = np.tile(np.arange(1, self.runs_per_point + 1), self.points)
        block = self.plan.block(0, self.points)
        columns: dict[str, Any] = {"run": np.arange(len(points)), "point": points, "seed": seeds}
        columns |= {one.name: one.values_of(block[one.name])[points] for one in self.factors}
        noise = self.luck * Luck([1]).normal("noise", 0, len(points))[:, 0]
        columns |= {name: formula(block)[points] + noise for name, formula in self.formulas.items()}
        return pd.DataFrame(columns)


def crossed(levers: Design, facts: Design) -> Design:
    """Every choice in every world."""
    return Crossed(levers, facts)
