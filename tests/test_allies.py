"""Allies and partners: whom they trust, whom they follow, what they sell and to whom."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from briefings import briefing, offer, trade_war

from sim.model import TradeWar
from sim.parameters import Settings
from sim.policy.log import Entry
from sim.scenario import load_scenario
from sim.states.briefing import Briefing
from sim.states.enactment import carry_out
from sim.states.judging.alliances import grievance, reach, trust_in_power
from sim.states.moves import ControlMove, DealMove, Move, Moves, ProgrammeMove, RungMove, TariffMove, TraceRuleMove
from sim.states.office import Office
from sim.states.rules.allies import agreements_with, burdens, is_worth_signing, states_with_ore
from sim.states.strategy import Strategy, find_strategies

ALLIED = ("bandwagon", "hedger", "equipment_controller", "swing_ally", "resource_bargainer")


def make(name: str, **options: object) -> Strategy:
    return find_strategies()[name](Settings.defaults(), options)


def ally(state: str = "JPN", worlds: int = 1, late: dict[str, object] | None = None, **facts: object) -> Briefing:
    """What an ally sees; `late` are facts of the later half of a briefing, plain numbers holding in every world."""
    known: dict[str, object] = {"my_agreements": {}, "my_deals": {}, "tariffs_on_me": {}, "trust_in_leader": 0.6}
    known |= {"ore": {"AUS": ("light_ore",)}, "trade_agreements": {"usa_jpn": "USA", "chn_jpn": "CHN"}}
    known |= late or {}
    known = {
        name: np.full(worlds, float(value)) if isinstance(value, int | float) else value
        for name, value in known.items()
    }
    return briefing(worlds, state=state, leader="USA", rival="CHN", authority="national", _late=known, **facts)


def kinds(moves: Moves) -> list[str]:
    """Name the moves that are made in the first world."""
    told = []
    for move in moves.moves:
        if move.where is None or move.where[0]:
            told.append(_told(move))
    return sorted(told)


def _told(move: Move) -> str:
    match move:
        case RungMove():
            return f"rung {np.broadcast_to(move.target, 1)[0]:g}"
        case ControlMove():
            return f"{move.status} {'+'.join(move.partners)}"
        case TariffMove():
            return f"tariff {'+'.join(move.partners)} {np.broadcast_to(move.rate, 1)[0]:.2f}"
        case DealMove():
            return f"{move.kind} {move.deal} {move.partner}"
    return type(move).__name__


def office(model: TradeWar) -> Office:
    return Office(model.world, model.craft, model.log)


# Trust in the two powers ------------------------------------------------------------------------------------------


def test_a_tariff_costs_trust_at_once_and_lifting_it_gives_it_back_slowly() -> None:
    trust, felt, none = np.array([[0.6]]), np.array([[0.25]]), np.zeros((1, 1))
    unbound = np.zeros((1, 1), dtype=bool)
    hurt = trust_in_power(trust, felt, none, unbound, 0.6, 0.05)
    assert hurt == pytest.approx(0.35)
    assert trust_in_power(hurt, felt, felt, unbound, 0.6, 0.05) == pytest.approx(0.35)
    healing = trust_in_power(hurt, none, felt, unbound, 0.6, 0.05)
    assert healing == pytest.approx(0.40)
    for _ in range(12):
        healing = trust_in_power(healing, none, none, unbound, 0.6, 0.05)
    assert healing == pytest.approx(0.6)


def test_where_a_deal_binds_its_keeping_decides_on_the_way_back() -> None:
    low, none = np.array([[0.3]]), np.zeros((1, 1))
    assert trust_in_power(low, none, none, np.ones((1, 1), dtype=bool), 0.6, 0.05) == pytest.approx(0.3)


def test_the_rivals_long_arm_costs_it_trust_and_helps_the_leader() -> None:
    settings, no, yes = Settings.defaults(), np.zeros((1, 1)), np.ones((1, 1))
    assert grievance(no, yes, no, settings) > 0 > grievance(no, no, yes, settings)
    assert grievance(no, no, no, settings) == 0


def test_trust_of_allies_falls_with_the_leaders_tariff_on_them_alone() -> None:
    model = trade_war(worlds=2)
    euu, jpn, usa = (model.craft.codes.index(code) for code in ("EUU", "JPN", "USA"))
    here = np.array([True, False])
    desk = office(model)
    carry_out(desk, usa, TariffMove(partners=("EUU",), rate=0.3, authority="IEEPA", because="a test", where=here))
    desk.renew(1)
    before = model.world.relations.trust.copy()
    model.judge()
    trust = model.world.relations.trust
    assert trust[euu, usa, 0] == pytest.approx(before[euu, usa, 0] - 0.3)
    assert trust[euu, usa, 1] == before[euu, usa, 1]
    assert (trust[jpn] == before[jpn]).all()


def test_a_trace_rule_reaches_states_whose_goods_hold_too_much() -> None:
    model = trade_war()
    china, usa, jpn = (model.craft.codes.index(code) for code in ("CHN", "USA", "JPN"))
    assert not reach(model.world, china, model.craft).any()
    rule = TraceRuleMove(
        goods=("april_2025",), partners=("all",), threshold=0.001, terms={"approval_rate": 0.5}, because="a test"
    )
    carry_out(office(model), china, rule)
    before = model.world.relations.trust.copy()
    model.step()
    reached = reach(model.world, china, model.craft)
    assert reached[jpn, 0] == 1 and reached[china, 0] == 0
    trust = model.world.relations.trust
    assert trust[jpn, china, 0] < before[jpn, china, 0]
    assert trust[jpn, usa, 0] >= before[jpn, usa, 0]


def test_trust_is_the_same_alone_and_in_company() -> None:
    """What happens in one world heals or hurts in no other, to the last bit."""
    many, one = trade_war("liberation_day_2025", worlds=3), TradeWar(load_scenario("liberation_day_2025"), [2])
    for _ in range(8):
        many.step()
        one.step()
    assert (many.world.relations.trust[..., 1] == one.world.relations.trust[..., 0]).all()


# Decision tables --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALLIED)
def test_allied_strategies_rest_while_nothing_happens(name: str) -> None:
    for state in ("JPN", "AUS", "EUU"):
        assert not make(name).decide(ally(state)).moves


@pytest.mark.parametrize(
    ("leader", "trust", "controlled", "expected"),
    [
        (0, 0.6, 0, []),
        (2, 0.6, 0, ["licence CHN"]),
        (2, 0.6, 1, []),
        (2, 0.3, 0, []),  # does not trust it enough
        (2, 0.3, 1, ["open CHN"]),
        (1, 0.6, 1, ["open CHN"]),
        (3, 0.6, 0, ["licence CHN", "rung 1"]),
    ],
)
def test_equipment_controller(leader: float, trust: float, controlled: float, expected: list[str]) -> None:
    seen = ally(leader_rung=leader, late={"trust_in_leader": trust}, memory={"controlled": np.array([controlled])})
    assert kinds(make("equipment_controller").decide(seen)) == expected


@pytest.mark.parametrize(
    ("trust", "tariff", "broken", "mine", "expected"),
    [
        (0.6, 0.0, 0, 0, ["rung 1"]),  # follows
        (0.5, 0.15, 0, 1, []),  # hurt, and still trusting
        (0.3, 0.05, 0, 1, []),  # no trust, and no harm done
        (0.3, 0.3, 0, 1, ["propose chn_jpn CHN", "tariff USA 0.15"]),
        (0.3, 0.3, 1, 1, ["propose chn_jpn CHN", "rung 0", "tariff USA 0.15"]),
        (0.45, 0.0, 1, 0, ["propose chn_jpn CHN"]),  # trust is not back yet; nothing is charged, nothing is answered
        (0.55, 0.0, 1, 0, ["rung 1"]),  # comes back
    ],
)
def test_swing_ally(trust: float, tariff: float, broken: float, mine: float, expected: list[str]) -> None:
    seen = ally(
        leader_rung=4,
        my_rung=mine,
        late={"trust_in_leader": trust, "tariffs_on_me": {"USA": np.array([tariff])}},
        memory={"broken": np.array([broken])},
    )
    assert kinds(make("swing_ally").decide(seen)) == expected


def test_a_swing_ally_asks_once_and_takes_its_answer_back_when_trust_returns() -> None:
    seen = ally(
        leader_rung=0,
        late={"trust_in_leader": 0.55, "tariffs_on_me": {"USA": np.array([0.1])}},
        memory={"broken": np.array([1.0]), "answered": np.array([0.15])},
    )
    assert kinds(make("swing_ally").decide(seen)) == ["tariff USA 0.00"]
    signed = ally(
        late={
            "trust_in_leader": 0.2,
            "tariffs_on_me": {"USA": np.array([0.3])},
            "my_deals": {"chn_jpn": np.array([100.0])},
        },
        memory={"broken": np.array([1.0]), "answered": np.array([0.15])},
    )
    assert not kinds(make("swing_ally").decide(signed))


@pytest.mark.parametrize(
    ("leader", "rival", "waited", "paid", "expected"),
    [
        (0, 0, 0, False, []),
        (2, 2, 0, False, []),  # not wanted enough
        (0, 3, 0, False, ["licence all"]),
        (3, 0, 1, False, []),  # waits
        (3, 0, 6, False, ["ban all"]),
        (3, 0, 7, False, []),  # closed already
        (3, 0, 0, True, []),
        (3, 0, 4, True, ["open USA"]),
        (0, 0, 4, False, ["open all"]),
    ],
)
def test_resource_bargainer(leader: float, rival: float, waited: float, paid: bool, expected: list[str]) -> None:
    late = {"my_agreements": {"USA": np.array([True])} if paid else {}}
    seen = ally("AUS", leader_rung=leader, rival_rung=rival, late=late, memory={"months_waited": np.array([waited])})
    assert kinds(make("resource_bargainer").decide(seen)) == expected


def test_a_state_without_ore_has_nothing_to_bargain_with() -> None:
    assert not make("resource_bargainer").decide(ally("KOR", leader_rung=6, rival_rung=6))


@pytest.mark.parametrize(
    ("name", "proposer", "cut", "eases", "accepted"),
    [
        ("bandwagon", "USA", 0.1, False, True),
        ("bandwagon", "USA", 0.0, False, False),
        ("bandwagon", "CHN", 0.1, True, False),
        ("hedger", "USA", 0.1, False, True),
        ("hedger", "CHN", 0.0, True, True),
        ("hedger", "CHN", 0.0, False, False),
        ("resource_bargainer", "CHN", 0.1, False, True),
        ("swing_ally", "CHN", 0.1, True, False),
        ("swing_ally", "USA", 0.1, False, True),
    ],
)
def test_allies_sign_what_is_worth_it(name: str, proposer: str, cut: float, eases: bool, accepted: bool) -> None:
    asked = replace(offer(), proposer=proposer, their_tariff_cut=np.array([cut]), eases_controls=np.array([eases]))
    where, reason = make(name).answer(ally(late={"tariffs_on_me": {"USA": np.zeros(1)}}), asked)
    assert bool(where[0]) == accepted and reason
    assert bool(is_worth_signing(asked, 0.02)[0]) == (cut > 0.02 or eases)


def test_a_lost_ally_signs_with_the_other_side() -> None:
    asked = replace(offer(), proposer="CHN", eases_controls=np.array([True]))
    seen = ally(late={"trust_in_leader": 0.2, "tariffs_on_me": {"USA": np.array([0.3])}})
    assert make("swing_ally").answer(seen, asked)[0][0]


# Whole runs -------------------------------------------------------------------------------------------------------


class Bully(Strategy):
    """Tax one's allies and climb."""

    name = "bully"

    def decide(self, seen: Briefing) -> Moves:
        if seen.month == 1:
            return Moves(
                (TariffMove(partners=("JPN", "EUU"), rate=0.4, authority="IEEPA", because="a test"),)
            ) + seen.rung(4.0, because="a test")
        return seen.hold()


