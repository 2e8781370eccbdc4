"""What a state can decide in a month. A move names no actor: a state can only act for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from sim.types import Mask, Value


@dataclass(frozen=True, kw_only=True, eq=False)
class Move:
    """Any move: why it is made, in which worlds (all of them when None), and on which day of the month (1 to 31)."""

    because: str
    where: Mask | None = None
    day: int = 1

    def __post_init__(self) -> None:
        if not self.because.strip():
            raise ValueError(f"a {type(self).__name__} needs a reason: because='...'")

    def worlds(self, number: int) -> Mask:
        """Worlds, out of so many, in which the move is made: (world,)."""
        return np.ones(number, dtype=bool) if self.where is None else self.where


@dataclass(frozen=True, kw_only=True, eq=False)
class RungMove(Move):
    """Go to a rung of one's own escalation ladder; target (world,)."""

    target: Value


@dataclass(frozen=True, kw_only=True, eq=False)
class TariffMove(Move):
    """Set the added tariff of one legal authority on goods of partners (codes, or ("all",)); rate is a fraction.

    sectors: goods of these alone, in place of the authority's general rate; empty for all goods.
    """

    partners: tuple[str, ...]
    rate: Value
    authority: str
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class LevyAgainMove(Move):
    """Levy under other laws the tariffs that a court has just taken away."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ControlMove(Move):
    """Set an export control.

    goods: names of goods or of control lists; partners: codes, or ("all",); use: civil, military or all; status: open,
    licence or ban. terms: approval_rate, green_channel, fee (fractions), lag_months, term_months, general_term_months,
    rent_to (a place in RENT_TO), and for a desk that walks slowly approval_ceiling and least_lag_months; what is not
    named stays. revoke: licences in hand are void.
    """

    goods: tuple[str, ...]
    partners: tuple[str, ...]
    use: str = "all"
    status: str = "licence"
    terms: Mapping[str, Value] = field(default_factory=dict)
    revoke: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class TraceRuleMove(Move):
    """Ask for a licence of one's own for third states' goods with more than a threshold of one's listed goods in them.

    goods: names of goods or of control lists; partners: destinations, or ("all",); status and terms as for a control,
    open ends the rule. threshold: share of the product's value, None for the parameter; compliance: share of third
    states' exporters who obey, None for what jurisdictions.csv says.
    """

    goods: tuple[str, ...]
    partners: tuple[str, ...]
    use: str = "all"
    status: str = "licence"
    threshold: float | None = None
    compliance: float | None = None
    terms: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class DiscouragementMove(Move):
    """Tell one's own firms not to buy goods from partners: share of their orders that is not placed, 0 to end it."""

    goods: tuple[str, ...]
    partners: tuple[str, ...]
    share: Value
    use: str = "all"


@dataclass(frozen=True, kw_only=True, eq=False)
class GridAccessMove(Move):
    """Say how AI data centres at home get power.

    factor: on the usual time until a chip is connected, 0 is at once; gw_year: gigawatts a year that the grid connects
    for them beyond the usual. Both replace what held before.
    """

    factor: Value = 1.0
    gw_year: Value = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class LandSaleMove(Move):
    """Sell public land on which so many gigawatts of AI data centres can be built."""

    gw: Value


@dataclass(frozen=True, kw_only=True, eq=False)
class ThreatMove(Move):
    """Announce a further tariff on partners unless something happens by the end of a month (counted from 0)."""

    partners: tuple[str, ...]
    rate: Value
    month: Value


@dataclass(frozen=True, kw_only=True, eq=False)
class DealMove(Move):
    """Something about a deal with a partner.

    propose: put the package on the table, or ask for `days` more of one in force; counter: the same, in answer to the
    partner's own offer. extend: grant or record more days. record: put it in force as it happened (only a script does
    this). complain: say that the partner breaks it, and leave it a month to mend that. suspend: hold one's linked
    clauses back, so that one's law binds again; resume: let them bind. slow_walk: let one's desk approve less, and
    later, than the deal promises; mend: work as promised again. breach: end it.
    """

    kind: Literal[
        "propose", "counter", "record", "extend", "complain", "suspend", "resume", "slow_walk", "mend", "breach"
    ]
    deal: str
    partner: str
    days: Value | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class ProgrammeMove(Move):
    """Begin, change or end a programme of industrial policy.

    instrument: as the kinds of event in a scenario. goods: names of goods or of lists. partners: where it acts, or with
    whom it is agreed (codes); at home if empty. form: of an agreement, the field of research, or the instrument to end.
    years: how long it runs, None for no end. new_only: for plants built since January 2025 alone. terms: by the names
    that events use, for example price_usd_kg.
    """

    instrument: str
    goods: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    form: str = ""
    years: float | None = None
    new_only: bool = False
    terms: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Moves:
    """What a state decides this month. `scripted` says that it follows the record, and so does its side of deals.

    memory: what the strategy wants to remember, name -> one number or an array that ends in world. Moves add up; of
    memories with the same name the later one stays.
    """

    moves: tuple[Move, ...] = ()
    scripted: bool = False
    memory: Mapping[str, Value] = field(default_factory=dict, compare=False)

    def __add__(self, other: Moves) -> Moves:
        memory = {**self.memory, **other.memory} if self.memory or other.memory else self.memory
        return Moves(self.moves + other.moves, self.scripted or other.scripted, memory)

    def __bool__(self) -> bool:
        return bool(self.moves)

    def anywhere(self, worlds: int) -> Mask:
        """Worlds in which there is any move at all: (world,)."""
        masks = [move.worlds(worlds) for move in self.moves]
        return np.any(masks, axis=0) if masks else np.zeros(worlds, dtype=bool)

    def only_in(self, where: Mask) -> Moves:
        """The same moves in some worlds alone (world,); what is remembered stays as it is."""
        kept = [replace(move, where=where & move.worlds(len(where))) for move in self.moves]
        return replace(self, moves=tuple(kept))


NOTHING = Moves()
"""A month without a move, shared by all who stand still."""
