"""Public research: money spent today saves and recovers materials some years later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np

from sim.parameters import Settings
from sim.policy.programmes import RESEARCH_FIELDS, Programme
from sim.policy.support import Research
from sim.types import MONTHS_A_YEAR, Array, Value


@dataclass(frozen=True)
class ResearchRules:
    """Parameters under their names in sim/data/parameters/programmes.yaml, each a Value."""

    research_scale: Value
    research_lag_months: Value

    @classmethod
    def of(cls, settings: Settings) -> ResearchRules:
        """Read them from the settings of a run."""
        return cls(**{field.name: getattr(settings, field.name) for field in fields(cls)})


@dataclass
class Findings:
    """What was spent (million USD since January 2025) and what has been found, by field, state, good and world."""

    spent: Research
    found: Research
    begun: bool = False

    @classmethod
    def start(cls, states: int, goods: int, worlds: int) -> Findings:
        """No public research yet."""
        return cls(Research.none(states, goods, worlds), Research.none(states, goods, worlds))

    def add(self, running: Iterable[Programme], rules: ResearchRules) -> None:
        """Spend this month's money and let what was spent before bear fruit.

        found -> 1 - exp(-spent / scale), with a mean delay of the lag.
        """
        for one in running:
            self.begun = True
            spent = self._of(self.spent, one.terms.field)
            for good in one.goods:
                spent[one.payer, good] += one.where * (one.terms.amount_musd / len(one.goods) / MONTHS_A_YEAR)
        if self.begun:
            for row, _ in enumerate(RESEARCH_FIELDS):
                known, found = self._of(self.spent, row), self._of(self.found, row)
                found += (1 - np.exp(-known / rules.research_scale) - found) / rules.research_lag_months

    @staticmethod
    def _of(research: Research, row: int) -> Array:
        values: Array = getattr(research, RESEARCH_FIELDS[row])
        return values