def test_an_ally_that_is_taxed_beyond_bearing_defects_and_china_takes_it_in() -> None:
    model = trade_war(CHN="coalition_builder(reciprocal)", JPN="swing_ally", EUU="bandwagon")
    usa, jpn, euu = (model.craft.codes.index(code) for code in ("USA", "JPN", "EUU"))
    model.states[usa].strategy = Bully(Settings.defaults())
    for _ in range(8):
        model.step()
    signed = model.world.deals
    assert signed.active[signed.number("chn_jpn"), 0]
    assert not signed.active[signed.number("chn_euu"), 0]
    assert model.world.relations.rung[jpn, 0] == 0 and model.world.relations.rung[euu, 0] == 1
    assert model.world.tariffs.law[jpn, usa].any() and not model.world.tariffs.law[euu, usa].any()


def test_a_power_that_courts_third_states_signs_with_those_it_taxes() -> None:
    model = trade_war(USA="coalition_builder(hawk)", CHN="hawk", JPN="bandwagon", EUU="hold", KOR="bandwagon")
    usa, jpn = (model.craft.codes.index(code) for code in ("USA", "JPN"))
    desk = office(model)
    for partner, rate in (("JPN", 0.24), ("EUU", 0.20)):
        carry_out(desk, usa, TariffMove(partners=(partner,), rate=rate, authority="IEEPA", because="a test"))
    desk.renew(1)
    for _ in range(8):
        model.step()
    book = model.world.deals
    assert book.active[book.number("usa_jpn"), 0]
    assert not book.active[book.number("usa_euu"), 0]  # holds its course
    assert not book.active[book.number("usa_kor"), 0]  # nothing to gain
    assert model.world.tariffs.general[usa, jpn, 0] == pytest.approx(0.135)
    assert model.world.tariffs.lawful()[usa, jpn, 0] == pytest.approx(0.24)  # the law stays on the books


