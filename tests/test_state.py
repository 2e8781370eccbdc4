"""A state between the model and its strategy: what a strategy from outside may do, and how its faults are told."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from briefings import briefing, offer, trade_war

from sim.errors import InputError
from sim.parameters import Settings
from sim.policy.legal import Loss
from sim.policy.tariffs import AUTHORITIES
from sim.states import Moves, Request, TariffMove
from sim.states.law.replacement import fall_back
from sim.states.moves import LevyAgainMove
from sim.states.state import State
from sim.states.strategy import make_strategy
from sim.tournament.entrants import entrants_of
from sim.types import Mask

FAULTY = '''
from sim.states import Briefing, Moves, Offer, Request, Strategy
from sim.types import Mask


class Faulty(Strategy):
    """Fail in one method."""

    name = "faulty"
    source = "chokepoint_assumption"

    def decide(self, seen: Briefing) -> Moves:
        return seen.hold()

    def METHOD
        return RESULT
'''

METHODS = {
    "answer": "answer(self, seen, offer):",
    "consent": "consent(self, seen, request):",
    "mind_deals": "mind_deals(self, seen):",
    "after_ruling": "after_ruling(self, seen):",
    "ratify": "ratify(self, seen, offer):",
    "bargains": "bargains(self, month):",
}


def state_of(folder: Path, method: str, result: str) -> State:
    """A state whose strategy comes from a file in which one method returns what is given here."""
    file = folder / "faulty.py"
    file.write_text(FAULTY.replace("METHOD", METHODS[method]).replace("RESULT", result))
    model = trade_war(CHN=str(file))
    return model.states[model.craft.codes.index("CHN")]


def ask(state: State, method: str) -> object:
    here = np.array([True])
    request = Request("USA", "joint_venture", ("light_ore",), here, np.ones(1), np.zeros(1), here)
    seen = briefing(deal_days={"london_truce": np.array([10.0])})
    more = {"answer": [offer()], "ratify": [offer()], "consent": [request]}.get(method, [])
    if method == "bargains":
        return state.bargains(0)
    name = "decide" if method == "mind_deals" else method
    return getattr(state, name)(seen, *more)


@pytest.mark.parametrize("method", METHODS)
def test_a_fault_in_any_method_of_a_file_is_told_with_its_line(method: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"faulty.py:16: the strategy failed: ZeroDivisionError"):
        ask(state_of(tmp_path, method, "1 / 0"), method)


@pytest.mark.parametrize("method", ["mind_deals", "after_ruling"])
def test_what_is_no_moves_is_refused_by_name(method: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=rf"{method}\(\) must return moves, for example seen.hold\(\), not int"):
        ask(state_of(tmp_path, method, "3"), method)


def test_nothing_returned_is_said_so_and_a_fault_on_making_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"faulty.py: .* must return moves, for example seen.hold\(\), not nothing"):
        ask(state_of(tmp_path, "mind_deals", "None"), "mind_deals")
    file = tmp_path / "broken.py"
    made = "\n    def __init__(self, settings, options=None):\n        1 / 0\n"
    text = FAULTY.replace("METHOD", "bargains(self, month):").replace("RESULT", "True")
    file.write_text(text + made)
    line = len(file.read_text().splitlines())
    with pytest.raises(InputError, match=rf"broken.py:{line}: the strategy failed: ZeroDivisionError"):
        trade_war(CHN=str(file))


def test_nothing_can_be_remembered_after_a_ruling(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"after_ruling\(\) can remember nothing"):
        ask(state_of(tmp_path, "after_ruling", "seen.remember(a=1.0)"), "after_ruling")


@pytest.mark.parametrize(
    ("method", "shown"), [("answer", "offer"), ("ratify", "offer"), ("consent", "request"), ("consent", "seen")]
)
def test_what_a_strategy_is_shown_cannot_be_written_to(method: str, shown: str, tmp_path: Path) -> None:
    part = {"offer": "offer.where", "request": "request.where", "seen": "request.finance"}[shown]
    with pytest.raises(InputError, match="read-only"):
        ask(state_of(tmp_path, method, f"{part}.fill(0)"), method)


# After a ruling -------------------------------------------------------------------------------------------------------


class Answers:
    """Stands for a state that answers a ruling with given moves."""

    def __init__(self, moves: Moves) -> None:
        self.moves = moves

    def after_ruling(self, seen: object) -> Moves:
        return self.moves


def struck(day: int, where: Mask) -> Loss:
    general = np.zeros((19, len(where)))
    general[1] = np.where(where, 0.3, 0.0)
    blank = {part.name: () for part in fields(Loss)}
    known = {"actor": 0, "authority": AUTHORITIES.index("IEEPA"), "day": day, "where": where, "general": general}
    return Loss(**(blank | known))  # type: ignore[arg-type]


def test_any_move_answers_a_ruling_where_it_took_something_and_not_before_its_day() -> None:
    model = trade_war(worlds=3)
    took, chose = np.array([True, True, False]), np.array([False, True, False])
    model.world.legal.losses = (struck(20, took),)
    partners = {"partners": ("CHN",), "rate": 0.1, "authority": "S232"}
    answer = Moves((LevyAgainMove(because="again"), TariffMove(because="another law", day=25, **partners)))  # type: ignore[arg-type]
    own = Moves((TariffMove(because="own choice", where=chose, **partners),))  # type: ignore[arg-type]
    decided = [own] + [Moves()] * (len(model.states) - 1)
    moved = fall_back(decided, [Answers(answer)] * len(decided), [briefing(3)] * len(decided), model.world)  # type: ignore[list-item]
    first, levied, taxed = moved[0].moves
    assert first.because == "own choice"
    assert (levied.day, taxed.day) == (20, 25)
    for move in (levied, taxed):
        assert move.worlds(3).tolist() == [True, False, False]
    assert not any(moved[1:])


def test_moves_in_some_worlds_only() -> None:
    here = np.array([True, False])
    moves = Moves((LevyAgainMove(because="everywhere"), LevyAgainMove(because="here", where=here)), memory={"a": 1.0})
    kept = moves.only_in(np.array([True, True])).moves
    assert [move.worlds(2).tolist() for move in kept] == [[True, True], [True, False]]
    nowhere = moves.only_in(~here)
    assert [move.worlds(2).tolist() for move in nowhere.moves] == [[False, True], [False, False]]
    assert nowhere.memory == {"a": 1.0}


# Options --------------------------------------------------------------------------------------------------------------


def test_an_unknown_option_names_those_there_are() -> None:
    with pytest.raises(InputError, match="strategy 'hold' has no option 'foo': it has none"):
        make_strategy("hold", Settings.defaults(), {"foo": 1.0})
    with pytest.raises(InputError, match="unknown option of strategy 'hawk' 'foo'; there are hawk_lead"):
        make_strategy("hawk", Settings.defaults(), {"foo": 1.0})


@pytest.mark.parametrize(("name", "needs"), [("human", "a player"), ("script", "the measures of a scenario")])
def test_a_player_and_a_script_cannot_enter_a_tournament(name: str, needs: str) -> None:
    with pytest.raises(InputError, match=f"'{name}' cannot enter: it needs {needs}"):
        entrants_of(["hawk", name])
