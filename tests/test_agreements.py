"""Agreements: trade deals with third states, and friend-shoring that needs the consent of those asked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from briefings import briefing, trade_war

from sim.errors import InputError
from sim.model import TradeWar
from sim.parameters import DATA, Settings
from sim.policy.deals import IN_FORCE
from sim.scenario import load_scenario
from sim.states.consent import with_consent
from sim.states.deals.packages import AGREEMENTS, load_packages
from sim.states.deals.relief import eased_controls, tariff_cuts
from sim.states.enactment import carry_out, enact
from sim.states.moves import NOTHING, DealMove, Moves, ProgrammeMove, TariffMove
from sim.states.office import Office
from sim.states.requests import Request
from sim.states.strategy import find_strategies
from sim.tables import load_tables


def venture(*partners: str, money: float = 2000.0, form: str = "joint_venture", **more: Any) -> ProgrammeMove:
    terms = {"price_usd_kg": 110.0} if form == "common_floor" else {"finance_musd": money}
    terms = {"target_months": 3.0} if form == "pooled_reserve" else terms
    return ProgrammeMove(
        instrument="friend_shoring",
        goods=("light_ore",),
        partners=partners,
        form=form,
        terms=terms,
        because="a test",
        **more,
    )


def decided(model: TradeWar, **moves: Moves) -> list[Moves]:
    return [moves.get(code, NOTHING) for code in model.craft.codes]


def asked(model: TradeWar, **moves: Moves) -> list[Moves]:
    model.chance()
    model.observe()
    return with_consent(model.states, model.briefings, decided(model, **moves), model.world, model.craft, model.log)


def wanted_by(model: TradeWar, code: str, agreed: list[Moves]) -> list[tuple[str, ...]]:
    return [move.partners for move in agreed[model.craft.codes.index(code)].moves if isinstance(move, ProgrammeMove)]


# The file -----------------------------------------------------------------------------------------------------------


def test_the_agreements_of_the_record_are_there_and_their_parties_are_states() -> None:
    found, codes = load_packages(file=AGREEMENTS), load_tables().state_codes
    assert {"usa_gbr", "usa_jpn", "usa_euu", "usa_kor", "usa_vnm", "usa_mys", "usa_ind"} <= set(found)
    for package in found.values():
        assert set(package.parties) <= set(codes)
        assert {clause.actor for clause in package.clauses} == set(package.parties)  # both sides give something
    assert not set(found) & set(load_packages())


def test_the_rates_are_those_of_the_replay() -> None:
    """What history_2025 records from August on, the agreements allow and no more."""
    model = TradeWar(load_scenario("history_2025"), [1])
    for _ in range(13):
        model.step()
    book, usa = model.world.deals, model.craft.codes.index("USA")
    for code in ("JPN", "EUU", "KOR", "VNM", "GBR"):
        row, partner = book.number(f"usa_{code.lower()}"), model.craft.codes.index(code)
        rates = [one.rate for one in book.packages[row].clauses if one.actor == usa and not one.sectors]
        assert rates == [pytest.approx(model.world.tariffs.general[usa, partner, 0])], code


def test_an_agreement_with_an_unknown_source_or_state_is_refused(tmp_path: Any) -> None:
    text = (DATA / AGREEMENTS).read_text()
    (tmp_path / "sources.yaml").write_text((DATA / "sources.yaml").read_text())
    (tmp_path / AGREEMENTS).write_text(text.replace("source: waugh_2025", "source: waugh_2052", 1))
    with pytest.raises(InputError, match="unknown source 'waugh_2052'; did you mean 'waugh_2025'"):
        load_packages(tmp_path, AGREEMENTS)


# Trade agreements ------------------------------------------------------------------------------------------------


def taxed(rate: float = 0.24) -> TradeWar:
    model = trade_war(worlds=2)
    desk = Office(model.world, model.craft, model.log)
    usa = model.craft.codes.index("USA")
    carry_out(desk, usa, TariffMove(partners=("JPN",), rate=rate, authority="IEEPA", because="a test"))
    desk.renew(1)
    return model


def test_an_offer_says_what_it_changes_between_its_parties() -> None:
    model = taxed()
    usa, jpn = (model.craft.codes.index(code) for code in ("USA", "JPN"))
    row = model.world.deals.number("usa_jpn")
    here = np.array([True, False])
    before = model.world.tariffs.in_force.copy()
    theirs, mine = tariff_cuts(row, jpn, here, model.world)
    assert 0.24 - 0.135 < theirs[0] < 0.24 - 0.125  # cars come down further than other goods
    assert theirs[1] == 0 and not mine.any()
    assert (tariff_cuts(row, usa, here, model.world)[1] == theirs).all()
    assert (model.world.tariffs.in_force == before).all()  # only asked, not signed
    assert not model.world.deals.active.any()
    assert not eased_controls(row, jpn, here, model.world).any()


def test_a_deal_with_china_eases_controls_where_there_are_any() -> None:
    model = TradeWar(load_scenario("rare_earth_controls_2025"), [1])
    for _ in range(10):
        model.step()
    euu, row = model.craft.codes.index("EUU"), model.world.deals.number("chn_euu")
    assert eased_controls(row, euu, np.array([True]), model.world)[0]
    assert not eased_controls(row, euu, np.array([False]), model.world).any()


def test_an_agreement_leaves_the_law_on_the_books_and_its_end_restores_it() -> None:
    model = taxed()
    usa, jpn = (model.craft.codes.index(code) for code in ("USA", "JPN"))
    book, row = model.world.deals, model.world.deals.number("usa_jpn")
    law = model.world.tariffs.law.copy()
    book.conclude(row, np.array([True, False]), 0)
    desk = Office(model.world, model.craft, model.log)
    desk.deal_changed()
    desk.renew(1)
    assert model.world.tariffs.general[usa, jpn] == pytest.approx([0.135, 0.24])
    assert (model.world.tariffs.law == law).all()
    book.end(row, np.array([True, True]), 6.0)
    desk.deal_changed()
    desk.renew(1)
    assert model.world.tariffs.general[usa, jpn] == pytest.approx([0.24, 0.24])


def test_climbing_against_a_third_state_breaks_no_agreement() -> None:
    """Japan's trust grows while its agreement is kept, whatever the United States does to China."""
    model = trade_war(USA="hawk", CHN="hawk")
    usa, jpn = (model.craft.codes.index(code) for code in ("USA", "JPN"))
    book = model.world.deals
    book.conclude(book.number("usa_jpn"), np.array([True]), 0)
    for _ in range(5):
        model.step()
    assert model.world.relations.rung[usa, 0] >= 3
    assert book.status[book.number("usa_jpn"), 0] == IN_FORCE
    assert model.world.relations.trust[jpn, usa, 0] > 0.6


