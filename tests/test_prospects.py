"""What can be built: a slip in its tables is named by line, and the figures agree with ores, makers and prices."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from tiny import replace, write_data

from sim.errors import InputError
from sim.tables import Tables, load_tables

RARE_EARTHS = ("light_ore", "heavy_ore", "ndpr_oxide", "dytb_oxide", "ndfeb_magnets", "smco_magnets")
RECOVERY = 0.85
"""Oxide that separation wins from ore, as in the recipes of oxides."""
CLAY_LIGHT = 0.2
"""NdPr in clay (15-25 %, recollected assays), which the model counts with the light ores."""
SLACK = 1.03
"""How far above the mean assay a product may lie: assays are rounded."""
HURDLE = 0.1
"""A yearly return that no owner would build for."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_data(tmp_path / "data")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


@pytest.fixture(scope="module")
def output(tables: Tables) -> dict[str, float]:
    """World output of each upstream good in units a year, counted back from what final industries use."""
    total: dict[str, float] = defaultdict(float)
    for use in tables.input_use:
        total[use.input] += use.amount
    for good in reversed(tables.goods):
        for recipe in (recipe for recipe in tables.recipes if recipe.output == good.good):
            total[recipe.input] += (recipe.amount or 0) * total[good.good]
    return dict(total)


def test_rows_of_what_can_be_built_are_read(folder: Path) -> None:
    tables = load_tables(folder)
    assert tables.baskets[0].lead and tables.baskets[0].content == 0.3
    assert tables.prospects[0].customers == ("CHN", "JPN") and tables.prospects[0].permit_months == 60
    assert tables.reserves[2].reserves_t == 1000
    assert tables.jurisdictions[2].know_how == 0.8
    assert tables.producers[0].cash_cost_ratio == 0.8


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("prospects.csv", "12,USA;JPN", "12,USA;JPX", ":3: column 'customers': unknown state 'JPX'; did you mean"),
        ("prospects.csv", "12,USA;JPN", "12,USA;USA", ":3: column 'customers': a state is named twice"),
        ("prospects.csv", "plant,1000", "plan,1000", "column 'kind': expected one of brownfield, greenfield"),
        ("prospects.csv", "magnets,USA,plant", "vehicles,USA,plant", ":4: column 'good': vehicles is a final good"),
        ("prospects.csv", "magnets,USA,plant", "magnets,USA,new_mine", "'kind': magnets does not come from a mine"),
        ("prospects.csv", "plant,1000", "plant,0", ":4: column 'limit': expected a number above 0, found 0"),
        ("prospects.csv", "1.3,80000", "1.3,0", ":4: column 'capex_usd': expected a number above 0, found 0"),
        ("prospects.csv", "80000,6,30", "80000,6,0", ":4: column 'build_months': expected 1 or more, found 0"),
        ("baskets.csv", "ore,oxide,0.3", "ore,oxid,0.3", ":2: column 'product': unknown good 'oxid'; did you mean"),
        ("baskets.csv", "ore,oxide,0.3", "oxide,magnets,0.3", ":2: column 'ore': oxide is no good of a mine"),
        ("baskets.csv", "ore,oxide,0.3", "ore,magnets,0.3", "'product': recipes.csv does not make magnets of ore"),
        ("baskets.csv", "ore,oxide,0.3", "ore,oxide,0.5", ":2: column 'content': 0.5 is not within 0.2 to 0.4"),
        ("baskets.csv", "0.4,1,", "0.4,0,", ":2: column 'lead': ore needs one lead product, found none"),
        ("reserves.csv", "ore,JPN", "oxide,JPN", ":4: column 'good': oxide is no good of a mine"),
        ("reserves.csv", "ore,JPN,1000", "ore,JPN,0", "prospects.csv:2: column 'state': reserves.csv has no ore"),
        ("reserves.csv", "ore,USA,20000", "ore,USA,0", "producers.csv:3: column 'state': reserves.csv has no ore in"),
        ("jurisdictions.csv", "JPN,1.2,24", "JPM,1.2,24", ":4: column 'state': unknown state 'JPM'"),
        ("jurisdictions.csv", "JPN,1.2,24,0.8,0.9,0.05,0,assumed,own\n", "", "csv: says nothing about JPN"),
        ("jurisdictions.csv", "24,0.8", "24,1.8", ":4: column 'know_how': expected 0 to 1, found 1.8"),
    ],
)
def test_refuses(folder: Path, file: str, old: str, new: str, complaint: str) -> None:
    replace(folder / "tables" / file, old, new)
    with pytest.raises(InputError) as caught:
        load_tables(folder)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_by_products_need_the_product_that_they_come_with(folder: Path) -> None:
    """Magnets stand in for a by-product of the ore here: Japan makes them, but not what the ore is mined for."""
    recipes, baskets = folder / "tables" / "recipes.csv", folder / "tables" / "baskets.csv"
    recipes.write_text(recipes.read_text() + "magnets,ore,1.2,1,1,0,assumed,own\n")
    baskets.write_text(baskets.read_text() + "ore,magnets,0.1,0.05,0.2,0,assumed,own\n")
    with pytest.raises(InputError, match=r"prospects\.csv:4: .*magnets comes with oxide: name the prospect after oxid"):
        load_tables(folder)
    replace(folder / "tables" / "producers.csv", "oxide,CHN,0.99", "oxide,USA,0.99")
    with pytest.raises(InputError, match=r"producers\.csv:6: .*CHN makes magnets but no oxide, with which it comes"):
        load_tables(folder)
    replace(baskets, "ore,magnets,0.1,", "ore,magnets,0.8,")
    replace(baskets, "0.05,0.2", "0.05,0.9")
    with pytest.raises(InputError, match=r"the oxides of ore add up to 1\.1, more than 1"):
        load_tables(folder)


