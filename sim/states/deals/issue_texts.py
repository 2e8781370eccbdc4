"""The issues that the powers can bargain over, as issues.yaml holds them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field

from sim.checking import Entry, as_tuple, check
from sim.documents import Document, KeyPath, read_document
from sim.parameters import DATA, SourceKeys, Text, load_parameters, load_sources
from sim.scenario.event_parts import Fraction, StateCode
from sim.scenario.events import ControlClause, TariffClause

FILE = "issues.yaml"


class CutClause(Entry):
    """While the deal holds, so much comes off the actor's general added tariff."""

    actor: StateCode
    kind: Literal["cut"]
    partner: StateCode
    cut: Fraction


class Beside(Entry):
    """What the model does not see of a concession: a part of the giver's whole hold, by the name of a parameter."""

    hold: str
    receiver_gains: bool


class IssueText(Entry):
    """One concession of one side."""

    title: Text
    giver: StateCode
    source: SourceKeys
    beside: Beside | None = None
    clauses: Annotated[
        tuple[Annotated[TariffClause | ControlClause | CutClause, Discriminator("kind")], ...],
        BeforeValidator(as_tuple),
    ]


class RedLine(Entry):
    """What a side never gives, or only together with another issue."""

    state: StateCode
    issue: str
    unless: str | None = None
    source: SourceKeys
    note: Text


class KnownPackage(Entry):
    """Issues that were settled together."""

    title: Text
    source: SourceKeys
    issues: Annotated[tuple[str, ...], BeforeValidator(as_tuple), Field(min_length=1)]


class IssueFile(Entry):
    """All of issues.yaml."""

    issues: Annotated[dict[str, IssueText], Field(min_length=1)]
    red_lines: Annotated[tuple[RedLine, ...], BeforeValidator(as_tuple)]
    packages: dict[str, KnownPackage]
    win_sets: dict[str, str]


@cache
def load_issues(folder: Path = DATA) -> IssueFile:
    """Read issues.yaml. Raises InputError for unknown names of issues, parameters and sources."""
    document = read_document(folder / FILE)
    found = check(IssueFile, document)
    _check_sources(found, document, folder)
    _check_parameters(found, document)
    _check_issues(found, document)
    return found


def _check_sources(found: IssueFile, document: Document, folder: Path) -> None:
    known = load_sources(folder)
    groups: list[tuple[KeyPath, tuple[str, ...]]] = []
    groups += [(("issues", name), issue.source) for name, issue in found.issues.items()]
    groups += [(("red_lines", number), line.source) for number, line in enumerate(found.red_lines)]
    groups += [(("packages", name), package.source) for name, package in found.packages.items()]
    for path, sources in groups:
        for source in sources:
            if source not in known:
                raise document.unknown("source", source, known, path)


def _check_parameters(found: IssueFile, document: Document) -> None:
    known = load_parameters()
    named: list[tuple[KeyPath, str]] = [(("win_sets", state), name) for state, name in found.win_sets.items()]
    for name, issue in found.issues.items():
        if issue.beside is not None:
            named.append((("issues", name, "beside", "hold"), issue.beside.hold))
    for path, parameter in named:
        if parameter not in known:
            raise document.unknown("parameter", parameter, known, path)


def _check_issues(found: IssueFile, document: Document) -> None:
    named: list[tuple[KeyPath, str]] = []
    for number, line in enumerate(found.red_lines):
        named += [(("red_lines", number), name) for name in (line.issue, line.unless) if name is not None]
    for package, entry in found.packages.items():
        named += [(("packages", package), name) for name in entry.issues]
    for path, name in named:
        if name not in found.issues:
            raise document.unknown("issue", name, found.issues, path)
