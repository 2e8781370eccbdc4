"""The packages that a state can put on the table, read from deals.yaml and agreements.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BeforeValidator, Field

from sim.checking import Entry, as_tuple, check
from sim.documents import read_document
from sim.parameters import DATA, Settings, SourceKeys, Text, load_sources
from sim.policy.clauses import Package
from sim.policy.controls import Routes
from sim.scenario import Scenario
from sim.scenario.events import Clause
from sim.states.deals.issues import Agenda
from sim.states.timeline import package_of, packages_of
from sim.tables import Tables

DEALS, AGREEMENTS = "deals.yaml", "agreements.yaml"
"""Deals between the two powers, and agreements of either of them with other states."""


class PackageText(Entry):
    """A package as it is written in deals.yaml or agreements.yaml."""

    title: Text
    parties: Annotated[tuple[str, str], BeforeValidator(as_tuple)]
    days: Annotated[int, Field(ge=1)]
    source: SourceKeys
    clauses: Annotated[tuple[Clause, ...], BeforeValidator(as_tuple), Field(min_length=1)]


@cache
def load_packages(folder: Path = DATA, file: str = DEALS) -> Mapping[str, PackageText]:
    """Read deals.yaml, or agreements.yaml: name -> package. Raises InputError."""
    document = read_document(folder / file)
    found = {name: check(PackageText, document, (name,), data=entry) for name, entry in document.data.items()}
    for name, package in found.items():
        for source in package.source:
            if source not in load_sources(folder):
                raise document.unknown("source", source, load_sources(folder), (name, "source"))
    return found


def all_packages(scenario: Scenario, tables: Tables, routes: Routes, settings: Settings) -> list[Package]:
    """Every deal that can come into force: the scenario's own, and those of both files under other names."""
    own = packages_of(scenario, tables, routes, settings)
    taken = {package.name for package in own}
    offered = [
        package_of(name, text.title, text.parties, text.days, text.clauses, tables, routes, settings)
        for name, text in {**load_packages(), **load_packages(file=AGREEMENTS)}.items()
        if name not in taken
    ]
    return own + offered + _at_the_table(scenario, tables, routes, settings)


def _at_the_table(scenario: Scenario, tables: Tables, routes: Routes, settings: Settings) -> list[Package]:
    """The package from which rivals choose issues, in scenarios in which they bargain."""
    if scenario.negotiation is None:
        return []
    return [Agenda.build(tables, routes, settings).everything(int(np.max(settings.deal_days)))]
