"""Loops of contract prices and of what a market pays; see sim.chain.pricing. Logarithms are NumPy's, in between."""

from __future__ import annotations

from sim.chain.compiled.ground import Ground, Numbers
from sim.chain.compiled.loop import loop
from sim.chain.pricing import WIDEST_GAP
from sim.types import TINY, Array

WIDEST = float(WIDEST_GAP)


@loop
def compare(
    at: Ground,
    own: Numbers,
    demand: Array,
    wanted: Array,
    capacity: Array,
    price: Array,
    input_price: Array,
    design_cost: Array,
    pressure: Array,
    above: Array,
) -> None:
    """Set demand over normal sales, and price over full cost, both (firm, world): `pressure` and `above`."""
    firms, worlds = demand.shape
    for firm in range(firms):
        surplus, share = at.surplus[firm], at.normal_share[firm]
        for world in range(worlds):
            normal = own.utilisation[world] * capacity[firm, world]
            if surplus:
                normal = normal * share
            pressure[firm, world] = max(demand[firm, world], TINY) / max(normal, TINY)
            above[firm, world] = 0.0
        for slot in range(at.firm_begins[firm], at.firm_begins[firm + 1]):
            share = at.cost_share[slot]
            for world in range(worlds):
                above[firm, world] += share * (input_price[slot, world] - 1)
        for world in range(worlds):
            above[firm, world] += design_cost[firm, world]
    for row in range(len(at.joint_firm)):
        firm, lead = at.joint_firm[row], at.joint_lead[row]
        surplus, share = at.surplus[firm], at.normal_share[firm]
        for world in range(worlds):
            above[firm, world] = above[lead, world]
            normal = own.utilisation[world] * capacity[firm, world]
            if surplus:
                normal = normal * share
            pressure[firm, world] = max(wanted[firm, world], TINY) / max(normal, TINY)
    for firm in range(firms):
        for world in range(worlds):
            cost = at.base_price[firm] * (at.full_cost[firm] + above[firm, world])
            above[firm, world] = price[firm, world] / cost


@loop
def weigh(own: Numbers, capacity: Array, pressure: Array, above: Array) -> None:
    """Turn the two logarithms (firm, world) into the change of the contract price, in the place of `pressure`."""
    firms, worlds = pressure.shape
    for firm in range(firms):
        for world in range(worlds):
            pushed = min(max(pressure[firm, world], -WIDEST), WIDEST) * (1.0 if capacity[firm, world] > 0 else 0.0)
            pull = own.price_cost_pull[world] * above[firm, world]
            pressure[firm, world] = own.price_demand_response[world] * pushed - pull


@loop
def average(at: Ground, input_price: Array, contract: Array) -> None:
    """Mean price that each market pays by contract: `contract` (market, world)."""
    slots, worlds = input_price.shape
    contract[:] = 0.0
    for slot in range(slots):
        market, weight = at.slot_market[slot], at.average[slot]
        for world in range(worlds):
            contract[market, world] += weight * input_price[slot, world]
