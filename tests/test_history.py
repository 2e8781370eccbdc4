"""The record of 2025, replayed with nobody deciding: what the chain must show by itself, and what it is told."""

from __future__ import annotations

import numpy as np
import pytest

from sim.measures import magnet_exports
from sim.model import TradeWar
from sim.record import magnet_record
from sim.results import Results
from sim.scenario import load_scenario
from sim.simulation import simulate
from sim.states.strategies.script import Script

MEAN_2024 = 4846
"""Tonnes a month, China's customs."""

SPRING = ("2025-03", "2025-04", "2025-05")


@pytest.fixture(scope="module")
def history() -> Results:
    return simulate(load_scenario("history_2025"), runs=8)


def test_magnet_exports_follow_the_record_of_march_to_may(history: Results) -> None:
    """The root of the mean squared error stays under 15 % of the mean of 2024, licences, stocks and orders alone."""
    record = magnet_record()[""]
    exports = np.median(magnet_exports(history, ""), axis=1)
    errors = [exports[history.months.index(month)] - record[month] for month in SPRING]
    assert np.sqrt(np.mean(np.square(errors))) < 0.15 * MEAN_2024


def test_every_month_to_january_2027_is_there(history: Results) -> None:
    assert history.months[0] == "2025-01" and history.months[-1] == "2027-01" and len(history.months) == 25
    assert np.isfinite(magnet_exports(history, "")).all() and np.isfinite(magnet_exports(history, "USA")).all()


def test_nobody_decides() -> None:
    """All powers, allies and partners follow the script to the end; others stand still."""
    model = TradeWar(load_scenario("history_2025"), [1])
    scripted = [state for state in model.states if isinstance(state.strategy, Script)]
    assert len(scripted) == 17
    scenario = load_scenario("history_2025")
    dated = {str(event.date) for event in scenario.events}
    for _ in range(scenario.months):
        model.step()
    for entry in model.log.entries:
        if "ran out" not in entry.reason:
            day = f"{scenario.month_name(entry.month)}-{entry.day:02d}"
            assert day in dated, f"{day} {entry.instrument}: {entry.reason}"


def test_the_truce_of_busan_ends_on_the_day_that_its_extension_names() -> None:
    scenario = load_scenario("history_2025")
    model = TradeWar(scenario, [1])
    for _ in range(scenario.months):
        model.step()
    ended = [entry for entry in model.log.entries if "ran out" in entry.reason]
    (end,) = [entry for entry in ended if entry.instrument == "deal korea_truce"]
    assert (scenario.month_name(end.month), end.day) == ("2027-01", 10)


def test_the_ruling_of_february_2026_takes_the_emergency_tariffs_away() -> None:
    scenario = load_scenario("history_2025")
    model = TradeWar(scenario, [1])
    usa, china = (model.world.tables.state_index(code) for code in ("USA", "CHN"))
    rate = []
    for _ in range(scenario.months):
        model.step()
        rate.append(float(model.world.tariffs.general[usa, china, 0]))
    at = {month: round(rate[scenario.month_of(month)], 3) for month in ("2025-12", "2026-03", "2026-08")}
    assert at == {"2025-12": 0.20, "2026-03": 0.10, "2026-08": 0.125}
