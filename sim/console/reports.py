"""What a run or a comparison came to, printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.markup import escape

from sim.console.numbers import median_and_band, spread
from sim.console.screen import err, out, table
from sim.errors import shown
from sim.types import MONTHS_A_YEAR

if TYPE_CHECKING:
    from sim.comparison.differences import Comparison
    from sim.labelled import Labelled
    from sim.outcomes import Outcome
    from sim.results import Results
    from sim.scenario import Scenario

STATES = ("USA", "CHN", "EUU", "JPN", "KOR")
"""Whose outcomes are printed; the files have everybody's."""

BY_STATE = (
    "growth_loss_two_years",
    "growth_loss_from_shortages",
    "output_lost_two_years",
    "income_lost_two_years",
    "peak_consumer_prices",
    "trade_balance_change",
    "lowest_cover",
    "months_in_conflict",
    "lowest_jobs_change",
    "ai_compute_end",
    "programme_cost_sum",
    "payoff_sum",
)
"""Outcomes that get a column for each state; those that are nothing for everybody are left out."""

ALONG_THE_CHAIN = (
    ("lowest_us_china_trade", "", "Trade of the US and China, lowest month"),
    ("lowest_magnet_exports", "CHN", "Magnet exports of China, lowest month"),
    ("licences_pending", "CHN", "Licences pending in China at the end"),
    ("licences_pending", "USA", "Licences pending in the US at the end"),
    ("peak_spot_ratio_dytb", "", "Spot price of Dy-Tb oxide abroad, highest"),
    ("made_outside_magnets", "", "Magnets made outside China, last year"),
    ("made_outside_ndpr", "", "Nd-Pr oxide made outside China, last year"),
    ("made_outside_dytb", "", "Dy-Tb oxide made outside China, last year"),
)
"""Outcomes of one state or of none that get a line of their own: outcome, state, what to call it."""

SHORT_UNIT = 6
"""Longer units stand on a line of their own where columns have to be wide enough for bands."""

OPTIONAL = {"programme_cost_sum": 0.0, "licences_pending": 0.0, "ai_compute_end": 0.5, "trade_balance_change": 0.5}
"""Outcomes that are left out where they are no larger than this."""

YEARS_NEEDED = 2


def print_warnings(scenario: Scenario) -> None:
    """Print what is allowed in a scenario but worth a second look."""
    for warning in scenario.warnings:
        err.print(f"[yellow]note:[/yellow] {escape(warning)}", soft_wrap=True)


def print_summary(results: Results, folder: Path) -> None:
    """Print the outcomes of the large states, those of the chain, and where the files are."""
    from sim.storage import fits_a_sheet

    found = {(one.name, one.state): one for one in results.outcomes() if not one.good and _worth_a_line(one)}
    many = f": median (10-90 %) of {results.runs} runs" if results.runs > 1 else ""
    out.print(
        table(
            f"{results.origin.title or results.scenario}{many}",
            ("", *STATES),
            _state_rows(found, results.runs > 1),
            keys=True,
        )
    )
    out.print()
    out.print(table("Along the chain", ("", "", ""), _chain_rows(found), keys=True))
    out.print(_counted_from(results, results.outbreak))
    if not fits_a_sheet(results):
        out.print("series.csv is left out: it has more rows than a sheet holds. Use bands.csv, or series.parquet.")
    out.print(
        f"{len(results.months)} months, {results.origin.wall_time:.1f} s. Files: {escape(shown(folder))}",
        soft_wrap=True,
    )


def _state_rows(found: Mapping[tuple[str, str], Outcome], many: bool) -> list[tuple[str, ...]]:
    """One line for each outcome with the medians of states; where runs differ, a second with the unit and the bands."""
    rows: list[tuple[str, ...]] = []
    for name in BY_STATE:
        own = [found.get((name, state)) for state in STATES]
        first = next((one for one in own if one is not None), None)
        if first is None:
            continue
        texts = [("", "") if one is None else median_and_band(one.values) for one in own]
        middles, bands = [text for text, _ in texts], [text for _, text in texts]
        if any(bands) or (many and len(first.unit) > SHORT_UNIT):
            rows += [(_called(first.label), *middles), (f"  {first.unit}", *bands)]
        else:
            rows.append((f"{_called(first.label)}, {first.unit}", *middles))
    return rows


def _chain_rows(found: Mapping[tuple[str, str], Outcome]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for name, state, called in ALONG_THE_CHAIN:
        one = found.get((name, state))
        if one is not None:
            middle, band = median_and_band(one.values)
            rows.append((f"{called}, {one.unit}", middle, band))
    return rows


def _worth_a_line(one: Outcome) -> bool:
    """Leave out what hardly moves, and what a run is too short to tell."""
    if np.isnan(one.values).all():
        return False
    return one.name not in OPTIONAL or bool((abs(one.values) > OPTIONAL[one.name]).any())


def print_comparison(comparison: Comparison, folder: Path) -> None:
    """Print outcomes of the first scenario and differences of the others from it."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    chain = {(name, state): called for name, state, called in ALONG_THE_CHAIN}
    for one in comparison.contrasts():
        by_state = one.outcome in BY_STATE and one.state in STATES
        if not one.good and (by_state or (one.outcome, one.state) in chain):
            label = chain.get((one.outcome, one.state), _called(one.label))
            text = spread(one.values, signed=one.measure == "difference")
            rows.setdefault((f"{label}\n  {one.unit}", one.state if by_state else ""), {})[one.scenario] = text
    rows = {key: row for key, row in rows.items() if any(text not in ("0", "-") for text in row.values())}
    cells = [[row.get(name, "") for name in comparison.names] for row in rows.values()]
    texts = _with_labels([(*key, one) for key, one in zip(rows, cells, strict=True)])
    headings = ("", "", comparison.names[0], *(f"{name}, difference" for name in comparison.names[1:]))
    runs = comparison.first.runs
    many = f": median (10-90 %) of {runs} pairs of runs with the same luck" if runs > 1 else ": one run, same luck"
    out.print(table(f"Against {comparison.names[0]}{many}", headings, texts))
    out.print(_counted_from(comparison.first, comparison.since))
    out.print(f"Files: {escape(shown(folder))}", soft_wrap=True)


def _with_labels(rows: Sequence[tuple[str, str, Sequence[str]]]) -> list[tuple[str, ...]]:
    """Write the label of an outcome beside its first state and the unit beside its second."""
    texts: list[tuple[str, ...]] = []
    labels = [label for label, _, _ in rows]
    for place, (label, state, cells) in enumerate(rows):
        turn = labels[:place].count(label)
        several = labels.count(label) > 1
        words = label.split("\n")[turn : turn + 1] if several else [label]
        texts.append(("".join(words), state, *cells))
    return texts


def print_left_out(results: Results) -> None:
    """Say which figures there was nothing to draw for."""
    from sim.figures.gallery import left_out

    if missing := left_out(results):
        out.print(f"Figures left out: {escape('; '.join(missing))}.", soft_wrap=True)


def _called(label: str) -> str:
    return label.partition(":")[0]


def _counted_from(results: Labelled, since: int) -> str:
    """Say which month two-year outcomes are counted from."""
    if since >= len(results.months) or not (results.broke_out or results.origin.counted_from):
        return ""
    lived = len(results.months) - since
    if lived < YEARS_NEEDED * MONTHS_A_YEAR:
        return (
            f"Two-year outcomes are left out: only {lived} months were lived from {results.months[since]}, the shock."
        )
    return f"Two-year outcomes are counted from {results.months[since]}, the month of the shock."
