"""Industrial policy: what each instrument does, what it costs and whom, and where it ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from briefings import trade_war

from sim.chain.offtakes import sell_on
from sim.chain.pricing import cash_cost
from sim.chain.processing import own_cost, standards_cost
from sim.chain.sites import sites_of
from sim.chain.stockpiles import sales, share_out
from sim.economy.ledger import INSTRUMENTS
from sim.economy.payments import draw_up
from sim.errors import InputError
from sim.model import TradeWar
from sim.policy.support import Support
from sim.scenario import PROGRAMME_KINDS, Scenario, load_scenario
from sim.states.enactment import enact
from sim.states.moves import NOTHING, Moves, ProgrammeMove

SAY = "because: a test, source: chokepoint_assumption"
CLOSE = 1e-9
NDPR, MAGNETS = "ndpr_oxide", "ndfeb_magnets"

EVENTS = {
    "equity_stake": "goods: [ndpr_oxide, ndfeb_magnets], amount_musd: 400, share: 0.15, months: 12",
    "golden_share": "goods: ndpr_oxide",
    "loan": "goods: dytb_oxide, amount_musd: 150, rate: 0.053, years: 12, host: AUS",
    "price_floor": "goods: ndpr_oxide, price_usd_kg: 110, years: 2, upside_share: 0.3",
    "offtake": "goods: ndfeb_magnets, share: 1, years: 10",
    "strategic_reserve": "goods: [ndfeb_magnets, dytb_oxide], target_months: 3, fill_share: 0.2",
    "release": "goods: ndfeb_magnets, share: 0.5",
    "permitting": "goods: [light_ore, ndpr_oxide], factor: 0.5",
    "tax_credit": "goods: ndfeb_magnets, share: 0.25",
    "subsidy": "goods: ndpr_oxide, share: 0.1",
    "research": "goods: ndfeb_magnets, field: recycling, amount_musd_year: 50, years: 3",
    "critical_minerals_list": "goods: [april_2025, ndpr_oxide]",
    "environmental_standard": "goods: ndpr_oxide, factor: 1.1",
    "technology_ban": "share: 0.5",
    "friend_shoring": "partner: [AUS, CAN], form: joint_venture, goods: [light_ore, ndpr_oxide], finance_musd: 1000",
    "end_programme": "instrument: subsidy, goods: ndpr_oxide",
}


def written(folder: Path, *events: str, months: int = 24, extends: str = "base") -> Scenario:
    """A scenario with dated programmes, each written as 'DATE ACTOR KIND: other keys'."""
    lines = ["title: A test", f"extends: {extends}", f"months: {months}"]
    lines += ["states: {USA: {strategy: script}, CHN: {strategy: script}, JPN: {strategy: script}}", "events:"]
    for event in events:
        (day, actor, kind), rest = event.split(": ")[0].split(), event.split(": ", 1)[1]
        lines.append(f"  - {{date: {day}, actor: {actor}, kind: {kind}, {rest}, {SAY}}}")
    file = folder / "written.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return load_scenario(file)


def lived(scenario: Scenario, months: int, seeds: tuple[int, ...] = (1,)) -> TradeWar:
    model = TradeWar(scenario, list(seeds))
    for _ in range(months):
        model.step()
    return model


def act(model: TradeWar, code: str, instrument: str, goods: str | tuple[str, ...] = NDPR, **more: Any) -> None:
    """One programme of a state that decides for itself."""
    listed = (goods,) if isinstance(goods, str) else goods
    keys = {key: more.pop(key) for key in ("partners", "form", "years", "where") if key in more}
    move = ProgrammeMove(instrument=instrument, goods=listed, because="a test", terms=more, **keys)
    decided = [Moves((move,)) if other == code else NOTHING for other in model.craft.codes]
    enact(decided, model.world, model.craft, model.log)


def paid(model: TradeWar, instrument: str, code: str = "USA") -> np.ndarray:
    row: np.ndarray = model.world.ledger.paid[INSTRUMENTS.index(instrument), model.craft.codes.index(code)]
    return row


def reasons(model: TradeWar) -> list[str]:
    return [entry.reason for entry in model.log.entries]


def held(model: TradeWar) -> np.ndarray:
    """All that exists of each good, in firms, under way and in reserves: (good, world)."""
    world, network = model.world, model.world.network
    total = world.stockpiles.stock.sum(axis=0)
    np.add.at(total, network.firms.good, world.chain.finished_stock)
    np.add.at(total, network.slots.good, world.chain.input_stock + world.chain.in_transit.sum(axis=0))
    return total


def gained(model: TradeWar) -> np.ndarray:
    """Made and recovered less used, sold, seized and thrown away this month: (good, world)."""
    chain, network = model.world.chain, model.world.network
    total = np.zeros(model.world.stockpiles.stock.shape[1:])
    np.add.at(total, network.firms.good, chain.output - chain.sold - chain.discarded)
    np.add.at(total, network.slots.good, chain.recovered - chain.used)
    np.add.at(total, network.routes.good, -chain.seized)
    return total


# Money ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("price, upside", [(110.0, 0.3), (30.0, 0.3)])
def test_a_floor_pays_the_gap_on_what_is_sold_and_takes_its_share_above(price: float, upside: float) -> None:
    model = trade_war(USA="script")
    act(model, "USA", "price_floor", price_usd_kg=price, upside_share=upside, years=10.0)
    for _ in range(3):
        model.step()
    world, good = model.world, model.world.tables.good_index(NDPR)
    rows = sites_of(world.network).makers((good,), 0)
    gap = price * 1000 - world.chain.price[rows]
    share = np.where(gap < 0, upside, 1.0)
    owed = (share * gap * sales(world.network, world.chain)[rows]).sum() / 1e6
    assert paid(model, "price_floor") == pytest.approx(owed, rel=1e-12)
    assert (owed > 0) == (price > 55)


def test_what_governments_pay_is_what_firms_laboratories_and_offices_get(tmp_path: Path) -> None:
    events = [f"2025-02-10 USA {kind}: {text}" for kind, text in EVENTS.items() if kind != "technology_ban"]
    model = TradeWar(written(tmp_path, *events, months=40), [1, 2])
    for month in range(40):
        model.step()
        ledger = model.world.ledger
        assert np.allclose(ledger.paid.sum(axis=(0, 1)), ledger.received.sum(axis=0) + ledger.elsewhere), month
        assert model.world.relations.payoff[6, 0] == pytest.approx(-100 * ledger.total[0] / (27843283 / 12))
    assert model.world.ledger.total[0].max() > 0


def test_a_stake_is_paid_as_plant_is_begun_and_no_more_than_promised(tmp_path: Path) -> None:
    model = TradeWar(
        written(tmp_path, "2025-01-10 USA equity_stake: goods: ndpr_oxide, amount_musd: 120, months: 12"), [1]
    )
    bills = []
    for _ in range(15):
        model.step()
        bills.append(float(paid(model, "equity_stake")[0]))
    assert sum(bills) == pytest.approx(120) and max(bills) == pytest.approx(10)
    assert bills[12:] == [0, 0, 0]
    assert model.world.industry.pipeline.sum() + model.world.chain.capacity.sum() > 0
    assert not model.world.programmes.entries


def test_a_loan_costs_cheap_interest_and_defaults_and_is_paid_back(tmp_path: Path) -> None:
    model = lived(written(tmp_path, "2025-01-10 USA loan: goods: dytb_oxide, amount_musd: 50, rate: 0.05, years: 2"), 1)
    world, rules = model.world, model.programme_rules
    row = sites_of(world.network).projects((world.tables.good_index("dytb_oxide"),), 0)
    world.industry.spent[row] = 30.0
    draw_up(world, world.network, rules, 1)
    loan = world.programmes.entries[0]
    assert loan.principal == pytest.approx(15) and loan.left == pytest.approx(35)
    world.industry.spent[row] = 0.0
    draw_up(world, world.network, rules, 2)
    settings = world.settings
    points = settings.market_loan_rate - 0.05 + settings.loan_default_rate
    assert paid(model, "loan") == pytest.approx(15 * points / 12)
    for month in range(3, 24):
        draw_up(world, world.network, rules, month)
    assert world.programmes.entries[0].principal == pytest.approx(0, abs=1e-12)


def test_a_golden_share_keeps_plants_open_and_pays_their_loss() -> None:
    model = trade_war(USA="script", worlds=2)
    act(model, "USA", "golden_share", where=np.array([True, False]))
    world, good = model.world, model.world.tables.good_index(NDPR)
    rows = sites_of(world.network).makers((good,), 0)
    rows = rows[world.chain.capacity[rows, 0] > 0]
    before = world.chain.capacity[rows].copy()
    for _ in range(24):
        world.chain.price[rows] = 20_000.0
        model.step()
    assert (world.chain.capacity[rows, 0] == before[:, 0]).all()
    assert (world.chain.capacity[rows, 1] < before[:, 1]).all()
    assert (
        paid(model, "golden_share")[0] == pytest.approx(world.industry.loss[rows, 0].sum())
        and paid(model, "golden_share")[1] == 0
    )


IDLE = {
    "equity_stake": ", amount_musd: 400",
    "golden_share": "",
    "loan": ", amount_musd: 150, rate: 0.05, years: 12",
    "price_floor": ", price_usd_kg: 110",
    "offtake": ", share: 1",
    "strategic_reserve": ", target_months: 3",
    "permitting": ", factor: 0.5",
    "tax_credit": ", share: 0.2",
    "subsidy": ", share: 0.1",
    "research": ", field: recycling, amount_musd_year: 50",
    "environmental_standard": ", factor: 1.1",
    "friend_shoring": ", partner: MNG, form: joint_venture, finance_musd: 10",
}
"""Terms of programmes for cobalt salts, which nobody in Uzbekistan or Mongolia makes, could build or uses."""


@pytest.mark.parametrize("kind", list(IDLE))
def test_an_instrument_costs_nothing_where_it_does_nothing(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "idle.yaml"
    event = f"{{date: 2025-02-01, actor: UZB, kind: {kind}, goods: cobalt_nickel_salts{IDLE[kind]}, {SAY}}}"
    file.write_text(f"title: A test\nextends: base\nstates: {{UZB: {{strategy: script}}}}\nevents:\n  - {event}\n")
    model = lived(load_scenario(file), 6)
    assert not model.world.ledger.paid.any() and not model.world.programmes.entries
    assert "no effect" in reasons(model)[0]


# Goods ---------------------------------------------------------------------------------------------------------------


def test_reserves_make_and_lose_nothing(tmp_path: Path) -> None:
    scenario = written(
        tmp_path,
        "2025-01-10 USA strategic_reserve: goods: [ndfeb_magnets, smco_magnets], target_months: 2, fill_share: 0.3",
        "2025-01-10 JPN strategic_reserve: goods: [ndpr_oxide, ndfeb_magnets], target_months: 2",
        "2025-01-10 USA offtake: goods: [ndpr_oxide, ndfeb_magnets], share: 1",
        "2025-02-10 USA friend_shoring: partner: JPN, form: pooled_reserve, goods: ndfeb_magnets",
        "2025-06-01 CHN control: goods: rare_earths_all, partner: all, status: ban",
        "2025-12-01 USA release: goods: ndfeb_magnets, share: 0.5",
        months=30,
    )
    model = TradeWar(scenario, [1, 2])
    before = held(model)
    for month in range(30):
        model.step()
        after = held(model)
        assert np.allclose(after - before, gained(model), rtol=CLOSE, atol=CLOSE * after.max()), month
        assert model.world.stockpiles.stock.min() >= 0 and model.world.chain.input_stock.min() >= -CLOSE
        before = after


def test_a_reserve_fills_to_its_target_at_its_pace_and_starves_nobody(tmp_path: Path) -> None:
    event = "2025-01-10 USA strategic_reserve: goods: ndfeb_magnets, target_months: 1, fill_share: 0.1"
    model = TradeWar(written(tmp_path, event, months=36), [1])
    world, good = model.world, model.world.tables.good_index(MAGNETS)
    slots = world.network.slots
    use = slots.flow[(slots.good == good) & (slots.state == 0)].sum()
    stocks = []
    for _ in range(36):
        model.step()
        stocks.append(world.stockpiles.stock[0, good, 0] / use)
        assert world.chain.idle.max() < 0.01
    assert (np.diff(stocks) > -CLOSE).all() and np.diff(stocks).max() < 0.11
    assert stocks[12] > 0.8 and stocks[-1] == pytest.approx(1, abs=0.02)


def test_a_reserve_feeds_plants_through_an_embargo(tmp_path: Path) -> None:
    embargo = "2026-06-01 CHN control: goods: rare_earths_all, partner: USA, status: ban"
    reserve = "2025-01-10 USA strategic_reserve: goods: ndfeb_magnets, target_months: 3, fill_share: 0.3"
    lost = []
    for events in ([embargo], [embargo, reserve]):
        model = TradeWar(written(tmp_path, *events, months=30), [1])
        vehicles, total = model.world.tables.good_index("vehicles"), 0.0
        for _ in range(30):
            model.step()
            total += 1 - model.world.economy.output_ratio[vehicles, 0, 0]
        lost.append(total)
    assert lost[0] > 0.25 and lost[1] < 0.3 * lost[0]


def test_goods_let_go_go_home_first_and_then_to_partners() -> None:
    wanted = np.array([[2.0, 2.0], [2.0, 2.0], [4.0, 4.0]])
    given = share_out(np.array([3.0, 6.0]), wanted, first=2)
    assert np.allclose(given, [[1.5, 2.0], [1.5, 2.0], [0.0, 2.0]])


def test_a_pooled_reserve_serves_the_partner(tmp_path: Path) -> None:
    events = [
        "2025-01-10 USA strategic_reserve: goods: ndfeb_magnets, target_months: 3, fill_share: 0.3",
        "2026-06-01 CHN control: goods: rare_earths_all, partner: JPN, status: ban",
    ]
    pooled = "2025-02-10 USA friend_shoring: partner: JPN, form: pooled_reserve, goods: ndfeb_magnets"
    left = []
    for more in ([], [pooled]):
        model = lived(written(tmp_path, *events, *more, months=32), 32)
        left.append(model.world.stockpiles.stock[0, model.world.tables.good_index(MAGNETS), 0])
    assert left[1] < 0.9 * left[0]


def test_an_offtake_keeps_a_plant_at_work_that_buyers_leave() -> None:
    model = trade_war(USA="script", worlds=2)
    act(model, "USA", "offtake", MAGNETS, share=0.9, where=np.array([True, False]))
    world, good = model.world, model.world.tables.good_index(MAGNETS)
    rows = sites_of(world.network).makers((good,), 0)
    rows = rows[world.chain.capacity[rows, 0] > 0]
    before = world.chain.output[rows, 0].sum()
    for _ in range(18):
        world.chain.price[rows] = 2 * world.network.firms.base_price[rows][:, None]
        model.step()
    made = world.chain.output[rows].sum(axis=0)
    assert made[0] == pytest.approx(0.9 * before, rel=0.02) and made[1] < 0.8 * before
    assert world.stockpiles.stock[0, good, 0] > 0 and world.stockpiles.stock[0, good, 1] == 0
    assert paid(model, "offtake")[0] > 0 and paid(model, "offtake")[1] == 0


def test_an_offtake_sells_on_to_firms_that_lack_and_keeps_no_more_than_its_target(tmp_path: Path) -> None:
    """In a shortage goods bought under a guarantee go to waiting firms; the vault never fills beyond its target."""
    events = [
        "2025-01-10 USA offtake: goods: ndfeb_magnets, share: 1, target_months: 0.5",
        "2025-06-01 CHN control: goods: rare_earths_all, partner: all, status: ban",
    ]
    scenario = written(tmp_path, *events, months=40)
    model = TradeWar(scenario, [1, 2])
    world, good = model.world, model.world.tables.good_index(MAGNETS)
    slots, firms = world.network.slots, world.network.firms
    use = slots.flow[(slots.good == good) & (slots.state == 0)].sum()
    rows = np.flatnonzero((firms.good == good) & (firms.state == 0) & ~firms.newcomer)
    before = held(model)
    for month in range(40):
        if month > 3:
            world.chain.finished_stock[rows] += 60.0
            before = before + np.where(np.arange(len(before)) == good, 60.0 * len(rows), 0.0)[:, None]
        model.step()
        after = held(model)
        assert np.allclose(after - before, gained(model), rtol=CLOSE, atol=CLOSE * after.max()), month
        before = after
        assert (world.stockpiles.for_sale[0, good] <= 0.5 * use * (1 + CLOSE)).all(), month
        assert np.allclose(
            world.ledger.paid.sum(axis=(0, 1)), world.ledger.received.sum(axis=0) + world.ledger.elsewhere
        )
    assert (world.programmes.room[rows] <= 1).all()


def test_goods_of_an_offtake_are_sold_to_waiting_firms_at_the_contract_price() -> None:
    model = trade_war(USA="script", worlds=2)
    act(model, "USA", "offtake", MAGNETS, share=0.5)
    world, good = model.world, model.world.tables.good_index(MAGNETS)
    model.step()
    network, chain, stockpiles = world.network, world.chain, world.stockpiles
    rows = np.flatnonzero((network.slots.good == good) & (network.slots.state == 0))
    links = np.flatnonzero(np.isin(network.links.slot, rows))
    chain.backlog[links] = 2.0
    chain.input_stock[rows] = 0.0
    for kept in (stockpiles.stock, stockpiles.for_sale):
        kept[0, good] = [1e6, 5.0]
    asked = network.by_slot.sum(chain.backlog)[rows].sum(axis=0)
    stockpiles.clear_bills()
    sell_on(stockpiles, 0, good, world.programmes, network, chain, model.programme_rules.reserves, world.month)
    given = chain.input_stock[rows].sum(axis=0)
    assert (given <= asked * (1 + CLOSE)).all() and given[0] > 5 and given[1] == pytest.approx(5)
    assert np.allclose(stockpiles.stock[0, good], [1e6 - given[0], 0])
    price = chain.input_price[rows] * world.tables.goods[good].base_price_usd
    assert stockpiles.offtake_bill[0] == pytest.approx(-(chain.input_stock[rows] * price).sum(axis=0) / 1e6)
    assert network.by_slot.sum(chain.backlog)[rows].sum(axis=0) == pytest.approx(asked - given)


def test_makers_count_on_no_more_than_a_full_reserve_still_takes() -> None:
    model = trade_war(USA="script", worlds=2)
    act(model, "USA", "offtake", MAGNETS, share=0.9, target_months=0.1, where=np.array([True, False]))
    world, good = model.world, model.world.tables.good_index(MAGNETS)
    rows = sites_of(world.network).makers((good,), 0)
    rows = rows[world.chain.capacity[rows, 0] > 0]
    for _ in range(18):
        world.chain.price[rows] = 2 * world.network.firms.base_price[rows][:, None]
        model.step()
    assert (world.programmes.room[rows, 0] < 0.95).all() and (world.programmes.room[rows, 1] == 1).all()
    slots = world.network.slots
    use = slots.flow[(slots.good == good) & (slots.state == 0)].sum()
    assert world.stockpiles.stock[0, good, 0] <= 0.1 * use * (1 + CLOSE)


# What may and may not be --------------------------------------------------------------------------------------------


def test_a_list_of_critical_minerals_steers_funds_and_says_so() -> None:
    model = trade_war(USA="script", worlds=2)
    act(model, "USA", "critical_minerals_list", NDPR, where=np.array([True, False]))
    act(model, "USA", "tax_credit", (NDPR, MAGNETS), share=0.25)
    support, tables = book_support(model), model.world.tables
    magnets, ndpr = (sites_of(model.world.network).makers((tables.good_index(good),), 0) for good in (MAGNETS, NDPR))
    assert (support.capital[ndpr] == 0.25).all()
    assert (support.capital[magnets] == [0.0, 0.25]).all()
    assert any("refused: not on the list of critical minerals of USA" in reason for reason in reasons(model))


def test_a_new_list_says_all_there_is_to_say() -> None:
    model = trade_war(USA="script")
    act(model, "USA", "critical_minerals_list", (NDPR, MAGNETS))
    act(model, "USA", "critical_minerals_list", MAGNETS)
    allowed = [model.world.programmes.allowed(0, model.world.tables.good_index(good), 0, 1) for good in (NDPR, MAGNETS)]
    assert [bool(one[0]) for one in allowed] == [False, True]


def book_support(model: TradeWar) -> Support:
    """Support as firms will see it this month."""
    world, rules = model.world, model.programme_rules
    world.programmes.renew(rules.sites, rules.research, world.month)
    return world.programmes.support


def test_standards_act_on_own_processing_and_never_make_it_cheaper_than_no_rules() -> None:
    """A magnet maker's bought oxide costs what it costs, whatever the rules at home; a mine buys nothing."""
    model = trade_war(USA="script")
    act(model, "USA", "environmental_standard", (MAGNETS, "light_ore"), factor=0.1)
    network, support = model.world.network, book_support(model)
    cost = next(row.environment_cost for row in model.world.tables.jurisdictions if row.state == "USA")
    sites, tables = sites_of(network), model.world.tables
    rows = sites.makers((tables.good_index(MAGNETS), tables.good_index("light_ore")), 0)
    assert support.environment[rows] == pytest.approx(1 / cost)
    assert any(f"no laxer than no rule at all: factor {1 / cost:.2f}" in reason for reason in reasons(model))
    whole, own = cash_cost(network, model.world.chain), own_cost(network)
    mines = sites.makers((tables.good_index("light_ore"),), 0)
    assert np.allclose(own[mines], whole[mines])
    magnets = sites.makers((tables.good_index(MAGNETS),), 0)
    assert (own[magnets] < 0.8 * whole[magnets]).all() and (own[magnets] > 0).all()
    saved = -np.asarray(standards_cost(network, support.environment))[magnets]
    assert np.allclose(saved, own[magnets] * (1 - 1 / cost))


