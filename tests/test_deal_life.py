"""The life of a deal: talks, offer, more days, slow-walking, complaint, snap-back, end; and the law untouched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from briefings import trade_war
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.model import TradeWar
from sim.policy.clauses import cut_clause
from sim.policy.deals import (
    BREACHED,
    COMPLAINED,
    COUNTERED,
    EXPIRED,
    EXTENDED,
    IN_FORCE,
    MORE_TIME_ASKED,
    NO_MORE_TIME,
    PROPOSED,
    SUSPENDED,
    DealBook,
    deal_words,
)
from sim.policy.relief import lay_over_controls, lay_over_tariffs
from sim.scenario import load_scenario
from sim.states.enactment import enact, expire
from sim.states.judging.trust import breach_seen, judge_compliance
from sim.states.moves import NOTHING, ControlMove, DealMove, Moves, RungMove
from sim.states.office import note_deal
from sim.states.rules.deals import answer_breaches, hold_back_at_once, mend, walk_slowly
from sim.states.state import State

WORLDS = 3
FIRST = np.array([True, False, False])
ALL = np.ones(WORLDS, dtype=bool)

WALKER = '''
from sim.states import Briefing, Moves, NOTHING, Offer, Strategy
from sim.states.rules.deals import walk_slowly


class Walker(Strategy):
    """Sign anything and let the files lie, until the extension has been signed for the second time."""

    name = "walker"
    source = "chokepoint_assumption"

    def decide(self, seen: Briefing) -> Moves:
        return walk_slowly(seen, because="files come back with questions")

    def answer(self, seen: Briefing, offer: Offer):
        return offer.where & (seen.month < 14), "signs what keeps the peace"
'''


@pytest.fixture
def model() -> TradeWar:
    """Three worlds under the truce."""
    return under_truce()


def under_truce() -> TradeWar:
    """Three worlds on rung 5 on both sides, with the London truce in force in all of them."""
    made = trade_war(worlds=WORLDS)
    five = Moves((RungMove(target=5.0, because="a test"),))
    act(made, USA=five, CHN=five)
    made.world.deals.conclude(london(made), ALL, today=0)
    renew(made)
    return made


def act(model: TradeWar, **moves: Moves) -> None:
    """Enact the moves of some states in this month."""
    enact([moves.get(code, NOTHING) for code in model.craft.codes], model.world, model.craft, model.log)


def about(kind: str, partner: str, where: np.ndarray | None = None) -> Moves:  # type: ignore[type-arg]
    """A move about the London truce."""
    move = DealMove(kind=kind, deal="london_truce", partner=partner, because="a test", where=where)  # type: ignore[arg-type]
    return Moves((move,))


def london(model: TradeWar) -> int:
    return model.world.deals.number("london_truce")


def parties(model: TradeWar) -> tuple[int, int]:
    return model.craft.codes.index("USA"), model.craft.codes.index("CHN")


def renew(model: TradeWar) -> None:
    lay_over_tariffs(model.world.tariffs, model.world.deals)
    lay_over_controls(model.world.controls, model.world.deals, day=1)
    model.world.relations.rung = model.craft.rungs(model.world)


def charged(model: TradeWar) -> list[float]:
    """What the United States charges China: (world,)."""
    usa, chn = parties(model)
    return [round(float(rate), 6) for rate in model.world.tariffs.general[usa, chn]]


def last_event(model: TradeWar) -> tuple[str, str, str]:
    """Status before and after, and the reason, of the last event of a deal, in the first world."""
    entry = [one for one in model.log.entries if one.instrument == "deal london_truce"][-1]
    return deal_words(entry.before[0]), deal_words(entry.after[0]), entry.reason


def test_a_suspension_brings_back_the_linked_clauses_of_one_side_alone(model: TradeWar) -> None:
    usa, chn = parties(model)
    act(model, USA=about("suspend", "CHN", FIRST))
    assert charged(model) == [1.45, 0.30, 0.30]
    assert model.world.deals.status[london(model)].tolist() == [SUSPENDED, IN_FORCE, IN_FORCE]
    assert last_event(model) == ("in force", "suspended", "a test")
    # what China promised goes on
    assert np.allclose(model.world.tariffs.general[chn, usa], 0.10)
    assert model.world.deals.active[london(model)].all()
    act(model, USA=about("resume", "CHN"))
    assert charged(model) == [0.30, 0.30, 0.30]
    assert model.world.deals.status[london(model)].tolist() == [IN_FORCE] * WORLDS
    assert last_event(model) == ("suspended", "in force", "a test")


def test_technology_that_was_given_for_licences_goes_with_them(model: TradeWar) -> None:
    """As in May 2025: design software and engines were stopped when rare earths came slowly."""
    usa, chn = parties(model)
    goods = [model.world.tables.good_index("design_software")]
    routes = model.world.routes.select(goods, usa, [chn])
    before = model.world.controls.in_force.approval_rate[routes].copy()
    act(model, USA=about("suspend", "CHN", FIRST))
    after = model.world.controls.in_force.approval_rate[routes]
    assert (after[:, 0] < before[:, 0]).all()
    assert (after[:, 1:] == before[:, :1]).all()


def test_a_suspended_deal_is_extended_as_it_stands_and_runs_out_like_any_other(model: TradeWar) -> None:
    book, row = model.world.deals, london(model)
    act(model, USA=about("suspend", "CHN", FIRST))
    book.extend(row, ALL, 90)
    assert book.status[row].tolist() == [SUSPENDED, EXTENDED, EXTENDED]
    act(model, USA=about("resume", "CHN"))
    assert book.status[row].tolist() == [EXTENDED] * WORLDS
    act(model, USA=about("suspend", "CHN", FIRST))
    book.expiry_day[row] = 0
    expire(model.world, model.craft, model.log)
    assert book.status[row].tolist() == [EXPIRED] * WORLDS
    assert not book.suspended[row].any()
    assert charged(model) == [1.45] * WORLDS


def test_the_record_tells_what_became_of_a_request_for_more_time(
    model: TradeWar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Granted for a deal that is suspended, granted for one in force, and refused."""
    book, row, (usa, _) = model.world.deals, london(model), parties(model)
    granted = np.array([True, True, False])
    monkeypatch.setattr(State, "answer", lambda self, seen, offer: (offer.where & granted, "a test"))
    act(model, USA=about("suspend", "CHN", FIRST))
    book.propose(row, usa, ALL, 30)
    model.observe()
    model.step()
    answers = [one for one in model.log.entries if one.instrument == "deal london_truce" and one.actor == "CHN"]
    told = [
        [(one.before[world], one.after[world], one.reason) for one in answers if one.where[world]]
        for world in range(WORLDS)
    ]
    assert told == [
        [(SUSPENDED, SUSPENDED, "its term is prolonged")],
        [(MORE_TIME_ASKED, EXTENDED, "a test")],
        [(MORE_TIME_ASKED, NO_MORE_TIME, "the offer was not good enough")],
    ]
    assert book.status[row].tolist() == [SUSPENDED, EXTENDED, IN_FORCE]


