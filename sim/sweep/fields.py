"""Which numbers of a scenario may differ between the worlds of one batch; all else is structure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields as fields_of
from typing import Any, get_args

from sim.chain.assembly import Structure
from sim.checking import Entry
from sim.documents import KeyPath
from sim.errors import InputError
from sim.parameters import Parameter, load_parameters
from sim.scenario import Scenario
from sim.states.options import FromParameter
from sim.states.strategy import kinds_of
from sim.sweep.bases import CLAUSES

ONE_FOR_ALL = (
    "default_tariff",
    # counts of months, rungs and rounds: who looks ahead, talks or builds together does so equally long
    "short_horizon_months",
    "lookahead_months",
    "lookahead_candidates",
    "game_months",
    "game_every_months",
    "choice_every_months",
    "bargaining_months",
    "rounds_of_talks",
    "deal_days",
    "stake_months",
    "answer_floor_years",
)
"""Parameters beside those of the network that all worlds of a batch must share."""

LICENCE_TERMS = frozenset({"approval_rate", "lag_days", "term_months", "general_term_months", "green_channel", "fee"})
"""Terms of a control that may differ by world."""

EVENT_FIELDS: Mapping[str, frozenset[str]] = {
    "tariff": frozenset({"rate"}),
    "control": LICENCE_TERMS,
    "trace_rule": LICENCE_TERMS | {"threshold"},
    "discouragement": frozenset({"share"}),
    "threat": frozenset({"rate"}),
    "extend": frozenset({"days"}),
    "grid_access": frozenset({"factor", "gw_year"}),
    "federal_land": frozenset({"gw"}),
    "equity_stake": frozenset({"amount_musd", "share"}),
    "loan": frozenset({"amount_musd", "rate"}),
    "price_floor": frozenset({"price_usd_kg", "upside_share"}),
    "offtake": frozenset({"share", "target_months"}),
    "permitting": frozenset({"factor"}),
    "tax_credit": frozenset({"share"}),
    "subsidy": frozenset({"share"}),
    "strategic_reserve": frozenset({"target_months", "fill_share", "release_below_months"}),
    "release": frozenset({"share"}),
    "research": frozenset({"amount_musd_year"}),
    "technology_ban": frozenset({"share"}),
    "friend_shoring": frozenset({"finance_musd", "price_usd_kg", "upside_share"}),
}
"""Kind of event -> its numbers that may differ by world."""

CLAUSE_FIELDS: Mapping[str, frozenset[str]] = {"tariff": frozenset({"rate"}), "control": LICENCE_TERMS}
"""Kind of clause of a deal -> its numbers that may differ by world."""


def shared_parameters() -> frozenset[str]:
    """Name the parameters that all worlds of a batch must share."""
    return frozenset({field.name for field in fields_of(Structure)} | set(ONE_FOR_ALL))


def uncertain_parameters() -> tuple[Parameter, ...]:
    """List the parameters that are drawn: of role uncertainty, with a range, and free to differ between worlds."""
    shared = shared_parameters()
    found = (one for one in load_parameters().values() if one.role == "uncertainty" and one.name not in shared)
    return tuple(one for one in found if one.low < one.high)


def differs_by_world(path: KeyPath, scenario: Scenario) -> bool:
    """Whether the number at a path of a scenario may differ between the worlds of a batch."""
    match path:
        case ("parameters", str(name)):
            return name not in shared_parameters()
        case ("events", int(number), str(field)) if number < len(scenario.events):
            return field in EVENT_FIELDS.get(_kind(scenario.events[number]), ())
        case ("events", int(number), "clauses", int(place), str(field)) if number < len(scenario.events):
            clauses = getattr(scenario.events[number], CLAUSES, ())
            return place < len(clauses) and field in CLAUSE_FIELDS[clauses[place].kind]
        case ("states", str(code), "options", str(option)) if code in scenario.states:
            return _by_world(scenario, code, option)
    return False


def takes_whole_numbers(path: KeyPath, scenario: Scenario) -> bool:
    """Whether a key of a scenario takes whole numbers only."""
    match path:
        case ("states", str(code), "options", str(option)) if code in scenario.states:
            usual = _default(scenario, code, option)
            return isinstance(usual, int) and not isinstance(usual, bool)
        case (str(name),):
            return _whole(Scenario, name)
        case ("events", int(number), str(field)) if number < len(scenario.events):
            return _whole(type(scenario.events[number]), field)
        case ("events", int(number), "clauses", int(place), str(field)) if number < len(scenario.events):
            clauses = getattr(scenario.events[number], CLAUSES, ())
            return place < len(clauses) and _whole(type(clauses[place]), field)
    return False


def _whole(entry: type[Entry], name: str) -> bool:
    """Whether a field is one of whole numbers."""
    field = entry.model_fields.get(name)
    kinds = set() if field is None else set(_kinds(field.annotation))
    return int in kinds and float not in kinds


def _kinds(annotation: Any) -> Iterator[Any]:
    """Yield the plain types that an annotation is made of."""
    parts = get_args(annotation)
    if not parts:
        yield annotation
    for part in parts:
        yield from _kinds(part)


def _kind(event: object) -> str:
    return str(getattr(event, "kind", ""))


def _by_world(scenario: Scenario, code: str, option: str) -> bool:
    """Whether an option takes the value of a parameter that may differ by world unless it is set."""
    usual = _default(scenario, code, option)
    return isinstance(usual, FromParameter) and usual.parameter not in shared_parameters()


def _default(scenario: Scenario, code: str, option: str) -> Any:
    """The default of an option of the strategy that a state follows in the end; None where it has no such option."""
    choice = scenario.states[code]
    try:
        kinds = kinds_of(choice.then or choice.strategy)
    except InputError:
        return None
    return next((kind.defaults()[option] for kind in kinds if option in kind.defaults()), None)
