"""What two sides could agree on in a month, printed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from rich.markup import escape

from sim.bargain_study import Bargain
from sim.bargaining.alternating import NOBODY
from sim.console.screen import out, table
from sim.errors import shown
from sim.scenario.negotiation import ALLOWED, FORBIDDEN, ISSUE_BY_ISSUE, OFFERS
from sim.states.deals.issues import issues_in_words

WORDS = {
    ISSUE_BY_ISSUE: "issues one at a time",
    ALLOWED: "packages, everything may be linked",
    FORBIDDEN: "packages, arms and advanced chips stay out",
}

NOTE = """\
Gains: payoff against no deal, per cent of GDP a month, over {months} months, law as it stands and nobody moving.
Both may sign a package that gives each more than {margin} and crosses no red line, if those at home bear it."""


def print_bargain(found: Bargain, linkage: str, folder: Path) -> None:
    """Print each issue alone, how many packages pass under each linkage, and the one that is agreed on."""
    headings = ("", *(f"gain of {code}" for code in found.codes), "")
    out.print(table(f"Each issue alone, {found.scenario} in {found.month}", headings, issue_rows(found)))
    headings = ("", "packages", "both gain", "may be signed", "of these without any tariff")
    out.print(table("What may be tied to what", headings, linkage_rows(found)))
    print_choice(found, linkage)
    note = NOTE.format(months=found.months_ahead, margin=f"{found.margin[0]:.3f}")
    out.print(escape(note))
    out.print(f"Files: {escape(shown(folder))}", soft_wrap=True)


def issue_rows(found: Bargain) -> list[tuple[str, ...]]:
    """One line for a deal with nothing in it, and one for each issue on the table."""
    empty = found.row_of([])
    rows = [("a deal with nothing in it", *_gains(found, empty), "")]
    for issue, row in found.alone():
        why = found.why_not(row, ISSUE_BY_ISSUE)
        rows.append((found.agenda.issues[issue].title, *_gains(found, row), why or "signed"))
    return rows


def linkage_rows(found: Bargain) -> list[tuple[str, ...]]:
    """How many packages there are, how many both gain by, and how many may be signed, for each linkage."""
    both = np.all(found.values.gains[:, :, 0] > found.margin, axis=0) & (found.size > 0)
    rows = []
    for linkage, words in WORDS.items():
        considered = (found.size == 1) if linkage == ISSUE_BY_ISSUE else (found.size > 0)
        signed = found.allowed(linkage)
        licences = signed & found.without_tariffs()
        counts = (considered, both & considered, signed, licences)
        rows.append((words, *(str(count.sum()) for count in counts)))
    return rows


def print_choice(found: Bargain, linkage: str) -> None:
    """Say which package is agreed on, and what became of the one of London."""
    out.print(escape(f"Agreed ({WORDS[linkage]}): {_agreed(found, found.chosen(linkage))}"))
    if found.protocol == OFFERS:
        out.print(escape(_if_the_other_began(found, linkage)))
    for title, known in found.known():
        why = found.why_not(known, linkage)
        verdict = f"not signed: {why}" if why else "both may sign it"
        out.print(escape(f"{title}: {verdict}. {_both(found, known)}"))


def _if_the_other_began(found: Bargain, linkage: str) -> str:
    """Say who offered first, and what comes of it if the other side does."""
    other = 1 - found.first
    row = found.chosen(linkage, other)
    same = row == found.chosen(linkage)
    then = "the same" if same else _agreed(found, row)
    return f"{found.codes[found.first]} offers first, by the luck of this run; if {found.codes[other]} does: {then}"


def _agreed(found: Bargain, row: int) -> str:
    if row == NOBODY:
        return "nothing."
    words = issues_in_words(found.agenda, np.flatnonzero(found.values.packages[row]).tolist())
    return f"{words}. {_both(found, row)}"


def _gains(found: Bargain, row: int) -> tuple[str, ...]:
    return tuple(f"{gain:+.3f}" for gain in found.values.gains[:, row, 0])


def _both(found: Bargain, row: int) -> str:
    gains = (f"{code} {gain}" for code, gain in zip(found.codes, _gains(found, row), strict=True))
    return f"Gains: {', '.join(gains)}."