def test_raising_a_tariff_on_a_partner_breaks_its_agreement_and_its_trust() -> None:
    model = trade_war()
    usa, jpn = (model.craft.codes.index(code) for code in ("USA", "JPN"))
    book = model.world.deals
    book.conclude(book.number("usa_jpn"), np.array([True]), 0)
    raised = Moves((TariffMove(partners=("JPN",), rate=0.3, authority="IEEPA", because="a test"),))
    enact(decided(model, USA=raised), model.world, model.craft, model.log)
    assert not book.active[book.number("usa_jpn"), 0]
    assert model.world.relations.trust[jpn, usa, 0] == pytest.approx(0.3)


def test_a_power_can_propose_to_a_third_state() -> None:
    moves = briefing().propose("usa_jpn", because="a test", partner="JPN")
    assert isinstance(moves.moves[0], DealMove) and moves.moves[0].partner == "JPN"


# Consent -----------------------------------------------------------------------------------------------------------


def test_money_is_taken_and_commitments_are_made_to_those_who_are_trusted() -> None:
    model = trade_war(worlds=2)
    aus, usa = (model.craft.codes.index(code) for code in ("AUS", "USA"))
    model.world.relations.trust[aus, usa] = [0.6, 0.2]
    agreed = asked(model, USA=Moves((venture("AUS"),)))
    assert agreed[usa].moves[0].where.tolist() == [True, True]  # type: ignore[union-attr]
    agreed = asked(model, USA=Moves((venture("AUS", form="common_floor"),)))
    assert agreed[usa].moves[0].where.tolist() == [True, False]  # type: ignore[union-attr]
    refusals = [entry for entry in model.log.entries if "refused by AUS" in entry.reason]
    assert [entry.where.tolist() for entry in refusals] == [[False, True]]


def test_the_record_asks_nobody() -> None:
    model = trade_war()
    model.world.relations.trust[:] = 0
    scripted = Moves((venture("AUS", "JPN", form="common_floor"),), scripted=True)
    assert wanted_by(model, "USA", asked(model, USA=scripted)) == [("AUS", "JPN")]


def test_partners_are_asked_one_by_one_and_share_the_money() -> None:
    model = trade_war(AUS="hedger", JPN="bandwagon")
    agreed = asked(model, USA=Moves((venture("AUS", "JPN", form="common_floor"),)))
    assert wanted_by(model, "USA", agreed) == [("JPN",)]  # a hedger joins nobody's floor
    agreed = asked(model, USA=Moves((venture("AUS", "JPN", money=3000.0),)))
    shares = [move.terms["finance_musd"] for move in agreed[0].moves if isinstance(move, ProgrammeMove)]
    assert shares == [1500.0, 1500.0]


