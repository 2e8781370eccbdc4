"""A government: a Mesa agent with a mind of its own, its strategy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import mesa

from sim.errors import InputError
from sim.parameters import Settings
from sim.scenario import Scenario, StateChoice
from sim.scenario.nesting import is_file, layers_of
from sim.states.briefing import Briefing, Offer
from sim.states.closing import closed
from sim.states.moves import Moves
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

Answer = TypeVar("Answer")


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
        """Ask the strategy for this month's moves, and for what it does about deals."""
        decided = self._moves("decide", seen)
        return decided + self._moves("mind_deals", seen) if seen.deal_days else decided

    def after_ruling(self, seen: Briefing) -> Moves:
        """Ask the strategy what it does where a court has struck down tariffs of its own.

        Raises a TypeError where it wants to remember anything: it is asked in worlds without a ruling as well.
        """
        answer = self._moves("after_ruling", seen)
        if answer.memory:
            raise self._explained(TypeError("after_ruling() can remember nothing; let decide() do so"))
        return answer

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Ask the strategy where it accepts an offer (world,), and why."""
        accepted, reason = self._ask(lambda: self.strategy.answer(seen, closed(offer)))
        return accepted & offer.where, reason

    def ratify(self, seen: Briefing, offer: Offer) -> Mask:
        """Ask the strategy where a package agreed at the table passes at home: (world,)."""
        return self._ask(lambda: self.strategy.ratify(seen, closed(offer))) & offer.where

    def consent(self, seen: Briefing, request: Request) -> tuple[Mask, str]:
        """Ask the strategy where it consents to an agreement (world,), and why."""
        consented, reason = self._ask(lambda: self.strategy.consent(seen, closed(request)))
        return consented & request.where, reason

    def bargains(self, month: int) -> bool:
        """Ask the strategy whether it sits down to bargain over packages in a month (counted from 0)."""
        return self._ask(lambda: self.strategy.bargains(month))

    def _moves(self, method: str, seen: Briefing) -> Moves:
        """Ask the strategy for moves. Raises a TypeError that names the method where it gives anything else."""
        # a strategy from outside may return anything, whatever its signature says
        given: object = self._ask(lambda: getattr(self.strategy, method)(seen))
        if not isinstance(given, Moves):
            found = "nothing" if given is None else type(given).__name__
            raise self._explained(TypeError(f"{method}() must return moves, for example seen.hold(), not {found}"))
        return given

    def _ask(self, call: Callable[[], Answer]) -> Answer:
        """Call the strategy; a fault in somebody's own file is told with its line."""
        try:
            return call()
        except Exception as problem:
            raise self._explained(problem) from problem

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