def test_stricter_standards_stand_as_written() -> None:
    model = trade_war(USA="script")
    act(model, "USA", "environmental_standard", NDPR, factor=1.3)
    rows = sites_of(model.world.network).makers((model.world.tables.good_index(NDPR),), 0)
    assert (book_support(model).environment[rows] == 1.3).all()


@pytest.mark.parametrize("kind, name", [("price_floor", "floor"), ("offtake", "offtake")])
def test_a_programme_for_new_plants_leaves_those_of_today_alone(kind: str, name: str, tmp_path: Path) -> None:
    terms = {"price_floor": "price_usd_kg: 110", "offtake": "share: 1"}[kind]
    model = lived(written(tmp_path, f"2025-01-10 USA {kind}: goods: ndpr_oxide, {terms}, scope: new"), 2)
    rows = sites_of(model.world.network).makers((model.world.tables.good_index(NDPR),), 0)
    new = model.world.network.firms.newcomer[rows]
    given = getattr(model.world.programmes.support, name)[rows]
    assert new.any() and not new.all()
    assert (given[new] > 0).all() and not given[~new].any()


@pytest.mark.parametrize("price, said", [(20.0, True), (400.0, False)])
def test_the_record_says_at_which_floor_nobody_builds(price: float, said: bool) -> None:
    model = trade_war(USA="script")
    act(model, "USA", "price_floor", MAGNETS, price_usd_kg=price)
    assert ("nobody builds at this floor" in reasons(model)[-1]) == said


