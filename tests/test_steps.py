"""What counts as a state's own step, what others can see of it, and what the record says it came to."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from briefings import trade_war

from sim.model import TradeWar
from sim.policy.relief import lay_over_controls, lay_over_tariffs
from sim.policy.tariffs import AUTHORITIES
from sim.scenario import load_scenario
from sim.states.briefing import Briefing
from sim.states.deals.compliance import SLOW_WALK
from sim.states.details import Details
from sim.states.enactment import enact
from sim.states.judging.trust import judge_compliance
from sim.states.law.rulings import Ruling, hold_court
from sim.states.levers.ladder import LAW_RETURNS
from sim.states.moves import NOTHING, DealMove, Moves, RungMove, TariffMove

DEAL = "london_truce"
LATE = [name for name, fact in vars(Details).items() if isinstance(fact, property)]


def go(rung: float) -> Moves:
    return Moves((RungMove(target=rung, because="a test"),))


def tariff(rate: float) -> Moves:
    """A tariff alone, which a court can take away; from its third rung on the ladder holds goods back as well."""
    return Moves((TariffMove(partners=("CHN",), rate=rate, authority="IEEPA", because="a test"),))


def act(model: TradeWar, **moves: Moves) -> None:
    """Let some states act, all others rest, and a month pass."""
    enact([moves.get(code, NOTHING) for code in model.craft.codes], model.world, model.craft, model.log)
    model.world.month += 1


def rows(model: TradeWar) -> tuple[int, int]:
    return model.craft.codes.index("USA"), model.craft.codes.index("CHN")


def under_a_deal(law: float = 4) -> TradeWar:
    """Both stand on a rung by law, and the London truce lies over it."""
    model = trade_war()
    act(model, USA=go(law), CHN=go(law))
    world = model.world
    world.deals.conclude(world.deals.number(DEAL), np.ones(1, dtype=bool), model.craft.calendar.elapsed(world.month))
    lay_over_tariffs(world.tariffs, world.deals)
    lay_over_controls(world.controls, world.deals, day=1)
    world.relations.rung = model.craft.rungs(world)
    act(model)
    return model


# a slow-walk is no public measure


def test_nobody_can_read_a_slow_walk_off_its_briefing_when_it_begins() -> None:
    secret, honest = under_a_deal(), under_a_deal()
    usa, china = rows(secret)
    slow = DealMove(kind="slow_walk", deal=DEAL, partner="USA", because="a test")
    act(secret, CHN=Moves((slow,)))
    act(honest)
    in_force = [model.world.controls.in_force.approval_rate for model in (secret, honest)]
    assert (in_force[0] < in_force[1]).any()
    for model in (secret, honest):
        judge_compliance(model.world, model.craft)
        model.observe()
    assert (secret.world.relations.trust == honest.world.relations.trust).all()
    for name in [part.name for part in fields(Briefing) if not part.name.startswith("_")] + LATE:
        one, other = (getattr(model.briefings[usa], name) for model in (secret, honest))
        if name == "events":
            assert [entry.instrument for entry in one] == [entry.instrument for entry in other]
        elif name not in ("deals", "authorities"):
            assert repr(one) == repr(other), name
    views = [model.briefings[usa].deals[DEAL] for model in (secret, honest)]
    assert repr(views[0]) == repr(views[1])
    assert secret.briefings[china].deals[DEAL].slow.all() and SLOW_WALK in {
        one.instrument for one in secret.log.entries
    }


def test_trust_is_lost_for_a_slow_walk_only_once_it_is_seen_through() -> None:
    model = trade_war("slow_walked_truce")
    usa, china = rows(model)
    sure, trust = [], []
    for _ in range(14):
        model.step()
        sure.append(bool(model.world.beliefs.slow_walk[usa, 0] > model.world.settings.breach_certainty))
        trust.append(float(model.world.relations.trust[usa, china, 0]))
    first = sure.index(True)
    assert first > 6 and np.diff(trust[5:first]).min() >= 0 and trust[first] < trust[first - 1]


def test_the_law_counts_as_announced_again_once_the_desk_works_by_the_deal() -> None:
    model = under_a_deal()
    for kind in ("slow_walk", "mend"):
        act(model, CHN=Moves((DealMove(kind=kind, deal=DEAL, partner="USA", because="a test"),)))  # type: ignore[arg-type]
        assert (model.world.controls.told is None) == (kind == "mend")
    assert model.world.controls.announced is model.world.controls.in_force


# what courts and the calendar take is no step


def strike(model: TradeWar) -> None:
    ruling = Ruling(0, AUTHORITIES.index("IEEPA"), "a court", np.ones(model.world.worlds, dtype=bool))
    hold_court(model.world, model.craft, model.log, [ruling])


def test_a_ruling_and_what_brings_the_tariff_back_are_no_steps() -> None:
    model = trade_war()
    usa, _ = rows(model)
    relations = model.world.relations
    act(model, USA=tariff(0.8))
    assert relations.own_step[usa, 0] == 3 and relations.climbed[usa, 0] == 3
    strike(model)
    act(model, USA=tariff(0.8))  # a stopgap at once, the rest after an inquiry
    rung, seen = relations.law_rung[usa, 0], []
    assert 0 < rung < 3 and relations.due_back[usa, 0] == 3
    for _ in range(16):
        hold_court(model.world, model.craft, model.log, [])
        act(model)
        seen.append((relations.law_rung[usa, 0], relations.own_step[usa, 0], relations.climbed[usa, 0]))
    laws, steps, climbs = (set(one) for one in zip(*seen, strict=True))
    assert len(laws) > 1  # the stopgap lapses, the inquiry ends
    assert steps == {0} and climbs == {0}


def test_what_an_inquiry_brings_beyond_what_was_lost_is_a_step() -> None:
    model = trade_war()
    usa, _ = rows(model)
    strike(model)
    act(model, USA=tariff(0.8))
    steps = [float(model.world.relations.own_step[usa, 0])]
    for _ in range(16):
        hold_court(model.world, model.craft, model.log, [])
        act(model)
        steps.append(float(model.world.relations.own_step[usa, 0]))
    assert steps[0] > 0 and max(steps[1:]) > 0 and min(steps) >= 0


def test_who_comes_down_of_its_own_accord_claims_nothing_back() -> None:
    model = trade_war()
    usa, _ = rows(model)
    act(model, USA=tariff(0.8))
    strike(model)
    act(model, USA=tariff(0.1))
    assert model.world.relations.own_step[usa, 0] == 0 and model.world.relations.due_back[usa, 0] == 3
    act(model, USA=tariff(0.0))
    assert model.world.relations.own_step[usa, 0] == -1 and model.world.relations.due_back[usa, 0] == 0


def test_a_mirror_follows_no_ruling() -> None:
    changes = {f"states.{code}.strategy": "reciprocal" for code in ("USA", "CHN")}
    model = TradeWar(load_scenario("base", changes), [1, 2, 3])
    usa, china = rows(model)
    act(model, USA=tariff(1.45), CHN=go(5))
    act(model)
    strike(model)
    for _ in range(10):
        model.step()
    assert (model.world.relations.law_rung[usa] < 5).all() and (model.world.relations.rung[china] == 5).all()


def test_a_ruling_under_a_deal_costs_no_trust_and_tells_nothing() -> None:
    model = TradeWar(load_scenario("court_strikes_tariffs"), [1, 2])
    usa, china = rows(model)
    trust, soft = [], []
    for _ in range(24):
        model.step()
        trust.append(model.world.relations.trust[china, usa].copy())
        soft.append(model.world.beliefs.types[0, china].copy())
    assert (np.diff(np.array(trust[13:]), axis=0) >= 0).all()
    assert np.abs(np.diff(np.array(soft[12:]), axis=0)).max() < 0.02


def test_steps_and_what_is_due_back_are_the_same_alone_and_in_a_batch() -> None:
    scenario = load_scenario("court_strikes_tariffs", {"chance": ["leaks"]})
    batch, alone = TradeWar(scenario, [3, 4, 5]), TradeWar(scenario, [4])
    for _ in range(22):
        batch.step()
        alone.step()
        for name in ("climbed", "law_rung_before", "due_back", "own_step", "rung"):
            one, many = (getattr(model.world.relations, name) for model in (alone, batch))
            assert (one[:, 0] == many[:, 1]).all(), name
        assert (alone.world.beliefs.types[..., 0] == batch.world.beliefs.types[..., 1]).all()
    assert batch.world.relations.due_back.any()


# what the record says of a step


def test_a_step_against_a_deal_is_recorded_as_what_it_leads_to() -> None:
    model = under_a_deal(law=4)
    usa, _ = rows(model)
    stood = float(model.world.relations.rung[usa, 0])
    assert stood < 3
    act(model, USA=go(stood + 1))
    assert model.world.relations.rung[usa, 0] == 4
    (told,) = [one for one in model.log.entries if one.month == 2 and one.instrument == "rung"]
    assert (told.before[0], told.after[0]) == (stood, 4) and told.reason.endswith(LAW_RETURNS)


@pytest.mark.parametrize("rung", [5.0, 6.0])
def test_a_step_beyond_the_law_is_recorded_as_it_was_meant(rung: float) -> None:
    model = under_a_deal(law=4)
    act(model, USA=go(rung))
    (told,) = [one for one in model.log.entries if one.month == 2 and one.instrument == "rung"]
    assert told.after[0] == rung and told.reason == "a test"
