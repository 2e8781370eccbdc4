"""What must stay true of the data on batteries, chips, engines and the lists that control them."""

from __future__ import annotations

from collections import defaultdict

import pytest

from sim.tables import Tables, load_tables

Flows = dict[tuple[str, str, str], float]

IN_VALUE = ("chips", "design_software", "jet_engines", "electric_motors")
"""Goods that are counted in million USD."""


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The tables of the model."""
    return load_tables()


@pytest.fixture(scope="module")
def flows(tables: Tables) -> Flows:
    """Units a year by good, exporter and importer."""
    return {(row.good, row.exporter, row.importer): row.flow for row in tables.seed_flows}


def bought(flows: Flows, good: str, importer: str) -> dict[str, float]:
    """Shares of the makers in what a state buys of a good."""
    sold = {exporter: flow for (name, exporter, buyer), flow in flows.items() if (name, buyer) == (good, importer)}
    return {exporter: flow / sum(sold.values()) for exporter, flow in sold.items()}


def exports(flows: Flows, good: str, exporter: str) -> float:
    """Units a year that a state sells abroad."""
    return sum(
        flow for (name, maker, buyer), flow in flows.items() if (name, maker) == (good, exporter) != (good, buyer)
    )


def test_the_united_states_buys_no_gallium_from_china_since_december_2024(flows: Flows) -> None:
    assert bought(flows, "gallium_germanium", "USA")["CHN"] == 0


def test_chinas_exports_of_gallium_and_germanium_are_near_what_customs_counted(flows: Flows) -> None:
    # 76 t to the autumn of 2024, wafers and compounds not counted
    assert 70 < exports(flows, "gallium_germanium", "CHN") < 150


def test_china_uses_curtailed_ai_chips_alone_and_nobody_else_does(tables: Tables, flows: Flows) -> None:
    users: dict[str, set[str]] = defaultdict(set)
    for use in tables.input_use:
        users[use.input].add(use.state)
    assert users["curtailed_ai_chips"] == {"CHN"}
    assert "CHN" not in users["advanced_ai_chips"]
    assert flows["curtailed_ai_chips", "USA", "CHN"] == pytest.approx(200_000, rel=1e-3)


def test_the_holds_of_each_power_are_what_was_reported(flows: Flows) -> None:
    assert 0.75 < bought(flows, "design_software", "CHN")["USA"] < 0.82
    assert bought(flows, "jet_engines", "CHN")["USA"] == 1
    for cells in ("USA", "EUU", "JPN", "KOR"):
        assert bought(flows, "anode_graphite", cells)["CHN"] > 0.6, cells


def test_a_cell_holds_the_mean_of_the_chemistries_of_its_makers(tables: Tables) -> None:
    makers = {row.state: row.share for row in tables.producers if row.good == "battery_cells"}
    content = {(row.chemistry, row.input): row.amount for row in tables.chemistry_inputs}
    mixes: dict[str | None, dict[str, float]] = defaultdict(dict)
    for row in tables.chemistries:
        mixes[row.state][row.chemistry] = row.share
    for recipe in (recipe for recipe in tables.recipes if recipe.output == "battery_cells"):
        mean = sum(
            weight * share * content.get((chemistry, recipe.input), 0.0)
            for state, weight in makers.items()
            for chemistry, share in mixes.get(state, mixes[None]).items()
        )
        assert recipe.amount == pytest.approx(mean, rel=0.02), recipe.input


def test_chips_and_cells_are_a_plausible_part_of_what_industries_make(tables: Tables) -> None:
    gdp = {row.state: row.gdp_musd for row in tables.states}
    made = {(row.good, row.state): row.value_added_share * gdp[row.state] for row in tables.industries}
    price = {row.good: row.base_price_usd / 1e6 for row in tables.goods}
    for use in (use for use in tables.input_use if use.input in ("chips", "battery_cells", "jet_engines")):
        spent = use.amount * price[use.input]
        assert 0 < spent < made[use.industry, use.state], (use.industry, use.state, use.input)


def test_goods_counted_in_value_cost_a_million_a_unit(tables: Tables) -> None:
    for good in (good for good in tables.goods if good.good in IN_VALUE):
        assert (good.unit, good.base_price_usd) == ("million USD", 1_000_000), good.good


def test_lists_of_2025_name_what_they_should(tables: Tables) -> None:
    lists = {name: set(entry.goods) for name, entry in tables.control_lists.items()}
    assert "hoer_oxide" not in lists["april_2025"] and "y_oxide" in lists["april_2025"]
    assert lists["october_2025"] == lists["april_2025"] | {"hoer_oxide"}
    assert lists["october_2025"] < lists["rare_earths_all"]
    assert lists["batteries_and_graphite_2025"].isdisjoint(lists["rare_earths_all"])
    parts = ("us_curtailed_ai_chips", "us_design_software", "us_jet_engines")
    assert lists["us_technology"] == set().union(*(lists[name] for name in parts))
    assert "advanced_ai_chips" not in lists["us_technology"], "forbidden already"


def test_prospects_sell_to_states_that_use_the_good(tables: Tables) -> None:
    makers = {(row.good, row.state) for row in tables.producers}
    builders = {(row.good, row.state) for row in tables.prospects}
    users = {(use.input, use.state) for use in tables.input_use}
    users |= {
        (recipe.input, state) for recipe in tables.recipes for good, state in makers | builders if good == recipe.output
    }
    for row in tables.prospects:
        assert any((row.good, customer) in users for customer in row.customers), (row.good, row.state)
