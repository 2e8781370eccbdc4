"""Worlds that are played from outside: orders in, observations and payoffs out, as many worlds at once as seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.errors import InputError, unknown
from sim.scenario import Scenario, load_scenario
from sim.scenario.choices import LAST_SEED
from sim.scenario.vocabulary import SCRIPT
from sim.states import Briefing
from sim.states.strategies.script import Script
from sim.states.strategy import kinds_of
from sim.states.timeline import moves_by_month
from sim.tournament.arena import taken_over
from sim.training.facts import NAMES, observation
from sim.training.opened import OpenedWar
from sim.training.outside import KINDS, Outside, stand_still
from sim.types import Array, Index

DEFAULT = "rare_earth_controls_2025"
POWERS = ("USA", "CHN")

PLAYED = "hold"
"""What stands in the scenario for a state that is played from outside."""


class ManyWorlds:
    """One scenario in W worlds, in which some states are played from outside; one step is one month.

    states: codes of those played. facts: names of what each sees. sizes: how many orders of each kind there are for
    each state. first_month: the first (from 0) in which any of them decides; what the record holds before is lived by
    `start`. A state whose record ends later does nothing else until then. packages: what each can put on the table.
    """

    facts = NAMES
    kinds = KINDS

    def __init__(
        self,
        scenario: str | Scenario = DEFAULT,
        states: Sequence[str] = POWERS,
        months: int | None = None,
        others: str | Mapping[str, str] | None = "hold",
    ) -> None:
        plan = load_scenario(scenario) if isinstance(scenario, str) else scenario
        self.states = _checked(states, plan)
        chosen = _strategies(plan, self.states, others)
        for strategy in set(chosen.values()):
            kinds_of(strategy)  # one that does not exist is said with the nearest name
        self.scenario = taken_over(plan, None, chosen)
        self.months = plan.months if months is None else months
        self.first_month = min(_free_from(self.scenario, code) for code in self.states)
        if self.months <= self.first_month:
            first = self.first_month + 1
            raise InputError(f"nobody decides anything in {self.months} months: the first free one is {first}")
        self._kept: tuple[tuple[int, ...], OpenedWar] | None = None
        self._model = OpenedWar(self.scenario, [self.scenario.seed])
        self.rows = {code: self._model.craft.codes.index(code) for code in self.states}
        self.packages = {code: _packages(self._model, row) for code, row in self.rows.items()}
        self.sizes = {code: (3, 2, 1 + len(self.packages[code])) for code in self.states}

    @property
    def worlds(self) -> int:
        """Number of worlds that are being played."""
        return self._model.world.worlds

    @property
    def month(self) -> int:
        """The month that comes next, counted from 0."""
        return self._model.world.month

    @property
    def over(self) -> bool:
        """Whether the last month has been lived."""
        return self.month >= self.months

    def start(self, seeds: Sequence[int]) -> dict[str, Array]:
        """Begin anew with the luck of some seeds, a world each: what every state played sees, (fact, world).

        Raises InputError for what is no seed, and without any.
        """
        wrong = next((seed for seed in seeds if not 0 <= seed <= LAST_SEED), None)
        if wrong is not None or not len(seeds):
            found = "nothing" if wrong is None else wrong
            raise InputError(f"start() takes a list of seeds, whole numbers from 0 on, not {found}", key="seeds")
        self._model.discard()
        self._model = self._begun(tuple(seeds))
        self._outside = {code: self._seat(code) for code in self.states}
        self._model.open()
        return self._observations()

    def step(self, orders: Mapping[str, Index]) -> tuple[dict[str, Array], dict[str, Array]]:
        """Live through a month: orders (kind, world) by state -> what each sees next (fact, world), payoffs (world,).

        A state without orders stands still. Payoffs are per cent of GDP. Raises InputError for orders that do not
        exist, for a month before `start` and for one after the last.
        """
        if not self._model.opened:
            raise InputError("start(seeds) comes before the first step")
        if self.over:
            raise InputError(f"all {self.months} months have been lived; start(seeds) begins anew")
        for code in orders:
            if code not in self.states:
                raise unknown("state that is played", code, self.states)
        for code, outside in self._outside.items():
            given = orders.get(code)
            outside.order(stand_still(self.worlds) if given is None else self._readable(code, given))
        self._model.step()
        payoff = self._model.world.relations.welfare
        self._model.open()
        return self._observations(), {code: payoff[row].copy() for code, row in self.rows.items()}

    def free(self, code: str) -> bool:
        """Whether a state decides in the coming month, rather than its record."""
        return self.month >= _free_from(self.scenario, code)

    def briefing(self, code: str) -> Briefing:
        """What a state is told at the start of the coming month, all of it."""
        return self._model.briefings[self.rows[code]]

    def close(self) -> None:
        """Let go of all worlds."""
        if self._kept is not None:
            self._kept[1].release()
        self._kept = None
        self._model.release()

    def _begun(self, seeds: tuple[int, ...]) -> OpenedWar:
        """Live the record once for some seeds and begin with a copy; the same seeds again cost a copy only."""
        if self._kept is None or self._kept[0] != seeds:
            if self._kept is not None:
                self._kept[1].discard()
            model = OpenedWar(self.scenario, seeds)
            for _ in range(self.first_month):
                model.step()
            self._kept = (seeds, model)
        return self._kept[1].again()

    def _seat(self, code: str) -> Outside:
        """Let a state be played from outside, from where its record ends."""
        model = self._model
        outside = Outside(model.world.settings, self.packages[code], model.world.worlds)
        state, choice = model.states[self.rows[code]], self.scenario.states[code]
        if isinstance(state.strategy, Script) and choice.until is not None:
            record = moves_by_month(self.scenario.events_of(code), model.craft.calendar, model.world.settings)
            state.strategy.follow(record, outside, self.scenario.month_of(choice.until))
        else:
            state.strategy = outside
        return outside

    def _observations(self) -> dict[str, Array]:
        model = self._model
        return {
            code: observation(model.briefings[row], model.offers_to(row), self.months)
            for code, row in self.rows.items()
        }

    def _readable(self, code: str, orders: Index) -> Index:
        """Refuse orders that do not exist."""
        given, sizes = np.asarray(orders), np.array(self.sizes[code])[:, None]
        if given.shape != (len(KINDS), self.worlds):
            raise InputError(f"orders of {code} have the shape {given.shape}, not ({len(KINDS)}, {self.worlds})")
        if not np.issubdtype(given.dtype, np.integer) or (given < 0).any() or (given >= sizes).any():
            ends = ", ".join(f"{kind} 0 to {size - 1}" for kind, size in zip(KINDS, self.sizes[code], strict=True))
            raise InputError(f"orders of {code} are whole numbers: {ends}")
        return given


def _checked(states: Sequence[str], scenario: Scenario) -> tuple[str, ...]:
    """Codes of the states played, each once. Raises InputError."""
    if isinstance(states, str) or not states:
        raise InputError('states: expected a list of at least one state, such as ("USA", "CHN")', key="states")
    for code in states:
        if code not in scenario.states:
            raise unknown("state", code, scenario.states, key="states")
    return tuple(dict.fromkeys(states))


def _strategies(scenario: Scenario, played: Sequence[str], others: str | Mapping[str, str] | None) -> dict[str, str]:
    """What the states named follow once their record ends; whoever is not among them goes on as the scenario says."""
    if isinstance(others, str):
        return {code: PLAYED if code in played else others for code in scenario.states}
    named = dict(others or {})
    for code in named:
        if code not in scenario.states:
            raise unknown("state", code, scenario.states, key="others")
        if code in played:
            raise InputError(f"{code} is played from outside: it follows no '{named[code]}'", key="others")
    return named | dict.fromkeys(played, PLAYED)


def _free_from(scenario: Scenario, code: str) -> int:
    """The first month, counted from 0, in which a state does not follow the record."""
    choice = scenario.states[code]
    follows = choice.strategy == SCRIPT and choice.until is not None
    return scenario.month_of(choice.until) + 1 if follows and choice.until is not None else 0


def _packages(model: OpenedWar, row: int) -> tuple[str, ...]:
    """Names of the packages between a state and the one that its ladder is turned against."""
    rival = model.craft.ladders.against[row]
    return tuple(one.name for one in model.world.deals.packages if row in one.parties and one.other(row) == rival)
