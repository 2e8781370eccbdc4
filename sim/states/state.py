"""A government: a Mesa agent with a mind of its own, its strategy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import mesa

from sim.errors import InputError
from sim.parameters import Settings
from sim.scenario import Scenario, StateChoice
from sim.scenario.nesting import is_file, layers_of
from sim.states.briefing import Briefing, Offer
from sim.states.closing import closed
from sim.states.moves import NOTHING, Moves
from sim.states.own_files import failure
from sim.states.requests import Request
from sim.states.statecraft import Statecraft
from sim.states.strategies.script import Script
from sim.states.strategy import Strategy, make_strategy
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
            about_deals = self.strategy.mind_deals(seen) if seen.deal_days else NOTHING
        except Exception as problem:
            raise self._explained(problem) from problem
        if not isinstance(decided, Moves):
            found = type(decided).__name__
            raise self._explained(TypeError(f"decide() must return moves, for example seen.hold(), not {found}"))
        return decided if about_deals is NOTHING else decided + about_deals

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Ask the strategy where it accepts an offer (world,), and why."""
        try:
            accepted, reason = self.strategy.answer(seen, closed(offer))
        except Exception as problem:
            raise self._explained(problem) from problem
        return accepted & offer.where, reason

    def ratify(self, seen: Briefing, offer: Offer) -> Mask:
        """Ask the strategy where a package agreed at the table passes at home: (world,)."""
        try:
            passed = self.strategy.ratify(seen, offer)
        except Exception as problem:
            raise self._explained(problem) from problem
        return passed & offer.where

    def consent(self, seen: Briefing, request: Request) -> tuple[Mask, str]:
        """Ask the strategy where it consents to an agreement (world,), and why."""
        try:
            consented, reason = self.strategy.consent(seen, closed(request))
        except Exception as problem:
            raise self._explained(problem) from problem
        return consented & request.where, reason

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
    layers = [layer for text in (choice.strategy, choice.then) if text for layer in layers_of(text)]
    named = [layer for layer in layers if is_file(layer)]
    try:
        strategy = choose_strategy(facts.state, choice, scenario, craft, settings)
    except InputError as problem:
        if problem.key is None or not problem.key.startswith("options."):
            raise
        # an option is only known once its strategy is: point back to the line of the scenario that sets it
        path = ("states", facts.state, *problem.key.split("."))
        raise scenario.error(problem.message, path, suggestion=problem.suggestion) from None
    return State(model, row, facts, strategy, Path(named[0]).resolve() if named else None)


def choose_strategy(
    code: str, choice: StateChoice, scenario: Scenario, craft: Statecraft, settings: Settings
) -> Strategy:
    """Choose the strategy of a state; the options of a scripted state are those of the strategy that takes over."""
    script = make_strategy(choice.strategy, settings, None if choice.then else choice.options)
    if not isinstance(script, Script):
        return script
    heir = make_strategy(choice.then, settings, choice.options) if choice.then else None
    last = None if choice.until is None else scenario.month_of(choice.until)
    script.follow(moves_by_month(scenario.events_of(code), craft.calendar, settings), heir, last)
    return script