def test_a_state_acts_abroad_only_where_an_agreement_lets_it() -> None:
    model = trade_war()
    act(model, "USA", "tax_credit", NDPR, share=0.2, partners=("AUS",))
    assert "refused: no agreement with AUS" in reasons(model)[-1] and not model.world.programmes.entries
    act(model, "USA", "friend_shoring", NDPR, form="joint_venture", partners=("AUS",), finance_musd=10.0)
    assert "with the consent of AUS" in reasons(model)[-1]
    act(model, "USA", "tax_credit", NDPR, share=0.2, partners=("AUS",))
    assert model.world.programmes.entries[-1].instrument == "tax_credit"


def test_a_strategy_keeps_to_its_budget() -> None:
    model = trade_war()
    act(model, "USA", "equity_stake", NDPR, amount_musd=1e6, months=12)
    assert "over the yearly budget" in reasons(model)[-1] and not model.world.programmes.entries
    act(model, "USA", "equity_stake", NDPR, amount_musd=100.0, months=12)
    assert model.world.programmes.entries


def test_a_recorded_agreement_binds_partners_who_decide_for_themselves(tmp_path: Path) -> None:
    floor = "partner: MNG, form: common_floor, goods: [light_ore, ndpr_oxide], price_usd_kg: 200"
    model = lived(written(tmp_path, f"2025-02-01 USA friend_shoring: {floor}"), 3)
    assert {one.host for one in model.world.programmes.entries} == {0, model.craft.codes.index("MNG")}
    assert not any("refused" in reason for reason in reasons(model))