def test_what_is_sold_was_in_the_ore(tables: Tables, output: dict[str, float]) -> None:
    """No product takes a larger share of an ore's oxides than the ore holds; what is not sold is thrown away."""
    clay_light = CLAY_LIGHT * RECOVERY * output["heavy_ore"]
    for row in tables.baskets:
        from_ore = output[row.product] - (clay_light if row.product == "ndpr_oxide" else 0)
        held = from_ore / RECOVERY / output[row.ore]
        assert held <= min(SLACK * row.content, row.high), (row.product, held)


def test_plants_of_today_cover_their_cash_cost(tables: Tables) -> None:
    assert all(row.cash_cost_ratio < 1 for row in tables.producers)
    china = {row.good: row.cash_cost_ratio for row in tables.producers if row.state == "CHN"}
    for row in (row for row in tables.producers if row.good in RARE_EARTHS and row.good in china):
        assert row.cash_cost_ratio >= china[row.good] or row.state == "MMR", row


def test_nothing_is_worth_building_at_the_prices_of_january_2025(tables: Tables) -> None:
    price = {row.good: row.base_price_usd for row in tables.goods}
    for row in tables.prospects:
        margin = (1 - row.cash_cost_ratio) * price[row.good]
        assert margin < HURDLE * row.capex_usd, (row.good, row.state, row.kind)


@pytest.mark.parametrize(
    ("good", "kind", "low", "high"),
    [
        ("light_ore", "new_mine", 84, 350),
        ("ndpr_oxide", "greenfield", 48, 72),
        ("dytb_oxide", "greenfield", 48, 72),
        ("dytb_oxide", "brownfield", 11, 24),
        ("ndfeb_magnets", "plant", 24, 42),
    ],
)
def test_building_takes_as_long_as_reported(tables: Tables, good: str, kind: str, low: int, high: int) -> None:
    """Years: new mine 7-29, greenfield separation 4-6, brownfield heavy separation 0.9-2, magnets 2-3.5."""
    rows = [row for row in tables.prospects if (row.good, row.kind) == (good, kind)]
    assert rows
    for row in rows:
        assert low <= row.permit_months + row.build_months <= high, row.state


def test_prospects_sell_to_states_that_buy(tables: Tables) -> None:
    """Each prospect has a customer that uses the good today, or that could build a plant which uses it."""
    users: dict[str, set[str]] = defaultdict(set)
    for use in tables.input_use:
        users[use.input].add(use.state)
    for recipe in tables.recipes:
        users[recipe.input] |= {row.state for row in tables.producers if row.good == recipe.output}
        users[recipe.input] |= {row.state for row in tables.prospects if row.good == recipe.output}
    for row in tables.prospects:
        assert set(row.customers) & users[row.good], (row.good, row.state)


def test_prospects_outside_china_could_end_its_hold(tables: Tables, output: dict[str, float]) -> None:
    """What facts and plans name is enough for Western needs of magnets and heavies, not for China's own."""
    limit: dict[str, float] = defaultdict(float)
    for row in tables.prospects:
        limit[row.good] += row.limit
    for good in ("ndpr_oxide", "dytb_oxide", "ndfeb_magnets"):
        assert 0.05 * output[good] < limit[good] < 0.6 * output[good], good


def test_reserves_of_rare_earths_are_those_reported(tables: Tables) -> None:
    total: dict[str, float] = defaultdict(float)
    for row in (row for row in tables.reserves if row.good in RARE_EARTHS):
        total[row.state] += row.reserves_t
    assert total["CHN"] == 44e6 and total["USA"] == 1.9e6
    assert 0.45 < total["CHN"] / sum(total.values()) < 0.6
