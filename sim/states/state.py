"""A government: a Mesa agent with a mind of its own, its strategy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import mesa

from sim.errors import InputError
from sim.parameters import Settings
from sim.scenario import Scenario, StateChoice
from sim.states.briefing import Briefing, Offer
from sim.states.moves import Moves
from sim.states.statecraft import Statecraft
from sim.states.strategies.script import Script
from sim.states.strategy import Strategy, failure, load_strategy
from sim.states.timeline import moves_by_month
from sim.tables.rows import StateRow
from sim.types import Mask

if TYPE_CHECKING:
    from mesa.model import Model


class State(mesa.Agent):  # type: ignore[misc]
    """One of the states. row is its number in every array; all it knows reaches its strategy in a briefing."""

    def __init__(self, model: Model, row: int, facts: StateRow, strategy: Strategy, file: Path | None = None) -> None:
        super().__init__(model)
        self.row = row
        self.code = facts.state
        self.role = facts.role
        self.strategy = strategy
        self._file = file

    def decide(self, seen: Briefing) -> Moves:
        """Ask the strategy for this month's moves."""
        try:
            # a strategy from outside may return anything, whatever its signature says
            decided: object = self.strategy.decide(seen)
        except Exception as problem:
            raise self._explained(problem) from problem
        if not isinstance(decided, Moves):
            found = type(decided).__name__
            raise self._explained(TypeError(f"decide() must return moves, for example seen.hold(), not {found}"))
        return decided

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Ask the strategy where it accepts an offer (world,), and why."""
        try:
            accepted, reason = self.strategy.answer(seen, offer)
        except Exception as problem:
            raise self._explained(problem) from problem
        return accepted & offer.where, reason

    def _explained(self, problem: Exception) -> Exception:
        """Somebody's own strategy file fails with its line; a fault of the program keeps its traceback."""
        if self._file is None or isinstance(problem, InputError):
            return problem
        return failure(problem, self._file)


def make_states(model: Model, scenario: Scenario, craft: Statecraft, settings: Settings) -> list[State]:
    """Make the states of a scenario in the order of arrays, each with its strategy. Raises InputError."""
    return [_make_state(model, row, facts, scenario, craft, settings) for row, facts in enumerate(craft.tables.states)]


def _make_state(
    model: Model, row: int, facts: StateRow, scenario: Scenario, craft: Statecraft, settings: Settings
) -> State:
    choice = scenario.states[facts.state]
    named = [name for name in (choice.strategy, choice.then) if name and name.endswith(".py")]
    strategy = choose_strategy(facts.state, choice, scenario, craft, settings)
    return State(model, row, facts, strategy, Path(named[0]).resolve() if named else None)


def choose_strategy(
    code: str, choice: StateChoice, scenario: Scenario, craft: Statecraft, settings: Settings
) -> Strategy:
    """Choose the strategy of a state; the options of a scripted state are those of the strategy that takes over."""
    kind = load_strategy(choice.strategy)
    if not issubclass(kind, Script):
        return kind(settings, choice.options)
    script = kind(settings, None if choice.then else choice.options)
    heir = load_strategy(choice.then)(settings, choice.options) if choice.then else None
    last = None if choice.until is None else scenario.month_of(choice.until)
    script.follow(moves_by_month(scenario.events_of(code), craft.calendar, settings), heir, last)
    return script
