"""Loops of planning and producing; see sim.chain.production."""

from __future__ import annotations

from sim.chain.compiled.ground import Ground, Numbers
from sim.chain.compiled.loop import loop
from sim.types import TINY, Array


@loop
def value_throughput(at: Ground, price: Array, amounts: Array, worth: Array, usual: Array) -> None:
    """What amounts of a plant's products are worth, over its normal sales: `worth` (plant, world); usual is scratch."""
    worlds = price.shape[1]
    worth[:] = 0.0
    usual[:] = 0.0
    for row in range(len(at.joint_firm)):
        firm, plant = at.joint_firm[row], at.joint_plant[row]
        for world in range(worlds):
            usual[plant, world] += price[firm, world] * at.joint_normal[row]
            worth[plant, world] += price[firm, world] * amounts[firm, world]
    for plant in range(at.plants):
        for world in range(worlds):
            worth[plant, world] = worth[plant, world] / usual[plant, world]


@loop
def plan(
    at: Ground,
    own: Numbers,
    demand: Array,
    capacity: Array,
    expected_demand: Array,
    finished_stock: Array,
    wanted: Array,
) -> None:
    """Follow demand slowly and say what would serve it and refill the finished stock: `wanted` (firm, world)."""
    firms, worlds = demand.shape
    for firm in range(firms):
        for world in range(worlds):
            expected = expected_demand[firm, world]
            served = min(demand[firm, world], capacity[firm, world])
            expected = expected + own.demand_smoothing[world] * (served - expected)
            expected_demand[firm, world] = expected
            wanted[firm, world] = expected
        if firm >= at.newcomers:
            for world in range(worlds):
                opening = own.opening_share[world] * own.utilisation[world] * capacity[firm, world]
                wanted[firm, world] = max(wanted[firm, world], opening)
        for world in range(worlds):
            refill = own.finished_cover_months[world] * wanted[firm, world] - finished_stock[firm, world]
            if at.surplus[firm]:
                refill = max(refill, 0.0)
            wanted[firm, world] = max(refill + demand[firm, world], 0.0)


@loop
def set_plans(at: Ground, usable: Array, wanted: Array, worth: Array, planned: Array) -> None:
    """Plan what is wanted as far as the plant goes; products of a plant come out together: `planned` (firm, world)."""
    firms, worlds = usable.shape
    for firm in range(firms):
        for world in range(worlds):
            planned[firm, world] = min(usable[firm, world], wanted[firm, world])
    for row in range(len(at.joint_firm)):
        firm, plant = at.joint_firm[row], at.joint_plant[row]
        for world in range(worlds):
            planned[firm, world] = min(worth[plant, world] * at.reference[firm], usable[firm, world])


@loop
def find_possible(
    at: Ground, planned: Array, intensity: Array, input_stock: Array, possible: Array, lost: Array
) -> None:
    """Share of planned output that the inputs on hand allow: `possible` (firm, world). lost (world,) is scratch."""
    firms, worlds = planned.shape
    for firm in range(firms):
        for world in range(worlds):
            possible[firm, world] = 1.0
            lost[world] = 0.0
        for slot in range(at.firm_begins[firm], at.firm_begins[firm + 1]):
            critical, weight = at.critical[slot], at.weight[slot]
            for world in range(worlds):
                needed = max(planned[firm, world] * intensity[slot, world], TINY)
                supplied = min(input_stock[slot, world] / needed, 1.0)
                if critical:
                    possible[firm, world] = min(possible[firm, world], supplied)
                else:
                    lost[world] += weight * (1 - supplied)
        for world in range(worlds):
            possible[firm, world] = max(0.0, possible[firm, world] * (1 - lost[world]))
    for row in range(len(at.joint_firm)):
        firm, lead = at.joint_firm[row], at.joint_lead[row]
        for world in range(worlds):
            possible[firm, world] = possible[lead, world]


@loop
def make(
    at: Ground,
    own: Numbers,
    planned: Array,
    possible: Array,
    intensity: Array,
    output: Array,
    idle: Array,
    used: Array,
    input_stock: Array,
    finished_stock: Array,
    discarded: Array,
) -> None:
    """Make what is possible, use up inputs, and throw away what separation plants cannot sell."""
    firms, worlds = planned.shape
    for firm in range(firms):
        for world in range(worlds):
            ready = planned[firm, world]
            share = possible[firm, world]
            made = ready * share
            output[firm, world] = made
            idle[firm, world] = 1 - share if ready > 0 else 0.0
            finished_stock[firm, world] += made
        for slot in range(at.firm_begins[firm], at.firm_begins[firm + 1]):
            for world in range(worlds):
                taken = min(intensity[slot, world] * output[firm, world], input_stock[slot, world])
                used[slot, world] = taken
                input_stock[slot, world] -= taken
    for firm in at.joint_firm:
        for world in range(worlds):
            surplus = max(finished_stock[firm, world] - own.surplus_months[world] * at.reference[firm], 0.0)
            discarded[firm, world] = surplus
            finished_stock[firm, world] -= surplus
