"""Decision tables for every strategy, and what every strategy must keep to."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from briefings import NUMBERS, briefing, foreseeing, offer, trade_war

from sim.errors import InputError
from sim.luck import Luck
from sim.model import TradeWar
from sim.parameters import Settings, load_sources
from sim.states import Briefing, Moves, Strategy, each_world
from sim.states.briefing import Threat
from sim.states.moves import DealMove, RungMove, TariffMove
from sim.states.seen.observing import observe
from sim.states.strategy import find_strategies, load_strategy
from sim.types import Array
from sim.world import World

SETTINGS = Settings.defaults()
THINKING = [name for name in find_strategies() if name not in ("script", "human")]
"""Strategies that decide by themselves: one follows the record, another asks a player."""


def make(name: str, **options: object) -> Strategy:
    return load_strategy(name)(SETTINGS, options)


def target(moves: Moves, stays: float) -> float:
    """The rung a single world ends on."""
    rungs = [move for move in moves.moves if isinstance(move, RungMove)]
    assert len(rungs) <= 1
    return float(np.asarray(rungs[0].target)[0]) if rungs else stays


def test_a_name_that_a_briefing_lacks_is_answered_with_the_nearest() -> None:
    seen = briefing(market=90.0)
    with pytest.raises(AttributeError, match="a briefing has no 'market_index'; did you mean 'market'"):
        seen.market_index  # noqa: B018
    with pytest.raises(AttributeError, match="did you mean 'propose'"):
        seen.propse  # noqa: B018
    with pytest.raises(AttributeError, match=r"a briefing has no 'zzz'$"):
        seen.zzz  # noqa: B018
    with pytest.raises(AttributeError, match="did you mean 'market'"):
        each_world(lambda self, one: one.market_index)(None, seen)
    assert not hasattr(seen, "__array__")


def test_a_briefing_can_be_copied_and_pickled() -> None:
    seen = dataclasses.replace(briefing(market=90.0), _draw=np.zeros, _foresee=None)
    for again in (copy.copy(seen), copy.deepcopy(seen), pickle.loads(pickle.dumps(seen))):
        assert again.market == 90 and again.state == "USA"


def test_all_asked_strategies_are_there() -> None:
    wanted = {"hold", "script", "reciprocal", "hawk", "dove", "dealmaker", "bandwagon", "hedger"}
    assert wanted <= set(find_strategies())


@pytest.mark.parametrize("name", list(find_strategies()))
def test_every_strategy_says_what_it_is(name: str) -> None:
    found = find_strategies()[name]
    assert found.description().endswith(".")
    assert found.source in load_sources()
    assert found.tags


@pytest.mark.parametrize(
    ("mine", "rival", "step", "expected"),
    [
        (0, 0, 0, 0),
        (0, 3, 3, 3),  # answers in kind
        (2, 3, 1, 3),
        (0, 5, 2, 2),  # answers the step, not the level
        (3, 2, 1, 3),  # the rival climbed but still stands below
        (4, 4, 1, 4),
        (3, 1, -2, 1),  # comes down with the rival
        (4, 1, -1, 3),
        (2, 4, -1, 2),
        (6, 6, 0, 6),
    ],
)
def test_reciprocal(mine: float, rival: float, step: float, expected: float) -> None:
    seen = briefing(my_rung=mine, rival_rung=rival, rival_step=step)
    assert target(make("reciprocal").decide(seen), mine) == expected


def test_reciprocal_forgives_and_lets_small_leads_pass() -> None:
    lucky = briefing(luck=0.05, my_rung=0, rival_rung=3, rival_step=3)
    assert not make("reciprocal").decide(lucky)
    small = briefing(my_rung=2, rival_rung=3, rival_step=1)
    assert make("reciprocal").decide(small)
    assert not make("reciprocal", dead_band=2).decide(small)


def test_reciprocal_takes_neither_start_nor_end_of_a_deal_for_a_step() -> None:
    ended = briefing(my_rung=3, rival_rung=4, rival_rung_before=1, rival_step=0)
    assert not make("reciprocal").decide(ended)
    begun = briefing(my_rung=3, rival_rung=1, rival_rung_before=5, rival_step=0, deal_in_force=np.ones(1, dtype=bool))
    assert not make("reciprocal").decide(begun)


def test_reciprocal_carries_out_some_threats() -> None:
    due = Threat(np.array([1.0]), np.array([True]))
    bold = briefing(luck=0.1, my_threat=due, my_law_on_rival=0.54, deal_days_left=np.array([9.0]))
    (move,) = make("reciprocal", threat_follow_through=0.25).decide(bold).moves
    assert isinstance(move, TariffMove)
    assert np.allclose(move.rate, 1.54)
    assert not make("reciprocal").decide(briefing(luck=0.9, my_threat=due, my_law_on_rival=0.54))
    settled = dataclasses.replace(bold, deal_days_left=np.array([90.0]))
    assert not make("reciprocal").decide(settled)


@pytest.mark.parametrize(
    ("mine", "rival", "under_deal", "expected"),
    [(0, 0, False, 1), (1, 0, False, 1), (3, 4, False, 4), (6, 6, False, 6), (2, 5, True, 2)],
)
def test_hawk(mine: float, rival: float, under_deal: bool, expected: float) -> None:
    seen = briefing(my_rung=mine, rival_rung=rival, deal_in_force=np.array([under_deal]))
    assert target(make("hawk").decide(seen), mine) == expected


@pytest.mark.parametrize(("mine", "rival", "expected", "offers"), [(3, 5, 2, True), (0, 0, 0, False), (0, 1, 0, True)])
def test_dove(mine: float, rival: float, expected: float, offers: bool) -> None:
    moves = make("dove").decide(briefing(my_rung=mine, rival_rung=rival))
    assert target(moves, mine) == expected
    assert any(isinstance(move, DealMove) and move.kind == "propose" for move in moves.moves) == offers


@pytest.mark.parametrize(
    ("pain", "under_deal", "offers"), [(0.4, False, False), (0.6, False, True), (0.6, True, False)]
)
def test_dealmaker_offers_when_it_hurts(pain: float, under_deal: bool, offers: bool) -> None:
    moves = make("dealmaker").decide(briefing(pain=pain, deal_in_force=np.array([under_deal])))
    assert [move.deal for move in moves.moves if isinstance(move, DealMove)] == ["london_truce"] * offers


@pytest.mark.parametrize(
    ("fall", "pain", "under_deal", "reason"),
    [
        (0.08, 0.0, False, ""),
        (0.12, 0.0, False, "share prices have fallen too far"),
        (0.12, 0.6, False, "the pain has passed its limit"),  # one offer, not two
        (0.12, 0.0, True, ""),
    ],
)
def test_dealmaker_offers_when_the_market_takes_fright(fall: float, pain: float, under_deal: bool, reason: str) -> None:
    seen = briefing(market_fall=fall, pain=pain, deal_in_force=np.array([under_deal]))
    offers = [move for move in make("dealmaker", market_alarm=0.1).decide(seen).moves if isinstance(move, DealMove)]
    assert [move.because for move in offers if np.all(move.where)] == [reason] * bool(reason)


def test_dealmaker_asks_for_more_time_before_a_deal_runs_out() -> None:
    near, far = np.array([40.0]), np.array([80.0])
    for left, asked in ((near, 1), (far, 0)):
        seen = briefing(deal_days={"geneva": left}, deal_days_left=left, deal_in_force=np.ones(1, dtype=bool))
        moves = [move for move in make("dealmaker").decide(seen).moves if isinstance(move, DealMove)]
        assert len(moves) == asked


@pytest.mark.parametrize(("leader", "mine", "expected"), [(0, 0, 0), (3, 0, 1), (6, 1, 2), (2, 1, 0), (5, 1, 1)])
def test_bandwagon(leader: float, mine: float, expected: float) -> None:
    assert target(make("bandwagon").decide(briefing(leader_rung=leader, my_rung=mine)), mine) == expected


@pytest.mark.parametrize(
    ("leader", "before", "mine", "pain", "sells_to_leader", "expected"),
    [
        (5, 0, 0, 0.0, 0.2, 1),
        (2, 0, 0, 0.0, 0.2, 0),  # too low to lean
        (5, 0, 1, 0.4, 0.2, 0),  # it hurts
        (5, 5, 0, 0.0, 0.2, 0),  # has stepped back and stays there
        (6, 5, 0, 0.0, 0.2, 1),
        (5, 0, 1, 0.0, 0.01, 0),  # trades more with the rival
    ],
)
def test_hedger(
    leader: float, before: float, mine: float, pain: float, sells_to_leader: float, expected: float
) -> None:
    seen = briefing(
        leader_rung=leader,
        leader_rung_before=before,
        my_rung=mine,
        pain=pain,
        my_trade_with_leader=sells_to_leader,
        my_trade_with_rival=0.1,
    )
    assert target(make("hedger").decide(seen), mine) == expected


@pytest.mark.parametrize(
    ("name", "facts", "terms", "accepted"),
    [
        ("hold", {}, {}, False),
        ("dove", {}, {"my_rung_after": 0}, True),
        ("hawk", {"pain": 1.0}, {}, False),
        ("hawk", {"pain": 2.0}, {}, True),
        ("reciprocal", {}, {}, True),
        ("reciprocal", {}, {"my_rung_after": 0}, False),  # gives four rungs for two
        ("reciprocal", {}, {"rival_rung_after": 4}, False),  # gets nothing
        ("reciprocal", {"rival_step": 0}, {"extension": True, "rival_rung_after": 4}, True),
        ("reciprocal", {"rival_step": 1}, {"extension": True}, False),
        ("dealmaker", {}, {"my_rung_after": 0}, False),
        ("dealmaker", {"pain": 0.6}, {"my_rung_after": 0}, True),
        ("dealmaker", {"market_fall": 0.3}, {"my_rung_after": 0}, True),
        ("bandwagon", {}, {}, False),
    ],
)
def test_answers_to_offers(name: str, facts: dict[str, float], terms: dict[str, float], accepted: bool) -> None:
    where, reason = make(name).answer(briefing(**facts), offer(**terms))
    assert bool(where[0]) == accepted
    assert reason


@pytest.mark.parametrize("name", THINKING)
def test_a_world_decides_alike_alone_and_in_company(name: str) -> None:
    """World k of 40 gets the moves that it gets by itself."""
    worlds, dice = 40, np.random.default_rng(7)
    facts = {fact: np.round(dice.uniform(0, 6, worlds)) for fact in NUMBERS if "rung" in fact}
    facts |= {"rival_step": dice.integers(-3, 4, worlds).astype(float), "pain": dice.uniform(0, 2, worlds)}
    facts |= {"market_fall": dice.uniform(0, 0.2, worlds)}
    luck = dice.uniform(size=worlds)
    facts |= {"my_payoff": dice.uniform(-1, 0, worlds), "months_to_vote": 3.0}
    together = dataclasses.replace(briefing(worlds, **facts), _draw=lambda stream: luck)
    moves = make(name).decide(foreseeing(together, chicken))
    for world in range(worlds):
        one = {fact: np.broadcast_to(values, worlds)[world] for fact, values in facts.items()}
        alone = make(name).decide(foreseeing(briefing(1, float(luck[world]), **one), chicken))
        assert _in_world(moves, world) == _in_world(alone, 0)
        assert _noted(moves, world) == _noted(alone, 0)


def chicken(mine: Array, rival: Array) -> tuple[Array, Array]:
    """A game in which to stand higher pays a little and to clash costs much."""
    clash = 0.07 * mine * rival
    return 0.1 * mine - clash, 0.1 * rival - clash


def _noted(moves: Moves, world: int) -> dict[str, object]:
    """What is remembered in a world; nothing and never count alike, as they do when they are recalled."""
    notes = {note: np.nan_to_num(np.asarray(values)[..., world]).tolist() for note, values in moves.memory.items()}
    return {note: value for note, value in notes.items() if value}


def _in_world(moves: Moves, world: int) -> list[tuple[object, ...]]:
    told: list[tuple[object, ...]] = []
    for move in moves.moves:
        if move.where is None or move.where[world]:
            value = float(np.atleast_1d(move.target)[world]) if isinstance(move, RungMove) else None
            told.append((type(move).__name__, move.because, value))
    return sorted(told, key=str)


@pytest.mark.parametrize("name", THINKING)
def test_every_move_has_a_reason(name: str) -> None:
    seen = briefing(my_rung=2, rival_rung=5, rival_step=3, leader_rung=6, pain=1.0)
    assert all(move.because.strip() for move in make(name).decide(seen).moves)


def test_a_move_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="reason"):
        RungMove(target=1.0, because=" ")


def test_briefings_are_frozen_and_lead_nowhere() -> None:
    """Neither the model nor another state's mind can be reached or changed from a briefing."""
    model = trade_war("liberation_day_2025", worlds=2)
    for _ in range(6):
        model.step()
    for seen in observe(model.states, model.world, model.craft, model.world.luck, model.log, model.foresee):
        with pytest.raises(dataclasses.FrozenInstanceError):
            seen.my_rung = np.zeros(2)  # type: ignore[misc]
        for field in dataclasses.fields(Briefing):
            value = getattr(seen, field.name)
            if isinstance(value, np.ndarray) and field.name != "deal_in_force":
                assert not value.flags.writeable, field.name
            assert not isinstance(value, Luck | Strategy | World | TradeWar)


