"""The base of all strategies (a frozen briefing in, moves out), and how one is found by its name or file."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import numpy as np

from sim.errors import InputError, unknown
from sim.parameters import Settings
from sim.scenario.nesting import is_file, layers_of, nest
from sim.states.briefing import Briefing, Offer
from sim.states.moves import LevyAgainMove, Moves
from sim.states.options import FromParameter, is_option, misfit
from sim.states.own_files import failure, locate, own_file, run_file
from sim.states.requests import Request
from sim.states.rules.deals import answer_breaches
from sim.types import Mask

FOLDER = Path(__file__).parent / "strategies"

BARGAINING = "bargaining"
"""Tag of strategies that bargain over packages where a scenario lets rivals negotiate."""

USUAL = "reciprocal"
"""What a wrapper wraps when nothing is named."""


class Strategy:
    """How a state decides. A subclass gives a name, a source, a docstring and `decide`.

    Every other public class attribute that is no method is an option: a scenario can set it by name, and a
    `parameter("...")` stands for the value of a parameter. Strategies keep no memory of their own: what they need
    to know of the past is in the briefing, or noted down in the world (`seen.remember`, `seen.recall`), so that worlds
    can be lived in any batch and forked at any month.
    """

    name: ClassVar[str] = ""
    source: ClassVar[str] = ""
    tags: ClassVar[tuple[str, ...]] = ()

    def __init__(self, settings: Settings, options: Mapping[str, Any] | None = None) -> None:
        defaults = self.defaults()
        for given, value in (options or {}).items():
            self._check(given, value, defaults)
        for option, value in (defaults | dict(options or {})).items():
            chosen = getattr(settings, value.parameter) if isinstance(value, FromParameter) else value
            setattr(self, option, chosen)

    def decide(self, seen: Briefing) -> Moves:
        """Decide what the state does this month."""
        raise NotImplementedError(f"strategy '{self.name}' has no decide()")

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """In which worlds an offer is accepted (world,), and why. Most strategies that do not say so refuse."""
        return np.zeros(seen.worlds, dtype=bool), "keeps its course"

    def consent(self, seen: Briefing, request: Request) -> tuple[Mask, str]:
        """In which worlds an agreement of friend-shoring is consented to (world,), and why.

        Most strategies take what another state pays for, and commit money of their own to those they trust.
        """
        if not request.commits:
            return request.where, "another state pays"
        return request.where & request.trusted, "it depends on how far it trusts the other side"

    def mind_deals(self, seen: Briefing) -> Moves:
        """What the state does about deals in force with its rival, on top of its decision.

        Most complain of a breach they see, hold linked clauses back if a month does not mend it, and let them bind
        again once it is mended.
        """
        return answer_breaches(seen)

    def after_ruling(self, seen: Briefing) -> Moves:
        """What the state does when a court has struck down tariffs of its own: most levy them under other laws.

        Any moves, made on the day of the ruling or later, in the worlds in which it took something; no memory.
        """
        return Moves((LevyAgainMove(because="replaces what the court struck down"),))

    def ratify(self, seen: Briefing, offer: Offer) -> Mask:
        """In which worlds a package that was agreed at the table passes at home: (world,). Mostly everywhere."""
        return offer.where

    def bargains(self, month: int) -> bool:
        """Whether the state sits down to bargain over packages in a month (counted from 0)."""
        return BARGAINING in self.tags

    def _check(self, given: str, value: Any, defaults: Mapping[str, Any]) -> None:
        """Refuse an option that does not exist or is of another kind than its default. Raises InputError."""
        key = f"options.{given}"
        if given not in defaults:
            raise unknown(f"option of strategy '{self.name}'", given, defaults, key=key)
        wanted = misfit(defaults[given], value)
        if wanted:
            raise InputError(f"option '{given}' of strategy '{self.name}' is {wanted}, not {value!r}", key=key)

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        """Options and their defaults: option -> a plain value, or the parameter that holds it."""
        found: dict[str, Any] = {}
        for base in reversed(cls.__mro__):
            if issubclass(base, Strategy) and base not in (Strategy, Wrapper):
                found |= {key: value for key, value in vars(base).items() if is_option(key, value)}
        return found

    @classmethod
    def description(cls) -> str:
        """Say what the strategy does, in one sentence."""
        return inspect.cleandoc(cls.__doc__ or "").split("\n\n")[0].replace("\n", " ")


class Wrapper(Strategy):
    """A strategy round another one, `inner`: it sees the same briefing and changes what the other would do.

    Whatever a wrapper does not say itself is answered by the inner strategy. Alone it wraps `USUAL`.
    """

    def __init__(
        self, settings: Settings, options: Mapping[str, Any] | None = None, inner: Strategy | None = None
    ) -> None:
        super().__init__(settings, options)
        self.inner = load_strategy(USUAL)(settings) if inner is None else inner

    def decide(self, seen: Briefing) -> Moves:
        """Do as the inner strategy does."""
        return self.inner.decide(seen)

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        """Answer as the inner strategy does."""
        return self.inner.answer(seen, offer)

    def mind_deals(self, seen: Briefing) -> Moves:
        """Mind deals as the inner strategy does."""
        return self.inner.mind_deals(seen)

    def after_ruling(self, seen: Briefing) -> Moves:
        """Answer a court as the inner strategy does."""
        return self.inner.after_ruling(seen)

    def ratify(self, seen: Briefing, offer: Offer) -> Mask:
        """Ratify as the inner strategy does."""
        return self.inner.ratify(seen, offer)

    def bargains(self, month: int) -> bool:
        """Bargain as the inner strategy does."""
        return self.inner.bargains(month)

    def consent(self, seen: Briefing, request: Request) -> tuple[Mask, str]:
        """Consent as the inner strategy does."""
        return self.inner.consent(seen, request)


@cache
def find_strategies() -> dict[str, type[Strategy]]:
    """All strategies of the package: name -> class, in the order of their names."""
    files = sorted(file for file in FOLDER.glob("*.py") if not file.stem.startswith("_"))
    modules = [importlib.import_module(f"sim.states.strategies.{file.stem}") for file in files]
    return dict(sorted((found.name, found) for module in modules for found in _strategies_in(module)))


def load_strategy(name: str, folder: Path | None = None) -> type[Strategy]:
    """Find a strategy by its name, or by the path of a .py file that holds one (relative to `folder`, or as it stands).

    Raises InputError with the nearest name.
    """
    if is_file(name):
        return _strategy_of_file(locate(name, folder))
    known = find_strategies()
    if name not in known:
        raise unknown("strategy", name, known)
    return known[name]


def make_strategy(text: str, settings: Settings, options: Mapping[str, Any] | None = None) -> Strategy:
    """Make a strategy of a name, a file, or outer(inner); each option goes to the outermost layer that knows it.

    Raises InputError for a layer that does not exist or wraps nothing, and for an option that no layer knows.
    """
    kinds = kinds_of(text)
    shares = _shared_out(kinds, options or {})
    made = _made(kinds[-1], settings, shares[-1])
    for kind, share in zip(kinds[-2::-1], shares[-2::-1], strict=True):
        if not issubclass(kind, Wrapper):
            raise unknown("wrapper", kind.name, [name for name, one in find_strategies().items() if is_wrapper(one)])
        made = _made(kind, settings, share, made)
    return made


def _made(kind: type[Strategy], *given: Any) -> Strategy:
    """Make one layer. Raises InputError with the line for whatever goes wrong in a file of somebody's own."""
    try:
        return kind(*given)
    except Exception as problem:
        file = own_file(kind)
        if file is None or isinstance(problem, InputError):
            raise
        raise failure(problem, file) from problem


