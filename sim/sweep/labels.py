"""What people call a key of a scenario, and the unit of its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.documents import KeyPath
from sim.names import the
from sim.sweep.bases import CLAUSES, EVENTS, Base, path_of

FRACTION = "fraction"

UNITS: Mapping[str, str] = {
    "rate": FRACTION,
    "approval_rate": FRACTION,
    "green_channel": FRACTION,
    "fee": FRACTION,
    "share": FRACTION,
    "upside_share": FRACTION,
    "fill_share": FRACTION,
    "threshold": FRACTION,
    "compliance": FRACTION,
    "lag_days": "working days",
    "days": "days",
    "term_months": "months",
    "general_term_months": "months",
    "target_months": "months of use",
    "release_below_months": "months of use",
    "months": "months",
    "years": "years",
    "amount_musd": "million USD",
    "finance_musd": "million USD",
    "amount_musd_year": "million USD a year",
    "price_usd_kg": "USD per kg",
    "factor": "times",
    "gw": "gigawatts",
    "gw_year": "gigawatts a year",
    "firms_per_cell": "firms",
}
"""Units of the numbers that events hold."""

CHOICES = {"strategy": "strategy", "then": "strategy after the record", "until": "last month of the record"}


def unit_of_key(path: KeyPath) -> str:
    """Tell the unit of a key; nothing for a word."""
    return UNITS.get(str(path[-1]), "")


def label_of_keys(keys: Sequence[str], base: Base) -> str:
    """Say in one line what the keys of a factor are about."""
    first = _label(path_of(keys[0]), base)
    more = len(keys) - 1
    return f"{first}, and {more} more" if more else first


def _label(path: KeyPath, base: Base) -> str:
    match path:
        case ("states", str(code), str(key)):
            return f"{CHOICES.get(key, key)} of {the(code)}"
        case ("states", str(code), "options", str(option)):
            return f"{_words(option)}, an option of the strategy of {the(code)}"
        case ("events", int(number), *_):
            return f"{_words(path[-1])} of the {_event(base.value((EVENTS, number)), path)}"
    return _words(".".join(str(part) for part in path))


def _event(event: dict[str, Any], path: KeyPath) -> str:
    """Name an event: whose, of which kind, on whom, when."""
    if CLAUSES in path:
        clause = event[CLAUSES][path[3]]
        return f"{_words(clause['kind'])} clause of {the(clause['actor'])} in the deal {event['name']}"
    partner = event.get("partner")
    towards = "" if partner is None else f" on {_partners(partner)}"
    return f"{_words(event['kind'])} of {the(event['actor'])}{towards}, {event['date']}"


def _partners(partner: Any) -> str:
    codes = partner if isinstance(partner, list) else [partner]
    if len(codes) > 1:
        return f"{len(codes)} states"
    return "all" if codes[0] == "all" else the(str(codes[0]))


def _words(name: object) -> str:
    return str(name).replace("_", " ")
