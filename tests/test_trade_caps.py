"""Quantity caps: they hold, they are no tighter than they must be, and who gets the rent decides who gains."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from economies import PLAIN, economy_of, random_baseline, seeds, symmetric
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.economy.trade import Baseline, Cap, solve
from sim.errors import InputError
from sim.figures.cap_rents import draw_cap_rents, welfare_by_receiver
from sim.tables import load_tables

SMALL = 1e-6


def none(size: int) -> np.ndarray:
    return np.zeros((size, size))


def usual() -> Baseline:
    tables = load_tables()
    return Baseline.from_flows(tables.trade, tables.gdp(), [row.state for row in tables.states])


def test_a_cap_is_the_tariff_that_brings_it_about() -> None:
    """With the rent at the treasury nothing tells a cap from its tariff equivalent."""
    baseline = random_baseline(1, 6, nest=True)
    capped = solve(baseline, none(6), caps=[Cap("S1", "S0", 0.6, "treasury")])
    tariffs = none(6)
    tariffs[1, 0] = capped.cap_tariffs[0]
    taxed = solve(baseline, tariffs)
    for name in ("welfare", "real_gdp", "revenue", "consumer_prices", "trade_balance"):
        assert getattr(capped, name) == pytest.approx(getattr(taxed, name), abs=1e-6, rel=1e-7), name
    assert capped.rents[0] == pytest.approx(taxed.revenue[0], rel=1e-7)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(seeds, st.floats(0.2, 1.3), st.floats(0.2, 1.3), st.sampled_from(["exporter", "importer", "treasury"]))
def test_either_the_cap_binds_or_it_costs_nothing(seed: int, first: float, second: float, rent: str) -> None:
    baseline = random_baseline(seed, 5)
    caps = [Cap("S1", "S0", first, rent), Cap("S2", "S3", second, rent, share=0.5)]
    caps = [cap for cap in caps if baseline.flows[baseline.row(cap.exporter), baseline.row(cap.importer)] > 0]
    result = solve(baseline, none(5), caps=caps, **PLAIN)
    for row, cap in enumerate(caps):
        exporter, importer = baseline.row(cap.exporter), baseline.row(cap.importer)
        to_exporter = cap.share if rent == "exporter" else 1 - cap.share
        produced = result.flows[exporter, importer] - to_exporter * result.rents[row]
        volume = produced / baseline.flows[exporter, importer] / (1 + result.wages[exporter])
        assert result.cap_tariffs[row] >= 0
        assert volume <= cap.quantity + SMALL
        assert result.cap_tariffs[row] * (cap.quantity - volume) == pytest.approx(0, abs=SMALL)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(seeds, st.sampled_from(["exporter", "importer", "treasury"]), st.floats(0, 1))
def test_rents_are_paid_and_received(seed: int, rent: str, share: float) -> None:
    baseline = random_baseline(seed, 5, nest=True)
    caps = [Cap("S1", "S0", 0.5, rent, share), Cap("S0", "S2", 0.7, rent, share)]
    caps = [cap for cap in caps if baseline.flows[baseline.row(cap.exporter), baseline.row(cap.importer)] > 0]
    tariffs = none(5)
    tariffs[1, 0] = 0.2
    result = solve(baseline, tariffs, caps=caps)
    income, spent = baseline.income * (1 + result.income), baseline.expenditure * (1 + result.expenditure)
    to_treasury = share if rent == "treasury" else 0.0
    private = (1 - to_treasury) * result.rents.sum()
    assert spent.sum() == pytest.approx(income.sum() + result.revenue.sum() + private, rel=1e-8)


def test_caps_by_world_and_loose_caps() -> None:
    baseline = random_baseline(1, 6)
    quantity = np.array([0.4, 0.8, 2.0])
    result = solve(baseline, none(6), caps=[Cap("S1", "S0", quantity)])
    assert (np.diff(result.cap_tariffs[0]) < 0).all()
    assert result.cap_tariffs[0, 2] == 0
    assert np.abs(result.welfare[:, 2]).max() < 1e-12
    alone = solve(baseline, none(6), caps=[Cap("S1", "S0", 0.8)])
    np.testing.assert_array_equal(alone.welfare, result.welfare[:, 1])
    np.testing.assert_array_equal(alone.flows, result.flows[:, :, 1])


def test_a_tighter_cap_in_partial_equilibrium() -> None:
    """A flow too small to move wages: z = quantity^(-1 / (1 + eps)) - 1 (facts/trade.md: 14.9 % at a half)."""
    flows = np.array([[1.0, 1e-4, 0.3], [1e-4, 1e3, 10.0], [0.3, 10.0, 1e3]])
    result = solve(economy_of(flows), none(3), caps=[Cap("S0", "S1", 0.5, "treasury")], elasticity=4.0, **PLAIN)
    assert result.cap_tariffs[0] == pytest.approx(0.1487, abs=0.0002)


def test_who_gets_the_rent_turns_the_sign_of_the_welfare_effect() -> None:
    """A cap on a tenth of Chinese exports to the US: the side that gets the rent gains, the other loses, both ways."""
    effects = {
        rent: solve(usual(), none(19), rebate="lump_sum", caps=[Cap("CHN", "USA", 0.9, rent)]).welfare
        for rent in ("exporter", "importer")
    }
    home, rival = usual().row("USA"), usual().row("CHN")
    assert effects["importer"][home] > 0 > effects["exporter"][home]
    assert effects["exporter"][rival] > 0 > effects["importer"][rival]


def test_output_falls_where_the_rent_is_earned() -> None:
    """The triangle of a cap belongs to whoever gets the wedge: the exporter's price at the border holds its rent."""
    baseline = random_baseline(11, 6, balanced=True)
    lost = {
        share: baseline.income[:2]
        * solve(baseline, none(6), caps=[Cap("S1", "S0", 0.8, "exporter", share)], **PLAIN).real_gdp[:2]
        for share in (0.0, 0.5, 1.0)
    }
    assert lost[0.0][0] < 0 and abs(lost[0.0][1]) < 0.01 * abs(lost[0.0][0])
    assert lost[1.0][1] < 0 and abs(lost[1.0][0]) < 0.01 * abs(lost[1.0][1])
    for share in (0.5, 1.0):
        assert lost[share].sum() == pytest.approx(lost[0.0].sum(), rel=0.1)