def test_an_unknown_term_is_named() -> None:
    with pytest.raises(InputError, match="unknown term 'price_usd_kgs'; did you mean 'price_usd_kg'"):
        act(trade_war(), "USA", "price_floor", price_usd_kgs=110.0)


def test_a_new_programme_takes_the_place_of_the_old_one_for_its_goods() -> None:
    model = trade_war(USA="script")
    act(model, "USA", "permitting", (NDPR, MAGNETS), factor=0.5)
    act(model, "USA", "permitting", NDPR, factor=2.0)
    support, tables = book_support(model), model.world.tables
    sites = sites_of(model.world.network)
    assert (support.permit_factor[sites.projects((tables.good_index(NDPR),), 0)] == 2).all()
    assert (support.permit_factor[sites.projects((tables.good_index(MAGNETS),), 0)] == 0.5).all()
    assert len(model.world.programmes.entries) == 2


# When it ends --------------------------------------------------------------------------------------------------------


def test_a_programme_ends_with_its_last_month(tmp_path: Path) -> None:
    model = TradeWar(
        written(tmp_path, "2025-03-20 USA price_floor: goods: ndpr_oxide, price_usd_kg: 110, years: 1"), [1]
    )
    months = []
    for month in range(20):
        model.step()
        if paid(model, "price_floor")[0]:
            months.append(month)
    assert months == list(range(2, 14))
    assert not model.world.programmes.entries and not model.world.programmes.support.floor.any()