def test_each_state_draws_its_own_luck() -> None:
    model = trade_war(worlds=3)
    model.observe()
    draws = np.stack([seen.luck("forgiveness") for seen in model.briefings])
    assert len(np.unique(draws)) == draws.size
    again = np.stack([seen.luck("forgiveness") for seen in model.briefings])
    assert (draws == again).all()


def test_each_world_lets_a_rule_be_written_with_plain_if() -> None:
    class Stair(Strategy):
        """Climb one rung when the rival stands higher."""

        name = "stair"

        @each_world
        def decide(self, seen: Briefing) -> Moves:
            if seen.rival_rung > seen.my_rung and seen.luck("mood") < 0.9:
                return seen.rung(seen.my_rung + 1, because="the rival stands higher")
            return seen.hold()

    moves = Stair(SETTINGS).decide(briefing(3, my_rung=[0, 2, 1], rival_rung=[1, 1, 4]))
    (move,) = moves.moves
    assert isinstance(move, RungMove)
    assert move.where is not None
    assert move.where.tolist() == [True, False, True]
    assert np.asarray(move.target)[move.where].tolist() == [1.0, 2.0]


def test_two_mirrors_come_to_rest_from_any_pair_of_rungs() -> None:
    mine, rival = (grid.ravel().astype(float) for grid in np.meshgrid(np.arange(7), np.arange(7)))
    mirror = make("reciprocal")
    steps = [mine.copy(), rival.copy()]  # both have just climbed to where they stand
    rungs = [mine, rival]
    for _ in range(20):
        after = []
        for me, other in ((0, 1), (1, 0)):
            seen = briefing(49, my_rung=rungs[me], rival_rung=rungs[other], rival_step=steps[other])
            now = rungs[me].copy()
            for move in mirror.decide(seen).moves:
                assert isinstance(move, RungMove)
                now = np.where(move.where, move.target, now)
            after.append(now)
        steps = [after[0] - rungs[0], after[1] - rungs[1]]
        rungs = after
    assert not np.any(steps)


