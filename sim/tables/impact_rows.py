"""The rows of tables about what the chain does to people and places: jobs, jobs per unit, environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.tables.cells import Amount, Good, Named, Row, State

EVERY_INDUSTRY = "all"
"""What jobs.csv calls the whole economy of a state."""

DUG = ("mine", "refine")
"""Stages whose goods leave behind what environment.csv counts."""

LEFT_BEHIND = ("emissions", "waste", "water")
"""What environment.csv counts, by column."""

Industry = Annotated[str, Named("industry")]
"""A good, or all industries together."""


@dataclass(frozen=True, kw_only=True)
class JobsRow(Row):
    """Thousand jobs of January 2025 in a state: in all, or in the exposed part of a final industry (industries.csv)."""

    state: State
    industry: Industry
    thousand_jobs: Amount


@dataclass(frozen=True, kw_only=True)
class JobsPerOutputRow(Row):
    """Workers per unit of yearly output of a good that is no final one; without a state, of all other makers."""

    good: Good
    state: State | None = None
    workers: Amount
    low: Amount
    high: Amount


@dataclass(frozen=True, kw_only=True)
class EnvironmentRow(Row):
    """What a tonne that is mined or refined leaves behind at that stage alone; without a state, at all other makers.

    emissions: t of carbon dioxide equivalent; waste: t of tailings, residues and other solid waste; water: m3; each
    with the range that we hold possible.
    """

    good: Good
    state: State | None = None
    emissions: Amount
    emissions_low: Amount
    emissions_high: Amount
    waste: Amount
    waste_low: Amount
    waste_high: Amount
    water: Amount
    water_low: Amount
    water_high: Amount