def test_ore_goes_to_the_highest_bidder() -> None:
    model = trade_war(AUS="resource_bargainer")
    low, high = Moves((venture("AUS", money=1500.0),)), Moves((venture("AUS", money=4000.0),))
    assert wanted_by(model, "USA", asked(model, USA=low)) == [("AUS",)]
    agreed = asked(model, USA=low, CHN=high)
    assert wanted_by(model, "USA", agreed) == [] and wanted_by(model, "CHN", agreed) == [("AUS",)]
    aus, usa, chn = (model.craft.codes.index(code) for code in ("AUS", "USA", "CHN"))
    for liked, other in ((usa, chn), (chn, usa)):  # as much as the other: the one it trusts more
        model.world.relations.trust[aus, [liked, other]] = [[0.7], [0.6]]
        agreed = asked(model, USA=low, CHN=low)
        assert agreed[liked].moves and not agreed[other].moves
    agreed = asked(model, USA=Moves((venture("AUS", money=1.0),)))
    assert wanted_by(model, "USA", agreed) == []  # too little


def test_of_equal_bids_one_is_taken_by_luck() -> None:
    """Whoever bids, no state hosts the mines of both in one month; over many worlds both win some."""
    model = trade_war(AUS="hold", worlds=32)
    bid = Moves((venture("AUS", money=1500.0),))
    agreed = asked(model, USA=bid, CHN=bid)
    usa, chn = (model.craft.codes.index(code) for code in ("USA", "CHN"))
    ours, theirs = (agreed[row].moves[0].where for row in (usa, chn))
    assert ours is not None and theirs is not None
    assert (ours != theirs).all() and ours.any() and theirs.any()
    told = [entry for entry in model.log.entries if "bids more" in entry.reason]
    assert sum(entry.where.sum() for entry in told) == 32


@pytest.mark.parametrize(
    ("strategy", "proposer", "broken", "consents"),
    [
        ("bandwagon", "CHN", 0.0, False),
        ("bandwagon", "USA", 0.0, True),
        ("equipment_controller", "CHN", 0.0, False),
        ("swing_ally", "CHN", 0.0, False),
        ("swing_ally", "CHN", 1.0, True),
        ("swing_ally", "USA", 0.0, True),
        ("hedger", "CHN", 0.0, True),
    ],
)
def test_who_stands_by_its_leader_takes_no_money_from_its_rival(
    strategy: str, proposer: str, broken: float, consents: bool
) -> None:
    here = np.array([True])
    request = Request(proposer, "joint_venture", ("light_ore",), here, np.ones(1), np.zeros(1), here)
    facts = {"memory": {"broken": np.array([broken])}, "trust_in_leader": 0.4, "state": "AUS", "leader": "USA"}
    consented, _ = find_strategies()[strategy](Settings.defaults()).consent(briefing(**facts), request)
    assert bool(consented[0]) == consents


def test_an_agreement_in_force_is_outbid_or_stays() -> None:
    model = trade_war(AUS="resource_bargainer")
    model.chance()
    model.observe()
    signed = decided(model, USA=Moves((venture("AUS", money=4000.0),)))
    enact(signed, model.world, model.craft, model.log)
    model.world.month += 1
    assert wanted_by(model, "CHN", asked(model, CHN=Moves((venture("AUS", money=2000.0),)))) == []
    assert wanted_by(model, "CHN", asked(model, CHN=Moves((venture("AUS", money=9000.0),)))) == [("AUS",)]


@pytest.mark.parametrize(("paid", "consents"), [(False, False), (True, True)])
def test_a_state_with_ore_joins_floors_of_those_who_have_paid(paid: bool, consents: bool) -> None:
    strategy = find_strategies()["resource_bargainer"](Settings.defaults())
    here = np.array([True])
    request = Request("USA", "common_floor", ("light_ore",), here, np.zeros(1), np.zeros(1), here)
    seen = briefing(state="AUS", leader="USA", _late={"my_agreements": {"USA": here} if paid else {}})
    assert bool(strategy.consent(seen, request)[0][0]) == consents


def test_whoever_has_not_said_otherwise_consents_like_most() -> None:
    """A wrapper answers as what it wraps; a state that follows the record takes what others pay for."""
    here = np.array([True])
    request = Request("USA", "pooled_reserve", ("light_ore",), here, np.zeros(1), np.zeros(1), ~here)
    for name in ("hold", "script", "reciprocal"):
        assert not find_strategies()[name](Settings.defaults()).consent(briefing(), request)[0][0]
    wrapper: Any = find_strategies()["coalition_builder"]
    inner = find_strategies()["hedger"](Settings.defaults())
    assert not wrapper(Settings.defaults(), None, inner).consent(briefing(), request)[0][0]


def test_consent_is_the_same_for_a_world_alone_and_in_company() -> None:
    together, alone = (trade_war(AUS="resource_bargainer", worlds=size) for size in (3, 1))
    mask = np.array([True, False, True])
    for model, where in ((together, mask), (alone, mask[:1])):
        moves = asked(model, USA=Moves((venture("AUS", "JPN", where=where),)))
        enact(moves, model.world, model.craft, model.log)
    told = [row[1:] for row in together.log.rows(together.craft.calendar) if row[0] == 0]
    assert told == [row[1:] for row in alone.log.rows(alone.craft.calendar)]
    assert told