def test_a_complaint_stands_once_and_goes_when_nothing_is_seen_any_more(model: TradeWar) -> None:
    book, row, (usa, _) = model.world.deals, london(model), parties(model)
    model.world.beliefs.slow_walk[usa] = 0.99
    act(model, USA=about("complain", "CHN", FIRST))
    assert last_event(model) == ("in force", "complained of", "a test")
    act(model, USA=about("complain", "CHN"))
    assert (~np.isnan(book.complaint[row, book.side(row, usa)])).all()
    expire(model.world, model.craft, model.log)
    assert (~np.isnan(book.complaint[row, book.side(row, usa)])).all()
    model.world.beliefs.slow_walk[usa] = 0.1
    expire(model.world, model.craft, model.log)
    assert np.isnan(book.complaint[row]).all()
    assert last_event(model) == ("complained of", "in force", "the breach is no longer seen")
    # it changed nothing that is in force
    assert charged(model) == [0.30] * WORLDS


def test_a_breach_is_answered_step_by_step(model: TradeWar) -> None:
    usa, _ = parties(model)
    model.world.beliefs.slow_walk[usa] = [0.99, 0.5, 0.99]
    model.observe()
    act(model, USA=answer_breaches(model.briefings[usa]))
    assert [deal_words(entry.after[0]) for entry in model.log.entries if "deal" in entry.instrument] == [
        "complained of"
    ]
    model.world.month += 1
    model.observe()
    assert not answer_breaches(model.briefings[usa])
    model.world.month += 1
    model.observe()
    act(model, USA=answer_breaches(model.briefings[usa]))
    assert charged(model) == [1.45, 0.30, 1.45]
    model.world.beliefs.slow_walk[usa] = [0.1, 0.1, 0.99]
    model.observe()
    act(model, USA=answer_breaches(model.briefings[usa]))
    assert charged(model) == [0.30, 0.30, 1.45]


def test_who_does_not_wait_holds_back_at_once(model: TradeWar) -> None:
    usa, _ = parties(model)
    model.world.beliefs.slow_walk[usa] = [0.99, 0.5, 0.99]
    model.observe()
    act(model, USA=hold_back_at_once(model.briefings[usa]))
    assert charged(model) == [1.45, 0.30, 1.45]


