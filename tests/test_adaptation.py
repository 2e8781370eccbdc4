"""What must stay true when firms save, redesign, recover scrap and change chemistries."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tiny import write_data

from sim.chain.adaptation import adapt
from sim.chain.allocation import Crossing
from sim.chain.assembly import Structure, build_network
from sim.chain.month import trade
from sim.chain.network import Network
from sim.chain.recycling import recover, scrap
from sim.chain.rules import Rules
from sim.chain.state import ChainState, CoverRules, initial_cover, steady_state
from sim.errors import InputError
from sim.luck import Luck
from sim.parameters import Settings
from sim.policy.support import Research
from sim.policy.tariffs import at_borders
from sim.tables import load_tables
from sim.types import Array, Mask

TOLERANCE = 1e-9


@dataclass
class Market:
    """The chain of January 2025 with borders that a test opens and closes by hand."""

    network: Network
    chain: ChainState
    rules: Rules
    passage: Array
    tariffs: Array
    research: Research | None = None

    def step(self, months: int = 1) -> None:
        for _ in range(months):
            factor = at_borders(self.tariffs, self.network.borders)
            trade(self.network, self.chain, Crossing(self.passage), factor, self.rules, self.research)

    def close(self, good: str, exporter: str, open_share: float = 0.0) -> None:
        """Let only a share of an exporter's goods pass."""
        tables, routes = load_tables(), self.network.routes
        chosen = (routes.good == tables.good_index(good)) & (routes.exporter == tables.state_index(exporter))
        assert chosen.any()
        self.passage[chosen] = open_share

    def find(self, level: float, good: str) -> Research:
        """Research into a good, at the same level in all states."""
        found = np.zeros((len(load_tables().states), len(load_tables().goods), self.passage.shape[1]))
        found[:, load_tables().good_index(good)] = level
        self.research = Research(found, found.copy())
        return self.research


def market(seeds: tuple[int, ...] = (1,), **changes: float) -> Market:
    chosen = Settings.defaults().with_values(changes)
    plain = {
        field.name: float(getattr(chosen, field.name)) for field in fields(Structure) if field.name != "firms_per_cell"
    }
    network, luck, states = build_network(Structure(firms_per_cell=1, **plain)), Luck(seeds), len(load_tables().states)
    normal = luck.normal("inventory_cover", 0, len(network.firms))
    cover = initial_cover(network, normal, CoverRules.of(chosen))
    chain = steady_state(network, cover, Rules.of(chosen))
    worlds = len(seeds)
    return Market(
        network, chain, Rules.of(chosen), np.ones((len(network.routes), worlds)), np.ones((states, states, worlds))
    )


def slots_of(model: Market, product: str, good: str, state: str | None = None) -> Mask:
    tables, slots = load_tables(), model.network.slots
    chosen: Mask = slots.good == tables.good_index(good)
    chosen &= model.network.firms.good[slots.firm] == tables.good_index(product)
    chosen &= slots.flow > 0
    if state is not None:
        chosen &= slots.state == tables.state_index(state)
    assert chosen.any()
    return chosen


def press(model: Market, months: int, ratio: float = 5.0) -> None:
    """Let every good be dear for some months and look at adaptation alone."""
    for _ in range(months):
        model.chain.spot_ratio = np.full_like(model.chain.spot_ratio, ratio)
        adapt(model.network, model.chain, model.research, model.rules.adaptation)


def test_nothing_adapts_when_nothing_happens() -> None:
    model = market(seeds=(1, 2))
    before = {field.name: np.array(getattr(model.chain, field.name)) for field in fields(model.chain)}
    model.step(120)
    for name in ("saving", "saving_peak", "recycled", "recovered", "design_cost"):
        assert (getattr(model.chain, name) == 0).all(), name
    for name in ("chemistry", "intensity"):
        assert (getattr(model.chain, name) == before[name]).all(), name


