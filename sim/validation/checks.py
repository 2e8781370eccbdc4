"""Live through the scenarios of checks.csv over all draws of the parameters and say in how many of them each holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.errors import InputError
from sim.labelled import Labelled, quantiles
from sim.recording import Progress, Watch
from sim.scenario import load_scenario
from sim.types import Array
from sim.validation.drivers import Drivers, drivers
from sim.validation.patterns.study import PatternStudy
from sim.validation.readings import READINGS
from sim.validation.rows import CheckRow, load_checks
from sim.validation.sampling import Draws, draw, live
from sim.validation.trade_cells import TradeCell

SAMPLES, QUICK = 200, 32
"""Samples of a full and of a quick validation."""

VERDICTS = {0.9: "holds", 0.5: "mostly", 0.1: "sometimes", 0.0: "fails"}
"""What we call it when a check holds in at least a share of the samples."""

NOT_READ = "not read"
EXPLAINED = "outcome"
"""The measure of the checks whose drivers are looked for."""


@dataclass(frozen=True, eq=False)
class Finding:
    """A check and what the model has: `values` (sample,), nan where a sample has none; `missing` says why none has."""

    check: CheckRow
    values: Array
    missing: str = ""

    @cached_property
    def known(self) -> Array:
        """The values of the samples that have one."""
        return self.values[np.isfinite(self.values)]

    @property
    def holds(self) -> float:
        """Share of all samples in which the value lies where the record or claim has it; nan if nothing was read."""
        low, high = self.check.limits
        inside = (self.values >= low) & (self.values <= high)
        return float(inside.mean()) if len(self.values) else float("nan")

    @property
    def band(self) -> tuple[float, float, float]:
        """10 %, 50 % and 90 % points of the model."""
        if not len(self.known):
            return (float("nan"),) * 3
        low, median, high = (float(point) for point in quantiles(self.known))
        return low, median, high

    @property
    def covered(self) -> bool:
        """Whether the record or claim overlaps with the 10-90 % band of the model."""
        low, high = self.check.limits
        return self.band[0] <= high and self.band[2] >= low

    @property
    def verdict(self) -> str:
        """The verdict in a word."""
        if not len(self.values):
            return NOT_READ
        # rounded as it is printed, so that 90 % on the page is what the verdict says
        return next(word for share, word in VERDICTS.items() if round(self.holds, 2) >= share)


@dataclass(frozen=True, eq=False)
class Validation:
    """What came of all checks, over one set of draws; and trade cells and patterns, where these were asked for.

    origins: where the results of each scenario come from, without their series.
    """

    draws: Draws
    findings: tuple[Finding, ...]
    origins: tuple[Labelled, ...]
    cells: tuple[TradeCell, ...] = ()
    patterns: PatternStudy | None = None

    @cached_property
    def drivers(self) -> dict[str, Drivers]:
        """The parameters that move each outcome that was checked: check -> drivers."""
        return {
            one.check.id: drivers(one.values, self.draws.values, self.draws.names)
            for one in self.findings
            if one.check.measure == EXPLAINED and len(one.known)
        }

    def with_cells(self, cells: Sequence[TradeCell]) -> Validation:
        """Add the cells of the trade model."""
        return replace(self, cells=tuple(cells))

    def with_patterns(self, patterns: PatternStudy) -> Validation:
        """Add how often the patterns of the record emerge without a script."""
        return replace(self, patterns=patterns)


def validate(
    samples: int = SAMPLES, seed: int = 1, watch: Watch | None = None, rows: Sequence[CheckRow] | None = None
) -> Validation:
    """Check everything in checks.csv, or some rows of it, in every scenario that they name, with the same draws."""
    chosen = load_checks(tuple(READINGS)) if rows is None else tuple(rows)
    draws = draw(samples, seed)
    found: dict[str, Finding] = {}
    origins = []
    for name in dict.fromkeys(row.scenario for row in chosen):
        own = [row for row in chosen if row.scenario == name]
        findings, origin = check_scenario(name, own, draws, watch(name) if watch else None)
        found |= {one.check.id: one for one in findings}
        origins.append(origin)
    return Validation(draws, tuple(found[row.id] for row in chosen), tuple(origins))


def check_scenario(
    name: str, rows: Sequence[CheckRow], draws: Draws, progress: Progress | None = None
) -> tuple[list[Finding], Labelled]:
    """Read the checks of a scenario off each batch; also return where the results come from, without their series."""
    read: dict[str, list[Array]] = {row.id: [] for row in rows}
    missing: dict[str, str] = {}
    origin: Labelled | None = None
    for results in live(load_scenario(name), draws, progress=progress):
        origin = origin or replace(results, variables=(), seeds=draws.seeds)
        for row in rows:
            try:
                read[row.id].append(np.asarray(READINGS[row.measure](results, row), dtype=np.float64))
            except InputError as problem:
                missing[row.id] = str(problem)
    assert origin is not None
    return [_finding(row, read[row.id], missing.get(row.id, "")) for row in rows], origin


def _finding(row: CheckRow, parts: list[Array], missing: str) -> Finding:
    values = np.concatenate(parts) if parts and not missing else np.zeros(0)
    return Finding(row, values, missing)
