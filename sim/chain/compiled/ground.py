"""What the loops read: the network as plain index arrays, and the firms' parameters by world."""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from sim.chain.adaptation_rules import AdaptationRules
from sim.chain.network import Network
from sim.chain.rules import Rules
from sim.types import MONTHS_A_YEAR, Array, Index, Mask, Value


class Ground(NamedTuple):
    """A network as arrays of one axis.

    Of each link: slot, lane, reach, link_seller, link_border, link_route (-1 at home); slow: the first link that takes
    two months. By slot, as lists that begin where slot_begins says: slot_links, its links; by_appeal, places in that
    list in the order in which appeal is added up; most_links: of any slot. Of each lane: seller, queue, route.

    Of each slot: firm, market, intensity, cost_share, weight, critical, lead (months), average (its weight in the mean
    price of its market), limit and speed of thrift, substitutes (share that designs could replace), penalty, old_scrap,
    new_scrap; scrap_slots: those whose input scrap can replace. Of each firm: where its slots begin (firm_begins, one
    more than firms), base_price, full_cost, reference, normal_share (of normal output that is sold), surplus (whether
    it is a by-product in surplus), market_use; newcomers: the first that is not built. Of each row of a separation
    plant: joint_firm, joint_plant, joint_lead, joint_normal. plants, markets: how many there are.
    """

    slot: Index
    lane: Index
    reach: Array
    link_seller: Index
    link_border: Index
    link_route: Index
    slow: int
    slot_begins: Index
    slot_links: Index
    by_appeal: Index
    most_links: int
    seller: Index
    queue: Index
    route: Index
    slot_firm: Index
    slot_market: Index
    intensity: Array
    cost_share: Array
    weight: Array
    critical: Mask
    lead: Array
    average: Array
    firm_begins: Index
    base_price: Array
    full_cost: Array
    reference: Array
    normal_share: Array
    surplus: Mask
    market_use: Array
    newcomers: int
    joint_firm: Index
    joint_plant: Index
    joint_lead: Index
    joint_normal: Array
    scrap_slots: Index
    old_scrap: Array
    new_scrap: Array
    limit: Array
    speed: Array
    substitutes: Array
    penalty: Array
    plants: int
    markets: int


class Numbers(NamedTuple):
    """Parameters of the firms' rules under their names, each (world,)."""

    finished_cover_months: Array
    demand_smoothing: Array
    utilisation: Array
    surplus_months: Array
    opening_share: Array
    backlog_decay: Array
    final_backlog_decay: Array
    price_demand_response: Array
    price_cost_pull: Array
    spot_scarcity: Array
    reliability_smoothing: Array
    share_adjustment: Array
    stock_gap_months: Array
    scare_target: Array
    scare_threshold: Array
    scare_memory: Array


class Savings(NamedTuple):
    """Parameters of saving and designing out, each (world,); the first two by month."""

    monthly_thrift: Array
    monthly_redesign: Array
    research_speed: Array
    permanent: Array
    wait_months: Array


_grounds: WeakKeyDictionary[Network, Ground] = WeakKeyDictionary()
_numbers: WeakKeyDictionary[Rules, dict[int, tuple[Numbers, Savings]]] = WeakKeyDictionary()


def ground_of(network: Network) -> Ground:
    """Lay a network out for loops; it is remembered as long as the network is there."""
    if network not in _grounds:
        _grounds[network] = _lay_out(network)
    return _grounds[network]


def numbers_of(rules: Rules, worlds: int) -> tuple[Numbers, Savings]:
    """Give every world its parameters; they are remembered as long as the rules are there."""
    known = _numbers.setdefault(rules, {})
    if worlds not in known:
        numbers = Numbers(*[by_world(getattr(rules, name), worlds) for name in Numbers._fields])
        known[worlds] = numbers, _savings(rules.adaptation, worlds)
    return known[worlds]


def _savings(rules: AdaptationRules, worlds: int) -> Savings:
    return Savings(
        monthly_thrift=by_world(rules.thrift_rate / MONTHS_A_YEAR, worlds),
        monthly_redesign=by_world(rules.redesign_rate / MONTHS_A_YEAR, worlds),
        research_speed=by_world(rules.thrift_research_speed, worlds),
        permanent=by_world(rules.thrift_permanent, worlds),
        wait_months=by_world(rules.thrift_wait_months, worlds),
    )


def by_world(value: Value, worlds: int) -> Array:
    """A parameter as an array (world,)."""
    return np.full(worlds, value, dtype=float) if np.ndim(value) == 0 else np.ascontiguousarray(value, dtype=float)


def _lay_out(network: Network) -> Ground:
    firms, slots, links, lanes, joint = network.firms, network.slots, network.links, network.lanes, network.joint
    slot_links = np.argsort(links.slot, kind="stable")
    begins = _begins(links.slot, len(slots))
    surplus = np.zeros(len(firms), dtype=bool)
    surplus[firms.in_surplus] = True
    return Ground(
        slot=links.slot,
        lane=lanes.member.of,
        reach=links.reach,
        link_seller=links.seller,
        link_border=lanes.border[lanes.member.of],
        link_route=_abroad(network, links.route),
        slow=network.slow,
        slot_begins=begins,
        slot_links=slot_links,
        by_appeal=np.lexsort((lanes.member.of[slot_links], links.slot[slot_links])),
        most_links=int(np.diff(begins).max(initial=0)),
        seller=lanes.seller,
        queue=lanes.queue,
        route=_abroad(network, lanes.route),
        slot_firm=slots.firm,
        slot_market=network.markets.member.of,
        intensity=slots.intensity,
        cost_share=slots.cost_share,
        weight=slots.weight,
        critical=slots.critical,
        lead=network.usual_lead[:, 0].copy(),
        average=network.market_average.weight,
        firm_begins=_begins(slots.firm, len(firms)),
        base_price=firms.base_price,
        full_cost=firms.full_cost,
        reference=firms.reference,
        normal_share=firms.sold_share,
        surplus=surplus,
        market_use=firms.market,
        newcomers=network.newcomers_from,
        joint_firm=joint.rows,
        joint_plant=joint.plant.of,
        joint_lead=joint.lead,
        joint_normal=(firms.reference * firms.sold_share)[joint.rows],
        scrap_slots=network.scrap_slots,
        old_scrap=network.options.old_scrap[:, 0].copy(),
        new_scrap=network.options.new_scrap[:, 0].copy(),
        limit=slots.thrift_limit,
        speed=network.options.thrift_speed[:, 0].copy(),
        substitutes=network.options.substitute_limit[:, 0].copy(),
        penalty=network.options.penalty[:, 0].copy(),
        plants=joint.plant.groups,
        markets=len(network.markets),
    )


def _abroad(network: Network, route: Index) -> Index:
    """Routes as they are, and -1 for domestic trade."""
    return np.where(route == len(network.routes), -1, route)


def _begins(of: Index, groups: int) -> Index:
    """Where the members of each group begin in a list sorted by group, and where the last ends: (group + 1,)."""
    return np.concatenate([[0], np.cumsum(np.bincount(of, minlength=groups))]).astype(np.intp)