def test_a_desk_walks_slowly_and_works_by_the_deal_again(model: TradeWar) -> None:
    usa, chn = parties(model)
    terms = model.world.controls.in_force
    routes = model.world.deals.packages[london(model)].routes_of(chn)
    promised, lag = terms.approval_rate[routes].copy(), terms.lag_months[routes].copy()
    model.observe()
    act(model, CHN=walk_slowly(model.briefings[chn], because="a test", where=FIRST))
    slow = model.world.controls.in_force
    assert (slow.approval_rate[routes][:, 0] <= 0.25).all()
    assert (slow.lag_months[routes][:, 0] > lag[:, 0]).all()
    assert (slow.approval_rate[routes][:, 1:] == promised[:, :1]).all()
    model.observe()
    assert model.briefings[chn].deals["london_truce"].slow.tolist() == FIRST.tolist()
    # the other side must find it out
    assert all(entry.instrument != "slow walk" for entry in model.briefings[usa].events)
    assert not mend(model.briefings[chn])
    act(model, USA=about("complain", "CHN"))
    model.observe()
    act(model, CHN=mend(model.briefings[chn]))
    assert (model.world.controls.in_force.approval_rate[routes] == promised).all()
    assert (model.world.controls.in_force.lag_months[routes] == lag).all()


def test_an_offer_can_be_countered(model: TradeWar) -> None:
    book, row = model.world.deals, model.world.deals.number("geneva")
    usa, chn = parties(model)
    book.end(london(model), ALL, BREACHED)
    book.propose(row, usa, FIRST)
    move = DealMove(kind="counter", deal="geneva", partner="USA", because="a test", where=FIRST)
    act(model, CHN=Moves((move,)))
    assert book.status[row].tolist() == [PROPOSED, 0, 0]
    assert book.proposer[row, 0] == chn
    assert model.log.entries[-1].after[0] == COUNTERED


def test_cuts_come_off_what_ceilings_leave(model: TradeWar) -> None:
    cut = cut_clause(model.world.tables, "USA", ["CHN"], 0.10)
    package = model.world.deals.packages[london(model)]
    joined = type(package)("joined", "A test", package.parties, 90, (cut, *package.clauses))
    model.world.deals = book = DealBook.start([joined], WORLDS)
    book.conclude(0, FIRST, today=0)
    renew(model)
    assert charged(model) == [0.20, 1.45, 1.45]
    # a deal of which only a part was agreed
    book.include(0, np.arange(len(joined.clauses))[:, None] == 0, ALL)
    renew(model)
    assert charged(model) == [1.35, 1.45, 1.45]


KINDS = ("complain", "suspend", "resume", "breach", "slow_walk", "mend", "extend", "expire")

steps = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(["USA", "CHN"]), st.lists(st.booleans(), min_size=3, max_size=3)),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_whatever_happens_to_a_deal_its_end_restores_the_law(
    steps: list[tuple[str, str, list[bool]]],
) -> None:
    """Suspensions and ends never touch the law; once nothing is in force, the law is, to the last bit."""
    model = under_truce()
    tariffs, controls = model.world.tariffs, model.world.controls
    tariff_law, lawful = tariffs.law.copy(), tariffs.lawful()
    for kind, actor, where in steps:
        happen(model, kind, actor, np.array(where))
        assert (tariffs.law == tariff_law).all()
        held = tariffs.general
        assert (held <= lawful).all()
        binding = model.world.deals.active[london(model)] & ~model.world.deals.suspended[london(model)].any(axis=0)
        usa, chn = parties(model)
        assert np.allclose(held[usa, chn][binding], 0.30)
    for actor, partner in (("USA", "CHN"), ("CHN", "USA")):
        act(model, **{actor: about("mend", partner)})
    model.world.deals.expiry_day[:] = 0
    expire(model.world, model.craft, model.log)
    renew(model)
    assert not model.world.deals.active.any()
    assert (tariffs.general == lawful).all()
    for name in ("status", "approval_rate", "green_channel", "term_months", "controlled_share"):
        assert (getattr(controls.in_force, name) == getattr(controls.law, name)).all()


def happen(model: TradeWar, kind: str, actor: str, where: np.ndarray) -> None:  # type: ignore[type-arg]
    """Let one thing happen to the truce in some worlds."""
    book, row = model.world.deals, london(model)
    if kind == "extend":
        book.extend(row, where, 90)
    elif kind == "expire":
        book.end(row, where, EXPIRED)
        renew(model)
    else:
        act(model, **{actor: about(kind, "CHN" if actor == "USA" else "USA", where)})


