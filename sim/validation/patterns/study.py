"""How often the patterns of the record emerge where nobody follows it, and whether its own scenario has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.labelled import Labelled
from sim.recording import Watch
from sim.scenario import load_scenario
from sim.types import Array
from sim.validation.patterns.controls import answered_controls, relaxed_kills, third_round
from sim.validation.patterns.rows import PatternRow, load_patterns
from sim.validation.patterns.runs import SERIES, Run, runs_of
from sim.validation.patterns.steps import idle_threats, mirror, settles_above, struck_returns
from sim.validation.patterns.truces import disputed_truce, extended_truces, military_outside
from sim.validation.sampling import Draws, live

UNSCRIPTED, RECORD = "unscripted_2025", "history_2025"
"""The scenario in which nobody follows the record, and that of the record."""

Detector = Callable[[Run, PatternRow], float]
"""Looks at one run: 1 it shows the pattern, 0 it does not, nan it gave no occasion."""

DETECTORS: Mapping[str, Detector] = {
    detector.__name__: detector
    for detector in (
        *(mirror, third_round, disputed_truce, idle_threats, military_outside),
        *(answered_controls, struck_returns, relaxed_kills, extended_truces, settles_above),
    )
}
"""Everything that patterns.csv may name."""


@dataclass(frozen=True, eq=False)
class PatternFinding:
    """A pattern, and in which runs it was seen: `seen` (run,) without a script, `recorded` (run,) with it.

    1: seen, 0: not, nan: the run gave no occasion, for example no deal that could have been broken.
    """

    pattern: PatternRow
    seen: Array
    recorded: Array

    @property
    def emerges(self) -> float:
        """Share of all runs without a script that show it."""
        return float(np.mean(self.seen == 1))

    @property
    def occasions(self) -> float:
        """Share of the runs without a script that gave an occasion."""
        return float(np.isfinite(self.seen).mean())

    @property
    def given_occasion(self) -> float:
        """Share of the runs with an occasion that show it; nan where none had one."""
        known = self.seen[np.isfinite(self.seen)]
        return float(known.mean()) if len(known) else float("nan")

    @property
    def in_record(self) -> float:
        """Share of the runs of the recorded scenario that show it; nan where none gave an occasion."""
        known = self.recorded[np.isfinite(self.recorded)]
        return float(known.mean()) if len(known) else float("nan")


@dataclass(frozen=True, eq=False)
class PatternStudy:
    """All patterns over one set of draws; origins: where the results of both scenarios come from, without series."""

    findings: tuple[PatternFinding, ...]
    origins: tuple[Labelled, ...]

    @property
    def usual(self) -> int:
        """Number of patterns that emerge in at least half of the runs without a script."""
        return sum(one.emerges >= 1 / 2 for one in self.findings)

    @property
    def found(self) -> int:
        """Number of these in which nothing is by design."""
        return sum(one.emerges >= 1 / 2 and not one.pattern.by_design for one in self.findings)


def study_patterns(draws: Draws, watch: Watch | None = None, scenario: str = UNSCRIPTED) -> PatternStudy:
    """Look for all patterns in a scenario without a script and in the record, over draws of what is uncertain."""
    patterns = load_patterns(tuple(DETECTORS))
    seen, origin = _look(scenario, patterns, draws, watch)
    recorded, record = _look(RECORD, patterns, draws, watch)
    found = (PatternFinding(one, seen[row], recorded[row]) for row, one in enumerate(patterns))
    return PatternStudy(tuple(found), (origin, record))


def detect(results: Labelled, patterns: tuple[PatternRow, ...]) -> Array:
    """Look for patterns in every run of some results: (pattern, run)."""
    return np.array([[DETECTORS[one.id](run, one) for run in runs_of(results)] for one in patterns])


def _look(scenario: str, patterns: tuple[PatternRow, ...], draws: Draws, watch: Watch | None) -> tuple[Array, Labelled]:
    """Look for patterns in all draws, batch by batch: (pattern, sample), and where the results come from."""
    parts: list[Array] = []
    origin: Labelled | None = None
    progress = watch(scenario) if watch else None
    for results in live(load_scenario(scenario), draws, progress=progress, series=SERIES):
        origin = origin or replace(results, variables=(), events=(), seeds=draws.seeds)
        parts.append(detect(results, patterns))
    assert origin is not None
    return np.concatenate(parts, axis=1), origin
