"""What all workers can do, and the simplest of them: this very process."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from sim.errors import InputError

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST_DEATHS = 3
"""Workers that may be lost over one item before it is given up."""

UNDER_WAY = 2
"""Items that are handed out for each worker at most: one that is done, one that waits."""


class GivenUpError(InputError):
    """An item that no worker survived; `item` says which."""

    def __init__(self, item: object, how: str) -> None:
        super().__init__(f"{item} is given up: {how}")
        self.item = item


class Workers(Protocol):
    """Someone who does a task for each of many items."""

    @property
    def count(self) -> int:
        """How many items are worked on at a time."""

    def live(self, task: Callable[[Item], Result], items: Iterable[Item]) -> Generator[tuple[Item, Result], None, None]:
        """Yield every item with what the task makes of it, in any order, as they are finished.

        Items are taken from the iterable as they are needed, a few ahead. What a task raises is raised here; an item
        over which workers are lost is done again by others. Raises GivenUpError where none survives it.
        """


class ThisProcess:
    """Does one item after another, here."""

    @property
    def count(self) -> int:
        """One."""
        return 1

    def live(self, task: Callable[[Item], Result], items: Iterable[Item]) -> Generator[tuple[Item, Result], None, None]:
        """Yield each item with its result, in their order."""
        for item in items:
            yield item, task(item)


@contextmanager
def in_this_process() -> Iterator[Workers]:
    """Work without any other process: easiest to follow and to debug."""
    yield ThisProcess()
