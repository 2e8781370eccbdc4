"""Playing a state at the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.markup import escape

from sim.console.screen import out, progress
from sim.recording import Progress as Report
from sim.scenario import Scenario
from sim.scenario.nesting import layers_of
from sim.states.player.asking import asking

PLAYER = "human"


@contextmanager
def played(scenario: Scenario) -> Iterator[Report]:
    """Show how far a run is; where somebody plays a state, ask them instead, as a bar would wipe out the questions."""
    if not has_player(scenario):
        with progress(scenario.name) as report:
            yield report
        return
    with asking(ask_at_terminal):
        yield lambda done, months: None


def has_player(scenario: Scenario) -> bool:
    """Whether any state is played by a human at some time."""
    named = [text for choice in scenario.states.values() for text in (choice.strategy, choice.then) if text]
    return any(PLAYER in layers_of(text) for text in named)


def ask_at_terminal(text: str) -> str:
    """Print a text and read a line."""
    out.print(f"\n{escape(text)}")
    return input("> ")
