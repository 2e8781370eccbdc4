"""All that is asked of a sweep: what matters, how sure that is, which runs are of some kind, what is efficient."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

import numpy as np

from sim.analysis.boxes import Cases
from sim.analysis.conditions import Condition, read_condition, worst
from sim.analysis.discovery import Discovery, discover
from sim.analysis.sample import Layout, Sample, codes, distinct, layout_of, make_sample
from sim.analysis.sensitivity import Sensitivity, sensitivity
from sim.analysis.stability import Stability, Step, convergence, stability
from sim.analysis.tradeoffs import TradeOff, trade_off
from sim.analysis.what_if import WhatIf, what_if
from sim.errors import InputError, unknown
from sim.outcomes import good_way
from sim.types import Array, Index, Mask

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.factors import Factor

Found = TypeVar("Found")

Over = Literal["all", "levers", "uncertainties"]
"""Which factors a box may limit."""

NUMBERED = ("run", "point", "seed")
"""Columns that say which run a row is."""

MEANT = "such"
"""Name of the outcome that says whether a run is meant."""

USUAL = (
    ("growth_loss_two_years", "income_lost_two_years", "output_lost_two_years"),
    ("peak_consumer_prices",),
    ("security_sum", "payoff_sum"),
)
"""Growth, prices, security: outcomes by which choices are compared, of each kind the first that was kept."""

FEW_FACTORS = 12
"""Up to so many factors all of them are told of the nearest run."""

ROLES = {"levers": "lever", "uncertainties": "uncertainty"}


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


@dataclass(frozen=True, eq=False)
class OutcomeStudy:
    """What one outcome hinges on, whether halves of the runs agree, and how indices settle with the number of runs."""

    sample: Sample
    sensitivity: Sensitivity
    stability: Stability | None
    convergence: tuple[Step, ...]


@dataclass(frozen=True, eq=False)
class Analysis:
    """All that was asked of a sweep. meant: which runs (run,) are of the kind that `condition` names."""

    outcomes: tuple[OutcomeStudy, ...]
    condition: Condition
    meant: Mask
    discovery: Discovery
    what_if: WhatIf
    trade_off: TradeOff | None


Watch = Callable[[str], None]
"""Told of each part before it is begun."""


def analyse(
    sweep: Sweep,
    outcomes: Sequence[str] = (),
    where: str = "",
    against: Sequence[str] = (),
    over: Over = "all",
    base: Mapping[str, float] | None = None,
    watch: Watch = lambda part: None,
) -> Analysis:
    """Analyse a sweep.

    outcomes: columns; without any, the first of the sweep. where: the runs that are meant; without it, the worst fifth
    by the first outcome. against: two or three outcomes to set against each other; without it, growth, prices and
    security of one state. over: factors that a box may limit. Only the columns that are needed are read.
    """
    names = tuple(outcomes) or sweep.outcomes[:1]
    for name in (*names, *against):
        if name not in sweep.outcomes:
            raise unknown("outcome", name, sweep.outcomes)
    studies = tuple(_told(watch, name, lambda name=name: study(sweep, name)) for name in names)  # type: ignore[misc]
    condition = read_condition(where, sweep.outcomes) if where else _worst(sweep, names[0])
    cases = cases_of(sweep, condition)
    clear = _told(watch, "what makes such runs likely", lambda: screened(sweep, condition))
    few = _over(cases, over)
    found = _told(watch, "which runs are such", lambda: discover(few, _among(clear, few)))
    nearest = _told(watch, "what would have to be true", lambda: what_if(cases, _compared(cases, clear), base))
    traded = _told(watch, "trade-offs", lambda: _traded(sweep, tuple(against)))
    return Analysis(studies, condition, cases.meant, found, nearest, traded)


def study(sweep: Sweep, outcome: str) -> OutcomeStudy:
    """What one outcome of a sweep hinges on."""
    sample = sample_of(sweep, outcome)
    found = sensitivity(sample)
    return OutcomeStudy(sample, found, stability(sample, found), convergence(sample))


def sample_of(sweep: Sweep, outcome: str) -> Sample:
    """Read one outcome and all factors of a sweep."""
    table = _read(sweep, outcome)
    return make_sample(table, sweep.factors, outcome, sweep.design_kind, block_of(sweep))


def block_of(sweep: Sweep) -> int:
    """Rows that a base sample of Sobol or a trajectory of Morris takes; 1 in other designs."""
    count = len(sweep.factors)
    blocks = {"sobol": 2 * count + 2 if sweep.second_order else count + 2, "morris": count + 1}
    return blocks.get(sweep.design_kind, 1)


def cases_of(sweep: Sweep, condition: Condition) -> Cases:
    """Read which runs of a sweep are meant, and the values of all factors in each."""
    table = _read(sweep, *condition.outcomes)
    values = np.array([codes(factor, table[factor.name]) for factor in sweep.factors]).T
    points = table["point"].to_numpy().astype(np.intp)
    layout = layout_of(sweep.design_kind, values[np.unique(points, return_index=True)[1]], sweep.factors)
    levers = np.array([factor.role == "lever" for factor in sweep.factors], dtype=bool)
    units = _units(layout, points, values, levers, block_of(sweep))
    return Cases(sweep.factors, values, condition.holds(table), points, units, layout)


def screened(sweep: Sweep, condition: Condition) -> tuple[str, ...]:
    """Factors clearly at work in what the condition asks about, strongest first.

    First those that make such runs more or less likely: "is this run such?" is analysed like any outcome, by the method
    of the design. Then those that move the outcomes themselves, in which more can be seen than in yes or no.
    """
    table = _read(sweep, *condition.outcomes)
    told = table.assign(**{MEANT: condition.holds(table).astype(np.float64)})
    samples = (
        make_sample(told, sweep.factors, name, sweep.design_kind, block_of(sweep))
        for name in (MEANT, *condition.outcomes)
    )
    return tuple(dict.fromkeys(effect.factor.name for one in samples for effect in sensitivity(one).clear))


def _among(names: tuple[str, ...], cases: Cases) -> tuple[str, ...]:
    there = {factor.name for factor in cases.factors}
    return tuple(name for name in names if name in there)


def _compared(cases: Cases, clear: tuple[str, ...]) -> tuple[str, ...]:
    """Factors by which runs are near or far: all where they are few, else the choices and what is clearly at work."""
    few = len(cases.factors) <= FEW_FACTORS
    return tuple(one.name for one in cases.factors if few or one.role == "lever" or one.name in clear)


def _units(layout: Layout, points: Index, values: Array, levers: Mask, block: int) -> Index:
    """Number what is independent of each other (run,): see `Cases`."""
    if layout == "factorial":
        starts = np.concatenate([[0], np.flatnonzero(np.diff(points)) + 1])
        number: Index = np.arange(len(points)) - np.repeat(starts, np.diff([*starts, len(points)]))
        return number
    return distinct(values[:, ~levers])[0] if layout == "crossed" else points // block


def _read(sweep: Sweep, *outcomes: str) -> pd.DataFrame:
    """Read all factors and some outcomes, each run with its point and seed; sorted by run."""
    return sweep.table([*NUMBERED, *(factor.name for factor in sweep.factors), *outcomes])


def _worst(sweep: Sweep, outcome: str) -> Condition:
    values = sweep.table([outcome])[outcome].to_numpy(dtype=np.float64)
    return worst(outcome, values, good_way(outcome))


def _over(cases: Cases, over: Over) -> Cases:
    """The cases with the factors that a box may limit; raises InputError where the sweep has none of that role."""
    if over == "all":
        return cases
    names = [factor.name for factor in cases.factors if factor.role == ROLES[over]]
    if not names:
        raise InputError(f"this sweep has no {over}", key="over")
    return cases.of_factors(names)


def _traded(sweep: Sweep, against: tuple[str, ...]) -> TradeOff | None:
    """Efficient choices; None where there is nothing to choose, or nobody said what is good and only one outcome is."""
    levers = [factor for factor in sweep.factors if factor.role == "lever"]
    others = [factor for factor in sweep.factors if factor.role != "lever"]
    names = against or _usual(sweep.outcomes)
    if not levers or (len(names) < 2 and not against):
        if against:
            raise InputError("no lever varies in this sweep: there is no choice to make", key="against")
        return None
    neutral = next((name for name in names if not good_way(name)), None)
    if neutral:
        raise InputError(
            f"'{neutral}' is neither good nor bad by itself: set other outcomes against each other", key="against"
        )
    table = _read(sweep, *names)
    if not (against or np.isfinite(table[list(names)].to_numpy(dtype=np.float64)).all(axis=1).any()):
        # runs that are too short for an outcome nobody asked about
        return None
    return trade_off(table, levers, others, {name: good_way(name) for name in names})


def _usual(outcomes: Sequence[str]) -> tuple[str, ...]:
    """Outcomes that are set against each other when nobody says which: growth, prices and security of one state.

    Where no state has two of them, the first two that are good or bad by themselves.
    """
    for state in dict.fromkeys(name.partition(".")[2] for name in outcomes):
        there = [[name for one in kind if (name := f"{one}.{state}") in outcomes] for kind in USUAL]
        found = tuple(names[0] for names in there if names)
        if len(found) > 1:
            return found
    return tuple(name for name in outcomes if good_way(name))[:2]


def _told(watch: Watch, part: str, work: Callable[[], Found]) -> Found:
    watch(part)
    return work()
