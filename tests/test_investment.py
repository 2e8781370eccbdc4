"""What must stay true of building, closing and digging: delays, limits, money, reserves, and who survives what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_chain import SmallChain, small_chain
from small_works import FOLLOWER, LEAD, MINE, OUTPUT, PRICE, RESERVE, WORKS, SmallWorks, small_works

from sim.industry.building import advance, stage_months
from sim.industry.closure import keep_books, received
from sim.industry.development import develop
from sim.industry.investment import annuity, make_case
from sim.industry.investment_rules import InvestmentRules
from sim.industry.learning import know_how, learn
from sim.industry.state import SUBSTAGES, IndustryState
from sim.parameters import Settings
from sim.policy.controls import BAN, OPEN
from sim.policy.support import Support
from sim.tables import load_tables

TOLERANCE = 1e-9
STEPS = 3 * SUBSTAGES
EVERY_PROJECT = (MINE, LEAD, WORKS)


def arrivals(months: tuple[float, float, float], horizon: int) -> np.ndarray:
    """Share of one unit begun now that is finished in each month to come."""
    pipeline, stages = np.zeros((STEPS, 1, 1)), np.array(months)[:, None, None]
    finished = []
    for month in range(horizon):
        done, _ = advance(pipeline, np.full((1, 1), float(month == 0)), stages)
        finished.append(float(done[0, 0]))
    return np.array(finished)


@settings(max_examples=12, deadline=None)
@given(st.tuples(st.floats(0, 180), st.floats(0.5, 60), st.floats(0.5, 24)))
def test_a_project_takes_the_months_of_its_stages_on_average(months: tuple[float, float, float]) -> None:
    share = arrivals(months, 1500)
    assert share.sum() == pytest.approx(1, abs=1e-7)
    assert share @ np.arange(len(share)) == pytest.approx(sum(months), rel=1e-4)


def test_times_of_a_new_mine_spread_over_years_not_decades() -> None:
    share = arrivals((72, 36, 12), 1000)
    time = np.arange(len(share))
    spread = np.sqrt(share @ (time - share @ time) ** 2)
    assert 0.25 < spread / 120 < 0.4
    assert share[: 12 * 5].sum() < 0.05 and share[: 12 * 20].sum() > 0.95


def test_nothing_moves_at_the_prices_of_january() -> None:
    works = small_works(worlds=2)
    before = works.copy_of_state()
    for _ in range(120):
        works.step()
    after = works.copy_of_state()
    for name in before.keys() - {"made", "reserves_left", "overrun"}:
        assert np.abs(after[name] - before[name]).max() <= TOLERANCE * max(1.0, np.abs(before[name]).max()), name
    assert works.industry.reserves_left[0] == pytest.approx(RESERVE - 120 * OUTPUT[1])


def test_three_years_of_double_prices_start_two_to_eight_per_cent_of_the_market_a_year() -> None:
    works = small_works()
    works.dear(2.0)
    begun = np.zeros((3, 1))
    for _ in range(36):
        works.step()
        begun += works.industry.started
    a_year = begun[1:, 0] / works.rules.prospects.market[1:, 0] / 3
    assert (a_year > 0.02).all() and (a_year < 0.08).all()
    # nobody counts on the price being there when a mine opens, a decade from now
    assert begun[0, 0] / works.rules.prospects.market[0, 0] / 3 < 0.02


def test_help_from_a_state_doubles_the_pace_at_most() -> None:
    plain, helped = small_works(), small_works()
    helped.support.capital[:], helped.support.loan[:] = 0.3, 0.7
    for works in (plain, helped):
        works.dear(4.0)
        for _ in range(24):
            works.step()
    ratio = helped.industry.started[1:] / plain.industry.started[1:]
    assert (ratio > 1).all() and (ratio <= 2 + TOLERANCE).all()


random_help = st.fixed_dictionaries(
    {
        "floor": st.floats(0, 3),
        "capital": st.floats(0, 0.9),
        "loan": st.floats(0, 1),
        "running": st.floats(0, 0.5),
        "offtake": st.floats(0, 1),
        "know_how": st.floats(0, 0.5),
        "funds": st.floats(0, 100),
    }
)


def give(works: SmallWorks, help_given: dict[str, float]) -> None:
    for name, value in help_given.items():
        getattr(works.support, name)[8:] = value * (PRICE[8:, None] if name == "floor" else 1)


@settings(max_examples=40, deadline=None)
@given(
    random_help,
    st.sampled_from(["floor", "capital", "loan", "running", "offtake", "know_how", "funds"]),
    st.floats(0, 0.1),
    st.floats(1, 2.5),
)
def test_more_help_never_means_less_building(help_given: dict[str, float], name: str, more: float, dear: float) -> None:
    less, much = small_works(), small_works()
    give(less, help_given)
    give(much, help_given | {name: help_given[name] + more})
    for works in (less, much):
        works.industry.expected_ratio[:] = dear
        works.dear(dear)
        works.step()
    assert (much.industry.started >= less.industry.started - TOLERANCE).all()


@settings(max_examples=15, deadline=None)
@given(random_help, st.lists(st.floats(0.3, 4), min_size=6, max_size=6))
def test_limits_reserves_and_signs_hold_under_any_help_and_price(
    help_given: dict[str, float], path: list[float]
) -> None:
    works = small_works(worlds=2)
    give(works, help_given)
    for ratio in path:
        works.dear(ratio)
        for _ in range(24):
            works.step()
            industry, prospects = works.industry, works.rules.prospects
            there = works.chain.capacity[prospects.row] + industry.mothballed[prospects.row] + industry.pipeline.sum(0)
            assert (there <= prospects.limit * (1 + TOLERANCE)).all()
            for name, value in works.copy_of_state().items():
                assert np.isfinite(value).all() and (value >= 0).all(), name
            both = works.chain.capacity[[LEAD, FOLLOWER]] + industry.mothballed[[LEAD, FOLLOWER]]
            assert np.allclose(both[1], both[0] * 4)


def test_money_spent_is_capacity_finished_times_its_cost() -> None:
    works = small_works(worlds=2, learning_rate=0.0)
    works.support.funds[list(EVERY_PROJECT)] = 3.0
    works.support.kept[:] = 1.0
    funded = 0.0
    spent = np.zeros_like(works.industry.spent)
    for month in range(600):
        works.support.funds *= month < 10
        works.step()
        funded = funded + works.industry.funded
        spent += works.industry.spent
    prospects, row = works.rules.prospects, works.rules.prospects.row
    cost = works.chain.capacity[row] * 12 * prospects.capital_cost * works.industry.overrun / 1e6
    assert spent[row] == pytest.approx(cost, rel=1e-6)
    assert spent[row] == pytest.approx(funded[row], rel=1e-6)
    assert works.industry.overrun == pytest.approx(1 + works.rules.capital_overrun / 2)


def test_public_funds_buy_capacity_whatever_the_market_says_and_no_more_than_fits() -> None:
    works = small_works()
    works.support.funds[WORKS] = 1.0
    works.step()
    assert works.industry.started[2, 0] == pytest.approx(1e6 / (12 * 20_000 * 1.5))
    assert works.industry.started[:2].sum() == 0
    works.support.funds[WORKS] = 1e6
    works.step()
    assert works.industry.funded[WORKS, 0] < 1e6
    assert works.industry.pipeline.sum() == pytest.approx(100.0)


class TestClosing:
    def boom_and_bust(self, floor: float = 0.0, kept: float = 0.0, bust: float = 0.75) -> SmallWorks:
        """As in 2011 to 2015: five dear years build plants, then the price falls below their cash cost for four."""
        works = small_works()
        works.support.floor[WORKS], works.support.kept[WORKS] = floor * PRICE[WORKS], kept
        works.dear(3.0)
        for _ in range(60):
            works.step()
        self.peak = float(works.chain.capacity[WORKS, 0])
        works.dear(bust)
        for _ in range(48):
            works.step()
        return works

    def test_a_price_collapse_shuts_new_plants(self) -> None:
        works = self.boom_and_bust()
        assert self.peak > 10
        assert works.chain.capacity[WORKS, 0] < 0.1 * self.peak
        assert works.industry.mothballed[WORKS, 0] > 0

    def test_with_a_floor_they_survive(self) -> None:
        works = self.boom_and_bust(floor=1.3)
        assert works.chain.capacity[WORKS, 0] >= self.peak
        assert works.industry.loss[WORKS, 0] == 0

    def test_with_a_golden_share_they_stay_and_lose_money(self) -> None:
        works = self.boom_and_bust(kept=1.0)
        assert works.chain.capacity[WORKS, 0] >= self.peak
        assert works.industry.loss[WORKS, 0] > 0

    def test_shut_plants_come_back_with_the_price_and_are_given_up_without(self) -> None:
        works = self.boom_and_bust()
        works.dear(1.0)
        for _ in range(6):
            works.step()
        shut = float(works.industry.mothballed[WORKS, 0])
        works.dear(1.6)
        for _ in range(24):
            works.step()
        assert works.industry.mothballed[WORKS, 0] == 0
        assert works.chain.capacity[WORKS, 0] > 0.9 * shut
        works = self.boom_and_bust()
        standing = float(works.industry.mothballed[WORKS, 0])
        for _ in range(12):
            works.step()
        assert works.industry.mothballed[WORKS, 0] >= standing, "nothing is given up in the first year"
        for _ in range(2 * int(works.rules.close_months)):
            works.step()
        assert works.industry.mothballed[WORKS, 0] < 0.05 * self.peak
        assert works.chain.capacity[WORKS, 0] < 0.1 * self.peak

    def test_all_products_of_a_plant_share_its_fate(self) -> None:
        works = small_works()
        works.chain.price[3:6:2] *= 0.5
        works.chain.price[4] *= 0.6
        for _ in range(20):
            works.step()
        left = works.chain.capacity[[4, 5]] / (OUTPUT[[4, 5], None] / works.rules.utilisation)
        assert left[0] == pytest.approx(left[1]) and left[0, 0] < 1
        assert works.chain.capacity[3, 0] == pytest.approx(OUTPUT[3] / works.rules.utilisation)
        assert works.industry.loss[5, 0] == 0

    def test_a_plant_that_sells_little_shuts_what_it_cannot_fill(self) -> None:
        """At the prices of January, half of the orders do not pay for a whole plant, but they do for half of one."""
        works = small_works()
        works.sold_out = False
        works.chain.expected_demand[4:6] *= 0.5
        for _ in range(48):
            works.step()
        left = works.chain.capacity[4, 0] / (OUTPUT[4] / works.rules.utilisation)
        assert left == pytest.approx(0.55, abs=0.1)
        assert works.industry.loss[4, 0] == 0

    def test_final_industries_are_no_sites(self) -> None:
        works = small_works()
        works.chain.price[7] *= 0.1
        for _ in range(20):
            works.step()
        assert works.chain.capacity[7, 0] == pytest.approx(OUTPUT[7] / works.rules.utilisation)


def test_a_mine_stops_when_its_reserve_is_gone() -> None:
    works = small_works()
    works.industry.reserves_left[0] = 250.0
    dug = 0.0
    for _ in range(12):
        works.step()
        dug += float(works.chain.output[1, 0])
    assert dug <= 250 * (1 + TOLERANCE)
    assert works.chain.output[1, 0] < 1e-3 * OUTPUT[1]
    assert works.chain.capacity[0, 0] == pytest.approx(OUTPUT[0] / works.rules.utilisation)


def test_nobody_opens_a_mine_that_would_be_empty_too_soon() -> None:
    works = small_works()
    works.industry.reserves_left[1] = 50 * 12 * works.rules.least_mine_life_years
    works.support.funds[MINE] = 1e3
    for _ in range(12):
        works.step()
    assert works.industry.pipeline[:, 0].sum() == pytest.approx(50, rel=1e-4)


def test_practice_closes_the_gap_to_full_know_how_by_a_fifth_a_doubling() -> None:
    practice = np.array([[0.0, 1.0, 3.0]])
    assert 1 - know_how(np.full((1, 1), 0.4), practice, 0.2) == pytest.approx(0.6 * np.array([[1, 0.8, 0.64]]))
    assert know_how(np.full((1, 1), 1.7), practice, 0.2) == pytest.approx(1)


def test_a_technology_ban_makes_building_dearer_and_slower() -> None:
    free, banned = small_works(), small_works()
    banned.industry.technology_ban[:] = 1.0
    for works in (free, banned):
        works.support.funds[WORKS] = 1.0
        for _ in range(24):
            works.step()
    assert (banned.industry.overrun > free.industry.overrun).all()
    assert banned.chain.capacity[WORKS, 0] < free.chain.capacity[WORKS, 0]


def test_a_floor_is_the_least_and_its_upside_is_shared() -> None:
    price = np.array([50.0, 110.0, 150.0])
    assert received(price, np.array(110.0), np.array(0.3)) == pytest.approx([110, 110, 138])
    assert received(price, np.array(0.0), np.array(0.3)) == pytest.approx(price)


def test_an_annuity_pays_a_capital_back() -> None:
    rate, years = np.array([0.0, 0.05, 0.12]), 20
    paid = annuity(rate, years)
    worth = sum(paid / (1 + rate) ** year for year in range(1, years + 1))
    assert worth == pytest.approx(1.0)


def test_a_lone_world_is_the_same_among_many() -> None:
    alone, many = small_works(worlds=1), small_works(worlds=3)
    path = np.array([2.5, 1.0, 0.6])
    for month in range(60):
        for works in (alone, many):
            works.dear(1 + (path[: works.worlds] - 1) * (1 if month < 30 else -0.4))
            works.support.funds[WORKS] = 0.5
            works.step()
    for name, value in alone.copy_of_state().items():
        assert np.array_equal(value[..., 0], many.copy_of_state()[name][..., 0]), name


class TestOnTheWholeChain:
    """With the tables and trade of the model."""

    def test_no_project_pays_at_the_prices_of_january(self) -> None:
        model = whole_chain()
        skill = learn(model.industry, model.support, model.rules)
        months = stage_months(model.support, skill, model.rules)
        abroad = model.rules.outlook.prices(model.small.network, model.small.chain)
        books = keep_books(model.small.network, model.small.chain, model.support, skill, abroad, model.rules)
        case = make_case(model.small.chain, model.industry, model.support, books, months, model.rules)
        assert (case.required > 1.05 * case.expected).all()

    def test_projects_are_the_lines_of_the_table(self) -> None:
        prospects, tables = whole_chain().rules.prospects, load_tables()
        assert [tables.goods[good].good for good in prospects.good] == [row.good for row in tables.prospects]
        assert [tables.states[state].state for state in prospects.state] == [row.state for row in tables.prospects]
        plants = prospects.plants
        assert len(plants.begins) == len(prospects) and (plants.rows[plants.lead] == prospects.row).all()
        assert plants.total(plants.value) == pytest.approx(1.0)

    def test_the_base_stands_still_for_ten_years(self) -> None:
        model = whole_chain()
        before = {name: value.copy() for name, value in vars(model.small.chain).items()}
        for _ in range(120):
            model.step()
        for name in ("capacity", "price", "output"):
            assert np.allclose(getattr(model.small.chain, name), before[name], rtol=1e-9), name
        assert not model.industry.pipeline.any() and not model.industry.mothballed.any()

    def test_a_truce_closes_what_an_embargo_and_grants_built_unless_there_is_a_floor(self) -> None:
        bare, floored = self.embargo(0.0), self.embargo(2.0)
        assert bare.peak > 5000 and floored.peak > bare.peak
        assert bare.left < 0.6 * bare.peak
        assert floored.left > 0.75 * floored.peak

    def embargo(self, floor: float) -> WholeChain:
        """China sells no magnets nor what they are made of for five years, then everything again for six.

        While it lasts states pay half of what plants cost to build and a fifth of what they cost to run.
        """
        model = whole_chain()
        firms = model.small.network.firms
        magnets = model.new("ndfeb_magnets")
        for good in ("ndpr_oxide", "dytb_oxide", "ndfeb_magnets"):
            rows = model.new(good)
            model.support.floor[rows] = floor * firms.base_price[rows][:, None]
            model.support.capital[rows], model.support.running[rows] = 0.5, 0.2
        for month in range(132):
            if month in (1, 60):
                model.embargo(lifted=month > 1)
            if month == 60:
                model.support.capital[:] = model.support.running[:] = 0
            model.step()
            capacity = float(model.small.chain.capacity[magnets].sum()) * 12
            model.peak = max(model.peak, capacity)
        model.left = capacity
        return model

    def test_a_lone_world_is_the_same_among_many(self) -> None:
        alone, many = whole_chain((5,)), whole_chain((5, 6, 7))
        for month in range(60):
            for model in (alone, many):
                if month == 1:
                    model.embargo(lifted=False)
                model.step()
        for name, value in vars(alone.industry).items():
            assert np.array_equal(value[..., 0], getattr(many.industry, name)[..., 0]), name
        assert np.array_equal(alone.small.chain.capacity[:, 0], many.small.chain.capacity[:, 0])


@dataclass
class WholeChain:
    """The chain of the model, built and closed each month."""

    small: SmallChain
    rules: InvestmentRules
    industry: IndustryState
    support: Support
    peak: float = 0.0
    left: float = 0.0

    def step(self) -> None:
        self.small.step()
        develop(self.small.network, self.small.chain, self.industry, self.support, self.rules)

    def new(self, good: str) -> np.ndarray:
        firms = self.small.network.firms
        return np.flatnonzero(firms.newcomer & (firms.good == load_tables().good_index(good)))

    def embargo(self, lifted: bool) -> None:
        tables, controls = load_tables(), self.small.controls
        goods = [tables.good_index(good) for good in ("ndpr_oxide", "dytb_oxide", "ndfeb_magnets")]
        cut = self.small.network.routes.select(goods, tables.state_index("CHN"))
        status = OPEN if lifted else BAN
        controls.set(cut, np.ones(self.small.luck.worlds, dtype=bool), status=status, controlled_share=1.0)
        controls.enforce(controls.law.copy())


def whole_chain(seeds: tuple[int, ...] = (1,)) -> WholeChain:
    small, tables = small_chain(seeds), load_tables()
    rules = InvestmentRules.of(Settings.defaults(), tables, small.network)
    industry = IndustryState.start(small.network, rules, len(tables.goods), len(seeds))
    return WholeChain(small, rules, industry, Support.none(len(small.network.firms), len(seeds)))