def test_agreements_are_found_by_their_parties() -> None:
    model = trade_war()
    model.observe()
    found = {state.code: seen for state, seen in zip(model.states, model.briefings, strict=True)}
    assert found["USA"].trade_agreements["usa_gbr"] == "GBR" and "london_truce" not in found["USA"].trade_agreements
    assert agreements_with(found["EUU"], "CHN") == ("chn_euu",)
    assert not agreements_with(found["AUS"], "CHN")
    hosts = states_with_ore(found["USA"], ("light_ore", "heavy_ore"))
    assert "AUS" in hosts and not {"USA", "CHN", "KOR"} & set(hosts)


# Courting third states --------------------------------------------------------------------------------------------


def test_only_those_are_offered_an_agreement_who_have_something_to_gain() -> None:
    tariffs = {"JPN": np.array([0.2, 0.0])}
    assert burdens(briefing(2, my_tariffs=tariffs), "JPN", 0.02).tolist() == [True, False]
    assert not burdens(briefing(2, my_tariffs=tariffs), "EUU", 0.02).any()
    here = np.array([False, True])
    control = Entry(11, 1, "USA", "export control", "EUU", "chips", np.ones(2), np.zeros(2), here, "why", None)
    assert burdens(briefing(2, events=(control,)), "EUU", 0.02).tolist() == [False, True]
    eased = replace(control, before=np.zeros(2), after=np.ones(2))
    assert not burdens(briefing(2, events=(eased,)), "EUU", 0.02).any()


