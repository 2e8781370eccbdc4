"""The world in which every match begins: a scenario, up to a day, and then two strategies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sim.errors import InputError, unknown
from sim.scenario import Scenario, load_scenario
from sim.scenario.choices import StateChoice
from sim.scenario.forking import HOLD, fork_scenario, read_day_of_fork
from sim.scenario.vocabulary import SCRIPT
from sim.tables import load_tables

SEATS = 2
START, DAY = "liberation_day_2025", "2025-04-02"
"""The usual start: the record up to the evening on which one side has climbed three rungs and the other has not yet."""


@dataclass(frozen=True)
class Rules:
    """What all matches of a tournament share.

    scenario: name or file; day: the last day of its record that is kept, empty for a scenario without a record; states:
    the codes of the two seats; months: from the first month of the scenario on; runs: worlds of a match, each with its
    own luck and draw of parameters; overrides: of the scenario, as (key, value).
    """

    scenario: str = START
    day: str = DAY
    states: tuple[str, ...] = ("USA", "CHN")
    months: int = 36
    runs: int = 16
    seed: int = 1
    overrides: tuple[tuple[str, str], ...] = ()

    def arena(self) -> Arena:
        """Load the scenario and check that a tournament can be played in it. Raises InputError."""
        scenario = load_scenario(self.scenario, dict(self.overrides))
        _check_seats(self.states)
        day = read_day_of_fork(self.day) if self.day else None
        taken_over(scenario, day, dict.fromkeys(self.states, HOLD))
        free = _first_free(scenario, day, self.states)
        if self.months <= free:
            raise InputError(f"nobody decides anything in {self.months} months: the first free one is {free + 1}")
        return Arena(scenario, day, self.states, free, self.months)


def rules_of(
    scenario: str,
    day: str,
    states: tuple[str, ...],
    months: int,
    runs: int,
    seed: int,
    overrides: Mapping[str, str | float],
) -> Rules:
    """Make rules of what the command line says; the usual start has its day, another scenario only if one is given."""
    chosen = scenario or START
    given = day or (DAY if chosen == START else "")
    said = tuple((key, str(value)) for key, value in overrides.items())
    return Rules(chosen, given, tuple(code.strip() for code in states), months, runs, seed, said)


@dataclass(frozen=True)
class Arena:
    """A scenario ready for matches: first_free is the first month (from 0) in which the two seats decide."""

    scenario: Scenario
    day: date | None
    states: tuple[str, ...]
    first_free: int
    months: int

    @property
    def begins(self) -> str:
        """The first month in which the two seats decide, as YYYY-MM."""
        return self.scenario.month_name(self.first_free)

    @property
    def start(self) -> str:
        """The last day of the record, or, without one, the first month in which the two seats decide."""
        return self.begins if self.day is None else self.day.isoformat()

    def between(self, *texts: str) -> Scenario:
        """The scenario with a strategy in each seat, in the order of the states."""
        return taken_over(self.scenario, self.day, dict(zip(self.states, texts, strict=True)))


def taken_over(scenario: Scenario, day: date | None, strategies: Mapping[str, str]) -> Scenario:
    """Let strategies take over the states named: the month after a day of the record, or where their script ends."""
    if day is not None:
        return fork_scenario(scenario, day, strategies)
    changed = {code: _choice(scenario.states[code], strategy) for code, strategy in strategies.items()}
    return scenario.model_copy(update={"states": scenario.states | changed})


def _choice(own: StateChoice, strategy: str) -> StateChoice:
    """What one state does: its script as far as it goes, and then the strategy."""
    if own.strategy == SCRIPT and own.until is not None:
        return StateChoice(strategy=SCRIPT, until=own.until, then=strategy)
    return StateChoice(strategy=strategy)


def _first_free(scenario: Scenario, day: date | None, states: tuple[str, ...]) -> int:
    """First month in which both seats decide."""
    if day is not None:
        return scenario.month_of(day) + 1
    ends = [scenario.states[code].until for code in states]
    return max((scenario.month_of(end) + 1 for end in ends if end is not None), default=0)


def _check_seats(codes: tuple[str, ...]) -> None:
    """Two states, each the rival of the other."""
    rivals = {row.state: row.rival for row in load_tables().states}
    for code in codes:
        if code not in rivals:
            raise unknown("state", code, rivals, key="states")
    if len(codes) != SEATS or any(rivals[one] != other for one, other in zip(codes, codes[::-1], strict=True)):
        powers = ",".join(code for code, rival in rivals.items() if rival)
        raise InputError(f"a tournament is played by two rivals: --states {powers}", key="states")
