"""All packages of a month, valued by living through each: what both sides gain by, and what linkage changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.bargaining.nash import efficient
from sim.errors import unknown
from sim.folders import replacing, write_manifest, write_table
from sim.foresight import look_ahead
from sim.model import TradeWar
from sim.recording import Progress
from sim.scenario import Scenario
from sim.scenario.negotiation import ALLOWED, FORBIDDEN, ISSUE_BY_ISSUE, LINKAGES, PROTOCOLS, Negotiation
from sim.simulation import live_to
from sim.states.courses import Course, Outlook
from sim.states.deals.issue_texts import load_issues
from sim.states.deals.issues import Agenda
from sim.states.deals.negotiating import NO_DEAL
from sim.states.deals.on_table import on_table
from sim.states.deals.valuing import (
    Values,
    acceptable,
    agree,
    beside_model,
    borne_at_home,
    first_to_offer,
    home_part,
)
from sim.types import Array, Index, Mask

if TYPE_CHECKING:
    import pandas as pd

BATCH = 2 * 12
"""Packages lived through side by side, each in a fork of its own."""


@dataclass(frozen=True, eq=False)
class Bargain:
    """What two sides could agree on in one month of a scenario, in the world of its first run.

    codes: both sides. values: every package of the issues on the table, the empty one first. margin (1,): gain below
    which nobody signs. model: the world as it stood.
    """

    scenario: str
    month: str
    months_ahead: int
    protocol: str
    codes: tuple[str, str]
    agenda: Agenda
    on_table: tuple[int, ...]
    values: Values
    margin: Array
    model: TradeWar

    @property
    def size(self) -> Index:
        """Number of issues in each package."""
        return np.asarray(self.values.packages.sum(axis=1))

    def allowed(self, linkage: str) -> Mask:
        """Packages that both sides may sign, the empty one apart: (package,)."""
        found = acceptable(self.agenda, self.values, linkage, self.margin)[:, 0]
        return found & (self.size > 0)

    @cached_property
    def first(self) -> int:
        """The side that would make the first offer in this month of the first run: 0 or 1."""
        return int(first_to_offer(self.model.world)[0])

    def chosen(self, linkage: str, first: int | None = None) -> int:
        """Row of the package that both sides agree on, -1 for none; first: who offers first, as drawn if None."""
        allowed, starts = self.allowed(linkage)[:, None], np.array([self.first if first is None else first])
        return int(agree(self.values, allowed, self.protocol, starts, self.model.world.settings)[0])

    def row_of(self, names: Sequence[str]) -> int:
        """Row of the package that holds some issues, as far as they are on the table."""
        wanted = np.array([issue.name in names for issue in self.agenda.issues])
        wanted &= np.isin(np.arange(len(wanted)), self.on_table)
        return int(np.flatnonzero((self.values.packages == wanted).all(axis=1))[0])

    def known(self) -> list[tuple[str, int]]:
        """Packages of the record, as far as their issues are on the table: title and row."""
        rows = [(package.title, self.row_of(package.issues)) for package in load_issues().packages.values()]
        return [(title, row) for title, row in rows if self.size[row]]

    def without_tariffs(self) -> Mask:
        """Packages of licences alone: (package,)."""
        tariffs = np.array([any(clause.routes is None for clause in issue.clauses) for issue in self.agenda.issues])
        found: Mask = ~(self.values.packages & tariffs).any(axis=1)
        return found

    def alone(self) -> list[tuple[int, int]]:
        """Issues on the table and the row of the package that holds nothing else."""
        return [(number, self.row_of([self.agenda.issues[number].name])) for number in self.on_table]

    def why_not(self, row: int, linkage: str) -> str:
        """Say in a few words why a package is not signed, nothing if it is."""
        reasons = [
            f"{code} does not gain"
            for code, gain in zip(self.codes, self.values.gains[:, row, 0], strict=True)
            if not gain > self.margin[0]
        ]
        if linkage == ISSUE_BY_ISSUE and self.size[row] > 1:
            reasons.append("more than one issue")
        red = ALLOWED if linkage == ALLOWED else FORBIDDEN
        if not self.agenda.within_red_lines(self.values.packages[row : row + 1], red)[0]:
            reasons.append("crosses a red line")
        if not borne_at_home(self.agenda, self.values)[row, 0]:
            reasons.append("not borne at home")
        return ", ".join(reasons)

    def table(self) -> pd.DataFrame:
        """Every package: its issues, what either side gains, and under which linkage both may sign it."""
        import pandas as pd

        names = [self.agenda.issues[number].name for number in self.on_table]
        frame = pd.DataFrame(self.values.packages[:, list(self.on_table)].astype(int), columns=names)
        for side, code in enumerate(self.codes):
            frame[f"gain_{code}"] = self.values.gains[side, :, 0]
            frame[f"at_home_{code}"] = self.values.at_home[side, :, 0]
        for linkage in LINKAGES:
            frame[f"signed_if_{linkage}"] = self.allowed(linkage).astype(int)
        frame["efficient"] = efficient(self.values.gains)[:, 0].astype(int)
        return frame

    def save(self, folder: Path | str, draw: Callable[[Bargain, Path], Any] | None = None) -> Path:
        """Write packages.csv and the figure to a folder: all of it or nothing."""
        with replacing(folder) as fresh:
            write_table(self.table(), fresh / "packages.csv")
            if draw is not None:
                draw(self, fresh)
            write_manifest(fresh, self._manifest())
        return Path(folder)

    def _manifest(self) -> dict[str, Any]:
        return {
            "bargain_in": self.scenario,
            "month": self.month,
            "months_ahead": self.months_ahead,
            "protocol": self.protocol,
            "parties": list(self.codes),
        }


def talks_in(scenario: Scenario, linkage: str | None = None, protocol: str | None = None) -> Negotiation:
    """How the two sides talk: as asked for, or else as the scenario says, or as it would if it said nothing more.

    Raises InputError with the nearest for a linkage or protocol that does not exist.
    """
    usual = scenario.negotiation or Negotiation()
    asked = {"linkage": linkage or usual.linkage, "protocol": protocol or usual.protocol}
    for kind, known in (("linkage", LINKAGES), ("protocol", PROTOCOLS)):
        if asked[kind] not in known:
            raise unknown(kind, asked[kind], known, key=kind)
    return usual.model_copy(update=asked)


def bargain(scenario: Scenario, month: str, protocol: str, watch: Progress | None = None) -> Bargain:
    """Live through a scenario to a month and value every package of the issues that are on the table then.

    Raises InputError for a month outside the scenario.
    """
    model = TradeWar(scenario, scenario.seeds[:1])
    live_to(model, month)
    agenda = Agenda.build(model.world.tables, model.world.routes, model.world.settings)
    numbers = np.flatnonzero(on_table(agenda, model.world)[:, 0]).tolist()
    packages = agenda.subsets(numbers)
    months = int(np.max(model.world.settings.bargaining_months))
    gains, at_home = _lived_through(model, agenda, packages, months, watch)
    margin = np.zeros(1) + model.world.settings.bargaining_margin
    codes = (model.craft.codes[agenda.parties[0]], model.craft.codes[agenda.parties[1]])
    values = Values(packages, gains, at_home)
    return Bargain(scenario.name, month, months, protocol, codes, agenda, tuple(numbers), values, margin, model)


def _lived_through(
    model: TradeWar, agenda: Agenda, packages: Mask, months: int, watch: Progress | None
) -> tuple[Array, Array]:
    """Gains in all and at home of packages against no deal: both (party, package, world).

    What has no clause changes nothing in the model, so that only packages that differ in clauses are lived through.
    """
    with_clauses = packages & np.array([bool(issue.clauses) for issue in agenda.issues])
    lived, which = np.unique(with_clauses, axis=0, return_inverse=True)
    days = int(np.max(model.world.settings.deal_days))
    courses = [Course(package=agenda.package(np.flatnonzero(one).tolist(), days)) for one in lived]
    gains, at_home = [], []
    for first in range(0, len(courses), BATCH):
        batch = [Course(), *courses[first : first + BATCH]]
        outlook = look_ahead(model, agenda.parties[0], batch, months)
        gains.append(_against_no_deal(outlook.mine, outlook.rival))
        at_home.append(_against_no_deal(*_at_home(outlook)))
        if watch is not None:
            watch(min(first + BATCH, len(courses)), len(courses))
    rows = which.reshape(-1)
    beside = beside_model(agenda, model.craft, 1)
    extra = np.stack([np.where(packages, side[:, 0], 0.0).sum(axis=1) for side in beside])[..., None]
    return np.concatenate(gains, axis=1)[:, rows] + extra, np.concatenate(at_home, axis=1)[:, rows]


def _at_home(outlook: Outlook) -> tuple[Array, Array]:
    return home_part(outlook.parts), home_part(outlook.rival_parts)


def _against_no_deal(mine: Array, rival: Array) -> Array:
    """Both sides' values against those of the first course: (party, course without the first, world)."""
    both = np.stack([mine, rival])
    return np.asarray(both[:, NO_DEAL + 1 :] - both[:, NO_DEAL : NO_DEAL + 1])
