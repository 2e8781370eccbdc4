"""What cuts of different length and depth cost the large buyers of rare earths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.labelled import Labelled
from sim.outcomes import outcome_of
from sim.recording import Watch
from sim.scenario import Scenario, load_scenario
from sim.types import Array
from sim.validation.sampling import Draws, sample

CUTS = ("cut_three_months", "cut_one_year", "cut_eighteen_months", "cut_near_total")
STATES = ("USA", "JPN", "EUU")
SERIES = ("gdp_gap",)


@dataclass(frozen=True, eq=False)
class Cut:
    """One cut and one state: per cent of GDP, each (sample,).

    deepest: the GDP gap of the worst month. output_lost: sum of the gaps of two years, over 12. growth_lost: mean gap
    of the second year.
    """

    scenario: str
    title: str
    state: str
    deepest: Array
    output_lost: Array
    growth_lost: Array


def study_cuts(draws: Draws, watch: Watch, names: Sequence[str] = CUTS) -> list[Cut]:
    """Live through every cut over the draws."""
    found = []
    for name in names:
        chosen = load_scenario(name)
        results = sample(chosen, draws, series=SERIES, progress=watch(name))
        found += [_cut(chosen, results, state) for state in STATES]
    return found


def _cut(scenario: Scenario, results: Labelled, state: str) -> Cut:
    return Cut(
        scenario=scenario.name,
        title=scenario.title,
        state=state,
        deepest=results.values("gdp_gap", state).min(axis=0),
        output_lost=outcome_of(results, "output_lost_two_years", state),
        growth_lost=outcome_of(results, "growth_loss_two_years", state),
    )