def test_a_shared_rent_lies_between() -> None:
    baseline = usual()
    parts = [Cap("CHN", "USA", 0.8, "exporter", share) for share in (0.0, 0.5, 1.0)]
    home = [float(solve(baseline, none(19), caps=[part]).welfare[0]) for part in parts]
    assert home[0] > home[1] > home[2]
    other = solve(baseline, none(19), caps=[Cap("CHN", "USA", 0.8, "importer")]).welfare
    assert other[0] == pytest.approx(home[0], abs=1e-9)


def test_caps_that_make_no_sense_are_refused() -> None:
    baseline = symmetric()
    bad = (
        (Cap("S0", "S9", 0.5), "unknown state 'S9'"),
        (Cap("S0", "S0", 0.5), "sales at home"),
        (Cap("S0", "S1", 0.0), "above 0"),
        (Cap("S0", "S1", 0.5, "exporters"), "did you mean 'exporter'"),
        (Cap("S0", "S1", 0.5, share=1.5), "share must lie between"),
    )
    for cap, words in bad:
        with pytest.raises(InputError, match=words):
            solve(baseline, none(2), caps=[cap])
    with pytest.raises(InputError, match="same flow"):
        solve(baseline, none(2), caps=[Cap("S0", "S1", 0.5), Cap("S0", "S1", 0.6)])


def test_figure_of_rents(tmp_path: Path) -> None:
    sides = welfare_by_receiver(np.array([0.5, 0.9]))
    assert set(sides) == {"exporter", "importer", "treasury"}
    assert sides["exporter"].shape == (2, 2)
    path = tmp_path / "cap_rents.png"
    draw_cap_rents(path)
    assert path.stat().st_size > 10_000
