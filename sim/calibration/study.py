"""Everything that the calibration page shows, worked out in one go."""

from __future__ import annotations

from dataclasses import dataclass

from sim.calibration.closures import Closure, study_closures
from sim.calibration.growth_claim import GrowthStudy, LeverStudy, study_growth, study_lever
from sim.calibration.supply_cuts import Cut, study_cuts
from sim.calibration.tariff_war import WarStudy, study_wars
from sim.recording import Watch
from sim.validation.sampling import draw


@dataclass(frozen=True, eq=False)
class Calibration:
    """All studies over the same draws, `samples` of them."""

    samples: int
    growth: list[GrowthStudy]
    lever: LeverStudy
    cuts: list[Cut]
    war: WarStudy
    closures: list[Closure]


def calibrate(samples: int, seed: int, watch: Watch) -> Calibration:
    """Live through all studies; `watch` says who is told how far each is."""
    draws = draw(samples, seed)
    return Calibration(
        samples=samples,
        growth=study_growth(draws, watch),
        lever=study_lever(draws, watch),
        cuts=study_cuts(draws, watch),
        war=study_wars(draws, watch),
        closures=study_closures(),
    )
