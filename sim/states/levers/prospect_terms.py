"""Whether the terms of a programme can be had: floors at which nobody builds, standards laxer than none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.chain.sites import sites_of
from sim.industry.building import stage_months
from sim.industry.closure import keep_books
from sim.industry.investment import make_case
from sim.industry.investment_rules import InvestmentRules
from sim.industry.learning import learn
from sim.policy.jurisdictions import by_state
from sim.policy.offers import support_of
from sim.policy.programmes import Programme, Terms
from sim.states.moves import ProgrammeMove
from sim.states.office import Office
from sim.types import Mask


def no_laxer_than_none(office: Office, host: int, move: ProgrammeMove, terms: Terms) -> tuple[ProgrammeMove, Terms]:
    """Keep a standard from making processing cheaper than it is without local rules; the record says so."""
    cost = float(by_state(office.craft.tables, "environment_cost")[host])
    least = min(1.0, 1 / cost)
    if np.min(terms.factor) >= least:
        return move, terms
    text = f"{move.because} (no laxer than no rule at all: factor {least:.2f})"
    return replace(move, because=text), replace(terms, factor=np.maximum(terms.factor, least))


def nobody_builds(office: Office, new: Programme) -> Mask:
    """Worlds in which no project of the host pays at a floor, with all other help of today: (world,).

    The floor has been entered in the book of programmes; prices are those that builders expect today.
    """
    world = office.world
    sites = sites_of(world.network)
    rules = InvestmentRules.of(world.settings, world.tables, world.network)
    mine = np.isin(rules.prospects.row, sites.projects(new.goods, new.host))
    support = support_of(world.programmes.running(world.month), sites, len(new.where))
    # learning keeps its results in the state of industry, so it learns on a copy
    skill = learn(replace(world.industry), support, rules)
    abroad = rules.outlook.prices(world.network, world.chain)
    books = keep_books(world.network, world.chain, support, skill, abroad, rules)
    case = make_case(world.chain, world.industry, support, books, stage_months(support, skill, rules), rules)
    pays = np.asarray((case.expected >= case.required)[mine].any(axis=0))
    return new.where & ~pays
