"""The spring of 2025, replayed: patterns that the chain must show by itself when the recorded measures are put in."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from sim.model import simulate
from sim.recording import Recording
from sim.scenario import load_scenario

MONTHS = 12
MARCH, APRIL, MAY, JULY, OCTOBER = 2, 3, 4, 6, 9
CONTROLS = date(2025, 4, 4)
DAYS_A_MONTH = 30


@pytest.fixture(scope="module")
def spring() -> Recording:
    return simulate(load_scenario("liberation_day_2025"), list(range(1, 17)), months=MONTHS)


def series(recording: Recording, name: str, state: str, partner: str, good: str) -> np.ndarray:
    for one in recording.variables:
        if one.name == name and (state, partner, good) in one.keys:
            return one.values[:, one.keys.index((state, partner, good))]
    raise AssertionError(f"{name} of {state}, {partner}, {good} was not recorded")


def magnet_exports(recording: Recording) -> np.ndarray:
    return series(recording, "exports", "CHN", "", "ndfeb_magnets") + series(
        recording, "exports", "CHN", "", "smco_magnets"
    )


def over_start(values: np.ndarray) -> np.ndarray:
    return values / values[0]


def first_stop(recording: Recording, world: int) -> date:
    """The first day on which a plant outside China stood still for want of inputs, in full months of 30 days."""
    days = []
    for one in recording.variables:
        if one.name == "idle_days":
            for row, (state, _, _) in enumerate(one.keys):
                stopped = np.flatnonzero(one.values[:, row, world] >= 1)
                if state != "CHN" and len(stopped):
                    month = int(stopped[0])
                    days.append(date(2025, month + 1, 1) + timedelta(DAYS_A_MONTH - one.values[month, row, world]))
    return min(days)


def test_magnet_exports_fall_in_april_and_more_in_may_and_come_back_with_licences(spring: Recording) -> None:
    exports = magnet_exports(spring)
    assert (exports[APRIL] < 0.65 * exports[MARCH]).all()
    assert (exports[MAY] < 0.65 * exports[APRIL]).all()
    assert (exports[JULY] > 0.8 * exports[MARCH]).all()
    assert (exports[OCTOBER] > 0.9 * exports[MARCH]).all(), "trade is nearly back"


def test_the_fall_comes_near_the_record_of_chinas_customs(spring: Recording) -> None:
    """2,628 t in April and 1,238 t in May 2025; the baseline is the mean of 2024, 4,846 t."""
    exports = np.median(magnet_exports(spring), axis=1)
    assert exports[MARCH] == pytest.approx(4846, rel=0.02)
    assert exports[APRIL] == pytest.approx(2628, rel=0.15)
    assert exports[MAY] == pytest.approx(1238, rel=0.30)


def test_first_foreign_plants_stop_six_to_eight_weeks_after_the_controls(spring: Recording) -> None:
    """Mid-May to early June 2025; where no firm's stock came out thin, a few weeks later."""
    weeks = np.array([(first_stop(spring, world) - CONTROLS).days / 7 for world in range(len(spring.seeds))])
    assert weeks.min() >= 6 and weeks.max() <= 10.5, weeks.round(1)
    assert ((weeks >= 6) & (weeks <= 8)).mean() >= 0.9, weeks.round(1)


def test_prices_part_for_the_controlled_heavies_only(spring: Recording) -> None:
    for buyer in ("JPN", "EUU", "USA"):
        assert (over_start(series(spring, "spot_price", buyer, "", "dytb_oxide")).max(axis=0) > 2.5).all()
        assert np.allclose(over_start(series(spring, "spot_price", buyer, "", "lace_oxide")), 1, atol=0.02)
    assert (over_start(series(spring, "price", "CHN", "", "dytb_oxide")) < 1.02).all()
    # less is separated while magnets do not sell, but what is sold of La-Ce comes out of the surplus
    assert np.allclose(over_start(series(spring, "exports", "CHN", "", "lace_oxide")), 1, atol=0.05)


def test_plants_in_china_go_on(spring: Recording) -> None:
    for industry in ("vehicles", "electronics", "machinery_wind"):
        assert (over_start(series(spring, "output", "CHN", "", industry)) > 0.99).all()


def test_tens_of_thousands_of_applications_wait_by_june(spring: Recording) -> None:
    waiting = sum(
        one.values[MAY, [row for row, key in enumerate(one.keys) if key[0] == "CHN"]].sum(axis=0)
        for one in spring.variables
        if one.name == "licence_backlog"
    )
    assert (waiting > 20_000).all() and (waiting < 100_000).all()
