"""What a state sees at the start of a month: nothing else reaches its strategy, and a human player sees the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from sim.errors import nearest
from sim.policy.log import Entry
from sim.policy.minds import note_of, recalled
from sim.states.courses import Course, Foresee, Outlook, check_courses
from sim.states.details import Details
from sim.states.moves import NOTHING, DealMove, Moves, RungMove, TariffMove
from sim.types import Array, Mask, Value

Draw = Callable[[str], Array]
"""A state's own luck: the name of a stream -> numbers between 0 and 1, one for each world."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A package on the table, or a request for more days of one in force.

    where (world,): the worlds in which it was made and waits for an answer. my_rung_after and rival_rung_after
    (world,): where both would stand with it, `_without` where the law alone would put them. days (world,): how long it
    would last. extension: it is already in force. their_tariff_cut and my_tariff_cut (world,): by how much it lowers
    the average tariff on my goods and on theirs, fractions; eases_controls: it eases controls they hold against me.
    """

    name: str
    proposer: str
    where: Mask
    my_rung_after: Array
    rival_rung_after: Array
    my_rung_without: Array
    rival_rung_without: Array
    days: Array
    extension: bool
    their_tariff_cut: Array = field(default_factory=lambda: np.zeros(1))
    my_tariff_cut: Array = field(default_factory=lambda: np.zeros(1))
    eases_controls: Mask = field(default_factory=lambda: np.zeros(1, dtype=bool))


@dataclass(frozen=True, slots=True)
class Threat:
    """A public threat that stands: rate (world,) is the tariff to add, nan without one; due (world,): this month."""

    rate: Array
    due: Mask


@dataclass(frozen=True, slots=True, eq=False)
class Briefing(Details):
    """The facts of one month for one state. Arrays end in world and cannot be written to.

    Rungs are those in force at the end of last month (0 to `top_rung`), `_before` a month earlier. rival_step:
    how far the rival climbed last month by its own laws, deals apart. `rival` is the state
    that the ladder is turned against; for an ally or partner that is the rival of its `leader`. Tariffs are general
    rates added since January 2025, fractions; what laws name for single sectors is not in them. gdp_gap and pain: per
    cent of GDP; consumer_prices: per cent above the start.
    market: share prices at home, 100 on their path without a trade war; market_fall: how far they stand below their
    highest of the last three month ends, a fraction.
    trust_in_rival: 0 to 1. applications_asked and applications_approved: at the rival's desk, last month.
    deal_days_left: nan without a deal; deal_days: the same for each package by name. events: public measures of the
    last twelve months. my_law_on_rival: all that the state's own laws add in general, deals apart.
    my_trade_with_leader and my_trade_with_rival: exports as shares of GDP; my_imports_from_rival: imports, as such too.
    memory: what this state's own strategy has noted down, arrays that end in world, nan where it never did. Estimates,
    beliefs and other facts that are worked out when asked for are in `Details`.
    """

    month: int
    state: str
    rival: str
    leader: str
    worlds: int
    top_rung: int
    my_rung: Array
    my_rung_before: Array
    rival_rung: Array
    rival_rung_before: Array
    rival_step: Array
    leader_rung: Array
    leader_rung_before: Array
    my_tariff_on_rival: Array
    my_law_on_rival: Array
    rival_tariff_on_me: Array
    leader_tariff_on_me: Array
    gdp_gap: Array
    consumer_prices: Array
    market: Array
    market_fall: Array
    pain: Array
    pain_limit: float
    trust_in_rival: Array
    applications_asked: Array
    applications_approved: Array
    deal_in_force: Mask
    deal_days_left: Array
    my_threat: Threat | None
    rival_threat: Threat | None
    deal_days: Mapping[str, Array]
    events: tuple[Entry, ...]
    my_trade_with_leader: float
    my_trade_with_rival: float
    my_imports_from_rival: float
    authority: str
    memory: Mapping[str, Array]
    _late: Mapping[str, Any] = field(repr=False)
    _draw: Draw = field(repr=False)
    _foresee: Foresee = field(repr=False)

    if not TYPE_CHECKING:  # a type checker would take any name for a field

        def __getattr__(self, name: str) -> NoReturn:
            """Answer a name that does not exist with the nearest one that does; only called for missing names."""
            there = [known for known in dir(type(self)) if not known.startswith("_")]
            meant = None if name.startswith("_") or name in there else nearest(name, there)
            hint = f"; did you mean '{meant}'?" if meant else ""
            raise AttributeError(f"a briefing has no '{name}'{hint}")

    def luck(self, stream: str) -> Array:
        """Numbers between 0 and 1 that only this state draws, one for each world; the same whatever else is drawn."""
        return self._draw(stream)

    def recall(self, name: str, start: Value = 0.0, shape: tuple[int, ...] = ()) -> Array:
        """What the strategy last remembered under a name, `start` where it never did: (*shape, world)."""
        return recalled(self.memory, name, start, (*shape, self.worlds))

    def remember(self, **notes: Value) -> Moves:
        """Note down numbers or arrays that end in world, to be recalled next month; add this to the moves."""
        return Moves(memory={name: note_of(name, value, self.worlds) for name, value in notes.items()})

    def foresee(self, courses: Sequence[Course], months: int, only: int | None = None) -> Outlook:
        """Think courses of action through: what each would bring on average over so many months.

        only: a world to do so in alone. Raises ValueError without courses, and for less than a month.
        """
        check_courses(courses, months)
        return self._foresee(courses, months, only)

    def rung(self, target: Array | float, because: str, where: Mask | None = None) -> Moves:
        """Go to a rung; worlds in which the state already stands there are left alone."""
        wanted = np.clip(np.rint(target), 0, self.top_rung)
        moved: Mask = wanted != self.my_rung
        if where is not None:
            moved = moved & where
        if not moved.any():
            return NOTHING
        full = np.array(np.broadcast_to(wanted, self.worlds), dtype=np.float64)
        return Moves((RungMove(target=full, because=because, where=moved),))

    def hold(self, because: str = "no reason to move") -> Moves:
        """Change nothing."""
        return NOTHING

    def propose(self, deal: str, because: str, where: Mask | None = None, partner: str = "") -> Moves:
        """Put a package on the table; the rival, or the partner named, answers next month."""
        if where is not None and not where.any():
            return NOTHING
        other = partner or self.rival
        return Moves((DealMove(kind="propose", deal=deal, partner=other, because=because, where=where),))

    def ask_for_more(self, deal: str, days: Value, because: str, where: Mask | None = None) -> Moves:
        """Ask the rival to let a deal in force run on; the rival answers next month."""
        move = DealMove(kind="propose", deal=deal, partner=self.rival, days=days, because=because, where=where)
        return Moves((move,))

    def set_tariff(
        self, rate: Array | float, because: str, where: Mask | None = None, sectors: tuple[str, ...] = ()
    ) -> Moves:
        """Set all that is added to the tariff on the rival, a fraction, under the quickest law that is still free.

        What that law cannot carry at once is asked for in an inquiry, which takes its time (`authorities`).

        sectors (names in sectors.csv): on these alone, in place of the authority's general rate.
        """
        if where is not None and not where.any():
            return NOTHING
        law, on = self.authority, (self.rival,)
        return Moves(
            (TariffMove(partners=on, rate=rate, authority=law, sectors=sectors, because=because, where=where),)
        )