def test_a_programme_can_be_ended_before_its_time(tmp_path: Path) -> None:
    events = (
        "2025-01-20 USA subsidy: goods: [ndpr_oxide, sm_oxide], share: 0.2",
        "2025-06-01 USA end_programme: instrument: subsidy, goods: [sm_oxide, ndpr_oxide]",
    )
    model = lived(written(tmp_path, *events), 8)
    assert not model.world.programmes.support.running.any()
    assert any(entry.instrument == "subsidy ended" for entry in model.log.entries)


def test_research_bears_fruit_late_and_has_a_limit(tmp_path: Path) -> None:
    event = "2025-01-10 JPN research: goods: ndfeb_magnets, field: substitution, amount_musd_year: 100, years: 2"
    model = TradeWar(written(tmp_path, event, months=96), [1])
    place = model.craft.codes.index("JPN"), model.world.tables.good_index(MAGNETS)
    found = []
    for _ in range(96):
        model.step()
        found.append(float(model.world.programmes.findings.found.substitution[place][0]))
    assert (np.diff(found) >= 0).all() and found[5] < 0.05 < 0.3 < found[-1] < 1 - np.exp(-200 / 250) + CLOSE
    assert not model.world.programmes.findings.found.recycling.any()


# Many worlds ---------------------------------------------------------------------------------------------------------


