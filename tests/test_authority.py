"""Legal authority: quickest free law first, inquiries after their lag, rulings that take a law away, refunds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.model import TradeWar
from sim.policy.authority import law_books
from sim.policy.legal import Legal
from sim.policy.tariffs import AUTHORITIES
from sim.scenario import AUTHORITIES as LEGAL_GROUNDS
from sim.scenario import load_scenario
from sim.states.enactment import enact
from sim.states.law.rulings import Ruling, hold_court
from sim.states.moves import LevyAgainMove, Moves, RungMove, TariffMove
from sim.states.office import Office
from sim.tables import load_tables
from sim.tracks.law import law_tracks
from sim.types import Array
from tests.briefings import court_ruling, trade_war
from tests.tiny import replace as replace_text
from tests.tiny import write_data

USA, CHN, EUU = (load_tables().state_index(code) for code in ("USA", "CHN", "EUU"))
IEEPA, S122, S232, S301 = (AUTHORITIES.index(name) for name in LEGAL_GROUNDS["USA"])

RULED = """\
title: A court rules
about: For a test.
sources: [cfr_2026_02]
extends: liberation_day_2025
months: 30
chance: []
states:
  USA: {strategy: script, until: 2025-06, then: THEN}
  CHN: {strategy: script, until: 2025-06, then: hold}
more_events:
""" + court_ruling("2026-02-20")


def act(model: TradeWar, **moves: Moves) -> None:
    """Let some states act and time pass, all others resting."""
    enact([moves.get(code, Moves()) for code in model.craft.codes], model.world, model.craft, model.log)
    model.world.month += 1
    hold_court(model.world, model.craft, model.log, [])


def go(rung: int) -> Moves:
    return Moves((RungMove(target=float(rung), because="a test"),))


def tariff(rate: float, authority: str = "IEEPA", sectors: tuple[str, ...] = ()) -> Moves:
    move = TariffMove(partners=("CHN",), rate=rate, authority=authority, sectors=sectors, because="a test")
    return Moves((move,))


def strike(model: TradeWar, authority: int = IEEPA, stayed: bool = False) -> None:
    everywhere = np.ones(model.world.worlds, dtype=bool)
    ruling = Ruling(USA, authority, "a court: no such power", everywhere, stayed=stayed)
    hold_court(model.world, model.craft, model.log, [ruling])


def levied(model: TradeWar, partner: int = CHN) -> Array:
    """What the United States adds on a partner's goods by law: (authority,) of the first world."""
    layers: Array = model.world.tariffs.law[USA, partner, :, 0]
    return layers


def until(model: TradeWar, month: int) -> None:
    while model.world.month < month:
        act(model)


def names(model: TradeWar) -> list[str]:
    return [entry.instrument for entry in model.log.entries]


def test_table_and_scenario_know_the_same_laws() -> None:
    books = law_books(load_tables())
    for code, book in zip(load_tables().state_codes, books, strict=True):
        expected = set(LEGAL_GROUNDS.get(code, ("national", "sectoral")))
        assert {law.name for law in book.laws} == expected, code
        assert book.first.at_once and not book.first.sectors_only
    assert books[USA].inquiry is not None and books[USA].inquiry.name == "S301"
    assert books[USA].sector_inquiry is not None and books[USA].sector_inquiry.name == "S232"
    assert [law.name for law in books[USA].stopgaps] == ["S122"]


def test_a_free_first_law_carries_everything_at_once() -> None:
    model = trade_war()
    act(model, USA=go(3))
    assert np.allclose(levied(model), [0.54, 0, 0, 0, 0, 0])
    assert not model.world.legal.used and not model.world.legal.inquiries


def test_a_state_that_lost_its_first_law_taxes_up_to_the_cap_and_asks_for_the_rest() -> None:
    model = trade_war()
    strike(model)
    act(model, USA=go(3))
    assert np.allclose(levied(model), [0, 0.15, 0, 0, 0, 0])
    assert levied(model, EUU)[S122] == pytest.approx(0.15), "the surcharge falls on everybody alike"
    case = model.world.legal.inquiry(USA, CHN, S301)
    law = law_books(model.world.tables)[USA].inquiry
    assert case is not None and law is not None
    assert case.rate[0] == pytest.approx(law.support * 0.54)
    assert law.months_low <= case.due[0] <= law.months_high
    assert model.world.legal.inquiry(USA, EUU, S301) is None, "nobody asked for a tariff on others"