def test_a_world_adapts_alike_alone_and_beside_others() -> None:
    """The first world stays calm or is cut off, while the second is cut off."""
    for shut in ([1], [0, 1]):
        alone, batch = market(seeds=(1,)), market(seeds=(1, 2))
        for good in ("ndfeb_magnets", "dytb_oxide", "anode_graphite"):
            batch.close(good, "CHN")
            alone.close(good, "CHN")
        if 0 not in shut:
            batch.passage[:, 0] = alone.passage[:] = 1
        found = batch.find(0.3, "ndfeb_magnets")
        alone.research = Research(found.recycling[:, :, :1].copy(), found.substitution[:, :, :1].copy())
        for model in (alone, batch):
            model.step(30)
        for field in fields(alone.chain):
            one, many = getattr(alone.chain, field.name), getattr(batch.chain, field.name)
            assert (one[..., 0] == many[..., 0]).all(), field.name


def test_thrift_starts_after_half_a_year_and_keeps_its_speed_and_limit() -> None:
    model = market()
    cars, grades = slots_of(model, "vehicles", "ndfeb_magnets"), slots_of(model, "ndfeb_magnets", "dytb_oxide")
    lamps = slots_of(model, "electronics", "lace_oxide")
    press(model, 5)
    assert not model.chain.saving.any()
    press(model, 12)
    assert model.chain.saving[cars] == pytest.approx(0.2)
    assert model.chain.saving[lamps] == pytest.approx(0.1)
    press(model, 6)
    assert model.chain.saving[grades] == pytest.approx(0.33 * 1.5)
    press(model, 120)
    assert model.chain.saving == pytest.approx(np.repeat(model.network.slots.thrift_limit[:, None], 1, axis=1))


def test_a_lasting_part_of_what_was_saved_stays_when_prices_fall() -> None:
    model = market()
    cars = slots_of(model, "vehicles", "ndfeb_magnets")
    press(model, 40)
    peak = model.chain.saving[cars].copy()
    press(model, 60, ratio=1.0)
    assert model.chain.saving[cars] == pytest.approx(0.5 * peak)


def test_research_adds_designs_beyond_thrift_at_a_price() -> None:
    without, with_research = market(), market()
    with_research.find(1.0, "ndfeb_magnets")
    cars = slots_of(without, "vehicles", "ndfeb_magnets")
    for model in (without, with_research):
        press(model, 200)
    limit = without.network.slots.thrift_limit[cars][:, None]
    assert without.chain.saving[cars] == pytest.approx(limit)
    assert with_research.chain.saving[cars] == pytest.approx(limit + 0.4)
    makers = without.network.slots.firm[cars]
    with_research.chain.input_price[:] = 1.0
    press(with_research, 1)
    assert (with_research.chain.design_cost[makers] > 0).all()
    assert not with_research.chain.saving[~cars].max() > without.network.slots.thrift_limit.max() + 0.5


def test_half_of_the_research_brings_half_of_the_designs() -> None:
    model = market()
    model.find(0.5, "ndfeb_magnets")
    press(model, 300)
    cars = slots_of(model, "vehicles", "ndfeb_magnets")
    assert model.chain.saving[cars] == pytest.approx(model.network.slots.thrift_limit[cars][:, None] + 0.2)


def test_research_lets_buyers_save_at_a_price_that_would_not_move_them_else() -> None:
    without, with_research = market(), market()
    with_research.find(0.8, "ndfeb_magnets")
    for model in (without, with_research):
        press(model, 24, ratio=1.7)
    cars = slots_of(without, "vehicles", "ndfeb_magnets")
    assert not without.chain.saving.any()
    assert with_research.chain.saving[cars].min() > 0.3
    others = with_research.network.slots.good != load_tables().good_index("ndfeb_magnets")
    assert not with_research.chain.saving[others].any()


level = st.floats(0, 1)
plain = settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate])


@plain
@given(months=st.lists(st.booleans(), min_size=10, max_size=60), less=level, more=level)
def test_more_months_of_pressure_and_more_research_never_save_or_recover_less(
    months: list[bool], less: float, more: float
) -> None:
    weak, strong = market(), market()
    weak.find(min(less, more), "ndfeb_magnets")
    strong.find(max(less, more), "ndfeb_magnets")
    for dear in months:
        press(weak, 1, 3.0 if dear else 1.0)
        press(strong, 1, 3.0)
        for model in (weak, strong):
            options, slots = model.network.options, model.network.slots
            ceiling = slots.thrift_limit[:, None] + options.substitute_limit
            assert (model.chain.saving <= ceiling + TOLERANCE).all() and (model.chain.saving >= 0).all()
            assert (model.chain.saving >= 0.5 * model.chain.saving_peak - TOLERANCE).all()
            assert (model.chain.recycled <= model.rules.adaptation.recycling_limit + TOLERANCE).all()
        assert (strong.chain.saving >= weak.chain.saving - TOLERANCE).all()
        assert (strong.chain.recycled >= weak.chain.recycled - TOLERANCE).all()


