"""Batches of a sweep in this process: time a run against worlds at once, firms and months, and by phase."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks.commands import TIMING
from benchmarks.forms import forms, lived_as
from benchmarks.timing import Spread, phases
from sim.model import TradeWar
from sim.provenance import program
from sim.sweep import Plan, load_sweep
from sim.sweep.layout import LARGEST_PART, Part
from sim.sweep.living import Living, recorded

WORLDS = (8, 16, 32, 64, 128, 256, 512)
FIRMS = (1, 2, 4, 10, 20)
MONTHS = (12, 24, 36, 60, 120)
PHASED = (64, 256)
USUAL, FEWER = LARGEST_PART, 64
"""Worlds at once where something else is varied: as many as a worker lives; fewer where that takes much memory."""


@dataclass(frozen=True)
class Batch:
    """One size: the form of the chain's month, and milliseconds of processor time a run over the rounds."""

    form: str
    worlds: int
    months: int
    firms: int
    time: Spread

    def as_figures(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def by_worlds(rounds: int, sizes: Sequence[int] = WORLDS) -> Mapping[str, Any]:
    """Time a run against the number of worlds at once; rounds take all sizes in turn."""
    plan = load_sweep(str(TIMING))
    return _table([(plan, worlds, form) for form in forms() for worlds in sizes], rounds)


def by_months(rounds: int, lengths: Sequence[int] = MONTHS) -> Mapping[str, Any]:
    """Time a run against its months."""
    plans = [load_sweep(str(TIMING), {"months": str(months)}) for months in lengths]
    return _table([(plan, USUAL, forms()[-1]) for plan in plans], rounds)


def by_firms(rounds: int, sizes: Sequence[int] = FIRMS) -> Mapping[str, Any]:
    """Time a run against the number of firms."""
    plans = [load_sweep(str(TIMING), {"base.firms_per_cell": str(size)}) for size in sizes]
    return _table([(plan, FEWER, forms()[-1]) for plan in plans], rounds)


def by_phase(rounds: int, sizes: Sequence[int] = PHASED) -> Mapping[str, Any]:
    """Milliseconds a run in each phase of the month, in the quickest of some rounds."""
    plan = load_sweep(str(TIMING))
    cases = [(worlds, form) for worlds in sizes for form in forms()]
    rows = [{"worlds": worlds, "form": form, "spent": _quickest(plan, worlds, form, rounds)} for worlds, form in cases]
    return {"rows": rows}


def live(plan: Plan, worlds: int) -> None:
    """Live the first runs of a plan as a worker does, down to the file that is kept of them."""
    Living(plan, plan.fingerprint(), program(), worlds)(Part(0, (range(worlds),)))


def milliseconds(plan: Plan, worlds: int, form: str) -> float:
    """Processor time of a run, ms."""
    begun = time.process_time()
    with lived_as(form):
        live(plan, worlds)
    return 1000 * (time.process_time() - begun) / worlds


def firms_of(plan: Plan) -> int:
    """How many firms the model has."""
    model = TradeWar(plan.base, [plan.seed])
    model.release()
    return len(model.world.network.firms)


def _table(cases: Sequence[tuple[Plan, int, str]], rounds: int) -> dict[str, Any]:
    firms = {id(plan): firms_of(plan) for plan, *_ in cases}
    for form in forms():
        milliseconds(*cases[0][:2], form)
    taken = [[milliseconds(*case) for case in cases] for _ in range(rounds)]
    rows = [
        Batch(form, worlds, plan.months, firms[id(plan)], Spread.of([each[number] for each in taken]))
        for number, (plan, worlds, form) in enumerate(cases)
    ]
    return {"rounds": rounds, "rows": [row.as_figures() for row in rows]}


def _quickest(plan: Plan, worlds: int, form: str, rounds: int) -> dict[str, float]:
    lives = plan.lives(np.arange(worlds))
    with lived_as(form):
        spent = [
            phases(lives.scenario, worlds, plan.months, settings=lives.settings, series=recorded(plan))
            for _ in range(rounds)
        ]
    return {name: 1000 * each / worlds for name, each in min(spent, key=lambda one: sum(one.values())).items()}