def test_the_inquiry_ends_in_a_lower_tariff_after_its_lag_and_the_surcharge_gives_way() -> None:
    model = trade_war()
    strike(model)
    act(model, USA=go(3))
    due = int(model.world.legal.inquiries[0].due[0])
    until(model, due - 1)
    assert levied(model)[S301] == 0
    until(model, due)
    assert levied(model)[S301] == pytest.approx(0.3375)
    assert levied(model)[S122] == levied(model, EUU)[S122] == 0
    assert np.isnan(model.world.legal.inquiries[0].rate).all()


def test_the_surcharge_ends_after_150_days_and_cannot_be_used_again() -> None:
    model = trade_war()
    strike(model)
    act(model, USA=tariff(0.1, "S122"))
    assert levied(model)[S122] == pytest.approx(0.1)
    until(model, 4)
    assert levied(model)[S122] == pytest.approx(0.1)
    until(model, 6)
    assert levied(model)[S122] == 0
    assert not model.world.legal.free(USA, S122).any()
    act(model, USA=tariff(0.1, "S122"))
    assert levied(model)[S122] == 0


def test_asking_again_for_what_is_asked_already_is_no_news() -> None:
    model = trade_war()
    strike(model)
    act(model, USA=go(3))
    before = len(model.log.entries)
    act(model, USA=go(3))
    assert len(model.log.entries) == before


def test_a_climber_without_a_law_does_not_break_its_deal() -> None:
    model = trade_war()
    strike(model)
    strike(model, S122)
    row = model.world.deals.number("geneva")
    everywhere = np.ones(1, dtype=bool)
    model.world.deals.conclude(row, everywhere, 0)
    act(model, USA=tariff(0.5))
    assert model.world.deals.active[row].all(), "an inquiry is no breach"
    act(model, CHN=Moves((TariffMove(partners=("USA",), rate=0.5, authority="national", because="a test"),)))
    assert not model.world.deals.active[row].any(), "a tariff is"


def test_coming_down_gives_up_every_layer_and_drops_the_inquiry() -> None:
    model = trade_war()
    strike(model)
    act(model, USA=go(3))
    act(model, USA=tariff(0.05))
    assert levied(model).sum() == pytest.approx(0.05)
    assert levied(model, EUU)[S122] == pytest.approx(0.05), "alike on the way down too"
    assert np.isnan(model.world.legal.inquiries[0].rate).all()
    until(model, 14)
    assert levied(model)[S301] == 0


def test_a_tariff_on_a_sector_waits_for_an_inquiry_of_its_own() -> None:
    model = trade_war()
    model.world.legal.struck[USA, IEEPA] = 1
    act(model, USA=tariff(0.25, sectors=("vehicles",)))
    sector = model.world.tables.sector_index("vehicles")
    case = model.world.legal.inquiry(USA, CHN, S232, sector)
    assert case is not None and case.rate[0] == pytest.approx(0.25)
    assert model.world.tariffs.charged(USA, CHN, S232, sector).max() == 0
    assert 6 <= case.due[0] <= 9
    until(model, int(case.due[0]))
    assert model.world.tariffs.charged(USA, CHN, S232, sector)[0] == pytest.approx(0.25)


def test_a_law_for_single_sectors_does_not_carry_a_general_tariff() -> None:
    model = trade_war()
    act(model, USA=tariff(0.25, "S232"))
    assert not levied(model).any()
    assert "no effect" in model.log.entries[-1].reason


def test_a_slow_law_named_by_a_strategy_takes_its_time() -> None:
    model = trade_war()
    act(model, USA=tariff(0.4, "S301"))
    assert not levied(model).any()
    case = model.world.legal.inquiry(USA, CHN, S301)
    assert case is not None and case.rate[0] == pytest.approx(0.25)


