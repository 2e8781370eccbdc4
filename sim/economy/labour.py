"""Jobs: who is laid off where plants stand still, and who works in the chain and outside it.

Every job is counted once: final industries of the chain follow their own output, mines and makers of parts theirs, and
all other jobs follow what trade does to employment.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.arrays import Incidence
from sim.chain.network import Network
from sim.parameters import Settings
from sim.tables import Tables
from sim.tables.impact_rows import EVERY_INDUSTRY
from sim.types import MONTHS_A_YEAR, PER_CENT, THOUSAND, Array, Index, Value


@dataclass
class LabourState:
    """laid_off (industry, world): share of the jobs of each row of industries.csv that is laid off."""

    laid_off: Array = field(default_factory=lambda: np.zeros((0, 1)))

    @classmethod
    def start(cls, industries: int, worlds: int) -> LabourState:
        """Nobody is laid off."""
        return cls(np.zeros((industries, worlds)))


@dataclass(frozen=True)
class LabourRules:
    """Parameters of sim/data/parameters/labour.yaml; good and state (industry,): rows of industries.csv in arrays."""

    laid_off_share: Value
    layoff_months: Value
    good: Index
    state: Index

    @classmethod
    def of(cls, settings: Settings, tables: Tables) -> LabourRules:
        """Read them from the settings of a run."""
        return cls(settings.laid_off_share, settings.layoff_months, *_industries(tables))


def lay_off(labour: LabourState, output_ratio: Array, rules: LabourRules) -> None:
    """Lay people off where output (good, state, world) lies below normal, and take them back, both with delay.

    Firms keep most of the people that they will need again (labour hoarding); output above normal is overtime.
    """
    idle = np.maximum(1 - output_ratio[rules.good, rules.state], 0)
    wanted = rules.laid_off_share * idle
    labour.laid_off = labour.laid_off + (wanted - labour.laid_off) / rules.layoff_months


@dataclass(frozen=True)
class Workforce:
    """Who worked where in January 2025, thousand jobs.

    industry (industry, 1): by row of industries.csv; elsewhere (state, 1): outside the chain. per_unit (firm,):
    thousand jobs per unit of monthly output of mines and makers of parts, 0 in final industries.
    """

    industry: Array
    elsewhere: Array
    per_unit: Array
    by_state: Incidence
    firms_by_state: Incidence

    @classmethod
    def of(cls, tables: Tables, network: Network) -> Workforce:
        """Share out the jobs of January 2025: what is not in the chain is elsewhere."""
        states, firms = len(tables.states), network.firms
        counted = {(row.industry, row.state): row.thousand_jobs for row in tables.jobs}
        every = np.array([counted[EVERY_INDUSTRY, code] for code in tables.state_codes])[:, None]
        industry = np.array([counted[row.good, row.state] for row in tables.industries])[:, None]
        by_state = Incidence(_industries(tables)[1], states)
        firms_by_state = Incidence(firms.state, states)
        per_unit = _jobs_per_unit(tables, network)
        upstream = firms_by_state.sum((per_unit * firms.made)[:, None])
        return cls(industry, every - by_state.sum(industry) - upstream, per_unit, by_state, firms_by_state)

    def in_industries(self, labour: LabourState) -> Array:
        """Thousand jobs of final industries: (industry, world)."""
        kept: Array = self.industry * (1 - labour.laid_off)
        return kept

    def in_all(self, employment_gap: Array, in_industries: Array, output: Array) -> Array:
        """Thousand jobs of a state: (state, world).

        employment_gap (state, world), per cent: what trade does to jobs outside the chain; output (firm, world).
        """
        outside = self.elsewhere * (1 + employment_gap / PER_CENT)
        upstream = self.firms_by_state.sum(output * self.per_unit[:, None])
        total: Array = outside + self.by_state.sum(in_industries) + upstream
        return total


def _industries(tables: Tables) -> tuple[Index, Index]:
    """Good and state of each row of industries.csv."""
    good = [tables.good_index(row.good) for row in tables.industries]
    state = [tables.state_index(row.state) for row in tables.industries]
    return np.array(good, dtype=np.intp), np.array(state, dtype=np.intp)


def _jobs_per_unit(tables: Tables, network: Network) -> Array:
    """Thousand jobs for a unit of monthly output of each firm: (firm,)."""
    firms = network.firms
    workers = tables.by_good_and_state(tables.jobs_per_output, "workers")
    jobs: Array = workers[firms.good, firms.state] * MONTHS_A_YEAR / THOUSAND
    return jobs