def test_a_whole_life_leaves_a_record_of_every_step(tmp_path: Path) -> None:
    """Proposed, in force, extended by 90 days, slow-walked, complained of, snapped back, expired."""
    walker = tmp_path / "walker.py"
    walker.write_text(WALKER)
    changes = {
        "states.USA.until": "2025-04",
        "states.CHN.until": "2025-04",
        "states.CHN.then": str(walker),
    }
    worlds = 6
    model = TradeWar(load_scenario("liberation_day_2025", changes), list(range(1, 1 + worlds)))
    for _ in range(24):
        model.step()
    seen = [one for one in model.log.entries if one.instrument in ("deal london_truce", "slow walk")]
    life = [
        ("deal london_truce", "USA", PROPOSED),
        ("deal london_truce", "CHN", IN_FORCE),
        ("slow walk", "CHN", 0.25),
        ("deal london_truce", "USA", MORE_TIME_ASKED),
        ("deal london_truce", "CHN", EXTENDED),
        ("deal london_truce", "USA", COMPLAINED),
        ("deal london_truce", "USA", SUSPENDED),
        ("deal london_truce", "USA", EXPIRED),
    ]
    whole = 0
    for world in range(worlds):
        told = [(one.instrument, one.actor, one.after[world]) for one in seen if one.where[world]]
        # what luck at the desk tells differs by world; a breach once seen is answered in this order
        places = [told.index(step) for step in life if step in told]
        whole += len(places) == len(life) and places == sorted(places)
    assert whole >= worlds / 2
    assert all(one.reason for one in seen)
    assert [one.month for one in seen] == sorted(one.month for one in seen)


def test_a_fork_carries_suspensions_and_complaints_along(model: TradeWar) -> None:
    act(model, USA=about("suspend", "CHN", FIRST))
    act(model, CHN=about("complain", "USA", FIRST))
    ahead = model.fork(2)
    row, book = london(model), ahead.world.deals
    assert book.suspended[row].any(axis=0).tolist() == [True, True, False, False, False, False]
    assert (~np.isnan(book.complaint[row])).any(axis=0).tolist() == [True, True, False, False, False, False]
    book.resume(row, parties(model)[0], np.ones(6, dtype=bool))
    assert model.world.deals.suspended[row].any()


def test_talks_open_on_pain_or_near_the_end_of_a_deal(model: TradeWar) -> None:
    usa, chn = parties(model)
    world, book, row = model.world, model.world.deals, london(model)
    book.expiry_day[row] = [400, 20, 400]
    world.relations.pain[usa] = 9.0
    expire(world, model.craft, model.log)
    assert book.talks_between(usa, chn).tolist() == [False, True, False]
    book.end(row, FIRST, BREACHED)
    expire(world, model.craft, model.log)
    assert book.talks_between(usa, chn).tolist() == [True, True, False]
    model.observe()
    assert model.briefings[usa].talks.tolist() == [True, True, False]
    assert not model.briefings[model.craft.codes.index("EUU")].talks.any()


def test_control_moves_of_a_deals_party_still_break_it(model: TradeWar) -> None:
    act(model, USA=about("suspend", "CHN", FIRST))
    ban = ControlMove(goods=("april_2025",), partners=("USA",), status="ban", because="a test")
    act(model, CHN=Moves((ban,)))
    assert (model.world.deals.status[london(model)] == BREACHED).all()
    assert not model.world.deals.suspended[london(model)].any()


def test_trust_falls_where_a_breach_is_seen_and_where_no_licences_were_promised_there_is_none(model: TradeWar) -> None:
    usa, chn = parties(model)
    world, row = model.world, london(model)
    world.relations.climbed[:] = 0
    world.beliefs.slow_walk[usa] = [0.99, 0.5, 0.0]
    assert breach_seen(world, model.craft, row, usa).tolist() == [True, False, False]
    before = world.relations.trust[usa, chn].copy()
    judge_compliance(world, model.craft)
    assert (world.relations.trust[usa, chn] < before).tolist() == [True, False, False]
    licences = [number for number, one in enumerate(world.deals.packages[row].clauses) if one.routes is not None]
    world.deals.included[row][licences] = False
    assert not breach_seen(world, model.craft, row, usa).any()
    before = world.relations.trust[usa, chn].copy()
    judge_compliance(world, model.craft)
    assert (world.relations.trust[usa, chn] >= before).all()


def test_what_parties_do_about_a_deal_is_noted_between_them_on_its_day(model: TradeWar) -> None:
    row, (usa, _) = london(model), parties(model)
    status = model.world.deals.status[row]
    note_deal(model.world, model.craft, model.log, row, usa, (status, status), FIRST, "a word", day=9)
    entry = model.log.entries[-1]
    assert (entry.actor, entry.target, entry.instrument, entry.day) == ("USA", "CHN", "deal london_truce", 9)
    assert entry.where.tolist() == FIRST.tolist() and last_event(model) == ("in force", "in force", "a word")
    told = len(model.log.entries)
    note_deal(model.world, model.craft, model.log, row, usa, (status, status), ~ALL, "nothing")
    assert len(model.log.entries) == told
