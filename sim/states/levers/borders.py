"""What two further levers do at borders: trace rules on goods of third states, and discouraged imports."""

from __future__ import annotations

import numpy as np

from sim.arrays import add_up
from sim.borders.traces import TraceRule, impose
from sim.policy.clauses import STATUS_NAMES, states_of
from sim.policy.controls import USES
from sim.policy.jurisdictions import by_state
from sim.policy.ladder import approved_share
from sim.states.moves import DiscouragementMove, TraceRuleMove
from sim.states.office import Office
from sim.types import Array, Mask


def set_trace_rule(office: Office, actor: int, move: TraceRuleMove, where: Mask) -> None:
    """Ask for one's own licence for goods of third states, or stop asking."""
    craft, world = office.craft, office.world
    tables, settings = craft.tables, craft.settings
    partners = states_of(tables, move.partners, craft.codes[actor])
    book = world.traces.book_of(actor, world.network, world.worlds, world.controls)
    rule = TraceRule(
        shares={tables.good_index(good): share for good, share in tables.controlled_shares(move.goods).items()},
        destinations=partners,
        use=None if move.use == "all" else USES.index(move.use),
        threshold=settings.trace_threshold if move.threshold is None else move.threshold,
        compliance=_compliance(office, move),
        status=float(STATUS_NAMES.index(move.status)),
        terms=dict(move.terms),
    )
    before = book.controls.in_force
    chosen = np.flatnonzero(impose(book, world.network, rule, where, move.day))
    if len(chosen):
        was, now = (add_up(approved_share(terms, chosen)) / len(chosen) for terms in (before, book.controls.in_force))
        office.note(actor, "trace rule", partners, "+".join(move.goods), was, now, where, move)


def _compliance(office: Office, move: TraceRuleMove) -> Array:
    """Share of each state's exporters who obey a foreign rule: (state,)."""
    tables = office.craft.tables
    if move.compliance is not None:
        return np.full(len(tables.states), move.compliance)
    return by_state(tables, "trace_compliance")


def discourage(office: Office, actor: int, move: DiscouragementMove, where: Mask) -> None:
    """Tell one's own firms not to buy some goods from partners."""
    craft, controls = office.craft, office.world.controls
    tables, routes = craft.tables, craft.routes
    partners = states_of(tables, move.partners, craft.codes[actor])
    goods = [tables.good_index(good) for good in tables.controlled_shares(move.goods)]
    end_use = None if move.use == "all" else USES.index(move.use)
    chosen = routes.select(goods, partners, [actor], end_use)
    if not chosen.any():
        return
    before = controls.discouraged[chosen][0].copy()
    controls.discourage(chosen, where, move.share)
    office.note(actor, "import discouragement", partners, "+".join(move.goods), before, move.share, where, move)
