"""The claim that a partial cut-off costs the US a point of growth in two years, over everything that is uncertain."""

from __future__ import annotations

from dataclasses import dataclass

from sim.labelled import Labelled
from sim.outcomes import outcome_of
from sim.parameters import load_parameters
from sim.recording import Watch
from sim.scenario import load_scenario
from sim.types import PER_CENT, Array
from sim.validation.drivers import Drivers, drivers
from sim.validation.sampling import Draws, sample

CLAIM, SHORTAGES = "growth_loss_two_years", "growth_loss_from_shortages"
"""Outcomes; the first is also the name of the claim among the targets."""

ALL, ALONE = "all that happens", "shortages alone"
STUDIES = (
    ("rare_earth_controls_2025", CLAIM, ALL),
    ("rare_earth_controls_2025", SHORTAGES, ALONE),
    ("embargo", CLAIM, ALL),
    ("embargo", SHORTAGES, ALONE),
)
"""Scenario, outcome, and what of the loss it counts: tariffs too, or only what stopped plants make."""

PARTIAL = STUDIES[0][0]
STATE = "USA"
LEVER = "approval_rate_tight"
"""China's choice how many licences it gives while it holds back: a lever, so that no draw of uncertainties moves it."""

SERIES = ("gdp_gap", "bottleneck_gap")


@dataclass(frozen=True, eq=False)
class GrowthStudy:
    """Growth that the United States lost over two years in a scenario, per cent of GDP, `losses` (sample,).

    counted: what of the loss is counted. claim: the claimed least loss. drivers: which parameters move the loss.
    """

    results: Labelled
    title: str
    counted: str
    losses: Array
    claim: float
    drivers: Drivers

    @property
    def share_meeting(self) -> float:
        """Share of the samples in which the loss is at least the claimed one, per cent."""
        return share_meeting(self.losses, self.claim)


@dataclass(frozen=True, eq=False)
class LeverStudy:
    """The same loss (level, sample), and its part from shortages, when the lever stands at each of some levels."""

    lever: str
    levels: tuple[float, ...]
    losses: tuple[Array, ...]
    from_shortages: tuple[Array, ...]
    claim: float


def study_growth(draws: Draws, watch: Watch) -> list[GrowthStudy]:
    """Live through each scenario over the draws, and read each outcome."""
    names = dict.fromkeys(name for name, _, _ in STUDIES)
    lived = {name: sample(load_scenario(name), draws, series=SERIES, progress=watch(name)) for name in names}
    return [_study(lived[name], outcome, counted, draws) for name, outcome, counted in STUDIES]


def study_lever(draws: Draws, watch: Watch) -> LeverStudy:
    """Live through the partial cut with the lever at both ends of its range, its value, and half-way in between."""
    one = load_parameters()[LEVER]
    levels = (one.low, (one.low + one.value) / 2, one.value, (one.value + one.high) / 2, one.high)
    losses, from_shortages = [], []
    for level in levels:
        chosen = load_scenario(PARTIAL, {f"parameters.{LEVER}": str(level)})
        lived = sample(chosen, draws, series=SERIES, progress=watch(f"{chosen.name}, {LEVER} {level:g}"))
        losses.append(outcome_of(lived, CLAIM, STATE))
        from_shortages.append(outcome_of(lived, SHORTAGES, STATE))
    return LeverStudy(LEVER, levels, tuple(losses), tuple(from_shortages), claimed())


def share_meeting(losses: Array, claim: float) -> float:
    """Share of losses (sample,) that are at least as large as the claim, per cent."""
    return PER_CENT * float((losses >= claim).mean())


def claimed() -> float:
    """Least growth loss that the article names, per cent of GDP."""
    return load_parameters()[CLAIM].low


def _study(results: Labelled, outcome: str, counted: str, draws: Draws) -> GrowthStudy:
    losses = outcome_of(results, outcome, STATE)
    return GrowthStudy(
        results=results,
        title=f"{results.origin.title}: {counted}",
        counted=counted,
        losses=losses,
        claim=claimed(),
        drivers=drivers(losses, draws.values, draws.names),
    )
