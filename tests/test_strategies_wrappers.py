"""Strategies inside strategies: how they are written, who gets which option, and what two wrappers do."""

from __future__ import annotations

import inspect
from pathlib import Path

import numpy as np
import pytest
from briefings import briefing, make, offer

from sim.errors import InputError
from sim.model import TradeWar
from sim.parameters import Settings
from sim.scenario import load_scenario
from sim.scenario.nesting import layers_of, nest
from sim.scenario.vocabulary import vocabulary_of_the_model
from sim.states import Strategy, Wrapper
from sim.states.briefing import Threat
from sim.states.moves import DealMove, RungMove, TariffMove, ThreatMove
from sim.states.strategy import find_strategies, is_wrapper

SETTINGS = Settings.defaults()
EVERYWHERE = np.ones(1, dtype=bool)

STAIR = """
from sim.states import Strategy


class Stair(Strategy):
    name = "stair"

    def decide(self, seen):
        return seen.rung(seen.my_rung + 1, because="up")
"""

DELAYED = """
from sim.states import Wrapper


class Delayed(Wrapper):
    name = "delayed"

    def decide(self, seen):
        return self.inner.decide(seen) if seen.month else seen.hold()
"""


@pytest.mark.parametrize(
    ("text", "layers"),
    [
        ("hawk", ("hawk",)),
        ("volatile_leader(hawk)", ("volatile_leader", "hawk")),
        ("two_levels( volatile_leader (hawk) )", ("two_levels", "volatile_leader", "hawk")),
        ("volatile_leader(my files/mine (2).py)", ("volatile_leader", "my files/mine (2).py")),
        ("a b/mine.py(hawk)", ("a b/mine.py", "hawk")),
        ("mine (2).py", ("mine (2).py",)),
    ],
)
def test_a_nested_strategy_is_taken_apart(text: str, layers: tuple[str, ...]) -> None:
    assert layers_of(text) == layers
    assert layers_of(nest(layers)) == layers


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("volatile_leader(hawk", "brackets of 'volatile_leader.hawk' do not match"),
        ("volatile_leader()", "names nothing between its brackets"),
        ("volatile_leader(hawkk)", "did you mean 'hawk'"),
        ("volatile_leadr(hawk)", "did you mean 'volatile_leader'"),
        ("hawk(dove)", "strategy 'hawk' wraps no other; wrappers are"),
        ("volatile_leader(script)", "a script cannot be wrapped"),
        ("volatile_leader(nowhere.py)", "there is no strategy file 'nowhere.py'"),
    ],
)
def test_a_wrong_nesting_is_explained_with_its_place(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        load_scenario("base", {"states.USA.strategy": text})
    assert "states.USA.strategy" in str(caught.value)


def test_the_vocabulary_knows_which_strategies_wrap() -> None:
    assert set(vocabulary_of_the_model().wrappers) == {
        name for name, one in find_strategies().items() if is_wrapper(one)
    }
    assert all("wrapper" in one.tags for one in find_strategies().values() if is_wrapper(one))


def test_an_option_goes_to_the_outermost_layer_that_knows_it() -> None:
    built = make("two_levels(volatile_leader(dealmaker))", vote_months=9, market_alarm=0.2, forgiveness=0.5)
    assert isinstance(built, Wrapper) and built.vote_months == 9  # type: ignore[attr-defined]
    leader = built.inner
    assert isinstance(leader, Wrapper)
    assert leader.market_alarm == 0.2 and leader.inner.market_alarm == SETTINGS.market_alarm  # type: ignore[attr-defined]
    assert leader.inner.forgiveness == 0.5  # type: ignore[attr-defined]
    with pytest.raises(
        InputError, match=r"option of strategy 'two_levels\(hawk\)' 'hawk_led'; did you mean 'hawk_lead'"
    ):
        make("two_levels(hawk)", hawk_led=2)


def test_a_wrapper_alone_wraps_the_usual_strategy() -> None:
    for alone in (make("volatile_leader"), find_strategies()["volatile_leader"](SETTINGS)):
        assert isinstance(alone, Wrapper) and alone.inner.name == "reciprocal"
    assert make("volatile_leader", dead_band=2).inner.dead_band == 2  # type: ignore[attr-defined]


def test_a_wrapper_hands_on_all_that_a_strategy_can_be_asked() -> None:
    """Whatever method is added to strategies has to be handed on by wrappers, or the inner one is never asked."""
    asked = {name for name, _ in inspect.getmembers(Strategy, inspect.isfunction) if not name.startswith("_")}
    assert asked <= set(vars(Wrapper))


def test_a_file_of_ones_own_can_be_wrapped_and_wrap(tmp_path: Path) -> None:
    (tmp_path / "stair.py").write_text(STAIR)
    (tmp_path / "delayed.py").write_text(DELAYED)
    plan = {"states.CHN.strategy": f"{tmp_path / 'delayed.py'}(volatile_leader({tmp_path / 'stair.py'}))"}
    assert rungs_climbed(plan, "CHN", 3) == [0, 1, 2]


def test_a_script_can_be_followed_by_a_wrapped_strategy() -> None:
    choice = {"strategy": "script", "until": "2025-01", "then": "two_levels(hawk)", "options.hawk_lead": "2"}
    assert rungs_climbed({f"states.USA.{key}": value for key, value in choice.items()}, "USA", 4) == [0, 1, 2, 2]


def rungs_climbed(changes: dict[str, str], state: str, months: int) -> list[float]:
    model = TradeWar(load_scenario("base", changes), [1])
    climbed = []
    for _ in range(months):
        model.step()
        climbed.append(float(model.world.relations.rung[model.craft.codes.index(state), 0]))
    return climbed


@pytest.mark.parametrize(
    ("luck", "rung", "rival", "standing", "threatens"),
    [
        (0.1, 0, 2, False, True),
        (0.3, 0, 2, False, False),  # not this month
        (0.1, 0, 0, False, False),  # nobody to threaten
        (0.1, 3, 3, True, False),  # one threat at a time
    ],
)
def test_a_volatile_leader_threatens(luck: float, rung: float, rival: float, standing: bool, threatens: bool) -> None:
    threat = Threat(np.array([1.0]), ~EVERYWHERE) if standing else None
    seen = briefing(luck=luck, my_rung=rung, rival_rung=rival, my_threat=threat)
    moves = make("volatile_leader(hold)", threat_chance=0.2, threat_size=0.8, threat_months=2).decide(seen).moves
    made = [move for move in moves if isinstance(move, ThreatMove)]
    assert bool(made) == threatens
    if made:
        assert (made[0].rate, made[0].month, made[0].partners) == (0.8, seen.month + 2, ("CHN",))


@pytest.mark.parametrize(
    ("luck", "fall", "days_left", "carried_out"),
    [
        (0.2, 0.0, np.nan, True),
        (0.3, 0.0, np.nan, False),  # one of four
        (0.2, 0.05, np.nan, False),  # the market has fallen half way to the alarm
        (0.2, 0.0, 80.0, False),  # settled by a deal
    ],
)
def test_a_volatile_leader_carries_out_some_threats(
    luck: float, fall: float, days_left: float, carried_out: bool
) -> None:
    """And the rule inside neither sees nor carries out the threat."""
    seen = briefing(
        luck=luck,
        market_fall=fall,
        my_law_on_rival=0.5,
        my_threat=Threat(np.array([1.0]), EVERYWHERE),
        deal_days_left=np.array([days_left]),
    )
    leader = make("volatile_leader(reciprocal)", follow_through=0.25, market_alarm=0.1, threat_chance=0)
    rates = [move.rate for move in leader.decide(seen).moves if isinstance(move, TariffMove) and np.any(move.where)]
    assert rates == ([pytest.approx(1.5)] if carried_out else [])


@pytest.mark.parametrize(
    ("fall", "luck", "under_deal", "expected"),
    [
        (0.0, 0.1, False, 4),  # climbs as the hawk inside
        (0.1, 0.5, False, 2),  # afraid: backs down instead
        (0.1, 0.9, False, 4),
        (0.05, 0.15, False, 2),  # half the fall, a quarter of the fear
        (0.05, 0.25, False, 4),
        (0.1, 0.5, True, 3),  # a deal stands: no step
    ],
)
def test_a_volatile_leader_backs_down(fall: float, luck: float, under_deal: bool, expected: float) -> None:
    deal = np.array([under_deal])
    seen = briefing(luck=luck, market_fall=fall, my_rung=3, rival_rung=3, deal_in_force=deal)
    leader = make("volatile_leader(hawk)", back_down_chance=0.7, market_alarm=0.1, threat_chance=0)
    moves = leader.decide(seen).moves
    rungs = [move.target for move in moves if isinstance(move, RungMove) and np.any(move.where)]
    assert [float(np.asarray(rung)[0]) for rung in rungs] == ([] if expected == 3 else [expected])
    assert any(isinstance(move, DealMove) for move in moves) == (expected == 2)


@pytest.mark.parametrize(
    ("months", "pain", "expected"),
    [(4, 0.4, 1), (4, 0.1, 2), (8, 0.4, 2), (float("inf"), 0.4, 2)],
)
def test_two_levels_climb_no_further_before_a_vote_when_it_hurts(months: float, pain: float, expected: float) -> None:
    seen = briefing(my_rung=1, rival_rung=3, months_to_vote=months, pain=pain, pain_limit=0.5)
    moves = make("two_levels(hawk)", vote_months=6, vote_pain_share=0.5).decide(seen).moves
    reached = [float(np.asarray(move.target)[0]) for move in moves if isinstance(move, RungMove)]
    assert (reached or [1.0]) == [expected]


@pytest.mark.parametrize(
    ("mine_after", "months", "luck", "passes"),
    [
        (2, 3, 0.1, True),  # even: passes at any time
        (0, 3, 0.9, False),  # lopsided before a vote
        (0, 30, 0.1, False),  # lopsided, and bad luck
        (0, 30, 0.9, True),
    ],
)
def test_two_levels_a_deal_must_pass_at_home(mine_after: float, months: float, luck: float, passes: bool) -> None:
    seen = briefing(luck=luck, months_to_vote=months)
    agreed, reason = make("two_levels(dove)", ratification_failure=0.25).answer(seen, offer(my_rung_after=mine_after))
    assert bool(agreed[0]) == passes
    assert reason
    ratified = make("two_levels(dove)", ratification_failure=0.25).ratify(seen, offer(my_rung_after=mine_after))
    assert bool(ratified[0]) == passes
    refused, _ = make("two_levels(hold)").answer(seen, offer())
    assert not refused.any()


@pytest.mark.parametrize(
    ("text", "option", "value", "said"),
    [
        ("hawk", "hawk_lead", "high", "option 'hawk_lead' of strategy 'hawk' is a number, not 'high'"),
        ("best_response", "level", 1.5, "is a whole number, not 1.5"),
        ("two_levels(dove)", "package", 3, "option 'package' of strategy 'dove' is a word, not 3"),
        ("hawk", "hawk_lead", True, "is a number, not True"),
        ("hawk", "hawk_led", 1, "did you mean 'hawk_lead'"),
    ],
)
def test_a_wrong_option_is_explained_with_its_place(text: str, option: str, value: object, said: str) -> None:
    changes = {"states.USA.strategy": text, f"states.USA.options.{option}": str(value).lower()}
    with pytest.raises(InputError, match=said) as caught:
        TradeWar(load_scenario("base", changes), [1])
    assert f"states.USA.options.{option}" in str(caught.value)
