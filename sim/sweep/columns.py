"""The columns that the runs of a scenario can have: outcomes and series by name, found without living through any."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.labelled import Key, Labelled
from sim.luck import Luck
from sim.names import name_of
from sim.outcomes import Outcome, outcomes
from sim.provenance import Provenance

if TYPE_CHECKING:
    from sim.scenario import Scenario

RUN, POINT, SEED = "run", "point", "seed"
NUMBERED = (RUN, POINT, SEED)
"""The columns that every table of runs begins with."""

ALONE = {"growth_loss_from_shortages": "Growth lost from shortages"}
"""Labels of outcomes whose own one needs the line above it."""


def outcome_columns(scenario: Scenario) -> dict[str, Outcome]:
    """Find every outcome of a scenario: the name of its column -> the outcome, whose values mean nothing."""
    return {one.column: one for one in outcomes(_nothing_recorded(scenario), since=0)}


@dataclass(frozen=True)
class SeriesColumn:
    """One series that can be kept; key: its state, partner and good, empty where there is none."""

    variable: str
    key: Key
    unit: str
    label: str


def series_columns(scenario: Scenario, variables: Collection[str] | None = None) -> dict[str, SeriesColumn]:
    """Find every series of a scenario, or those of some variables: its name -> the series."""
    empty = _nothing_recorded(scenario)
    keys = ((name, key) for name in empty.names if variables is None or name in variables for key in empty.keys(name))
    return {
        series_name(name, key): SeriesColumn(name, key, empty.unit(name, *key), whose(empty.label(name), key))
        for name, key in keys
    }


def series_name(variable: str, key: Key) -> str:
    """Write the name of a series: gdp_gap.USA, exports.CHN.USA, price.CHN..ndfeb_magnets."""
    return ".".join((variable, *key)).rstrip(".")


def label_of(outcome: Outcome) -> str:
    """Say what an outcome is in a few words, and whose."""
    label = ALONE.get(outcome.name, outcome.label.partition(":")[0])
    return whose(label, (outcome.state, outcome.good))


def whose(label: str, codes: Iterable[str]) -> str:
    """Say of what states and goods something is told."""
    names = [name_of(code) for code in codes if code]
    return f"{label} ({', '.join(names)})" if names else label


def _nothing_recorded(scenario: Scenario) -> Labelled:
    """One month of nothing in one world, under the names of all that would be recorded."""
    from sim.recorder import controllers_of, tracks_of
    from sim.start import start_world

    world = start_world(scenario, scenario.settings(), Luck([scenario.seed]))
    tracks = tracks_of(world, controllers_of(scenario))
    found = [one for track in tracks for one in track.series(np.zeros((1, len(track), 1)))]
    return Labelled(Provenance(scenario.name), (scenario.month_name(0),), (scenario.seed,), tuple(found))