def test_a_ruling_takes_the_law_and_its_sectors_and_no_deal() -> None:
    model = trade_war("liberation_day_2025")
    for _ in range(6):
        model.step()
    before = model.world.deals.status.copy()
    strike(model)
    assert not levied(model).any() and not levied(model, EUU).any()
    sector = model.world.tables.sector_index("metals")
    assert model.world.tariffs.charged(USA, CHN, IEEPA, sector).max() == 0
    assert np.array_equal(model.world.deals.status, before)
    assert "court ruling IEEPA" in names(model)


def test_a_stayed_ruling_only_enters_the_record() -> None:
    model = trade_war()
    act(model, USA=go(3))
    strike(model, stayed=True)
    assert levied(model)[IEEPA] == pytest.approx(0.54)
    assert model.world.legal.free(USA, IEEPA).all()
    assert "court ruling IEEPA" in names(model)


def test_a_ruling_tells_what_a_deal_had_suspended() -> None:
    """Of 54 points one world pays 44 under a deal; the other pays all."""
    model = trade_war(worlds=2)
    act(model, USA=tariff(0.54))
    tariffs = model.world.tariffs
    tariffs.general[USA, CHN] = [0.44, 0.54]
    strike(model)
    rulings = [one for one in model.log.entries if one.instrument == "court ruling IEEPA"]
    told = {one.reason: (one.before[one.where].round(6).tolist(), one.where.tolist()) for one in rulings}
    assert told == {
        "a court: no such power": ([0.54], [False, True]),
        "a court: no such power; 0.1 of it was suspended by a deal": ([0.54], [True, False]),
    }


def test_the_record_keeps_its_laws_but_a_struck_one_levies_nothing() -> None:
    model = trade_war()
    strike(model)
    recorded = Moves(tariff(0.2).moves, scripted=True)
    act(model, USA=recorded)
    assert not levied(model).any() and not model.world.legal.inquiries
    assert "was struck down" in model.log.entries[-1].reason
    act(model, USA=Moves(tariff(0.125, "S301").moves, scripted=True))
    assert levied(model)[S301] == pytest.approx(0.125), "the record needs no inquiry"


def test_what_a_court_took_is_levied_again_on_everybody_it_fell_on() -> None:
    model = trade_war()
    act(model, USA=go(2))
    strike(model)
    act(model, USA=Moves((LevyAgainMove(because="falls back"),)))
    assert np.allclose(levied(model), [0, 0.15, 0, 0, 0, 0])
    assert model.world.legal.inquiry(USA, CHN, S301) is not None
    assert not model.world.legal.losses, "what is not levied again in the month is given up"


def test_sectors_spared_before_are_spared_again() -> None:
    model = trade_war()
    act(model, USA=tariff(0.3))
    act(model, USA=tariff(0.0, sectors=("electronics",)))
    strike(model)
    act(model, USA=Moves((LevyAgainMove(because="falls back"),)))
    electronics = model.world.tables.sector_index("electronics")
    assert model.world.tariffs.charged(USA, CHN, S122, electronics)[0] == 0
    until(model, int(model.world.legal.inquiries[0].due[0]))
    assert model.world.tariffs.charged(USA, CHN, S301, electronics)[0] == 0
    assert levied(model)[S301] > 0


def ruled(folder: Path, heir: str) -> TradeWar:
    """A scenario file with a ruling in February 2026, lived to the end of 2026."""
    file = folder / "ruled.yaml"
    file.write_text(RULED.replace("THEN", heir))
    model = TradeWar(load_scenario(file), [1, 2])
    for _ in range(28):
        model.step()
    return model


def test_a_ruling_of_a_scenario_is_answered_by_whoever_governs(tmp_path: Path) -> None:
    """Must-show 6: one law goes in 2026, and the replacement arrives after its lag at a lower rate."""
    model = ruled(tmp_path, "reciprocal")
    story = [
        (month, name, after)
        for _, month, _, actor, name, _, _, _, after, _ in model.log.rows(model.craft.calendar)
        if actor == "USA"
    ]
    assert ("2026-02", "court ruling IEEPA", "0") in story
    assert ("2026-02", "tariff S122", "0.15") in story
    arrived = [month for month, name, _ in story if name == "tariff S301"]
    assert arrived and "2026-06" <= min(arrived) <= "2027-02"
    assert 0 < levied(model)[S301] < 0.54
    assert not levied(model)[[IEEPA, S122]].any()
    assert model.world.legal.owed[USA].max() == pytest.approx(0, abs=1)


