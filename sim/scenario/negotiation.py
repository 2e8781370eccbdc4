"""Whether rivals bargain over packages of issues in a run, and how."""

from __future__ import annotations

from typing import Final, Literal, get_args

from sim.checking import Entry

Protocol = Literal["nash", "offers"]
"""How an agreement is found: the largest product of gains, or offers by lot over several rounds."""

Linkage = Literal["allowed", "forbidden", "issue_by_issue"]
"""What may be tied to what: anything; nothing across a red line; nothing at all."""

NASH: Final = "nash"
OFFERS: Final = "offers"
PROTOCOLS: tuple[Protocol, ...] = get_args(Protocol)

ALLOWED: Final = "allowed"
FORBIDDEN: Final = "forbidden"
ISSUE_BY_ISSUE: Final = "issue_by_issue"
LINKAGES: tuple[Linkage, ...] = get_args(Linkage)


class Negotiation(Entry):
    """How talks go: the protocol, and what may be tied to what."""

    protocol: Protocol = OFFERS
    linkage: Linkage = FORBIDDEN
