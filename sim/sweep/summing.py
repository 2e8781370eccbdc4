"""Summaries of a sweep: each outcome over all runs, each series month by month, for all runs and by lever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.types import Array, Mask

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.factors import Factor
    from sim.sweep.results import SweepResults

POINTS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
"""The quantiles that are told."""

AT_ONCE = 2**25
"""Numbers that are held in memory together: a quarter of a gigabyte."""

MONTHS_AT_ONCE = 2**23
"""Numbers of a series that are held together; it is read once for each block of months."""

THIRDS = ("low", "middle", "high")
FEW_VALUES = 7
"""A lever of no more values than this is told value by value, others by thirds of the runs."""


def quantile_names() -> tuple[str, ...]:
    """Names of the columns of quantiles: p5, p10, ..., p95."""
    return tuple(f"p{round(100 * point)}" for point in POINTS)


def summary_table(results: SweepResults) -> pd.DataFrame:
    """One row for each outcome: runs that have it, mean, standard deviation, least, quantiles, most, unit, label."""
    import pandas as pd

    heads = ("outcome", "runs", "mean", "sd", "min", *quantile_names(), "max", "unit", "label")
    rows = [_summary(results, name, values) for names in _blocks(results) for name, values in _columns(results, names)]
    return pd.DataFrame(rows, columns=list(heads))


def _blocks(results: SweepResults) -> Iterator[Sequence[str]]:
    """Outcomes a few at a time: as many as memory holds."""
    size = max(1, AT_ONCE // max(1, results.runs))
    for first in range(0, len(results.outcomes), size):
        yield results.outcomes[first : first + size]


def _columns(results: SweepResults, names: Sequence[str]) -> Iterator[tuple[str, Array]]:
    parts = [np.column_stack([table[name].to_numpy() for name in names]) for table in results.tables(names)]
    whole = np.concatenate(parts) if parts else np.zeros((0, len(names)))
    for place, name in enumerate(names):
        yield name, whole[:, place]


def _summary(results: SweepResults, name: str, values: Array) -> tuple[object, ...]:
    # sorted, so that the order in which runs were kept makes no difference to the bits of a sum
    known = np.sort(values[np.isfinite(values)])
    if not len(known):
        return (name, 0, *[np.nan] * (len(POINTS) + 4), results.unit(name), results.label(name))
    spread = known.std(ddof=1) if len(known) > 1 else 0.0
    told = map(float, (known.mean(), spread, known[0], *np.quantile(known, POINTS), known[-1]))
    return (name, len(known), *told, results.unit(name), results.label(name))


def quantile_table(results: SweepResults) -> pd.DataFrame:
    """Quantiles over runs of each series by month: series, lever, value (empty: all runs), month, runs, p5 ... p95."""
    import pandas as pd

    heads = ["series", "lever", "value", "month", "runs", *quantile_names(), "unit"]
    kept = [table["run"].to_numpy() for table in results.tables(["run"])]
    runs = np.concatenate(kept or [np.zeros(0, dtype=np.int64)])
    levers = results.table(["run", *(one.name for one in results.levers)]).set_index("run").reindex(runs)
    groups = list(_groups(results.levers, levers))
    rows = [row for name in results.quantile_series for row in _quantiles(results, name, groups)]
    return pd.DataFrame(rows, columns=heads)


def _groups(levers: Sequence[Factor], given: pd.DataFrame) -> Iterator[tuple[str, str, Mask]]:
    """All runs, then those of each value or third of each lever: name of the lever, value, which runs."""
    yield "", "", np.ones(len(given), dtype=bool)
    for lever in levers:
        values = given[lever.name].to_numpy()
        for value, chosen in (values_apart if _few(values) else thirds_apart)(values):
            yield lever.name, value, chosen


def values_apart(values: Array) -> Iterator[tuple[str, Mask]]:
    """Runs (run,) by value: each value as text, and which runs have it."""
    for value in np.unique(values):
        yield (f"{value:.6g}" if isinstance(value, float) else str(value)), values == value


def thirds_apart(values: Array) -> Iterator[tuple[str, Mask]]:
    """Runs (run,) in three parts alike, from the lowest values up: the values of each, and which runs they are."""
    limits = np.quantile(values, (1 / 3, 2 / 3))
    third = np.searchsorted(limits, values, side="left")
    for number, word in enumerate(THIRDS):
        chosen = third == number
        if chosen.any():
            yield f"{word}: {values[chosen].min():.3g} to {values[chosen].max():.3g}", chosen


def _few(values: Array) -> bool:
    return values.dtype.kind != "f" or len(np.unique(values)) <= FEW_VALUES


def _quantiles(results: SweepResults, name: str, groups: Sequence[tuple[str, str, Mask]]) -> list[tuple[object, ...]]:
    """Quantiles of a series by month, group after group; a few months are held in memory at a time."""
    rows: list[list[tuple[object, ...]]] = [[] for _ in groups]
    step = max(1, MONTHS_AT_ONCE // max(1, results.runs))
    for first in range(0, results.months, step):
        months = slice(first, first + step)
        _, values = results.series_values(name, months)
        for place, (lever, value, chosen) in enumerate(groups):
            for month, column in zip(results.month_names[months], values.T, strict=True):
                told = _of_month(column[chosen])
                rows[place].append((name, lever, value, month, *told, results.unit(name)))
    return [row for group in rows for row in group]


def _of_month(values: Array) -> tuple[float, ...]:
    """How many of some runs have a value, and its quantiles."""
    known = values[np.isfinite(values)].astype(np.float64)
    told = np.quantile(known, POINTS) if len(known) else np.full(len(POINTS), np.nan)
    return len(known), *told.tolist()
