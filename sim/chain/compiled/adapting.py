"""Loops of saving dear inputs and of what other recipes cost; see sim.chain.adaptation."""

from __future__ import annotations

from sim.chain.compiled.ground import Ground, Savings
from sim.chain.compiled.loop import loop
from sim.chain.compiled.shipping import holds
from sim.types import Array, Mask


@loop
def note_dear(spot_ratio: Array, trigger: Array, wait: Array, months_dear: Array, pressed: Mask, presses: Mask) -> None:
    """Count the months in which a market stays dear, and say where and in which markets that presses by now.

    spot_ratio, months_dear, pressed (market, world); trigger (market or 1, world); presses (market,): in any world.
    """
    markets, worlds = spot_ratio.shape
    for market in range(markets):
        row = min(market, len(trigger) - 1)
        pressing = 0
        for world in range(worlds):
            dear = spot_ratio[market, world] > trigger[row, world]
            months = (months_dear[market, world] + 1) if dear else 0.0
            months_dear[market, world] = months
            pressed[market, world] = dear and months >= wait[world]
            pressing += pressed[market, world]
        presses[market] = pressing > 0


@loop
def thrift(
    at: Ground,
    own: Savings,
    pressed: Mask,
    presses: Mask,
    help: Array,
    saving: Array,
    saving_peak: Array,
    intensity: Array,
) -> bool:
    """Save more where a market presses, drift back to the permanent part after; whether anything was ever saved.

    help (slot or 1, world): what research has brought. Slots that never saved anything are left alone.
    """
    slots, worlds = saving.shape
    saved = False
    for slot in range(slots):
        market = at.slot_market[slot]
        moves = presses[market] or holds(saving_peak, slot)
        saved = saved or moves
        if not moves:
            continue
        row, limit, speed, most = min(slot, len(help) - 1), at.limit[slot], at.speed[slot], at.substitutes[slot]
        for world in range(worlds):
            kept, peak, found = saving[slot, world], saving_peak[slot, world], help[row, world]
            step = own.monthly_thrift[world] * speed
            thrifted = min(kept + step * (1 + own.research_speed[world] * found), limit)
            redesigned = min(kept + own.monthly_redesign[world] * found, limit + most * found)
            more = max(thrifted if kept < limit else redesigned, kept)
            less = min(max(kept - step, own.permanent[world] * peak), kept)
            kept = more if pressed[market, world] else less
            saving[slot, world] = kept
            saving_peak[slot, world] = max(peak, kept)
            intensity[slot, world] = at.intensity[slot] * (1 - kept)
    return saved


@loop
def add_design_cost(at: Ground, intensity: Array, saving: Array, input_price: Array, design_cost: Array) -> None:
    """What other recipes add to a maker's cost, over its price: `design_cost` (firm, world)."""
    slots, worlds = intensity.shape
    design_cost[:] = 0.0
    for slot in range(slots):
        usual = at.intensity[slot]
        changed = 0
        for world in range(worlds):
            changed += intensity[slot, world] != usual
        if changed == 0:
            continue
        firm, share, penalty, limit = at.slot_firm[slot], at.cost_share[slot], at.penalty[slot], at.limit[slot]
        for world in range(worlds):
            fewer = intensity[slot, world] / usual - 1
            designed_out = max(saving[slot, world] - limit, 0.0)
            extra = fewer * (input_price[slot, world] - 1) + penalty * designed_out
            design_cost[firm, world] += share * extra
