"""The menu of programmes as tables of a page, in place of those that were there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.comparison.policy_effects import HORIZONS
from sim.comparison.policy_lines import Entry, entries
from sim.console.numbers import number
from sim.console.pages import markdown, write_between
from sim.industry.prospects import STAGES
from sim.names import name_of
from sim.tables import load_tables
from sim.tables.prospect_rows import ProspectRow
from sim.types import MONTHS_A_YEAR

if TYPE_CHECKING:
    from sim.comparison.policies import PolicyTrials

LEAST_CHANGE = 0.1
"""Per cent; a smaller change elsewhere is not named."""

HEADINGS = (
    "policy",
    "good",
    *(f"gained, {years} y" for years in HORIZONS),
    "saved",
    "price abroad, %",
    "cover, months",
    *(f"cost, {years} y" for years in HORIZONS),
    "USD per unit",
    "and else",
)

KINDS = {
    "brownfield separation": (("ndpr_oxide", "dytb_oxide"), "brownfield", "0.9-2"),
    "greenfield separation": (("ndpr_oxide", "dytb_oxide"), "greenfield", "4-6"),
    "magnet plants": (("ndfeb_magnets", "smco_magnets"), "plant", "2-3.5"),
    "new rare-earth mines": (("light_ore", "heavy_ore"), "new_mine", "7-29"),
}
"""What is built: goods, kind in prospects.csv, and the years that the record shows from decision to full work."""


def write_page(trials: Sequence[PolicyTrials], page: Path) -> None:
    """Put tables of several worlds between the marks of a page. Raises InputError where it has no marks."""
    tables = [f"### In the world of `{one.scenario}`\n\n{policy_table(one)}" for one in trials]
    write_between(page, [*tables, f"### How long building takes\n\n{lead_times()}"])


def policy_table(trials: PolicyTrials) -> str:
    """A row for each policy and good."""
    return markdown(HEADINGS, [cells for entry in entries(trials) for cells in policy_cells(entry)])


def policy_cells(entry: Entry) -> list[list[str]]:
    """Rows of one policy in the order of the headings: name, cost and what else stand in the first."""
    missing = [""] * (len(HORIZONS) - len(entry.cost))
    rows = []
    for place, line in enumerate(entry.lines):
        cost = [*(number(amount) for amount in entry.cost), *missing, number(entry.worth), _otherwise(entry)]
        rows.append(
            [
                "" if place else entry.policy.name,
                f"{name_of(line.good)}, {line.unit}/year",
                *(number(amount, signed=True) for amount in line.gained),
                *missing,
                *(number(amount, signed=True) for amount in (line.saved, line.price, line.cover)),
                *([""] * len(cost) if place else cost),
            ]
        )
    return rows


def _otherwise(entry: Entry) -> str:
    """What else a policy moves, where that is worth a word."""
    if abs(entry.change) < LEAST_CHANGE:
        return "-"
    more = number(entry.units, signed=True)
    return f"{name_of(entry.other)} {number(entry.change, signed=True)} % ({more} a year)"


def lead_times() -> str:
    """Months that prospects.csv gives each kind of plant, permits and ramp included, beside the record's years."""
    rows = []
    for name, (goods, kind, record) in KINDS.items():
        chosen = [row for row in load_tables().prospects if row.good in goods and row.kind == kind]
        stages = [_mean(getattr(row, f"{stage}_months") for row in chosen) for stage in STAGES]
        spans = [_span([months_of(row, ramp) / MONTHS_A_YEAR for row in chosen]) for ramp in (False, True)]
        rows.append([name, *(number(months) for months in stages), *spans, record])
    headings = ("kind", *(f"{stage}, months" for stage in STAGES), "years until it begins to run", "with ramping up")
    return markdown((*headings, "years in the record"), rows)


def months_of(row: ProspectRow, ramp: bool) -> int:
    """Months from the decision to the first goods, or to full work."""
    return row.permit_months + row.build_months + ramp * row.ramp_months


def _span(years: Sequence[float]) -> str:
    return f"{_mean(years):.1f} ({min(years):.1f} to {max(years):.1f})"


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)
