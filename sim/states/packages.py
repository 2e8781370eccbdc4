"""The packages that a state can put on the table, read from deals.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from sim.checking import Entry, as_tuple, check
from sim.documents import read_document
from sim.parameters import DATA, Settings, SourceKeys, Text, load_sources
from sim.policy.clauses import Package
from sim.policy.controls import Routes
from sim.scenario import Scenario
from sim.scenario.events import Clause
from sim.states.timeline import package_of, packages_of
from sim.tables import Tables


class PackageText(Entry):
    """A package as it is written in deals.yaml."""

    title: Text
    parties: Annotated[tuple[str, str], BeforeValidator(as_tuple)]
    days: Annotated[int, Field(ge=1)]
    source: SourceKeys
    clauses: Annotated[tuple[Clause, ...], BeforeValidator(as_tuple), Field(min_length=1)]


@cache
def load_packages(folder: Path = DATA) -> Mapping[str, PackageText]:
    """Read deals.yaml: name -> package. Raises InputError."""
    document = read_document(folder / "deals.yaml")
    found = {name: check(PackageText, document, (name,), data=entry) for name, entry in document.data.items()}
    for name, package in found.items():
        for source in package.source:
            if source not in load_sources(folder):
                raise document.unknown("source", source, load_sources(folder), (name, "source"))
    return found


def all_packages(scenario: Scenario, tables: Tables, routes: Routes, settings: Settings) -> list[Package]:
    """Every deal that can come into force: the scenario's own, and those of deals.yaml under other names."""
    own = packages_of(scenario, tables, routes, settings)
    taken = {package.name for package in own}
    offered = [
        package_of(name, text.title, text.parties, text.days, text.clauses, tables, routes, settings)
        for name, text in load_packages().items()
        if name not in taken
    ]
    return own + offered
