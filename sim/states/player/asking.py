"""A line to whoever plays a state: the command line opens it, strategy `human` asks through it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sim.errors import InputError

Ask = Callable[[str], str]
"""Shows a text and returns the line that somebody typed."""

_player: ContextVar[Ask | None] = ContextVar("player", default=None)


@contextmanager
def asking(player: Ask) -> Iterator[None]:
    """Let states of strategy `human` ask somebody while this lasts."""
    token = _player.set(player)
    try:
        yield
    finally:
        _player.reset(token)


def ask(text: str) -> str:
    """Ask the player. Raises InputError where nobody is there to answer."""
    player = _player.get()
    if player is None:
        raise InputError("strategy 'human' has nobody to ask; play it with 'python run.py run SCENARIO --runs 1'")
    try:
        return player(text).strip()
    except EOFError:
        kept = "nothing is kept, as a run is saved at its end"
        raise InputError(f"the player has left before the last month; {kept}") from None


def one_world(worlds: int) -> None:
    """Refuse to ask about several worlds at once. Raises InputError."""
    if worlds != 1:
        raise InputError(f"strategy 'human' decides in one world, not in {worlds}; play with --runs 1")