def test_scrap_comes_from_past_use_and_what_is_recovered_is_never_more() -> None:
    model = market()
    model.find(1.0, "ndfeb_magnets")
    model.close("ndfeb_magnets", "CHN")
    past = model.network.options.old_scrap
    magnets = slots_of(model, "vehicles", "ndfeb_magnets")
    assert past[magnets][:, 0] == pytest.approx(1.087**-12 * model.network.slots.flow[magnets])
    for _ in range(60):
        used = model.chain.used.copy()
        model.step()
        recovered, limit = model.chain.recovered, model.rules.adaptation.recycling_limit
        arising = past + model.network.options.new_scrap * used
        assert (recovered <= limit * arising + TOLERANCE).all()
    assert model.chain.recovered[magnets].sum() > 0.05 * model.network.slots.flow[magnets].sum()
    recyclable = model.network.recyclable[model.network.slots.good]
    assert not model.chain.recovered[~recyclable].any()


def test_recovered_material_counts_as_stock_and_nothing_else_appears() -> None:
    model = market()
    model.find(1.0, "ndfeb_magnets")
    model.close("ndfeb_magnets", "CHN", open_share=0.3)
    chain, goods = model.chain, len(load_tables().goods)

    def held() -> Array:
        total = np.zeros(goods)
        np.add.at(total, model.network.slots.good, (chain.input_stock + chain.in_transit.sum(axis=0))[:, 0])
        return total

    for _ in range(40):
        before = held()
        model.step()
        change = np.zeros(goods)
        np.add.at(change, model.network.slots.good, (chain.recovered - chain.used)[:, 0])
        np.add.at(change, model.network.links.good, chain.shipped[:, 0])
        assert (np.abs(held() - before - change) <= TOLERANCE * np.maximum(before, 1)).all()
    assert chain.recovered.any()


def test_recovery_ends_at_its_limit_and_works_scrap_counts_with_used_products() -> None:
    model = market()
    press(model, 300)
    recyclable = model.network.recyclable[model.network.markets.good]
    assert model.chain.recycled[recyclable] == pytest.approx(model.rules.adaptation.recycling_limit)
    assert not model.chain.recycled[~recyclable].any()
    grades = slots_of(model, "ndfeb_magnets", "dytb_oxide")
    model.chain.intensity = np.repeat(model.network.slots.intensity[:, None], 1, axis=1)
    assert recover(model.network, model.chain)[grades] == pytest.approx(0.4 * 0.1 * model.chain.used[grades])


def test_nobody_recovers_more_than_it_needs() -> None:
    model = market()
    model.chain.recycled[:] = 0.4
    model.chain.expected_demand[:] *= 0.01
    cars = slots_of(model, "vehicles", "ndfeb_magnets")
    need = 0.01 * model.network.slots.flow[cars][:, None]
    assert recover(model.network, model.chain)[cars] == pytest.approx(need)


def test_scrap_is_recovered_even_where_the_works_stand_still() -> None:
    """Without stock there is no use, but used magnets still come back and restart a part of the line."""
    model = market()
    model.chain.used[:] = 0
    model.chain.recycled[:] = 0.2
    magnets = slots_of(model, "vehicles", "ndfeb_magnets")
    assert recover(model.network, model.chain)[magnets].min() > 0
    assert scrap(model.network, model.chain)[magnets].min() > 0


def test_recipes_agree_with_the_usual_mix_of_chemistries() -> None:
    model = market()
    own = model.network.options.chemistries
    assert own.maker.sum(own.base) == pytest.approx(1)
    assert own.amount.sum(own.base) == pytest.approx(1)
    for good in ("lithium_salts", "anode_graphite", "cobalt_nickel_salts"):
        slots = slots_of(model, "battery_cells", good)
        recipe = next(row for row in load_tables().recipes if (row.output, row.input) == ("battery_cells", good))
        made = model.network.firms.output[model.network.slots.firm[slots]].sum()
        assert recipe.amount is not None
        assert model.network.slots.flow[slots].sum() / made == pytest.approx(recipe.amount, rel=0.05)