def test_refunds_are_a_share_of_what_was_collected_and_cost_the_treasury(tmp_path: Path) -> None:
    file = tmp_path / "ruled.yaml"
    file.write_text(RULED.replace("THEN", "hold"))
    model = TradeWar(load_scenario(file), [1])
    for _ in range(13):
        model.step()
    collected = model.world.legal.collected[USA, IEEPA, 0]
    assert 50_000 < collected < 300_000, "about 150 billion dollars were collected"
    balance = model.world.economy.budget.balance[USA, 0]
    model.step()
    paid = model.world.legal.paid[USA, 0]
    refunds = next(one for one in law_tracks(model.world) if one.name == "tariff_refunds").read(model.world)
    assert refunds is not None and refunds[USA, 0] == paid
    assert paid == pytest.approx(model.world.settings.refund_share * collected / model.world.settings.refund_months)
    assert model.world.economy.budget.balance[USA, 0] < balance - paid / 2
    total = paid
    for _ in range(13):
        model.step()
        total += model.world.legal.paid[USA, 0]
    assert total == pytest.approx(model.world.settings.refund_share * collected)


DAYS = """\
title: A tariff and a ruling in one month
about: For a test.
sources: [cfr_2026_02]
extends: base
months: 6
states: {USA: {strategy: script}}
events:
  - {date: 2025-02-04, actor: USA, kind: tariff, partner: IND, rate: 0.5, authority: IEEPA, because: early, SOURCE}
  - {date: 2025-03-07, actor: USA, kind: tariff, partner: IND, rate: 0.18, authority: IEEPA, because: agreed, SOURCE}
  - {date: 2025-03-20, actor: USA, kind: court_ruling, authority: IEEPA, court: A court, because: no power, SOURCE}
  - {date: 2025-03-24, actor: USA, kind: tariff, partner: IND, rate: 0.3, authority: IEEPA, because: late, SOURCE}
"""


def test_a_ruling_and_the_record_take_effect_in_the_order_of_days(tmp_path: Path) -> None:
    file = tmp_path / "days.yaml"
    file.write_text(DAYS.replace("SOURCE", "source: cfr_2026_02"))
    model = TradeWar(load_scenario(file), [1, 2])
    for _ in range(4):
        model.step()
    march = [
        (entry.day, entry.instrument, entry.before[0], entry.after[0])
        for entry in model.log.entries
        if entry.month == 2
    ]
    assert march == [
        (7, "tariff IEEPA", 0.5, 0.18),
        (20, "court ruling IEEPA", 0.18, 0.0),
        (24, "tariff IEEPA", 0.0, 0.0),
    ]
    assert "struck down" in model.log.entries[-1].reason
    assert not model.world.tariffs.law[USA, :, IEEPA].any()


def test_support_is_of_what_was_charged_and_not_of_what_a_deal_held_down() -> None:
    model = trade_war()
    act(model, USA=tariff(0.54))
    model.world.deals.conclude(model.world.deals.number("geneva"), np.ones(1, dtype=bool), 0)
    office = Office(model.world, model.craft, model.log)
    office.deal_changed()
    office.renew(1)
    charged = float(model.world.tariffs.general[USA, CHN, 0])
    assert 0 < charged < 0.54
    strike(model)
    act(model, USA=Moves((LevyAgainMove(because="falls back"),)))
    case, law = model.world.legal.inquiry(USA, CHN, S301), law_books(model.world.tables)[USA].inquiry
    assert case is not None and law is not None
    assert case.rate[0] == pytest.approx(law.support * charged)


def test_asking_for_much_more_lets_an_inquiry_begin_anew() -> None:
    model = trade_war()
    strike(model)
    ratio = float(model.world.settings.inquiry_restart_ratio)
    act(model, USA=tariff(0.2, "S301"))
    case = model.world.legal.inquiry(USA, CHN, S301)
    assert case is not None
    first = float(case.due[0])
    model.world.month = 3
    act(model, USA=tariff(0.2 * ratio * 0.9, "S301"))
    assert case.due[0] == first, "a little more is the same case"
    model.world.month = 3
    act(model, USA=tariff(0.2 * ratio * 2, "S301"))
    assert case.due[0] >= 3 + 4 and case.rate[0] == pytest.approx(0.625 * 0.2 * ratio * 2)


