"""What a scenario holds once it is read: when, how long, who follows which strategy, what happens on which day."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PrivateAttr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from sim.checking import Entry, as_tuple, describe, refuse, refuse_name
from sim.documents import Document, KeyPath, dotted
from sim.errors import InputError
from sim.parameters import Settings, Text
from sim.scenario.chances import Chances
from sim.scenario.event_parts import SourceKey
from sim.scenario.events import AnyEvent
from sim.scenario.inheritance import EVENTS_UNTIL, EXTENDS, MORE_EVENTS
from sim.scenario.negotiation import Negotiation
from sim.scenario.vocabulary import SCRIPT, known
from sim.types import MONTHS_A_YEAR

FIRST_KEYS = ("date", "actor", "kind", "name", "deal", "partner", "goods")
LAST_SEED = 2**63 - 1


def read_month(value: Any) -> str:
    """Accept a month written YYYY-MM."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value):
        refuse(f"expected a month such as 2025-01, found {describe(value)}")
    return value


def _strategy(value: str, info: ValidationInfo) -> str:
    return known(info).check_strategy(value)


Month = Annotated[str, BeforeValidator(read_month)]
StrategyName = Annotated[str, AfterValidator(_strategy)]
WholeNumber = Annotated[int, Field(ge=1)]


def _plain_option(value: Any) -> Any:
    """Refuse what a strategy could not use as an option."""
    if not isinstance(value, bool | int | float | str):
        refuse(f"expected a number, a word, true or false, found {describe(value)}")
    return value


Option = Annotated[bool | int | float | str, BeforeValidator(_plain_option)]


class StateChoice(Entry):
    """How a state governs: a strategy and its options, or a script until a month and a strategy from then on."""

    strategy: StrategyName
    then: StrategyName | None = None
    until: Month | None = None
    options: dict[str, Option] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.strategy != SCRIPT and (self.then or self.until):
            key = "then" if self.then else "until"
            refuse(f"only strategy '{SCRIPT}' has it, not '{self.strategy}'", inside=(key,))
        if self.then and not self.until:
            refuse(f"says 'then: {self.then}' but not 'until', the last month of its script", inside=("then",))
        if self.then == SCRIPT:
            refuse(f"after a script comes another strategy, not '{SCRIPT}' again", inside=("then",))
        return self


class Scenario(Entry):
    """A world to simulate, complete: everything it inherits and every override is in it.

    counted_from: the month of the shock, from which two-year outcomes are counted; the first measure if not given.
    chance: the kinds of chance that are on, as in CHANCES. negotiation: how rivals bargain over packages of issues;
    they do not if not given.
    """

    offered_too: ClassVar[tuple[str, ...]] = (EXTENDS, MORE_EVENTS, EVENTS_UNTIL)

    title: Text
    about: Text
    sources: list[SourceKey]
    start: Month
    months: Annotated[int, Field(ge=1, le=1200)]
    runs: WholeNumber
    seed: Annotated[int, Field(ge=0, le=LAST_SEED)]
    firms_per_cell: WholeNumber
    counted_from: Month | None = None
    parameters: dict[str, float] = Field(default_factory=dict)
    states: dict[str, StateChoice]
    chance: Chances = ()
    negotiation: Negotiation | None = None
    events: Annotated[tuple[AnyEvent, ...], BeforeValidator(as_tuple)] = ()

    _name: str = PrivateAttr(default="scenario")
    _document: Document | None = PrivateAttr(default=None)
    _warnings: tuple[str, ...] = PrivateAttr(default=())

    @field_validator("parameters", mode="before")
    @classmethod
    def _know_parameters(cls, values: Any, info: ValidationInfo) -> Any:
        parameters = known(info).parameters
        for name in values if isinstance(values, dict) else ():
            if name not in parameters:
                refuse_name("parameter", name, parameters, inside=(name,))
            if parameters[name].role == "target":
                refuse(f"'{name}' is a target that the model is checked against; it cannot be set", inside=(name,))
        return values

    @field_validator("states", mode="before")
    @classmethod
    def _know_states(cls, choices: Any, info: ValidationInfo) -> Any:
        """Give a state that the file leaves out its default strategy, and put all in the order of the arrays."""
        if not isinstance(choices, dict):
            return choices
        vocabulary = known(info)
        for code in choices:
            vocabulary.check_state(code, inside=(code,))
        return {code: choices.get(code, {"strategy": vocabulary.default_strategy[code]}) for code in vocabulary.states}

    @property
    def name(self) -> str:
        """The name of the file, without its ending."""
        return self._name

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is allowed but worth a second look, one line each."""
        return self._warnings

    @property
    def first_day(self) -> date:
        """The first day of the first month."""
        return date.fromisoformat(f"{self.start}-01")

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seed of each run."""
        return tuple(range(self.seed, self.seed + self.runs))

    def month_of(self, day: date | str) -> int:
        """Count a day's month (or a month YYYY-MM) from the first month, which is 0."""
        year, month = (day.year, day.month) if isinstance(day, date) else (int(day[:4]), int(day[5:7]))
        return (year - self.first_day.year) * MONTHS_A_YEAR + month - self.first_day.month

    def month_name(self, month: int) -> str:
        """Write the month of a number as YYYY-MM."""
        years, rest = divmod(self.first_day.month - 1 + month, MONTHS_A_YEAR)
        return f"{self.first_day.year + years:04d}-{rest + 1:02d}"

    def month_names(self) -> list[str]:
        """All months of a run as YYYY-MM."""
        return [self.month_name(month) for month in range(self.months)]

    def events_of(self, state: str) -> tuple[AnyEvent, ...]:
        """List the dated events of a state, in the order of days."""
        return tuple(sorted((event for event in self.events if event.actor == state), key=lambda event: event.date))

    def settings(self) -> Settings:
        """Make the values of all parameters in this scenario."""
        return Settings.defaults().with_values(self.parameters)

    def error(self, message: str, path: KeyPath = (), *, suggestion: str | None = None) -> InputError:
        """Make an input error that points to the file and line that set a value of this scenario."""
        if self._document is None:
            return InputError(message, key=dotted(path), suggestion=suggestion)
        return self._document.error(message, path, suggestion=suggestion)

    def located(self, name: str, document: Document, warnings: tuple[str, ...]) -> Self:
        """Remember where this scenario was read and what is worth a second look."""
        self._name, self._document, self._warnings = name, document, warnings
        return self

    def resolved(self) -> dict[str, Any]:
        """Everything the scenario says as plain values, without inheritance."""
        plain = self.model_dump(exclude_none=True)
        if not self.chance:
            plain.pop("chance")
        return plain | {"events": [_in_order(event) for event in plain["events"]]}

    def resolved_yaml(self) -> str:
        """Write the complete scenario as a file that can be loaded again."""
        from ruamel.yaml import YAML

        writer = YAML()
        writer.width = 120
        writer.default_flow_style = False
        text = io.StringIO()
        writer.dump(self.resolved(), text)
        return text.getvalue()


def _in_order(event: dict[str, Any]) -> dict[str, Any]:
    """Put who did what to whom and when in front, and drop tuples, which YAML does not know."""
    listed = {key: event[key] for key in FIRST_KEYS if key in event} | event
    return {key: [_in_order(one) for one in value] if key == "clauses" else value for key, value in listed.items()}
