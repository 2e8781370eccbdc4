"""What must stay true of the leverage ledger: numbers by hand, what wears a hold out, and what a real run shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import synthetic
from matplotlib.figure import Figure

from sim.figures.leverage import leverage, leverage_moves
from sim.figures.style import house_style
from sim.labelled import Labelled
from sim.leverage.ledger import COLUMNS, EVERYTHING, Leverage, has_leverage, ledger, leverage_table, total
from sim.recording import Series
from sim.results import Results
from sim.scenario import load_scenario
from sim.simulation import simulate
from sim.tables import load_tables

MONTHS = 3
GOOD = "ndfeb_magnets"


def series(name: str, rows: dict[tuple[str, str, str], float | list[float]], unit: str = "t/month") -> Series:
    """Constant rows, or rows given month by month, in one world."""
    values = np.array([np.broadcast_to(row, MONTHS) for row in rows.values()], dtype=float).T[:, :, None]
    state, partner, good = (tuple(part) for part in zip(*rows, strict=True))
    return Series(name, unit, name, state, partner, good, values)


def by_hand(**more: dict[tuple[str, str, str], float | list[float]]) -> Labelled:
    """China sells the US 80 of 100 t of magnets and Japan 20 of 50; US stocks last a month and a half.

    Makers outside China could make 10 t more, of which the US, four fifths of China's customers, gets 8.
    """
    rows: dict[str, dict[tuple[str, str, str], float | list[float]]] = {
        "exports": {
            ("CHN", "USA", GOOD): 80,
            ("JPN", "USA", GOOD): 15,
            ("CHN", "JPN", GOOD): 20,
            ("CHN", "", GOOD): 100,
        },
        "home_supply": {("USA", "", GOOD): 5, ("JPN", "", GOOD): 30},
        "output": {("CHN", "", GOOD): 500, ("JPN", "", GOOD): 45, ("USA", "", GOOD): 5},
        "capacity": {("CHN", "", GOOD): 600, ("JPN", "", GOOD): 54, ("USA", "", GOOD): 6},
        "stock_cover": {("USA", "", GOOD): 1.44, ("JPN", "", GOOD): 3},
    }
    variables = tuple(series(name, own) for name, own in (rows | more).items())
    plain = synthetic.results(months=MONTHS)
    return replace(plain, variables=variables, events=())


def the_hold(results: Labelled, good: str = GOOD) -> Leverage:
    (found,) = [one for one in ledger(results) if (one.holder, one.target, one.good) == ("CHN", "USA", good)]
    return found


def us_share(*industries: str) -> float:
    return sum(
        row.value_added_share for row in load_tables().industries if row.state == "USA" and row.good in industries
    )


def test_a_hold_by_hand() -> None:
    """Without China the US lacks 80 less 8 of its 100 t; stocks of 1.44 months then last two months."""
    found = the_hold(by_hand())
    np.testing.assert_allclose(found.depends, 0.72)
    np.testing.assert_allclose(found.substitutable, 0.1)
    np.testing.assert_allclose(found.months_of_cover, 2.0)
    # critical for vehicles and electronics, six tenths of defence, a tenth of data centres
    share = us_share("vehicles", "electronics") + 0.6 * us_share("defence") + 0.1 * us_share("ai_data_centres")
    np.testing.assert_allclose(found.value_at_stake, 100 * share * 0.72)
    np.testing.assert_allclose(found.leverage, found.value_at_stake * 10 / 12)
    np.testing.assert_allclose(found.wear, 0.0)


def test_thrift_scrap_and_reserves_wear_a_hold_out() -> None:
    before = the_hold(by_hand())
    saved = the_hold(by_hand(saving={("USA", "", GOOD): [0, 0.1, 0.2]}, recycled={("USA", "", GOOD): [0, 0, 0.1]}))
    np.testing.assert_allclose(saved.depends[:, 0], [0.72, 0.62, 0.42])
    assert (np.diff(saved.wear[:, 0]) > 0).all() and saved.wear[0, 0] == 0
    assert (np.diff(saved.months_of_cover[:, 0]) > 0).all()
    stored = the_hold(by_hand(reserve_stock={("USA", "", GOOD): [0, 72, 1000]}))
    np.testing.assert_allclose(stored.months_of_cover[:, 0], [2.0, 3.0, 11.44 / 0.72])
    assert stored.leverage[-1, 0] == 0 and stored.wear[-1, 0] == 1
    np.testing.assert_array_equal(stored.depends, before.depends)


def test_capacity_elsewhere_wears_a_hold_out() -> None:
    capacity = {("CHN", "", GOOD): 600, ("JPN", "", GOOD): [54, 79, 200], ("USA", "", GOOD): 6}
    found = the_hold(by_hand(capacity=capacity))
    np.testing.assert_allclose(found.depends[:, 0], [0.72, 0.52, 0.0])
    assert np.isinf(found.months_of_cover[-1, 0]) and found.leverage[-1, 0] == 0
    assert found.substitutable[-1, 0] == 1


def test_what_the_holder_has_withheld_already_is_not_lost_to_it() -> None:
    """A cut that others have not filled leaves the gap as it was, and empty stocks make it worse."""
    exports = {("CHN", "USA", GOOD): [80, 20, 0], ("JPN", "USA", GOOD): 15, ("CHN", "JPN", GOOD): 20}
    cut = the_hold(by_hand(exports=exports, stock_cover={("USA", "", GOOD): [1.44, 0.5, 0], ("JPN", "", GOOD): 3}))
    np.testing.assert_allclose(cut.depends, 0.72)
    assert (np.diff(cut.leverage[:, 0]) > 0).all() and (cut.wear[1:] < 0).all()


def test_a_hold_passes_through_parts_made_at_home() -> None:
    """Oxide for US magnets threatens US industry by the share of its magnets that is made at home, 5 of 100."""
    exports = {
        ("CHN", "USA", GOOD): 80,
        ("JPN", "USA", GOOD): 15,
        ("CHN", "USA", "ndpr_oxide"): 10,
    }
    found = ledger(by_hand(exports=exports))
    oxide = next((one for one in found if (one.target, one.good) == ("USA", "ndpr_oxide")), None)
    assert oxide is not None
    share = us_share("vehicles", "electronics") + 0.6 * us_share("defence") + 0.1 * us_share("ai_data_centres")
    np.testing.assert_allclose(oxide.value_at_stake, 100 * share * 0.05)
    # an industry stops once: magnets alone stop it for more
    whole = total(found, "CHN", "USA")
    assert whole is not None and whole.good == EVERYTHING
    assert (whole.value_at_stake < oxide.value_at_stake + the_hold(by_hand(exports=exports)).value_at_stake).all()


def test_goods_of_different_industries_add_up() -> None:
    exports = {("USA", "CHN", "jet_engines"): 10, ("USA", "CHN", "curtailed_ai_chips"): 5}
    found = ledger(by_hand(exports=exports))
    whole = total(found, "USA", "CHN")
    parts = [one for one in found if one.holder == "USA" and one.good]
    assert whole is not None and len(parts) == 2
    assert (whole.leverage <= sum(one.leverage for one in parts) + 1e-12).all()
    assert (whole.leverage > max(one.leverage.max() for one in parts)).all()


def test_a_table_has_a_row_for_each_month_and_hold() -> None:
    results = by_hand()
    table = leverage_table(results)
    assert tuple(table.columns) == COLUMNS and len(table) == MONTHS * len(ledger(results))
    row = table[(table.holder == "CHN") & (table.target == "USA") & (table.good == GOOD)].iloc[0]
    assert row.depends == pytest.approx(0.72) and row.months_of_cover == pytest.approx(2.0)
    assert (table.leverage_p10 <= table.leverage + 1e-12).all() and (table.leverage <= table.leverage_p90 + 1e-12).all()


def test_nobody_else_when_states_are_named() -> None:
    found = ledger(by_hand(), ("USA", "CHN"))
    assert {(one.holder, one.target) for one in found} == {("CHN", "USA")}
    assert {(one.holder, one.target) for one in ledger(by_hand())} == {("CHN", "USA"), ("CHN", "JPN")}


def test_without_its_series_there_is_no_ledger() -> None:
    assert not has_leverage(replace(by_hand(), variables=())) and has_leverage(by_hand())
    assert not leverage_moves(replace(by_hand(), variables=()))


@pytest.fixture(scope="module")
def embargo() -> Results:
    return simulate(load_scenario("embargo"), 1)


def test_use_wears_chinas_hold_out(embargo: Results) -> None:
    """Two years of an embargo cost China a good part of its hold over the US: buyers save, recycle, build."""
    whole = total(ledger(embargo), "CHN", "USA")
    other = total(ledger(embargo), "USA", "CHN")
    assert whole is not None and other is not None
    assert (whole.wear[-1] > 0.1).all() and (whole.leverage[0] > other.leverage[0]).all()
    assert (whole.leverage >= 0).all() and np.isfinite(whole.leverage).all()


def test_peace_wears_nothing_out() -> None:
    calm = simulate(load_scenario("base"), 1, 12)
    for one in ledger(calm):
        np.testing.assert_allclose(one.leverage, one.leverage[:1] + np.zeros_like(one.leverage), atol=1e-9)
    assert not leverage_moves(calm)


def test_the_figure_shows_both_powers(embargo: Results, tmp_path: Path) -> None:
    assert leverage_moves(embargo)
    with house_style():
        figure = leverage(embargo)
    assert isinstance(figure, Figure) and len(figure.axes) == 3
    texts = [text.get_text() for ax in figure.axes for text in ax.texts]
    assert any("China over the United States" in text for text in texts)
    assert any("months" in text for text in texts)


def test_a_run_leaves_its_ledger(embargo: Results, tmp_path: Path) -> None:
    import pandas as pd

    folder = embargo.save(tmp_path / "embargo")
    kept = pd.read_csv(folder / "leverage.csv", keep_default_na=False)
    assert set(kept.month) == set(embargo.months) and {"CHN", "USA"} <= set(kept.holder)
