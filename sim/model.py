"""The model: a month of the trade war on one screen."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from functools import cached_property

import mesa
import numpy as np

from sim.borders.crossing import close_month, open_borders
from sim.chain.month import trade
from sim.chain.rules import Rules
from sim.chain.stockkeeping import keep_reserves
from sim.chance.month import befall
from sim.chance.rules import ChanceRules
from sim.chance.stops import hold_up
from sim.economy.accounts import close_books, settle
from sim.economy.labour import LabourRules, lay_off
from sim.economy.market import MarketRules, hear_news, price_shares, uncertainty_gap
from sim.economy.payments import draw_up
from sim.economy.refunds import count_duties
from sim.economy.rents import licence_income
from sim.economy.technology import TechnologyRules, renew_compute
from sim.faces import Firm
from sim.foresight import look_ahead
from sim.industry.development import develop
from sim.industry.investment_rules import InvestmentRules
from sim.lean import Leaner
from sim.luck import Luck
from sim.parameters import Settings
from sim.policy.log import EventLog, Story
from sim.recorder import Recorder, Shelf, controllers_of
from sim.recording import Progress, Recording
from sim.scenario import Scenario
from sim.start import border_rules, economy_rules, programme_rules, start_world
from sim.states.consent import with_consent
from sim.states.courses import Course, Outlook, nothing_foreseen
from sim.states.deals.negotiating import TalkRules
from sim.states.diplomacy import decide, negotiate
from sim.states.enactment import enact, expire
from sim.states.judging.beliefs import learn
from sim.states.judging.believed import one_type
from sim.states.judging.payoffs import judge
from sim.states.law.replacement import fall_back
from sim.states.seen.observing import observe
from sim.states.state import State, make_states
from sim.states.statecraft import Statecraft
from sim.tables.belief_rows import TYPES
from sim.types import Index
from sim.world import World

LEANING = "type of rival"
"""Stream of luck: for which of the types that it holds possible a state takes its rival when it looks ahead."""

LEFT_OUT = ("industry", "stockpiles", "technology")
"""Parts of the world that a lean fork leaves as they are."""


class TradeWar(mesa.Model):  # type: ignore[misc]
    """W parallel worlds of one scenario, lived month by month; one run is W = 1.

    `world` holds all that changes, `states` the governments, `log` what they did and why, `plan` the scenario (Mesa 3.5
    keeps the name `scenario` for an object of its own). Each seed is one world.
    """

    thinks_ahead = False
    """Whether this is a fork, in which nobody looks ahead any more."""

    lean = False
    """Whether what hardly matters within some months is left out."""

    def __init__(self, scenario: Scenario, seeds: Sequence[int], settings: Settings | None = None) -> None:
        super().__init__(rng=seeds[0])
        self.plan = scenario
        chosen = scenario.settings() if settings is None else settings
        self.world: World = start_world(scenario, chosen, Luck(seeds))
        self.log = EventLog(self.world.worlds)
        self._leaner = Leaner()
        self._known_rules: dict[tuple[bool, bytes] | None, dict[str, object]] = {None: self._make_rules()}
        _ = self.states  # a strategy that does not exist is said at once

    def _make_rules(self) -> dict[str, object]:
        """Read the numbers of all rules, which a run never changes; returns them by name."""
        own = set(vars(self))
        world, settings, network = self.world, self.world.settings, self.world.network
        self.craft = Statecraft.build(world.tables, settings, network.routes, self.plan.start)
        self.chain_rules = Rules.of(settings)
        self.border_rules = border_rules(world)
        self.programme_rules = programme_rules(world)
        self.investment_rules = InvestmentRules.of(settings, world.tables, network)
        self.economy_rules = economy_rules(world)
        self.labour_rules = LabourRules.of(settings, world.tables)
        self.market_rules = MarketRules.of(settings, world.tables, world.routes)
        self.technology_rules = TechnologyRules.of(settings, world.tables, network)
        self.chance_rules = ChanceRules.of(self.plan, settings, world.tables, network)
        self.talks = TalkRules.of(self.plan, self.craft)
        return {name: rules for name, rules in vars(self).items() if name not in own}

    def step(self) -> None:
        """Live through one month."""
        self.chance()
        self.observe()
        self.negotiate()
        self.decide()
        self.license()
        self.trade()
        self.develop()
        self.settle()
        self.learn()
        self.judge()
        self.world.month += 1

    def chance(self) -> None:
        """What nobody decides this month: deals run out, courts rule, and what else chance brings if it is on."""
        expire(self.world, self.craft, self.log)
        befall(self.world, self.craft, self.log, self.chance_rules, surprises=not self.thinks_ahead)

    def observe(self) -> None:
        """Every state is briefed: the same facts a human player would see."""
        self.briefings = observe(self.states, self.world, self.craft, self.world.luck, self.log, self.foresee)

    def negotiate(self) -> None:
        """Offers of last month are answered."""
        negotiate(self.states, self.briefings, self.world, self.craft, self.log, self.foresee, self.talks)

    def decide(self) -> None:
        """All states choose at once, then all measures are enacted."""
        decided = fall_back(decide(self.states, self.briefings), self.states, self.briefings, self.world)
        agreed = with_consent(self.states, self.briefings, decided, self.world, self.craft, self.log)
        enact(agreed, self.world, self.craft, self.log)

    def license(self) -> None:
        """Licence desks work through their queues, and trade looks for ways round them."""
        world = self.world
        self.crossing, self.ways = open_borders(
            world, world.network, world.chain, self.border_rules, world.luck, world.month
        )
        self.crossing = hold_up(self.crossing, world.fortunes, self.chance_rules)

    def trade(self) -> None:
        """Firms receive, produce, ship, price, order and adapt; what went round a border is counted."""
        world, book, rules = self.world, self.world.programmes, self.programme_rules
        found = book.renew(rules.sites, rules.research, world.month)
        promised = book.guaranteed(self.chain_rules.utilisation * world.chain.capacity)
        factor = world.tariffs.border_factor(world.network.borders)
        floor = book.support.floor if book.entries else None
        trade(world.network, world.chain, self.crossing, factor, self.chain_rules, found, promised, floor)
        close_month(world, world.chain, self.ways, self.border_rules)

    def develop(self) -> None:
        """Reserves are filled and used; firms build, close and dig."""
        if self.lean:
            return
        world, rules = self.world, self.programme_rules
        keep_reserves(world.stockpiles, world.programmes, world.network, world.chain, rules.reserves, world.month)
        develop(world.network, world.chain, world.industry, world.programmes.support, self.investment_rules)

    def settle(self) -> None:
        """News, trade, growth, prices, jobs, share prices, and the accounts."""
        world, market = self.world, self.world.economy.market
        hear_news(market, world.tariffs, world.controls, world.relations, self.market_rules, world.month)
        world.economy.uncertainty_gap = uncertainty_gap(market, self.market_rules)
        settle(
            world.economy,
            world.chain,
            world.network,
            world.tariffs,
            world.controls,
            self.economy_rules,
            world.month,
        )
        lay_off(world.economy.labour, world.economy.output_ratio, self.labour_rules)
        price_shares(market, world.economy.gdp_gap, self.market_rules, world.month)
        if not self.lean:
            self.keep_accounts()

    def keep_accounts(self) -> None:
        """What governments took and paid, and AI compute: hardly anything of the next few months rests on them."""
        world = self.world
        draw_up(world, world.network, self.programme_rules, world.month)
        rents = licence_income(world.network, world.chain, world.desk, world.controls, len(world.tables.states))
        if rents is not None:
            world.ledger.take_fees(rents.receipts)
        count_duties(world.legal, world.tariffs, world.economy.commerce.flows, world.settings.collected_tariff_share)
        refunds = world.legal.pay()
        cost = world.ledger.total if refunds is None else world.ledger.total + refunds
        close_books(world.economy, world.tariffs, cost, rents, self.economy_rules)
        renew_compute(world.technology, world.chain.used, self.technology_rules)

    def learn(self) -> None:
        """What was seen of rivals changes what is believed of them."""
        learn(self.world, self.craft, self.world.luck)

    def judge(self) -> None:
        """Payoffs, trust and pain."""
        judge(self.world, self.craft)

    def foresee(self, viewer: int, courses: Sequence[Course], months: int, only: int | None = None) -> Outlook:
        """What a state (row) expects of some courses, by what it believes of its rival; nothing of any in a fork.

        only: a world to look ahead in alone.
        """
        if self.thinks_ahead:
            return nothing_foreseen(len(courses), self.world.worlds if only is None else 1)
        types = dict(zip(TYPES, self.world.beliefs.types[:, viewer], strict=True))
        # drawn once, not monthly: a government that changed its mind by chance alone would go up and down
        leaning = self.world.luck.uniform(f"{self.craft.codes[viewer]}.{LEANING}", 0, 1)[0]
        return look_ahead(self, viewer, courses, months, one_type(types, leaning), only)

    def fork(self, copies: int | Index, among: Index | None = None, lean: bool = False) -> TradeWar:
        """The same worlds, each `copies` times side by side, with the surprise taken out of their luck: to look ahead.

        The fork shares nothing that changes with this model. copies: once for all worlds or for each of those picked
        (world,), which keep their order. In a lean fork nothing is built, no reserve changes, no accounts are kept,
        and plants that are not built have no links.
        """
        ahead = object.__new__(type(self))
        mesa.Model.__init__(ahead, rng=0)
        ahead.plan, ahead.thinks_ahead, ahead.lean = self.plan, True, lean
        # what programmes pay for is read every month, even where nothing of it moves
        idle = not (self.world.programmes.entries or self.world.stockpiles.used)
        less = self._leaner.lean(self.world, self.economy_rules) if lean else None
        world = self.world if less is None else less.world(self.world)
        ahead.world = world.tile(copies, among, LEFT_OUT if lean and idle else ())
        ahead.world.luck = ahead.world.luck.expected()
        ahead.log = EventLog(ahead.world.worlds)
        picked = np.repeat(np.arange(self.world.worlds) if among is None else among, copies)
        ahead._leaner = Leaner()
        ahead._share_rules(self, (lean, picked.tobytes()) if self.world.settings.differ else None)
        if less is not None:
            ahead.border_rules, ahead.economy_rules = less.rules(ahead.border_rules, ahead.economy_rules)
        return ahead

    def _share_rules(self, origin: TradeWar, key: tuple[bool, bytes] | None) -> None:
        """Take the rules of the model that this one is forked from, or those of an earlier fork of the same worlds.

        key: whether it is lean and which worlds these are, None where parameters are the same in all worlds.
        """
        known = origin._known_rules
        if key not in known:
            known[key] = self._make_rules()
        for name, rules in known[key].items():
            setattr(self, name, rules)
        self._known_rules = {None: known[key]}

    @cached_property
    def states(self) -> list[State]:
        """The governments in the order of arrays, each with its strategy; a fork makes its own when first asked."""
        return make_states(self, self.plan, self.craft, self.world.settings)

    @cached_property
    def firms(self) -> mesa.agent.AgentSet:
        """Firms as Mesa agents, made when first asked for: faces over rows of the chain's arrays."""
        return mesa.agent.AgentSet(
            [Firm(self, row) for row in range(len(self.world.network.firms))], random=self.random
        )

    def release(self) -> None:
        """Let go of Mesa's hold on this model: 3.3 keeps a counter for every model ever made, and the model with it."""
        getattr(mesa.Agent, "_ids", {}).pop(self, None)  # later versions count in the model itself

    def discard(self) -> None:
        """Let go of all that this model holds, at once; it cannot be used after that."""
        self.release()
        # a Mesa model refers to itself: its arrays would wait for the collector, and new ones for memory
        self.__dict__.clear()


def simulate(
    scenario: Scenario,
    seeds: Sequence[int] | None = None,
    months: int | None = None,
    progress: Progress | None = None,
    settings: Settings | None = None,
    shelf: Shelf | None = None,
    series: Collection[str] | None = None,
) -> Recording:
    """Run a scenario in one world a seed and record events and series: those named, or all.

    shelf: where to record, if not by itself.
    """
    begun = time.perf_counter()
    chosen = list(scenario.seeds if seeds is None else seeds)
    model = TradeWar(scenario, chosen, settings)
    total = scenario.months if months is None else months
    recorder = Recorder(model.world, total, controllers_of(scenario), shelf, series)
    for month in range(total):
        model.step()
        recorder.record(model.world, month)
        if progress is not None:
            progress(month + 1, total)
    story = Story(model.log, model.craft.calendar)
    model.discard()
    return Recording(
        variables=recorder.series,
        months=[scenario.month_name(month) for month in range(total)],
        scenario=scenario,
        seeds=chosen,
        events=story,
        wall_time=time.perf_counter() - begun,
    )