def test_worlds_of_a_batch_and_copies_of_a_fork_live_the_same_life(tmp_path: Path) -> None:
    events = [
        f"2025-02-10 USA {kind}: {text}"
        for kind, text in EVENTS.items()
        if kind not in ("technology_ban", "end_programme")
    ]
    scenario = written(tmp_path, *events, "2025-06-01 CHN control: goods: april_2025, partner: all", months=30)
    alone, batch = lived(scenario, 18, (7,)), lived(scenario, 18, (5, 6, 7))
    for name in ("paid", "received", "escrow"):
        assert (getattr(alone.world.ledger, name)[..., 0] == getattr(batch.world.ledger, name)[..., 2]).all(), name
    assert (alone.world.stockpiles.stock[..., 0] == batch.world.stockpiles.stock[..., 2]).all()
    assert (alone.world.chain.price[:, 0] == batch.world.chain.price[:, 2]).all()
    fork, twin = batch.fork(2), batch.fork(1)
    for _ in range(6):
        fork.step()
        twin.step()
    assert (fork.world.ledger.paid[..., 1::2] == twin.world.ledger.paid).all()
    assert (fork.world.stockpiles.stock[..., 0::2] == twin.world.stockpiles.stock).all()
    assert batch.world.month == 18


def test_nobody_pays_in_base() -> None:
    model = lived(load_scenario("base"), 12, (1, 2))
    assert not model.world.ledger.paid.any() and not model.world.stockpiles.stock.any()
    assert not model.world.relations.payoff[6].any()