def court(month: int, **facts: object) -> list[str]:
    """What a power that courts third states offers in a month of conflict."""
    shelf = {"trade_agreements": {"usa_jpn": "JPN"}, "my_tariffs": {"JPN": np.array([0.2])}}
    seen = briefing(month=month, my_rung=3, **(shelf | facts))
    return [_told(move) for move in make("coalition_builder").decide(seen).moves]


def test_who_refuses_an_agreement_is_asked_half_as_often_each_time() -> None:
    asked: list[int] = []
    for month in range(0, 48, 3):
        memory = {"asked_usa_jpn": np.array([float(len(asked))])}
        asked += [month] if court(month, memory=memory) == ["propose usa_jpn JPN"] else []
    assert asked == [0, 6, 12, 24]
    assert not court(0, my_tariffs={}) and not court(1)


@pytest.mark.parametrize(
    ("last", "expected"), [(0.0, 1000.0), (1000.0, 1250.0), (2000.0, 2500.0), (2900.0, None), (3000.0, None)]
)
def test_a_bid_for_ore_rises_until_it_would_pass_the_highest(last: float, expected: float | None) -> None:
    facts = {"roles": {"AUS": "partner", "CHN": "power"}, "ore": {"AUS": ("light_ore",), "CHN": ("light_ore",)}}
    seen = briefing(my_rung=3, memory={"bid_AUS": np.array([last])}, **facts)
    moves = make("coalition_builder").decide(seen)
    if expected is None:
        assert not moves and "bid_AUS" not in moves.memory
        return
    (bid,) = moves.moves
    assert isinstance(bid, ProgrammeMove) and bid.partners == ("AUS",)
    assert bid.terms["finance_musd"] == pytest.approx(expected) and moves.memory["bid_AUS"] == pytest.approx(expected)


