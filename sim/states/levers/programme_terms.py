"""Terms of a programme in the model's own units, with what the parameters say where a move leaves them open."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from sim.errors import unknown
from sim.parameters import Settings
from sim.policy.programmes import RESEARCH_FIELDS, Programme, Terms
from sim.states.moves import ProgrammeMove
from sim.states.office import Office
from sim.types import Value

KILOGRAMS_A_TONNE = 1000

NAMES = {
    "amount_musd": "amount_musd",
    "amount_musd_year": "amount_musd",
    "finance_musd": "amount_musd",
    "price_usd_kg": "price_usd",
    "share": "share",
    "rate": "rate",
    "upside_share": "upside_share",
    "months": "months",
    "target_months": "target_months",
    "fill_share": "fill_share",
    "release_below_months": "release_below_months",
    "factor": "factor",
}
"""Terms by the names that events and moves use, and by those of the model."""

OPEN: Mapping[str, Callable[[Settings], dict[str, Value]]] = {
    "equity_stake": lambda settings: {"months": settings.stake_months, "share": 0.0},
    "loan": lambda settings: {"share": settings.loan_share},
    "offtake": lambda settings: {"target_months": settings.offtake_target_months},
    "strategic_reserve": lambda settings: {
        "fill_share": settings.reserve_fill_share,
        "release_below_months": settings.reserve_trigger_months,
    },
    "friend_shoring": lambda settings: {"months": settings.stake_months, "share": 1.0},
    "critical_minerals_list": lambda _: {"share": 1.0},
    "golden_share": lambda _: {"share": 1.0},
}
"""What parameters say where a move says nothing."""


def terms_of(move: ProgrammeMove, office: Office) -> Terms:
    """Terms of a move in units of the model. Raises InputError for terms that do not exist."""
    settings = office.craft.settings
    for name in move.terms:
        if name not in NAMES:
            raise unknown("term", name, NAMES)
    usual = OPEN[move.instrument](settings) if move.instrument in OPEN else {}
    said: dict[str, Value] = {NAMES[name]: value for name, value in move.terms.items()}
    if "price_usd" in said:
        said["price_usd"] = said["price_usd"] * KILOGRAMS_A_TONNE
    field = RESEARCH_FIELDS.index(move.form) if move.instrument == "research" else 0
    return Terms(**(usual | said), know_how=_know_how(move, settings), field=field, new_only=move.new_only)


def _know_how(move: ProgrammeMove, settings: Settings) -> Value:
    """What partners learn from one another."""
    if move.form == "joint_venture":
        return settings.joint_venture_know_how
    return settings.shared_processing_know_how if move.form == "shared_processing" else 0.0


def goods_of(office: Office, move: ProgrammeMove) -> tuple[int, ...]:
    """Rows of the goods that a move names, lists taken apart."""
    tables = office.craft.tables
    return tuple(tables.good_index(good) for good in tables.controlled_shares(move.goods))


def monthly_end(instrument: str, first: int, last: int, terms: Terms) -> int:
    """Last month: a stake is paid out over its months, and what nobody could use by then stays with the state."""
    return first + int(np.max(terms.months)) - 1 if instrument == "equity_stake" else last


def main_value(programme: Programme) -> Value:
    """The number by which a programme is known in the record."""
    name = MAIN.get(programme.instrument, "share")
    value: Value = getattr(programme.terms, name)
    return value / KILOGRAMS_A_TONNE if name == "price_usd" else value


MAIN = {
    "equity_stake": "amount_musd",
    "loan": "amount_musd",
    "research": "amount_musd",
    "friend_shoring": "amount_musd",
    "price_floor": "price_usd",
    "strategic_reserve": "target_months",
    "permitting": "factor",
    "environmental_standard": "factor",
}
"""Term that tells most about a programme; the share for those not listed."""
