"""Puts the world of January 2025 together from scenario, tables and parameters."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sim.borders.crossing import BorderRules, RouteLinks
from sim.borders.detours import Detours
from sim.borders.rerouting import Rerouting, ReroutingRules
from sim.borders.traces import Traces
from sim.chain.assembly import Structure, build_network
from sim.chain.network import Network
from sim.chain.rules import Rules
from sim.chain.sites import sites_of
from sim.chain.state import CoverRules, initial_cover, steady_state
from sim.chain.stockpiles import ReserveRules, Stockpiles
from sim.economy.accounts import EconomyRules
from sim.economy.budget import Budget, BudgetRules
from sim.economy.commerce import Commerce, CommerceRules, ControlledTrade
from sim.economy.equilibria import TradeParameters, equilibria
from sim.economy.ledger import Ledger
from sim.economy.payments import LedgerRules, ProgrammeRules
from sim.economy.prices import PriceRules, duties
from sim.economy.state import EconomyState
from sim.economy.technology import Technology, TechnologyRules
from sim.industry.investment_rules import InvestmentRules
from sim.industry.state import IndustryState
from sim.luck import Luck
from sim.memory import keep_freed_memory
from sim.parameters import Settings
from sim.policy.beliefs import Beliefs, prior_types
from sim.policy.calendar import Calendar
from sim.policy.controls import Controls
from sim.policy.fortunes import Fortunes, Signals
from sim.policy.jurisdictions import by_state
from sim.policy.legal import Legal
from sim.policy.licences import Desk, DeskRules
from sim.policy.minds import Minds
from sim.policy.programme_book import ProgrammeBook
from sim.policy.research import ResearchRules
from sim.policy.sectors import sector_shares
from sim.policy.tariffs import Tariffs
from sim.scenario import CourtRulingEvent, Scenario
from sim.scenario.chances import RULINGS
from sim.states.statecraft import Statecraft, application_sizes
from sim.tables import Tables, load_tables
from sim.types import MONTHS_A_YEAR, PER_CENT, Array
from sim.world import World


def start_world(scenario: Scenario, settings: Settings, luck: Luck) -> World:
    """The world before the first month, one for each seed of the luck."""
    keep_freed_memory()
    tables, worlds = load_tables(), luck.worlds
    network = build_network(structure(scenario, settings))
    craft = Statecraft.build(tables, settings, network.routes, scenario.start)
    routes, states = len(network.routes), len(tables.states)
    base = tables.base_tariff(_default_tariff(settings))
    lag = settings.licence_lag_days / settings.working_days_a_month
    return World(
        worlds=worlds,
        month=0,
        calendar=Calendar(scenario.start),
        tables=tables,
        settings=settings,
        network=network,
        luck=luck,
        tariffs=Tariffs.start(base, worlds, sector_shares(tables)),
        controls=Controls.start(
            routes,
            lag,
            settings.licence_term_months,
            settings.customs_clearance_days,
            settings.general_licence_months,
        ),
        deals=craft.deals(scenario, worlds),
        desk=Desk.start(routes, worlds),
        traces=Traces(),
        rerouting=Rerouting.start(routes, worlds),
        chain=steady_state(network, _cover(network, settings, luck), Rules.of(settings)),
        industry=IndustryState.start(network, InvestmentRules.of(settings, tables, network), len(tables.goods), worlds),
        programmes=ProgrammeBook.start(len(network.firms), states, len(tables.goods), worlds),
        stockpiles=Stockpiles.start(network, states, len(tables.goods), worlds),
        ledger=Ledger.start(len(network.firms), states, worlds),
        economy=_economy(tables, settings, worlds),
        relations=craft.relations(worlds),
        technology=Technology.start(TechnologyRules.of(settings, tables, network), worlds),
        beliefs=Beliefs.start(states, worlds, prior_types(settings)),
        minds=Minds.start(states),
        legal=Legal.start(states, worlds, counts=rulings_may_come(scenario)),
        fortunes=Fortunes.start(scenario.chance, len(network.firms), states, len(tables.crises), worlds),
        signals=Signals.start(states, worlds),
    )


def rulings_may_come(scenario: Scenario) -> bool:
    """Whether a court may strike down a tariff authority in a scenario, so that duties must be counted by law."""
    return RULINGS in scenario.chance or any(isinstance(event, CourtRulingEvent) for event in scenario.events)


def structure(scenario: Scenario, settings: Settings) -> Structure:
    """What shapes the network; these parameters must be the same in all worlds of a batch."""
    return Structure(
        firms_per_cell=scenario.firms_per_cell,
        full_cell_share=float(settings.full_cell_share),
        firm_size_spread=float(settings.firm_size_spread),
        home_bias=float(settings.home_bias),
        newcomer_avoidance=float(settings.newcomer_avoidance),
        minimum_link_share=float(settings.minimum_link_share),
        gross_output_ratio=float(settings.gross_output_ratio),
    )


def border_rules(world: World) -> BorderRules:
    """The numbers of licence desks and of trade that goes round them."""
    settings = world.settings
    detours, links = _crossings(world.tables, world.network)
    return BorderRules(
        desks=DeskRules(
            settings.licence_horizon_months,
            settings.desk_capacity,
            application_sizes(world.tables)[world.routes.good],
            settings.reapplication_months,
        ),
        rerouting=ReroutingRules.of(settings),
        detours=detours,
        links=links,
    )


@lru_cache(maxsize=8)
def _crossings(tables: Tables, network: Network) -> tuple[Detours, RouteLinks]:
    """Ways round each border and the links that cross it: the same for all batches of a network."""
    rerouting = np.array([good.rerouting for good in tables.goods])
    return Detours.of(network, by_state(tables, "hub_capacity"), rerouting), RouteLinks(network.links.route)


@lru_cache(maxsize=8)
def _controlled_trade(tables: Tables, network: Network) -> ControlledTrade:
    """Trade that controls can touch: the same for all batches of a network."""
    price = np.array([good.base_price_usd for good in tables.goods])
    return ControlledTrade.of(network, price, len(tables.states))


def programme_rules(world: World) -> ProgrammeRules:
    """The numbers of industrial policy."""
    settings = world.settings
    price = np.array([good.base_price_usd for good in world.tables.goods])[:, None]
    return ProgrammeRules(
        sites=sites_of(world.network),
        research=ResearchRules.of(settings),
        reserves=ReserveRules(price, Rules.of(settings), settings.reserve_trigger_months),
        ledger=LedgerRules.of(settings),
    )


def economy_rules(world: World) -> EconomyRules:
    """The numbers of the economy block."""
    tables, settings = world.tables, world.settings
    shares = np.zeros((len(tables.goods), len(tables.states), 1))
    for row in tables.industries:
        shares[tables.good_index(row.good), tables.state_index(row.state), 0] = row.value_added_share
    prices = PriceRules(
        border_pass_through=settings.border_pass_through,
        retail_pass_through=settings.retail_pass_through,
        retail_pass_through_months=settings.retail_pass_through_months,
        domestic_price_response=settings.domestic_price_response,
        collected_tariff_share=settings.collected_tariff_share,
        gross_output_ratio=settings.gross_output_ratio,
        gdp=tables.gdp()[:, None],
        industry_shares=shares,
    )
    return EconomyRules(
        bottleneck_elasticity=settings.bottleneck_elasticity,
        least_output=settings.least_output,
        output_multiplier=settings.output_multiplier,
        industry_shares=shares,
        trend=_trend(tables)[:, None],
        commerce=commerce_rules(world),
        prices=prices,
        budget=BudgetRules(settings.goods_afloat_share, settings.duty_offset, settings.tax_share, prices.gdp),
    )


def commerce_rules(world: World) -> CommerceRules:
    """The numbers of trade between all states."""
    tables, settings = world.tables, world.settings
    collected = _collected(tables, settings)
    economies = equilibria(tables.trade, tables.gdp(), collected, tables.state_codes)
    return CommerceRules(
        flows=_flows(tables)[:, :, None],
        base=collected[:, :, None],
        equilibria=economies,
        parameters=TradeParameters(
            settings.trade_elasticity,
            settings.first_year_elasticity,
            settings.labour_supply_elasticity,
            settings.revenue_cuts_taxes,
            settings.collected_tariff_share,
            settings.border_pass_through,
        ),
        at_once=settings.at_once_trade_response,
        months=settings.trade_adjustment_months,
        income_months=settings.income_adjustment_months,
        controlled=_controlled_trade(tables, world.network),
    )


def _cover(network: Network, settings: Settings, luck: Luck) -> Array:
    """Months of use on hand, drawn for each firm of each world: (slot, world)."""
    normal = luck.normal("inventory_cover", 0, len(network.firms))
    return initial_cover(network, normal, CoverRules.of(settings))


def _trend(tables: Tables) -> Array:
    return PER_CENT * np.array([state.trend_growth for state in tables.states])


def _flows(tables: Tables) -> Array:
    """Trade in goods (exporter, importer), million USD a month."""
    return tables.trade / MONTHS_A_YEAR


def _default_tariff(settings: Settings) -> float:
    """The tariff between states of which the table says nothing, the same in all worlds."""
    return float(np.mean(settings.default_tariff))


def _collected(tables: Tables, settings: Settings) -> Array:
    """Duties over imports in January 2025: (importer, exporter)."""
    return tables.collected_tariff(_default_tariff(settings))


def _economy(tables: Tables, settings: Settings, worlds: int) -> EconomyState:
    """The economy of January 2025."""
    flows = _flows(tables)
    revenue = duties(flows[:, :, None], _collected(tables, settings)[:, :, None])
    commerce = Commerce.start(flows, worlds)
    books = Budget.start(revenue, worlds)
    return EconomyState.start(len(tables.goods), len(tables.industries), _trend(tables), commerce, books)