def test_a_control_on_an_input_moves_makers_to_chemistries_that_need_less_of_it() -> None:
    model = market()
    korea = slots_of(model, "battery_cells", "cobalt_nickel_salts", "KOR")
    usual = model.network.slots.intensity[korea][:, None]
    model.close("cobalt_nickel_salts", "CHN")
    model.step(12)
    first = (model.chain.intensity[korea] / usual).mean()
    model.step(36)
    assert (model.chain.intensity[korea] / usual).mean() < first < 1
    own = model.network.options.chemistries
    assert model.chain.chemistry.min() >= 0
    assert own.maker.sum(model.chain.chemistry) == pytest.approx(1)


def test_a_calm_world_keeps_its_chemistries_while_another_moves() -> None:
    """Even where the usual shares do not add up to one to the last bit."""
    model = market(seeds=(1, 2))
    own = model.network.options.chemistries
    rounded = replace(own, base=own.base * (1 - 1e-9))
    model.network = replace(model.network, options=replace(model.network.options, chemistries=rounded))
    model.chain.chemistry = np.repeat(rounded.base, 2, axis=1)
    model.chain.spot_ratio[:, 1] = 3.0
    adapt(model.network, model.chain, None, model.rules.adaptation)
    assert (model.chain.chemistry[:, :1] == rounded.base).all()
    assert (model.chain.chemistry[:, 1:] != rounded.base).any()


def test_sodium_cells_spread_with_research_and_faster_when_graphite_is_controlled() -> None:
    """Shares after five years: nothing, research alone, graphite control alone, both."""
    shares = []
    for control, research in ((0, 0), (0, 1), (1, 0), (1, 1)):
        model = market()
        if control:
            model.close("anode_graphite", "CHN")
        if research:
            model.find(1.0, "battery_cells")
        model.step(60)
        own = model.network.options.chemistries
        sodium = (own.gap[:, 0] > 0) & (model.network.firms.state[own.firm] != load_tables().state_index("CHN"))
        shares.append(float(model.chain.chemistry[sodium].mean()))
    none, found, closed, both = shares
    assert none == pytest.approx(0.002)
    assert none < closed < both and none < found < both < 0.5


def test_other_recipes_change_a_makers_cost_only_by_what_has_become_dearer() -> None:
    model = market()
    model.find(1.0, "battery_cells")
    model.step(24)
    cells = slots_of(model, "battery_cells", "lithium_salts")
    makers = model.network.slots.firm[cells]
    assert (model.chain.chemistry != model.network.options.chemistries.base).any()
    assert np.abs(model.chain.design_cost[makers]).max() < 1e-3


def test_rules_may_differ_between_worlds() -> None:
    model = market(seeds=(1, 2))
    slow_and_quick = np.array([0.05, 0.15])
    model.rules = replace(model.rules, adaptation=replace(model.rules.adaptation, thrift_rate=slow_and_quick))
    press(model, 17)
    cars = slots_of(model, "vehicles", "ndfeb_magnets")
    assert model.chain.saving[cars] == pytest.approx(np.tile([0.1, 0.3], (int(cars.sum()), 1)))


@pytest.mark.parametrize(
    ("file", "line", "complaint"),
    [
        ("designs.csv", "magnets,ore,other,1,0,0,assumed,own", "recipes.csv has no ore in magnets"),
        ("scrap.csv", "ore,10,0.1,0,assumed,own", "goods.csv does not call ore recyclable"),
        ("chemistries.csv", "magnets,plain,,0.9,0,assumed,own", "the shares of magnets add up to 0.9, not to 1"),
        ("chemistries.csv", "magnets,plain,,1,0,assumed,own", "chemistries.csv gives 0 on average"),
        ("chemistry_inputs.csv", "magnets,plain,ore,1,assumed,own", "recipes.csv has no ore in magnets"),
    ],
)
def test_options_that_do_not_fit_the_other_tables_are_refused(
    tmp_path: Path, file: str, line: str, complaint: str
) -> None:
    folder = write_data(tmp_path / "data")
    with (folder / "tables" / file).open("a") as table:
        table.write(line + "\n")
    with pytest.raises(InputError, match=complaint):
        load_tables(folder)