def test_third_states_decide_alike_alone_and_in_company() -> None:
    """Allies that change sides, ore that is bid for: world 2 of 3 lives as it does by itself."""
    plan = load_scenario(
        "liberation_day_2025",
        {
            "states.USA.then": "coalition_builder(dealmaker)",
            "states.CHN.then": "coalition_builder(reciprocal)",
            "states.JPN.then": "swing_ally",
            "states.KOR.then": "equipment_controller",
            "states.AUS.then": "resource_bargainer",
            "states.BRA.then": "resource_bargainer",
        },
    )
    together, alone = TradeWar(plan, [1, 2, 3]), TradeWar(plan, [2])
    for _ in range(16):
        together.step()
        alone.step()
    for part in ("rung", "trust", "payoff", "grievance"):
        many, one = (getattr(model.world.relations, part) for model in (together, alone))
        assert (many[..., 1] == one[..., 0]).all(), part
    assert (together.world.deals.status[:, 1] == alone.world.deals.status[:, 0]).all()
    told = [row[1:] for row in together.log.rows(together.craft.calendar) if row[0] == 1]
    assert told == [row[1:] for row in alone.log.rows(alone.craft.calendar)]
    assert any(row[3] == "export control" and row[2] in ("AUS", "KOR") for row in told)


def test_a_fork_carries_along_what_allies_hold_against_the_powers() -> None:
    model = trade_war("liberation_day_2025")
    for _ in range(6):
        model.step()
    fork = model.fork(2)
    assert (fork.world.relations.grievance == model.world.relations.grievance).all()
    assert fork.world.relations.grievance.any()


def test_an_equipment_control_is_felt_by_those_who_buy() -> None:
    """China's stock of chips falls when Japan asks for licences; the European Union has none to withhold."""
    model = trade_war(USA="hawk", CHN="hawk", JPN="equipment_controller", KOR="equipment_controller")
    free = trade_war(USA="hawk", CHN="hawk")
    for _ in range(12):
        model.step()
        free.step()
    chips, chn = model.craft.tables.good_index("chips"), model.craft.codes.index("CHN")
    assert model.world.economy.cover[chips, chn, 0] < free.world.economy.cover[chips, chn, 0]
    routes, jpn = model.craft.routes, model.craft.codes.index("JPN")
    held = (routes.exporter == jpn) & (routes.good == chips) & (routes.importer == chn)
    assert (model.world.controls.law.status[held] == 1).all()


def test_who_invests_gets_the_ore_and_who_does_not_waits() -> None:
    model = trade_war(USA="coalition_builder(hawk)", CHN="hawk", AUS="resource_bargainer")
    for _ in range(14):
        model.step()
    aus, usa, chn = (model.craft.codes.index(code) for code in ("AUS", "USA", "CHN"))
    told = [row for row in model.log.rows(model.craft.calendar) if row[3] == "AUS"]
    asked = next(row for row in told if row[4] == "export control" and row[5] == "all")
    opened = next(row for row in told if row[4] == "export control" and row[5] == "USA")
    assert asked[2] <= opened[2] and opened[9] == "USA has invested"
    agreements = model.world.programmes.running(model.world.month, "friend_shoring")
    assert any((one.payer, one.host) == (usa, aus) for one in agreements)
    routes, ore = model.craft.routes, model.craft.tables.good_index("light_ore")
    status = {
        buyer: model.world.controls.law.status[
            (routes.exporter == aus) & (routes.good == ore) & (routes.importer == buyer)
        ].max()
        for buyer in (usa, chn)
    }
    assert status[usa] == 0 < status[chn]


@pytest.mark.parametrize(("trusts", "joined"), [(True, True), (False, False)])
def test_friends_join_a_common_floor_if_they_trust(trusts: bool, joined: bool) -> None:
    model = trade_war(USA="coalition_builder(hawk)", CHN="hawk", EUU="bandwagon")
    euu, usa = (model.craft.codes.index(code) for code in ("EUU", "USA"))
    book = model.world.deals
    book.conclude(book.number("usa_euu"), np.array([True]), 0)
    for _ in range(8):
        if not trusts:
            model.world.relations.trust[euu, usa] = 0.1
        model.step()
    floors = model.world.programmes.running(model.world.month, "price_floor")
    assert any(one.payer == euu for one in floors) == joined
    refused = [row for row in model.log.rows(model.craft.calendar) if "refused by EUU" in row[9]]
    assert bool(refused) != joined
    assert len(refused) <= 1  # asked once
