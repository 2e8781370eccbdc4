"""Whether rivals bargain over packages of issues in a run, and how."""

from __future__ import annotations

from typing import Literal

from sim.checking import Entry


class Negotiation(Entry):
    """How talks go: the protocol, and what may be tied to what."""

    protocol: Literal["nash", "offers"] = "offers"
    linkage: Literal["allowed", "forbidden", "issue_by_issue"] = "forbidden"
