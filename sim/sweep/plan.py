"""A sweep that is ready to be lived: what varies, over which points, with whose luck, and what is kept."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sim.designs import Design
from sim.scenario import Scenario
from sim.sweep.bases import Base, full_path, portable, strategy_digest
from sim.sweep.factors import Factor
from sim.sweep.files import LuckOfPoints
from sim.sweep.worlds import Group, Lives, groups_of, lay
from sim.sweep.writing import plan_data, write_plan
from sim.types import Array, Index

MEASURES = ("tariff", "control")
"""Kinds of event that open the conflict where a scenario names no month of the shock."""

NOT_IN_NUMBERS = ("title", "about", "sources", "runs", "seed", "months")
"""What a scenario says that the numbers of a sweep do not depend on, or that the sweep says itself."""

NOT_IN_NUMBERS_OF_PLAN = ("name", "title", "about", "base_name", "levers", "uncertainties")
"""What a sweep file says that its numbers do not depend on; its factors are told without their labels."""


@dataclass(frozen=True, eq=False)
class Plan:
    """A sweep: runs = points x runs_per_point; run number = point * runs_per_point + k.

    luck: with `common` every point lives with the seeds seed, seed + 1, ...; with `own` no two runs share a seed; with
    `paired` points that the design compares share seeds: every choice in one draw of the facts of a crossed design, A
    and AB of a base sample of Sobol's, a trajectory of Morris's.
    notes: what is allowed but worth a second look, a line each. A plan is pickled as its text, and so is small.
    """

    name: str
    title: str
    about: str
    base: Scenario
    months: int
    seed: int
    runs_per_point: int
    luck: LuckOfPoints
    factors: tuple[Factor, ...]
    design: Design
    outcomes: tuple[str, ...]
    full_series: tuple[str, ...] = ()
    quantile_series: tuple[str, ...] = ()
    base_name: str = ""
    notes: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        from sim.sweep import plan_of_texts

        return plan_of_texts, (self.resolved_yaml(), portable(self.base, full_path).resolved_yaml())

    @property
    def points(self) -> int:
        """Number of points."""
        return self.design.points

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.points * self.runs_per_point

    @property
    def levers(self) -> tuple[Factor, ...]:
        """The choices that vary."""
        return tuple(one for one in self.factors if one.role == "lever")

    @property
    def uncertainties(self) -> tuple[Factor, ...]:
        """The facts that vary."""
        return tuple(one for one in self.factors if one.role == "uncertainty")

    @property
    def structural(self) -> tuple[Factor, ...]:
        """What the worlds of one batch must share."""
        return tuple(one for one in self.factors if not one.by_world)

    @cached_property
    def since(self) -> int:
        """The month, from 0, that two-year outcomes are counted from in all runs of the sweep.

        The one that the base scenario names, else that of its first tariff or control, else the first.
        """
        if self.base.counted_from is not None:
            return self.base.month_of(self.base.counted_from)
        days = [event.date for event in self.base.events if event.kind in MEASURES]
        return self.base.month_of(min(days)) if days else 0

    def inputs(self, runs: Index) -> dict[str, Array]:
        """Values of all factors in some runs: name -> (run,), floats, or object arrays of texts."""
        values = self._numbers(runs)
        return {one.name: one.values_of(values[one.name]) for one in self.factors}

    def seeds(self, runs: Index) -> list[int]:
        """The seed of some runs."""
        point, turn = np.divmod(np.asarray(runs), self.runs_per_point)
        drawn = {"common": point * 0, "own": point, "paired": self.design.sets_of(point)}[self.luck]
        return [self.seed + luck for luck in (drawn * self.runs_per_point + turn).tolist()]

    def groups(self) -> list[Group]:
        """The groups of runs that share their structure, in the order in which they first appear."""
        return list(self._groups)

    def lives(self, runs: Index) -> Lives:
        """What it takes to live some runs, all of one group. Raises ValueError where their structures differ."""
        numbers = np.asarray(runs)
        values = self._numbers(numbers)
        structure = {one.name: one.value_of(_only(one, values[one.name])) for one in self.structural}
        free = {one.name: _as_numbers(one, values[one.name]) for one in self.factors if one.by_world}
        scenario, plain, settings = lay(self.source, self.factors, structure, free)
        return Lives(numbers, scenario, plain, settings, self.seeds(numbers))

    def resolved_yaml(self, base: str = "scenario.yaml") -> str:
        """The sweep as a file that can be loaded again, with the resolved scenario of `base.resolved_yaml()` beside it.

        base: name of the file of the scenario.
        """
        return write_plan(self, base)

    @cached_property
    def _identity(self) -> str:
        scenario = portable(self.base, strategy_digest).resolved()
        said = {
            "scenario": {key: value for key, value in scenario.items() if key not in NOT_IN_NUMBERS},
            "parameters": self.base.settings().fingerprint(),
            "sweep": {key: value for key, value in plan_data(self, "").items() if key not in NOT_IN_NUMBERS_OF_PLAN},
            "factors": [[one.name, one.role, one.keys, _axis(one)] for one in self.factors],
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()

    def fingerprint(self) -> str:
        """A text that changes whenever anything does that the numbers depend on, but for the program."""
        return self._identity[:16]

    @cached_property
    def source(self) -> Base:
        """The base scenario, from which those of all groups are made."""
        return Base(self.base)

    @cached_property
    def _groups(self) -> tuple[Group, ...]:
        return tuple(groups_of(self.design, self.structural, self.runs_per_point))

    def _numbers(self, runs: Index) -> dict[str, Array]:
        return self.design.at(np.asarray(runs) // self.runs_per_point)


def _only(factor: Factor, numbers: Array) -> float:
    """The one number that all runs share."""
    if len(numbers) == 0 or (numbers != numbers[0]).any():
        raise ValueError(f"these runs do not share '{factor.name}': ask for runs of one group")
    return float(numbers[0])


def _as_numbers(factor: Factor, numbers: Array) -> Array:
    return np.asarray(factor.values_of(numbers), dtype=np.float64)


def _axis(factor: Factor) -> list[Any]:
    axis = factor.axis
    return [list(axis.values)] if axis.listed else [*axis.ends, axis.steps, axis.whole]
