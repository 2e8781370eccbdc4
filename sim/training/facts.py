"""What an agent sees: facts of its briefing and of the offer that it has to answer, each scaled into a fixed range."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.states import Briefing, Offer
from sim.types import MONTHS_A_YEAR, TINY, Array, Value

DAYS_A_YEAR = 365.0
VOTE_CYCLE = 4 * MONTHS_A_YEAR
"""Months to a vote are shown up to this many."""

WIDE = 10.0
"""Per cent of GDP, and per cent above the start, are shown up to so much either way."""

STEEP = 2.0
"""Tariffs are shown up to this fraction."""


BEYOND_PAIN = 4.0
"""Pain is shown up to so many times the limit of the state."""


@dataclass(frozen=True)
class Fact:
    """One number of an observation. full: the value that is shown as 1, beyond it is cut off; `one` says it in words.

    signed: it is shown from -1 to 1, else from 0 to 1.
    """

    name: str
    about: str
    one: str
    full: float
    signed: bool
    read: Callable[[Briefing], Value]

    def shown(self, seen: Briefing) -> Array:
        """What an agent sees of it: (world,), within the range."""
        return _within(self.read(seen), self.full, self.signed, seen.worlds)


@dataclass(frozen=True)
class OfferFact:
    """One number about what the other side has put on the table, 0 without an offer."""

    name: str
    about: str
    one: str
    full: float
    signed: bool
    read: Callable[[Offer], Value]

    def shown(self, offers: Sequence[Offer], worlds: int) -> Array:
        """What an agent sees of it: (world,); of several offers the first one that stands in a world."""
        seen = np.zeros(worlds)
        for offer in reversed(offers):
            seen = np.where(offer.where, _within(self.read(offer), self.full, self.signed, worlds), seen)
        return seen


def _within(value: Value, full: float, signed: bool, worlds: int) -> Array:
    """Scale a number, nothing for what is not there, and cut it off at the ends of its range: (world,)."""
    scaled = np.nan_to_num(np.asarray(value, dtype=np.float64) / full, nan=0.0, posinf=1.0, neginf=-1.0)
    return np.broadcast_to(np.clip(scaled, -1.0 if signed else 0.0, 1.0), worlds)


def _attribute(name: str, seen: Briefing) -> Value:
    value: Value = getattr(seen, name)
    return value


def _plain(name: str, about: str, one: str, full: float = 1.0, signed: bool = False) -> Fact:
    """Show a fact of the briefing by its own name."""
    return Fact(name, about, one, full, signed, partial(_attribute, name))


def _rung(name: str, about: str, signed: bool = False) -> Fact:
    """Show a rung as a part of the ladder."""
    return Fact(name, about, "the whole ladder", 1.0, signed, lambda seen: _attribute(name, seen) / seen.top_rung)


def _pain(seen: Briefing) -> Value:
    return seen.pain / seen.pain_limit


def _approved(seen: Briefing) -> Value:
    asked = seen.applications_asked
    return np.where(asked > 0, seen.applications_approved / np.maximum(asked, TINY), 1.0)


def _threat(whose: str, seen: Briefing) -> Value:
    threat = getattr(seen, whose)
    return np.nan if threat is None else threat.rate


def _threat_due(seen: Briefing) -> Value:
    return 0.0 if seen.rival_threat is None else seen.rival_threat.due.astype(np.float64)


def _type(kind: str, seen: Briefing) -> Value:
    return seen.rival_types[kind]


SEEN: tuple[Fact, ...] = (
    _rung("my_rung", "my rung in force at the end of last month"),
    _rung("my_rung_before", "the same a month earlier"),
    _rung("rival_rung", "the rival's rung as I read it"),
    _rung("rival_rung_before", "the same a month earlier"),
    _rung("rival_step", "how far the rival climbed last month by its own laws", signed=True),
    _rung("leader_rung", "rung of the power that I look to"),
    _plain("my_tariff_on_rival", "average tariff that I have added on the rival", "200 %", STEEP),
    _plain("rival_tariff_on_me", "average tariff that the rival has added on me", "200 %", STEEP),
    _plain("leader_tariff_on_me", "average tariff that my leader has added on me", "200 %", STEEP),
    _plain("gdp_gap", "output, from its path without a trade war", "10 % of GDP", WIDE, signed=True),
    _plain("consumer_prices", "consumer prices, above the start", "10 %", WIDE, signed=True),
    _plain("market_fall", "how far share prices are below their highest of three months", "100 %"),
    Fact("pain", "pain that I feel", "four times my limit", BEYOND_PAIN, False, _pain),
    _plain("my_payoff", "my payoff last month", "10 % of GDP", WIDE, signed=True),
    _plain("my_payoff_before", "my payoff the month before last", "10 % of GDP", WIDE, signed=True),
    _plain("trust_in_rival", "my trust in the rival", "full"),
    _plain("trust_in_leader", "my trust in my leader", "full"),
    Fact("approved", "share of my applications approved at the rival's desk", "all", 1.0, False, _approved),
    _plain("approval_estimate", "share that its desk truly approves, as I estimate it", "all"),
    _plain("slow_walk_probability", "how likely its desk approves less than promised", "certain"),
    _plain("rival_stocks", "cover of its industries with what I control, as I guess it", "a year", MONTHS_A_YEAR),
    _plain("rival_resolve", "share of its pain limit that it has left, as I guess it", "all"),
    *(
        Fact(f"rival_{kind}", f"how likely the rival is {kind}", "certain", 1.0, False, partial(_type, kind))
        for kind in ("soft", "normal", "hard")
    ),
    _plain("deal_in_force", "a deal between us is in force", "yes"),
    _plain("deal_days_left", "days that it still has", "a year", DAYS_A_YEAR),
    Fact("my_threat", "tariff that I threaten to add", "200 %", STEEP, False, partial(_threat, "my_threat")),
    Fact("rival_threat", "tariff that the rival threatens", "200 %", STEEP, False, partial(_threat, "rival_threat")),
    Fact("rival_threat_due", "its threat is due this month", "yes", 1.0, False, _threat_due),
    _plain("months_to_vote", "months to the next vote at home", "four years or none known", VOTE_CYCLE),
    _plain("rival_months_to_vote", "months to the rival's next vote", "four years or none known", VOTE_CYCLE),
)
"""Facts of the briefing; what they mean in full is said in `sim.states.briefing` and `sim.states.details`."""

RUNGS = 10.0
"""Changes by an offer are shown up to so many rungs: no ladder has more."""

OFFERED: tuple[OfferFact, ...] = (
    OfferFact("offer", "the other side waits for an answer", "yes", 1.0, False, lambda offer: 1.0),
    OfferFact("offer_extension", "it asks for more days of a deal", "yes", 1.0, False, lambda o: float(o.extension)),
    OfferFact(
        "offer_my_rungs",
        "rungs that I would go up or down by it",
        "ten rungs",
        RUNGS,
        True,
        lambda offer: offer.my_rung_after - offer.my_rung_without,
    ),
    OfferFact(
        "offer_rival_rungs",
        "rungs that the other side would go up or down by it",
        "ten rungs",
        RUNGS,
        True,
        lambda offer: offer.rival_rung_after - offer.rival_rung_without,
    ),
    OfferFact("offer_days", "how long it would last", "a year", DAYS_A_YEAR, False, lambda offer: offer.days),
)
"""Facts of an offer that waits for an answer."""

NAMES = ("month", *(fact.name for fact in SEEN), *(fact.name for fact in OFFERED))
"""Every number of an observation, in its order; `month` is the share of the run that is over."""


def ranges() -> tuple[Array, Array]:
    """Least and greatest value of each number of an observation: (fact,) each."""
    signed = np.array([False, *(fact.signed for fact in SEEN), *(fact.signed for fact in OFFERED)])
    return np.where(signed, -1.0, 0.0), np.ones(len(NAMES))


def observation(seen: Briefing, offers: Sequence[Offer], months: int) -> Array:
    """Everything an agent sees at the start of a month: (fact, world)."""
    past = np.full(seen.worlds, min(seen.month / months, 1.0))
    facts = [fact.shown(seen) for fact in SEEN]
    return np.stack([past, *facts, *(fact.shown(offers, seen.worlds) for fact in OFFERED)])
