"""All that is asked of a sweep: what matters, how sure that is, which runs are of some kind, what is efficient."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np

from sim.analysis.boxes import Cases
from sim.analysis.choices import best_replies, efficient_choices, lever_gains
from sim.analysis.conditions import Condition, read_condition, worst
from sim.analysis.discovery import Discovery, discover
from sim.analysis.gains import Gain
from sim.analysis.reading import Sweep, block_of, read
from sim.analysis.replies import Replies
from sim.analysis.sample import Layout, Sample, codes, distinct, layout_of, make_sample
from sim.analysis.sensitivity import Sensitivity, sensitivity
from sim.analysis.stability import Stability, Step, convergence, stability
from sim.analysis.threads import one_thread
from sim.analysis.tradeoffs import TradeOff
from sim.analysis.what_if import WhatIf, what_if
from sim.errors import InputError, unknown
from sim.outcomes import good_way
from sim.sweep.asked import ROLES
from sim.sweep.varying import beyond_data
from sim.types import Array, Index, Mask

Found = TypeVar("Found")

Over = Literal["all", "levers", "uncertainties"]
"""Which factors a box may limit."""

MEANT = ".such"
"""Name of the outcome that says whether a run is meant; nothing that varies can have it."""


@dataclass(frozen=True, eq=False)
class OutcomeStudy:
    """What one outcome hinges on, and how indices settle with the number of runs.

    stabilities: whether halves agree, of the seeds where points have several, and of points, worlds or base samples.
    """

    sample: Sample
    sensitivity: Sensitivity
    stabilities: tuple[Stability, ...]
    convergence: tuple[Step, ...]

    @property
    def stability(self) -> Stability | None:
        """How well halves agree: those of the seeds where points have several, else of the points."""
        return next(iter(self.stabilities), None)


@dataclass(frozen=True, eq=False)
class Analysis:
    """All that was asked of a sweep. meant: which runs (run,) are of the kind that `condition` names.

    trade_offs: efficient choices of each government in turn. replies: best replies of pairs of governments, by payoff
    first. gains: what each value of each lever is worth. notes: which factors were tried beyond what is held possible.
    """

    outcomes: tuple[OutcomeStudy, ...]
    condition: Condition
    meant: Mask
    discovery: Discovery
    what_if: WhatIf
    trade_offs: tuple[TradeOff, ...] = ()
    replies: tuple[Replies, ...] = ()
    gains: tuple[Gain, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def trade_off(self) -> TradeOff | None:
        """The first of the trade-offs."""
        return next(iter(self.trade_offs), None)


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
    with one_thread():
        return _analysed(sweep, names, where, tuple(against), over, base, watch)


def _analysed(
    sweep: Sweep,
    names: tuple[str, ...],
    where: str,
    against: tuple[str, ...],
    over: Over,
    base: Mapping[str, float] | None,
    watch: Watch,
) -> Analysis:
    """Analyse what is known to be there."""
    studies = tuple(_told(watch, name, lambda name=name: study(sweep, name)) for name in names)  # type: ignore[misc]
    condition = _asked(sweep, where) if where else _worst(sweep, names[0])
    cases = cases_of(sweep, condition)
    clear = _told(watch, "what makes such runs likely", lambda: screened(sweep, condition))
    few = _over(cases, over)
    found = _told(watch, "which runs are such", lambda: discover(few, _among(clear, few)))
    traded = _told(watch, "trade-offs", lambda: efficient_choices(sweep, against))
    return Analysis(
        outcomes=studies,
        condition=condition,
        meant=cases.meant,
        discovery=found,
        what_if=_numbered(sweep, what_if(cases, clear, found.box, base)),
        trade_offs=traded,
        replies=_told(watch, "best replies", lambda: best_replies(sweep)),
        gains=_told(watch, "what each choice is worth", lambda: lever_gains(sweep, names[0])),
        notes=tuple(filter(None, map(beyond_data, sweep.factors))),
    )


def study(sweep: Sweep, outcome: str) -> OutcomeStudy:
    """What one outcome of a sweep hinges on."""
    sample = sample_of(sweep, outcome)
    found = sensitivity(sample)
    return OutcomeStudy(sample, found, stability(sample, found), convergence(sample))


def sample_of(sweep: Sweep, outcome: str) -> Sample:
    """Read one outcome and all factors of a sweep."""
    table = read(sweep, outcome)
    return make_sample(table, sweep.factors, outcome, sweep.design_kind, block_of(sweep))


def cases_of(sweep: Sweep, condition: Condition) -> Cases:
    """Read which runs of a sweep are meant, and the values of all factors in each."""
    table = read(sweep, *condition.outcomes)
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
    table = read(sweep, *condition.outcomes)
    told = table.assign(**{MEANT: condition.holds(table).astype(np.float64)})
    samples = (
        make_sample(told, sweep.factors, name, sweep.design_kind, block_of(sweep))
        for name in (MEANT, *condition.outcomes)
    )
    return tuple(dict.fromkeys(effect.factor.name for one in samples for effect in sensitivity(one).clear))


def _among(names: tuple[str, ...], cases: Cases) -> tuple[str, ...]:
    there = {factor.name for factor in cases.factors}
    return tuple(name for name in names if name in there)


def _units(layout: Layout, points: Index, values: Array, levers: Mask, block: int) -> Index:
    """Number what is independent of each other (run,): see `Cases`."""
    if layout == "factorial":
        starts = np.concatenate([[0], np.flatnonzero(np.diff(points)) + 1])
        number: Index = np.arange(len(points)) - np.repeat(starts, np.diff([*starts, len(points)]))
        return number
    return distinct(values[:, ~levers])[0] if layout == "crossed" else points // block


def _asked(sweep: Sweep, where: str) -> Condition:
    return read_condition(where, sweep.outcomes, [factor.name for factor in sweep.factors])


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


def _numbered(sweep: Sweep, found: WhatIf) -> WhatIf:
    """The same with the number and the seed of the nearest run."""
    if found.nearest is None:
        return found
    row = sweep.table(["run", "seed"]).iloc[found.nearest.row]
    return replace(found, nearest=replace(found.nearest, run=int(row["run"]), seed=int(row["seed"])))


def _told(watch: Watch, part: str, work: Callable[[], Found]) -> Found:
    watch(part)
    return work()
