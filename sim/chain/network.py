"""Who makes what, from what, and who sells to whom: the part of the supply chain that a run does not change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.arrays import Incidence, Mix, distinct
from sim.chain.entities import Cells, Firms, Joint, Lanes, Links, Slots
from sim.chain.options import Options
from sim.policy.controls import Routes
from sim.policy.tariffs import Borders
from sim.types import Array, Index, Mask


@dataclass(frozen=True, eq=False)
class Network:
    """The whole supply chain as it stood in January 2025, and the plants that could be added to it.

    projects (project,): firm row of each line of prospects.csv, the lead row where a plant has several. final,
    recyclable and exempt (good,): what final buyers take, what scrap can replace, and what the general tariffs added
    since spare. sector (good,): row of the sector that tariffs know a good by. options: what firms could do instead.
    """

    firms: Firms
    slots: Slots
    links: Links
    routes: Routes
    joint: Joint
    projects: Index
    final: Mask
    recyclable: Mask
    exempt: Mask
    sector: Index
    options: Options

    @cached_property
    def sites(self) -> Mask:
        """Firms upstream of final industry: mines, refineries, makers of components."""
        upstream: Mask = ~self.final[self.firms.good]
        return upstream

    @cached_property
    def by_good(self) -> Incidence:
        """Firms by the good they make."""
        return Incidence(self.firms.good, len(self.final))

    @cached_property
    def newcomers_from(self) -> int:
        """The first firm row that stands for a plant not built yet; all rows after it do too."""
        return int(np.searchsorted(self.firms.newcomer, True))

    @cached_property
    def by_slot(self) -> Incidence:
        """Links by the slot they serve."""
        return Incidence(self.links.slot, len(self.slots))

    @cached_property
    def slow(self) -> int:
        """The first link that takes two months; all before it take one."""
        return int(np.searchsorted(self.links.lead, 2))

    @cached_property
    def by_slot_quick(self) -> Incidence:
        """Links that take one month, by the slot they serve."""
        return Incidence(self.links.slot[: self.slow], len(self.slots))

    @cached_property
    def by_slot_slow(self) -> Incidence:
        """Links that take two months, by the slot they serve."""
        return Incidence(self.links.slot[self.slow :], len(self.slots))

    @cached_property
    def by_route(self) -> Incidence:
        """Links by the border they cross; the last group is domestic trade."""
        return Incidence(self.links.route, len(self.routes) + 1)

    @cached_property
    def slots_by_firm(self) -> Incidence:
        """Slots by the firm they feed."""
        return Incidence(self.slots.firm, len(self.firms))

    @cached_property
    def critical_in_turn(self) -> list[tuple[Index, Index]]:
        """First critical inputs of all firms that have one, then second ones, and so on: rows of firms, of slots."""
        critical = np.flatnonzero(self.slots.critical)
        firm, start, number = np.unique(self.slots.firm[critical], return_index=True, return_counts=True)
        turns = range(int(number.max(initial=0)))
        return [(firm[number > turn], critical[start[number > turn] + turn]) for turn in turns]

    @cached_property
    def lost_without(self) -> Mix:
        """What a firm's inputs that are not critical each add to the share of its output lost without them."""
        other = np.flatnonzero(~self.slots.critical)
        return Mix(self.slots.firm[other], len(self.firms), self.slots.weight[other], other, len(self.slots))

    @cached_property
    def cost_of_inputs(self) -> Mix:
        """What each input's price adds to its firm's cost, over the price of January 2025."""
        own = self.slots
        return Mix(own.firm, len(self.firms), own.cost_share, np.arange(len(own)), len(own))

    @cached_property
    def usual_lead(self) -> Array:
        """Months that a slot's goods are under way in January 2025: (slot, 1)."""
        return self.by_slot.sum((self.links.share * self.links.lead)[:, None])

    @cached_property
    def market_average(self) -> Mix:
        """Average over the slots of a market, by their use in January 2025, or by that of plants to come if none."""
        slots, markets = self.slots, self.markets.member
        planned = slots.intensity * self.firms.reference[slots.firm]
        nobody = markets.spread(markets.sum(slots.flow[:, None])) == 0
        use = np.where(nobody, planned[:, None], slots.flow[:, None])
        weight = (use / markets.spread(markets.sum(use)))[:, 0]
        return Mix(markets.of, markets.groups, weight, np.arange(len(slots)), len(slots))

    @cached_property
    def market_use(self) -> Mix:
        """What the slots of a market would use a month at the output of January 2025, given their intensities."""
        slots, markets = self.slots, self.markets.member
        return Mix(markets.of, markets.groups, self.firms.output[slots.firm], np.arange(len(slots)), len(slots))

    @cached_property
    def usual_output(self) -> Array:
        """What the makers of a good in a state made a month in January 2025: (cell of makers, 1)."""
        return self.makers.member.sum(self.firms.made[:, None])

    @cached_property
    def scrap_slots(self) -> Index:
        """Slots whose input scrap can replace."""
        rows: Index = np.flatnonzero((self.options.old_scrap + self.options.new_scrap)[:, 0] > 0)
        return rows

    @cached_property
    def makers(self) -> Cells:
        """Firms by good and state."""
        return Cells.of(self.firms.good, self.firms.state)

    @cached_property
    def markets(self) -> Cells:
        """Slots by the good bought and the buyer's state: the destinations of a good."""
        return Cells.of(self.slots.good, self.slots.state)

    @cached_property
    def lanes(self) -> Lanes:
        """Links that are served, delayed and charged alike."""
        queue = 2 * self.links.seller + ~self.links.first
        keys, first, member = distinct(np.stack([queue, self.links.route]))
        border = self._border_of_link[first]
        at_home = np.flatnonzero(keys[1] == len(self.routes))
        return Lanes(keys[0] // 2, keys[0], keys[1], border, at_home, Incidence(member, keys.shape[1]))

    @cached_property
    def by_queue(self) -> Incidence:
        """Lanes by seller and priority: group 2 f holds firm f's preferred buyers, group 2 f + 1 the others."""
        return Incidence(self.lanes.queue, 2 * len(self.firms))

    @cached_property
    def appeal(self) -> Mix:
        """Lanes by the slot they serve, each counting with its reach there: what appeals to a buyer in all."""
        links, lanes = self.links, self.lanes
        return Mix(links.slot, len(self.slots), links.reach, lanes.member.of, len(lanes))

    @cached_property
    def borders(self) -> Borders:
        """What tariffs tell apart: exporter, importer, and sector and exemption of the good."""
        exporter, importer, exempt, sector = self._kinds[0]
        return Borders(exporter, importer, exempt == 1, sector)

    @property
    def _border_of_link(self) -> Index:
        return self._kinds[1]

    @cached_property
    def _kinds(self) -> tuple[Index, Index]:
        """Kinds of border, (4, kind), and the kind of each link."""
        good = self.links.good
        both = np.stack([self.links.exporter, self.links.importer, self.exempt[good], self.sector[good]])
        kinds, _, member = distinct(both)
        return kinds, member
