"""Issues as they can be put on the table, packages of them, and which packages each side may sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.parameters import Settings
from sim.policy.clauses import Clause, Package, cut_clause
from sim.policy.controls import Routes
from sim.scenario import ControlClause, TariffClause
from sim.scenario.negotiation import ALLOWED, ISSUE_BY_ISSUE
from sim.states.deals.issue_texts import CutClause, IssueText, load_issues
from sim.states.timeline import package_of
from sim.tables import Tables
from sim.types import Index, Mask, Value

BARGAIN = "bargain"
"""The name of whatever package the rivals agree on in talks."""


@dataclass(frozen=True, eq=False)
class Issue:
    """One concession: who gives it (a row of states), its clauses, and what the model does not see of it.

    beside (party,): what it adds to the security of either party, as a part of a whole hold, a number or (world,) each.
    """

    name: str
    title: str
    giver: int
    clauses: tuple[Clause, ...]
    beside: tuple[Value, Value]


@dataclass(frozen=True, eq=False)
class Agenda:
    """All issues between two parties (rows of states), and what each side may sign.

    never: issues that a side does not give where linkage is forbidden; only_with: pairs of issues of which the first is
    given only together with the second. win_set: for each party how much those at home may lose.
    """

    parties: tuple[int, int]
    issues: tuple[Issue, ...]
    never: tuple[int, ...]
    only_with: tuple[tuple[int, int], ...]
    win_set: tuple[Value, Value]

    @classmethod
    def build(cls, tables: Tables, routes: Routes, settings: Settings) -> Agenda:
        """Read issues.yaml for the routes of a world."""
        text = load_issues()
        first, second = text.win_sets
        parties = (tables.state_index(first), tables.state_index(second))
        names = list(text.issues)
        lines = [(names.index(line.issue), line.unless) for line in text.red_lines]
        return cls(
            parties=parties,
            issues=tuple(_issue(name, issue, parties, tables, routes, settings) for name, issue in text.issues.items()),
            never=tuple(issue for issue, unless in lines if unless is None),
            only_with=tuple((issue, names.index(unless)) for issue, unless in lines if unless is not None),
            win_set=(getattr(settings, text.win_sets[first]), getattr(settings, text.win_sets[second])),
        )

    def package(self, chosen: Sequence[int], days: int) -> Package:
        """Write some issues as one deal."""
        clauses = tuple(clause for number in chosen for clause in self.issues[number].clauses)
        title = "; ".join(self.issues[number].title for number in chosen)
        return Package(BARGAIN, title, self.parties, days, clauses)

    def everything(self, days: int) -> Package:
        """All issues as one deal, of which a world can take a part."""
        return self.package(range(len(self.issues)), days)

    def clauses_of(self, chosen: Mask) -> Mask:
        """Which clauses of the whole belong to chosen issues: (clause, world), from (issue, world)."""
        owner = [number for number, issue in enumerate(self.issues) for _ in issue.clauses]
        return chosen[np.array(owner, dtype=np.intp)]

    def subsets(self, numbers: Sequence[int]) -> Mask:
        """Every package of some issues, by rising number of bits, the empty one first: (package, issue)."""
        bits = (np.arange(2 ** len(numbers))[:, None] >> np.arange(len(numbers))) & 1
        found = np.zeros((len(bits), len(self.issues)), dtype=bool)
        found[:, list(numbers)] = bits == 1
        return found

    def within_red_lines(self, packages: Mask, linkage: str) -> Mask:
        """Which packages (package, issue) cross nobody's red line: (package,)."""
        allowed = np.ones(len(packages), dtype=bool)
        for issue, against in self.only_with:
            allowed &= ~packages[:, issue] | packages[:, against]
        for issue in self.never if linkage != ALLOWED else ():
            allowed &= ~packages[:, issue]
        if linkage == ISSUE_BY_ISSUE:
            allowed &= packages.sum(axis=1) <= 1
        return allowed


def _issue(
    name: str, text: IssueText, parties: tuple[int, int], tables: Tables, routes: Routes, settings: Settings
) -> Issue:
    giver = tables.state_index(text.giver)
    plain = [clause for clause in text.clauses if isinstance(clause, TariffClause | ControlClause)]
    codes = (tables.state_codes[parties[0]], tables.state_codes[parties[1]])
    written = package_of(name, text.title, codes, 1, plain, tables, routes, settings).clauses
    cuts = [
        cut_clause(tables, clause.actor, [clause.partner], clause.cut)
        for clause in text.clauses
        if isinstance(clause, CutClause)
    ]
    return Issue(name, text.title.strip(), giver, (*written, *cuts), _beside(text, giver, parties, settings))


def _beside(text: IssueText, giver: int, parties: tuple[int, int], settings: Settings) -> tuple[Value, Value]:
    """What a concession adds to the security of either side, as a part of a whole hold."""
    if text.beside is None:
        return 0.0, 0.0
    part: Value = getattr(settings, text.beside.hold)
    gain: Value = part if text.beside.receiver_gains else 0.0
    return (-part, gain) if giver == parties[0] else (gain, -part)


def issues_in_words(agenda: Agenda, chosen: Index | Sequence[int]) -> str:
    """Tell a package in words."""
    return "; ".join(agenda.issues[number].title for number in chosen) or "nothing"