def kinds_of(text: str) -> list[type[Strategy]]:
    """Find the classes of all layers of a strategy, the outermost first; a wrapper alone wraps the usual one."""
    kinds = [load_strategy(layer) for layer in layers_of(text)]
    return [*kinds, load_strategy(USUAL)] if is_wrapper(kinds[-1]) else kinds


def is_wrapper(kind: type[Strategy]) -> bool:
    """Whether a strategy wraps another one."""
    return issubclass(kind, Wrapper)


def _shared_out(kinds: Sequence[type[Strategy]], options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give each option to the outermost layer that knows it."""
    known = [kind.defaults() for kind in kinds]
    shares: list[dict[str, Any]] = [{} for _ in kinds]
    for option, value in options.items():
        knowing = [share for share, defaults in zip(shares, known, strict=True) if option in defaults]
        if not knowing:
            every = sorted({name for defaults in known for name in defaults})
            whose = nest([kind.name for kind in kinds])
            if not every:
                raise InputError(f"strategy '{whose}' has no option '{option}': it has none", key=f"options.{option}")
            raise unknown(f"option of strategy '{whose}'", option, every, key=f"options.{option}")
        knowing[0][option] = value
    return shares


@cache
def _strategy_of_file(file: Path) -> type[Strategy]:
    module = run_file(file)
    found = _strategies_in(module)
    if len(found) != 1:
        number = "no strategy" if not found else f"{len(found)} strategies"
        raise InputError(f"holds {number}; expected one class that extends Strategy and has a name", file=file)
    return found[0]


def _strategies_in(module: ModuleType) -> list[type[Strategy]]:
    """Strategy classes that a module defines itself, not those it imports."""
    return [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, Strategy)
        and thing.__module__ == module.__name__
        and thing.name
    ]
