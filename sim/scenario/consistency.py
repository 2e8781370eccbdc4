"""Check what no single line of a scenario can show: that its events fit its dates, its states and one another."""

from __future__ import annotations

from collections.abc import Iterator

from sim.documents import Document, dotted
from sim.scenario.choices import Scenario
from sim.scenario.court_events import CourtRulingEvent
from sim.scenario.events import DealEvent, ExtendEvent
from sim.scenario.vocabulary import SCRIPT, Vocabulary


def check_scenario(scenario: Scenario, document: Document) -> None:
    """Refuse a scenario that contradicts itself. Raises InputError with file and line."""
    _check_actors(scenario, document)
    _check_dates(scenario, document)
    _check_deals(scenario, document)


def second_looks(scenario: Scenario, document: Document, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield a line for everything that is allowed but may not be meant."""
    for name, value in scenario.parameters.items():
        parameter = vocabulary.parameters[name]
        if not parameter.covers(value):
            text = (
                f"{name} = {value:g} lies outside its range, {parameter.low:g} to {parameter.high:g} {parameter.unit}"
            )
            yield str(document.error(text, ("parameters", name)))
    for code, choice in scenario.states.items():
        until = choice.until
        late = [
            event
            for event in scenario.events_of(code)
            if until
            and scenario.month_of(event.date) > scenario.month_of(until)
            and not isinstance(event, CourtRulingEvent)
        ]
        if late:
            text = f"{len(late)} events of {code} come after the end of its script in {until} and do not happen"
            yield str(document.error(text, ("states", code, "until")))
    beyond = [
        number for number, event in enumerate(scenario.events) if scenario.month_of(event.date) >= scenario.months
    ]
    if beyond:
        first = min(beyond, key=lambda number: scenario.events[number].date)
        last, others = scenario.month_name(scenario.months - 1), len(beyond) - 1
        text = f"{scenario.events[first].date} comes after the last month of the run, {last}, and does not happen"
        more = f"; nor do {others} later events" if others else ""
        yield str(document.error(text + more, ("events", first, "date")))
    if _ends_before_shock(scenario):
        text = f"the run ends in {scenario.month_name(scenario.months - 1)}, before the shock it is counted from"
        yield str(document.error(f"{text}, {scenario.counted_from}", ("counted_from",)))


def _check_actors(scenario: Scenario, document: Document) -> None:
    """Only a state that follows a script has dated events, rulings of courts apart: any other decides for itself."""
    for number, event in enumerate(scenario.events):
        choice = scenario.states[event.actor]
        if choice.strategy != SCRIPT and not isinstance(event, CourtRulingEvent):
            path = ("events", number, "actor")
            place = document.place(("states", event.actor))
            chosen = (
                f"'{choice.strategy}' ({place.error('').file}:{place.line})" if place.line else f"'{choice.strategy}'"
            )
            message = (
                f"{dotted(path)}: {event.actor} has a dated event but follows {chosen}; "
                f"write 'strategy: {SCRIPT}' with 'then: {choice.strategy}' and 'until', or drop its events"
            )
            raise document.error(message, path)


def _check_dates(scenario: Scenario, document: Document) -> None:
    for number, event in enumerate(scenario.events):
        if event.date < scenario.first_day:
            path = ("events", number, "date")
            raise document.error(f"{dotted(path)}: {event.date} lies before the start, {scenario.start}", path)
    for code, choice in scenario.states.items():
        if choice.until and scenario.month_of(choice.until) < 0:
            key = ("states", code, "until")
            raise document.error(f"{dotted(key)}: {choice.until} lies before the start, {scenario.start}", key)
    _check_shock(scenario, document)


def _check_shock(scenario: Scenario, document: Document) -> None:
    """The shock is not before the start; one after the end is a second look, as saved short runs are read again."""
    key = ("counted_from",)
    if scenario.counted_from is None:
        return
    month = scenario.month_of(scenario.counted_from)
    if month < 0:
        text = f"{key[0]}: {scenario.counted_from} lies before the start, {scenario.start}"
        raise document.error(text, key)


def _ends_before_shock(scenario: Scenario) -> bool:
    return scenario.counted_from is not None and scenario.month_of(scenario.counted_from) >= scenario.months


def _check_deals(scenario: Scenario, document: Document) -> None:
    """Check that a deal has a name of its own and an extension the name of an earlier deal of the same two."""
    deals: dict[str, DealEvent] = {}
    for number, event in enumerate(scenario.events):
        if isinstance(event, DealEvent):
            path = ("events", number, "name")
            if event.name in deals:
                raise document.error(f"{dotted(path)}: there already is a deal '{event.name}'", path)
            deals[event.name] = event
    for number, event in enumerate(scenario.events):
        if isinstance(event, ExtendEvent):
            _check_extension(number, event, deals, document)


def _check_extension(number: int, event: ExtendEvent, deals: dict[str, DealEvent], document: Document) -> None:
    path = ("events", number, "deal")
    if event.deal not in deals:
        raise document.unknown("deal", event.deal, deals, path)
    deal = deals[event.deal]
    if {event.actor, event.partner} != {deal.actor, deal.partner}:
        raise document.error(f"{dotted(path)}: '{event.deal}' is a deal of {deal.actor} and {deal.partner}", path)
    if event.date < deal.date:
        path = ("events", number, "date")
        raise document.error(f"{dotted(path)}: {event.date} lies before the deal itself, {deal.date}", path)