def test_who_holds_or_yields_lets_go_what_a_court_took(tmp_path: Path) -> None:
    for heir in ("hold", "dove"):
        assert not levied(ruled(tmp_path, heir)).any(), heir


def test_a_wrapper_answers_a_court_as_what_it_wraps(tmp_path: Path) -> None:
    assert levied(ruled(tmp_path, "volatile_leader(reciprocal)"))[S301] > 0
    assert not levied(ruled(tmp_path, "volatile_leader(hold)"))[[S122, S301]].any()


def test_a_fork_does_not_foresee_a_ruling(tmp_path: Path) -> None:
    file = tmp_path / "ruled.yaml"
    file.write_text(RULED.replace("THEN", "hold"))
    model = TradeWar(load_scenario(file), [1])
    for _ in range(10):
        model.step()
    ahead = model.fork(2)
    for _ in range(6):
        ahead.step()
    assert (ahead.world.tariffs.law[USA, CHN, IEEPA] > 0).all()


def test_the_law_of_a_world_is_the_same_alone_and_among_many(tmp_path: Path) -> None:
    file = tmp_path / "ruled.yaml"
    file.write_text(RULED.replace("THEN", "reciprocal").replace("chance: []", "chance: rulings"))
    alone, many = TradeWar(load_scenario(file), [3]), TradeWar(load_scenario(file), [1, 2, 3])
    for _ in range(20):
        alone.step()
        many.step()
    for part in ("struck", "spent", "collected", "owed"):
        one, among = getattr(alone.world.legal, part), getattr(many.world.legal, part)
        assert np.array_equal(one[..., 0], among[..., 2]), part
    assert np.array_equal(alone.world.tariffs.law[..., 0], many.world.tariffs.law[..., 2])
    assert np.array_equal(alone.world.economy.gdp_gap[:, 0], many.world.economy.gdp_gap[:, 2])


def test_how_long_an_inquiry_takes_is_luck() -> None:
    model = trade_war(worlds=40)
    strike(model)
    act(model, USA=go(3))
    due = model.world.legal.inquiries[0].due
    assert due.min() >= 4 and due.max() <= 12 and len(set(due.tolist())) > 4


def test_a_fork_expects_the_middle() -> None:
    model = trade_war()
    strike(model)
    ahead = model.fork(1)
    act(ahead, USA=go(3))
    assert ahead.world.legal.inquiries[0].due[0] == 8
    assert not model.world.legal.inquiries, "and touches nothing of the model it came from"


def test_a_fork_copies_the_law() -> None:
    model = trade_war(worlds=2)
    strike(model)
    act(model, USA=go(3))
    ahead = model.fork(3)
    assert ahead.world.legal.struck.shape[-1] == ahead.world.legal.inquiries[0].rate.shape[-1] == 6
    ahead.world.legal.inquiries[0].rate[:] = np.nan
    assert not np.isnan(model.world.legal.inquiries[0].rate).any()


def test_refunds_end() -> None:
    legal = Legal.start(2, 1)
    assert legal.pay() is None
    legal.owe(0, np.array([120.0]), 12.0)
    paid = [legal.pay() for _ in range(14)]
    assert sum(one[0, 0] for one in paid if one is not None) == pytest.approx(120)
    assert paid[-1] is None


def test_slips_in_the_table_are_named(tmp_path: Path) -> None:
    for old, new, told in (
        ("S301,USA,2,4,12", "S301,USA,2,12,4", "months_high"),
        ("S301,USA,2", "S301,USA,3", "order"),
        ("IEEPA,USA,1,0,0", "IEEPA,USA,1,0,3", "order"),
        ("IEEPA,USA", "IEPA,USA", "IEEPA"),
    ):
        folder = write_data(tmp_path / old.replace(",", "_") / told)
        replace_text(folder / "tables" / "authorities.csv", old, new)
        with pytest.raises(InputError, match=told):
            load_tables(folder)


def test_a_ruling_needs_a_law_that_the_state_has(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(RULED.replace("THEN", "hold").replace("authority: IEEPA", "authority: IEPA"))
    with pytest.raises(InputError, match="did you mean 'IEEPA'"):
        load_scenario(file)
