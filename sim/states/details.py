"""Facts of a briefing that few strategies ask for: estimates and beliefs, worked out when they are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.types import Array, Mask

if TYPE_CHECKING:
    from sim.states.seen.deal_views import DealView
    from sim.states.seen.law_views import LawView


class Details:
    """The later half of a briefing. Arrays are (world,) and cannot be written to; `_late` finds them by name."""

    __slots__ = ()

    _late: Mapping[str, Any]

    @property
    def rival_step_before(self) -> Array:
        """How far the rival climbed by its own laws the month before last."""
        return self._array("rival_step_before")

    @property
    def rival_types(self) -> Mapping[str, Array]:
        """How likely the rival is "soft" (gives way), "normal" (answers in kind) or "hard" (answers with more)."""
        types: Mapping[str, Array] = self._late["rival_types"]
        return types

    @property
    def approval_estimate(self) -> Array:
        """Expected share of applications that the rival's desk truly approves, by the cases heard of."""
        return self._array("approval_estimate")

    @property
    def approval_low(self) -> Array:
        """The share that the true one exceeds with a probability of 95 %."""
        return self._array("approval_low")

    @property
    def approval_high(self) -> Array:
        """The share that the true one stays below with a probability of 95 %."""
        return self._array("approval_high")

    @property
    def slow_walk_probability(self) -> Array:
        """How likely the rival approves clearly less than it promised; 0 without a promise in force."""
        return self._array("slow_walk_probability")

    @property
    def rival_stocks(self) -> Array:
        """Rough estimate of the months of cover that the rival's industries have of goods that this state controls."""
        return self._array("rival_stocks")

    @property
    def rival_resolve(self) -> Array:
        """Rough estimate of the share of its pain limit that the rival has not used up: 0 to 1."""
        return self._array("rival_resolve")

    @property
    def my_payoff(self) -> Array:
        """Last month's payoff of this state, per cent of GDP."""
        return self._array("my_payoff")

    @property
    def my_payoff_before(self) -> Array:
        """Payoff of the month before last, per cent of GDP."""
        return self._array("my_payoff_before")

    @property
    def trust_in_leader(self) -> Array:
        """Trust in the power that this state looks to: 0 to 1; 0 without one."""
        return self._array("trust_in_leader")

    @property
    def rival_reach(self) -> Array:
        """1 where the rival's trace rule asks this state's exporters for a licence, 0 elsewhere."""
        return self._array("rival_reach")

    @property
    def my_deals(self) -> Mapping[str, Array]:
        """Days that each deal of this state, with whomever, still has, by its name; nan where it is not in force."""
        deals: Mapping[str, Array] = self._late["my_deals"]
        return deals

    @property
    def packages(self) -> Mapping[str, str]:
        """Packages that this state can put on the table: name -> code of the other party."""
        packages: Mapping[str, str] = self._late["packages"]
        return packages

    @property
    def trade_agreements(self) -> Mapping[str, str]:
        """Those of these packages that are trade agreements of agreements.yaml: name -> code of the other party."""
        agreements: Mapping[str, str] = self._late["trade_agreements"]
        return agreements

    @property
    def my_agreements(self) -> Mapping[str, Mask]:
        """Where this state has an agreement of friend-shoring with another one, by the code of that one."""
        agreements: Mapping[str, Mask] = self._late["my_agreements"]
        return agreements

    @property
    def trust_in(self) -> Mapping[str, Array]:
        """Trust in each other state by its code: 0 to 1."""
        trust: Mapping[str, Array] = self._late["trust_in"]
        return trust

    @property
    def tariffs_on_me(self) -> Mapping[str, Array]:
        """Average tariff that each other state, by its code, has added on this state's goods: fractions."""
        tariffs: Mapping[str, Array] = self._late["tariffs_on_me"]
        return tariffs

    @property
    def my_tariffs(self) -> Mapping[str, Array]:
        """Average tariff that this state has added on the goods of each other one, by its code: fractions."""
        tariffs: Mapping[str, Array] = self._late["my_tariffs"]
        return tariffs

    @property
    def ore(self) -> Mapping[str, tuple[str, ...]]:
        """Goods that each state, by its code, digs."""
        ore: Mapping[str, tuple[str, ...]] = self._late["ore"]
        return ore

    @property
    def makers(self) -> Mapping[str, tuple[str, ...]]:
        """Codes of the states that make or dig each good, by its name."""
        makers: Mapping[str, tuple[str, ...]] = self._late["makers"]
        return makers

    @property
    def roles(self) -> Mapping[str, str]:
        """Role of each state, by its code, as states.csv has it: power, ally, partner or other."""
        roles: Mapping[str, str] = self._late["roles"]
        return roles

    @property
    def talks(self) -> Mask:
        """Where talks between this state and its rival are open this month."""
        talks: Mask = self._late["talks"]
        return talks

    @property
    def deals(self) -> Mapping[str, DealView]:
        """Deals in force with the rival, by name: breaches seen, complaints, clauses held back."""
        deals: Mapping[str, DealView] = self._late["deals"]
        return deals

    @property
    def months_to_vote(self) -> float:
        """Months to the next election or party congress at home; infinite if none is known."""
        return float(self._late["months_to_vote"])

    @property
    def rival_months_to_vote(self) -> float:
        """Months to the rival's next election or party congress; infinite if none is known."""
        return float(self._late["rival_months_to_vote"])

    @property
    def authorities(self) -> Mapping[str, LawView]:
        """What each law of this state allows it to charge, by the name of the law, the quickest first."""
        authorities: Mapping[str, LawView] = self._late["authorities"]
        return authorities

    def _array(self, name: str) -> Array:
        values: Array = self._late[name]
        return values
