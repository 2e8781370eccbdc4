"""Put into effect what all states have decided, day by day, after all have decided."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from sim.policy.log import EventLog
from sim.policy.relations import Standing
from sim.states.deals.compliance import notice_mending
from sim.states.deals.dealing import deal, end_deals
from sim.states.deals.talks import open_talks
from sim.states.law.replacement import forget_losses, levy_again
from sim.states.law.rulings import end_terms
from sim.states.levers.borders import discourage, set_trace_rule
from sim.states.levers.industry import run_programme
from sim.states.levers.ladder import climb, set_control, threaten
from sim.states.levers.tariffs import set_tariff
from sim.states.levers.technology import open_grid, sell_land
from sim.states.moves import (
    ControlMove,
    DealMove,
    DiscouragementMove,
    GridAccessMove,
    LandSaleMove,
    LevyAgainMove,
    Move,
    Moves,
    ProgrammeMove,
    RungMove,
    TariffMove,
    ThreatMove,
    TraceRuleMove,
)
from sim.states.office import Office
from sim.states.statecraft import Statecraft

if TYPE_CHECKING:
    from sim.world import World


def enact(decided: Sequence[Moves], world: World, craft: Statecraft, log: EventLog) -> None:
    """Carry out the moves of all states by date, end the deals that run out this month, and read the rungs."""
    office = Office(world, craft, log, frozenset(row for row, moves in enumerate(decided) if moves.scripted))
    opened = _stand_at_first(world, craft)
    dated = [(move.day, actor, move) for actor, moves in enumerate(decided) for move in moves.moves]
    dated.sort(key=lambda one: one[0])
    for day, moves in groupby(dated, key=lambda one: one[0]):
        for _, actor, move in moves:
            carry_out(office, actor, move)
        office.renew(day)
    for actor, chosen in enumerate(decided):
        if chosen.memory:
            world.minds.keep(actor, chosen.memory, world.worlds)
    done = _stand_now(office, opened)
    # an extension of this month has been entered by now, so what is still due does end
    end_deals(office, craft.calendar.elapsed(world.month + 1) - 1)
    if world.legal.used:
        end_terms(office, craft.calendar.elapsed(world.month + 1) - 1)
        forget_losses(world)
    world.relations.note_steps(opened, done, _stand_now(office, done))


def expire(world: World, craft: Statecraft, log: EventLog) -> None:
    """End the deals that have run out by the first day of this month, before anybody is briefed; talks open."""
    office = Office(world, craft, log)
    notice_mending(world, craft, log)
    open_talks(world, craft)
    end_deals(office, craft.calendar.elapsed(world.month))
    if office.anything_changed:
        world.relations.rung = craft.rungs(world)


def carry_out(office: Office, actor: int, move: Move) -> None:
    """Carry out one move of one state."""
    where = move.worlds(office.world.worlds)
    match move:
        case RungMove():
            climb(office, actor, move, where)
        case TariffMove():
            set_tariff(office, actor, move, where)
        case LevyAgainMove():
            levy_again(office, actor, move, where)
        case ControlMove():
            set_control(office, actor, move, where)
        case TraceRuleMove():
            set_trace_rule(office, actor, move, where)
        case DiscouragementMove():
            discourage(office, actor, move, where)
        case ThreatMove():
            threaten(office, actor, move, where)
        case DealMove():
            deal(office, actor, move, where)
        case GridAccessMove():
            open_grid(office, actor, move, where)
        case LandSaleMove():
            sell_land(office, actor, move, where)
        case ProgrammeMove():
            run_programme(office, actor, move, where)


def _stand_now(office: Office, before: Standing) -> Standing:
    """Read the rungs again if anything has changed them since."""
    if not office.anything_changed:
        return before
    office.anything_changed = False
    return Standing(office.craft.rungs(office.world), office.craft.law_rungs(office.world))


def _stand_at_first(world: World, craft: Statecraft) -> Standing:
    """Where all stood when they decided: rulings and inquiries of the month have changed laws before that."""
    moved = world.legal.used or bool(world.legal.inquiries)
    return Standing(world.relations.rung, craft.law_rungs(world) if moved else world.relations.law_rung)
