"""Put into effect what all states have decided, day by day, after all have decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import add_up
from sim.policy.clauses import STATUS_NAMES, routes_of, states_of
from sim.policy.controls import BAN, LICENCE, OPEN
from sim.policy.deals import (
    BREACHED,
    EXPIRED,
    EXTENDED,
    IN_FORCE,
    MORE_TIME_ASKED,
    PROPOSED,
    SUSPENDED,
    lay_over_controls,
    lay_over_tariffs,
)
from sim.policy.ladder import Hold, approved_share
from sim.policy.log import EventLog
from sim.policy.tariffs import AUTHORITIES
from sim.states.diplomacy import deal_words
from sim.states.moves import ControlMove, DealMove, Move, Moves, RungMove, TariffMove, ThreatMove
from sim.states.statecraft import Statecraft
from sim.states.trust import lose_trust
from sim.types import Array, Mask, Value

if TYPE_CHECKING:
    from sim.world import World

RAN_OUT = "its term ran out"

FEW = 3
"""So many targets are listed by name in the record; more are summed up."""

SAME = 1e-12
"""Two rates closer than this are one."""


def enact(decided: Sequence[Moves], world: World, craft: Statecraft, log: EventLog) -> None:
    """Carry out the moves of all states by date, end the deals that run out this month, and read the rungs."""
    office = Office(world, craft, log, frozenset(row for row, moves in enumerate(decided) if moves.scripted))
    dated = [(move.day, actor, move) for actor, moves in enumerate(decided) for move in moves.moves]
    dated.sort(key=lambda one: one[0])
    for day, moves in groupby(dated, key=lambda one: one[0]):
        for _, actor, move in moves:
            office.carry_out(actor, move)
        office.renew(day)
    # an extension of this month has been entered by now, so what is still due does end
    office.end_deals(craft.calendar.elapsed(world.month + 1) - 1)
    office.read_rungs()


def expire(world: World, craft: Statecraft, log: EventLog) -> None:
    """End the deals that have run out by the first day of this month, before anybody is briefed."""
    office = Office(world, craft, log, frozenset())
    office.end_deals(craft.calendar.elapsed(world.month))
    if office.anything_changed:
        world.relations.rung = craft.rungs(world)


@dataclass
class Office:
    """Where moves become measures. scripted: rows of the states that follow the record this month."""

    world: World
    craft: Statecraft
    log: EventLog
    scripted: frozenset[int]
    tariffs_changed: bool = False
    controls_changed: bool = False
    anything_changed: bool = False

    def carry_out(self, actor: int, move: Move) -> None:
        """One move of one state."""
        where = np.ones(self.world.relations.rung.shape[-1], dtype=bool) if move.where is None else move.where
        match move:
            case RungMove():
                self.climb(actor, move, where)
            case TariffMove():
                self.set_tariff(actor, move, where)
            case ControlMove():
                self.set_control(actor, move, where)
            case ThreatMove():
                self.threaten(actor, move, where)
            case DealMove():
                self.deal(actor, move, where)

    def renew(self, day: int) -> None:
        """Put in force what law and deals now say."""
        if self.tariffs_changed:
            lay_over_tariffs(self.world.tariffs, self.world.deals)
        if self.controls_changed:
            lay_over_controls(self.world.controls, self.world.deals, day)
        self.anything_changed |= self.tariffs_changed or self.controls_changed
        self.tariffs_changed = self.controls_changed = False

    def read_rungs(self) -> None:
        """Note where everybody stands now, and where they stood."""
        relations = self.world.relations
        relations.rung_before = relations.rung_last_month
        law_rung = relations.law_rung
        if self.anything_changed:
            relations.rung = self.craft.rungs(self.world)
            relations.law_rung = self.craft.law_rungs(self.world)
        relations.own_step = relations.law_rung - law_rung
        relations.rung_last_month = relations.rung

    # the ladder ---------------------------------------------------------------------------------------------------

    def climb(self, actor: int, move: RungMove, where: Mask) -> None:
        """Go to a rung: up never eases a measure and breaks a deal with the rival, down never tightens one."""
        ladders, now = self.craft.ladders, self.world.relations.rung[actor]
        rival = ladders.against[actor]
        target = np.clip(np.rint(move.target), 0, ladders.top)
        moved: Mask = where & (target != now)
        if rival < 0 or not moved.any():
            return
        up = target > now
        self.breach(actor, rival, moved & up, move)
        tariff, access = ladders.expand(actor, target)
        law = self.world.tariffs.lawful()[actor, rival]
        wanted = np.where(up, np.maximum(law, tariff), np.minimum(law, tariff))
        self._note(actor, "rung", rival, "", now, target, moved, move)
        self._levy(actor, (rival,), self.craft.authority[actor], wanted, moved, move, total=True)
        hold = ladders.holds[actor]
        if hold is not None:
            self._withhold(actor, rival, hold, access, up, moved, move)

    def _withhold(
        self, actor: int, rival: int, hold: Hold, access: Array, up: Mask, moved: Mask, move: RungMove
    ) -> None:
        """Leave the rival this access (world,) to the goods of the hold, where that changes it the right way."""
        law = self.world.controls.law
        left = np.broadcast_to(hold.access(law), access.shape)
        tighter, looser = up & (access < left - SAME), ~up & (access > left + SAME)
        where: Mask = moved & (tighter | looser)
        if not where.any():
            return
        approval = hold.approval(access)
        status = np.where(access >= 1 - SAME, OPEN, np.where(approval <= SAME, BAN, LICENCE))
        shares = np.maximum(hold.share_of_route[hold.chosen][:, None], np.where(status == BAN, 1.0, 0.0))
        # military users are refused whenever anything is withheld
        civil = self.craft.routes.use[hold.chosen][:, None] == 0
        rate = np.where(civil | (status == OPEN), approval, 0.0)
        self.world.controls.set(
            hold.chosen, where, status=status, approval_rate=rate, green_channel=0.0, controlled_share=shares
        )
        self.controls_changed = True
        goods = self._goods_text(hold.goods)
        self._note(actor, "access", rival, goods, left, access, where, move)

    # levers -------------------------------------------------------------------------------------------------------

    def set_tariff(self, actor: int, move: TariffMove, where: Mask) -> None:
        """Write a tariff into the law; raising it against a deal breaks the deal, unless the record says so."""
        partners = states_of(self.craft.tables, move.partners, self.craft.codes[actor])
        if actor not in self.scripted:
            for partner in partners:
                raised = where & (np.asarray(move.rate) > self.world.tariffs.law[actor, partner].max(axis=0) + SAME)
                self.breach(actor, partner, raised, move)
        self._levy(actor, partners, AUTHORITIES.index(move.authority), move.rate, where, move)

    def _levy(
        self,
        actor: int,
        partners: tuple[int, ...],
        authority: int,
        rate: Value,
        where: Mask,
        move: Move,
        total: bool = False,
    ) -> None:
        """Set one layer of the law, or with `total` the layer that brings all layers together to the rate."""
        law = self.world.tariffs.law
        before = np.max([law[actor, partner, authority] for partner in partners], axis=0)
        for partner in partners:
            layers = law[actor, partner]
            others = add_up(layers) - layers[authority] if total else 0.0
            self.world.tariffs.set(actor, partner, authority, np.maximum(rate - others, 0), where)
        after = np.max([law[actor, partner, authority] for partner in partners], axis=0)
        instrument = f"tariff {AUTHORITIES[authority]}"
        self._note_many(actor, instrument, partners, "", before, after, where, move)
        self.tariffs_changed = True

    def set_control(self, actor: int, move: ControlMove, where: Mask) -> None:
        """Write an export control into the law."""
        tables, code = self.craft.tables, self.craft.codes[actor]
        partners = states_of(tables, move.partners, code)
        status = float(STATUS_NAMES.index(move.status))
        law = self.world.controls.law
        everything = np.flatnonzero(routes_of(tables, self.craft.routes, code, partners, move.goods, move.use))
        if not len(everything):
            return
        before = add_up(approved_share(law, everything)) / len(everything)
        for good, share in tables.controlled_shares(move.goods).items():
            routes = routes_of(tables, self.craft.routes, code, partners, (good,), move.use)
            self.world.controls.set(routes, where, status=status, controlled_share=share, **move.terms)
        after = add_up(approved_share(law, everything)) / len(everything)
        instrument = "export control" if move.use == "all" else f"export control ({move.use})"
        self._note_many(actor, instrument, partners, "+".join(move.goods), before, after, where, move)
        self.controls_changed = True

    def threaten(self, actor: int, move: ThreatMove, where: Mask) -> None:
        """Make a threat public."""
        relations = self.world.relations
        for partner in states_of(self.craft.tables, move.partners, self.craft.codes[actor]):
            level = self.world.tariffs.in_force[actor, partner] + move.rate
            for kept, value in (
                (relations.threat_rate, move.rate),
                (relations.threat_level, level),
                (relations.threat_month, move.month),
            ):
                kept[actor, partner] = np.where(where, value, kept[actor, partner])
            self._note(actor, "threat", partner, "", 0.0, move.rate, where, move)

    # deals --------------------------------------------------------------------------------------------------------

    def deal(self, actor: int, move: DealMove, where: Mask) -> None:
        """Propose, record, extend or end a deal."""
        book, partner = self.world.deals, self.craft.tables.state_index(move.partner)
        row = book.number(move.deal)
        before = book.status[row].copy()
        today = self.craft.calendar.elapsed(self.world.month, move.day)
        follows = partner in self.scripted
        match move.kind:
            case "record" if follows:
                changed, after = book.conclude(row, where, today), IN_FORCE
            case "extend" if follows and move.days is not None:
                changed, after = book.extend(row, where, move.days), EXTENDED
            case "breach" | "suspend":
                after = BREACHED if move.kind == "breach" else SUSPENDED
                changed = book.end(row, where, after)
                lose_trust(self.world.relations, partner, actor, changed, self.craft.settings)
            case _:
                changed = book.propose(row, actor, where, move.days)
                after = PROPOSED if move.days is None else MORE_TIME_ASKED
        self._note(actor, f"deal {move.deal}", partner, "", before, after, changed, move, always=True)
        if after not in (PROPOSED, MORE_TIME_ASKED):
            self._deal_changed()

    def breach(self, actor: int, partner: int, where: Mask, move: Move) -> None:
        """Break every deal in force with a partner by tightening a measure."""
        book = self.world.deals
        for row in book.of(actor, partner):
            before = book.status[row].copy()
            broken = book.end(row, where, BREACHED)
            if broken.any():
                lose_trust(self.world.relations, partner, actor, broken, self.craft.settings)
                name = f"deal {book.packages[row].name}"
                self._note(actor, name, partner, "", before, BREACHED, broken, move)
                self._deal_changed()

    def end_deals(self, last_day: int) -> None:
        """End the deals that run out by a day (counted from the start); the law, never touched, binds again."""
        book, calendar, month = self.world.deals, self.craft.calendar, self.world.month
        for row, package in enumerate(book.packages):
            due = book.due(row, last_day)
            if due.any():
                day = max(1, int(book.expiry_day[row][due].max()) - calendar.elapsed(month) + 1)
                before = book.status[row].copy()
                book.end(row, due, EXPIRED)
                actor, target = (self.craft.codes[party] for party in package.parties)
                name = f"deal {package.name}"
                self.log.record(month, day, actor, name, target, "", before, EXPIRED, due, RAN_OUT, deal_words)
                self._deal_changed()
                self.renew(day)

    def _deal_changed(self) -> None:
        self.tariffs_changed = self.controls_changed = True

    # the record ---------------------------------------------------------------------------------------------------

    def _note_many(
        self,
        actor: int,
        instrument: str,
        partners: Sequence[int],
        good: str,
        before: Array,
        after: Array,
        where: Mask,
        move: Move,
    ) -> None:
        """Enter a measure on several partners as one line."""
        codes = [self.craft.codes[partner] for partner in partners]
        target = (
            "+".join(codes)
            if len(codes) <= FEW
            else "all"
            if len(codes) == len(self.craft.codes) - 1
            else f"{len(codes)} states"
        )
        self._record(actor, instrument, target, good, before, after, where, move)

    def _note(
        self,
        actor: int,
        instrument: str,
        target: int,
        good: str,
        before: Value,
        after: Value,
        where: Mask,
        move: Move,
        always: bool = False,
    ) -> None:
        self._record(actor, instrument, self.craft.codes[target], good, before, after, where, move, always)

    def _record(
        self,
        actor: int,
        instrument: str,
        target: str,
        good: str,
        before: Value,
        after: Value,
        where: Mask,
        move: Move,
        always: bool = False,
    ) -> None:
        words = deal_words if instrument.startswith("deal ") else None
        self.log.record(
            self.world.month,
            move.day,
            self.craft.codes[actor],
            instrument,
            target,
            good,
            before,
            after,
            where,
            move.because,
            words,
            always,
        )

    def _goods_text(self, goods: Sequence[int]) -> str:
        return "+".join(self.craft.tables.good_names[good] for good in goods)