def test_unknown_names_and_options_are_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match="reciprocal"):
        load_strategy("reciprocol")
    with pytest.raises(InputError, match="forgiveness"):
        make("reciprocal", forgivness=0.2)


STUDENT = '''
from sim.states import Briefing, Moves, Strategy


class Stubborn(Strategy):
    """Go to rung two and stay there."""

    name = "stubborn"
    source = "chokepoint_assumption"
    rung: int = 2

    def decide(self, seen: Briefing) -> Moves:
        """Two is enough."""
        return seen.rung(self.rung, because="two is enough")
'''


def test_a_strategy_in_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "stubborn.py"
    file.write_text(STUDENT)
    model = trade_war(CHN=str(file))
    model.step()
    assert model.world.relations.rung[model.craft.codes.index("CHN")] == 2
    assert [entry.actor for entry in model.log.entries].count("CHN") >= 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def broken(:\n", "not valid Python"),
        ("x = 1\n", "no strategy"),
        ("import nothing_of_the_kind\n", "nothing_of_the_kind"),
        (STUDENT + STUDENT.replace("Stubborn", "Other"), "2 strategies"),
    ],
)
def test_a_bad_strategy_file_is_explained(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / f"bad_{abs(hash(text))}.py"
    file.write_text(text)
    with pytest.raises(InputError, match=said):
        load_strategy(str(file))


def test_a_strategy_that_fails_in_a_month_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "faulty.py"
    file.write_text(STUDENT.replace("self.rung", "self.ladder"))
    model = trade_war(CHN=str(file))
    with pytest.raises(InputError, match=r"faulty.py:14: the strategy failed: AttributeError"):
        model.step()


def test_listing_strategies_needs_no_heavy_library() -> None:
    code = (
        "import sys; from sim.states.strategy import find_strategies; find_strategies();"
        "print(sorted({'mesa','pandas','matplotlib','scipy','pyarrow'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_politics_is_the_same_for_a_world_alone_and_in_company() -> None:
    """Rungs, trust, payoffs and the record of world 3 of 5 equal those of a run with its seed alone."""
    together, alone = (trade_war(USA="hawk", CHN="dealmaker", JPN="bandwagon", worlds=size) for size in (5, 1))
    alone = TradeWar(alone.plan, [4])
    for _ in range(14):
        together.step()
        alone.step()
    for part in ("rung", "trust", "payoff", "pain"):
        many, one = (getattr(model.world.relations, part) for model in (together, alone))
        assert (many[..., 3] == one[..., 0]).all(), part
    told = [row[1:] for row in together.log.rows(together.craft.calendar) if row[0] == 3]
    assert told == [row[1:] for row in alone.log.rows(alone.craft.calendar)]