# Scenarios -----------------------------------------------------------------------------------------------------------


def test_every_kind_is_tried_here() -> None:
    assert set(EVENTS) == set(PROGRAMME_KINDS)


@pytest.mark.parametrize("kind", list(EVENTS))
def test_a_programme_comes_back_whole_from_the_scenario_it_is_kept_in(kind: str, tmp_path: Path) -> None:
    scenario = written(tmp_path, f"2025-02-10 USA {kind}: {EVENTS[kind]}")
    again = tmp_path / "again.yaml"
    again.write_text(scenario.resolved_yaml(), encoding="utf-8")
    assert load_scenario(again).events == scenario.events


@pytest.mark.parametrize(
    "event, said",
    [
        ("2025-02-10 USA price_floors: goods: ndpr_oxide", "did you mean 'price_floor'"),
        ("2025-02-10 USA price_floor: goods: ndpr_oxide, price_usd: 110", "did you mean 'price_usd_kg'"),
        ("2025-02-10 USA price_floor: goods: ndpr_oxid, price_usd_kg: 110", "did you mean 'ndpr_oxide'"),
        ("2025-02-10 USA price_floor: goods: vehicles, price_usd_kg: 110", "vehicles is not sold by weight"),
        ("2025-02-10 USA subsidy: goods: ndpr_oxide, share: 10", "expected 1 or less, found 10"),
        ("2025-02-10 USA loan: goods: ndpr_oxide, amount_musd: 5, rate: 5, years: 3", "expected 0.5 or less, found 5"),
        ("2025-02-10 USA loan: goods: ndpr_oxide, amount_musd: 5, rate: 0.05", "missing key 'events[1].years'"),
        ("2025-02-10 USA equity_stake: goods: ndpr_oxide, amount_musd: 5, host: Australia", "did you mean 'AUS'"),
        (
            "2025-02-10 USA research: goods: ndpr_oxide, field: recyclin, amount_musd_year: 5",
            "did you mean 'recycling'",
        ),
        ("2025-02-10 USA friend_shoring: goods: ndpr_oxide, partner: AUS, form: common_floor", "needs 'price_usd_kg'"),
        ("2025-02-10 USA friend_shoring: goods: ndpr_oxide, partner: USA, form: pooled_reserve", "its own partner"),
        ("2025-02-10 USA end_programme: goods: ndpr_oxide, instrument: subsidies", "did you mean 'subsidy'"),
    ],
)
def test_a_slip_in_a_programme_is_said_in_plain_words(event: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as problem:
        written(tmp_path, event)
    assert said in str(problem.value) and "written.yaml:6" in str(problem.value)
