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
    parts = [pd.DataFrame(columns=heads)]
    levers = results.table(["run", *(one.name for one in results.levers)]).set_index("run")
    for name in results.quantile_series:
        runs, values = results.series_values(name)
        given = levers.reindex(runs)
        for lever, value, chosen in _groups(results.levers, given):
            parts.append(_quantiles(results, name, (lever, value), values[chosen], heads))
    return pd.concat(parts[1:] or parts, ignore_index=True)


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


def _quantiles(
    results: SweepResults, name: str, group: tuple[str, str], values: Array, heads: Sequence[str]
) -> pd.DataFrame:
    """Quantiles of a series (run, month) by month."""
    import pandas as pd

    rows = []
    for month, column in zip(results.month_names, values.T, strict=True):
        known = column[np.isfinite(column)].astype(np.float64)
        told = np.quantile(known, POINTS) if len(known) else np.full(len(POINTS), np.nan)
        rows.append((name, *group, month, len(known), *told.tolist(), results.unit(name)))
    return pd.DataFrame(rows, columns=list(heads))
