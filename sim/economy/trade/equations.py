"""The equations of the equilibrium as one map of logarithms, whose fixed point is the equilibrium."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import add_up
from sim.economy.trade.baseline import Baseline
from sim.economy.trade.caps import CapTerms
from sim.types import TINY, Array, Index


@dataclass(frozen=True, eq=False)
class Terms:
    """What is given: elasticities and shocks, by world.

    elasticity eps, labour_elasticity kappa, scale psi, rebate (world,); pass_through exponent phi and log_productivity
    (state, world); tariffs in force after the shock, with those of the baseline, and log_trade_costs (exporter,
    importer, world); transfers (state, world), million USD at the baseline's world income; most_lent (state, world):
    the largest part of its factor income that a state lends abroad, None without bound.
    """

    elasticity: Array
    labour_elasticity: Array
    scale: Array
    rebate: Array
    exponent: Array
    log_productivity: Array
    tariffs: Array
    log_trade_costs: Array
    transfers: Array
    most_lent: Array | None = None
    caps: CapTerms | None = None

    def take(self, worlds: Index) -> Terms:
        """Keep some worlds."""
        parts = {name: value[..., worlds] for name, value in vars(self).items() if isinstance(value, np.ndarray)}
        return Terms(**parts, caps=self.caps.take(worlds) if self.caps else None)


@dataclass(frozen=True, eq=False)
class Unknowns:
    """Logarithms of ratios to the baseline (state, world): wages, employment, consumer prices; caps if there are any.

    wedge (cap, world): ln(1 + z), z the tariff equivalent of each cap. rents (state, world): what exporters get of the
    rents of caps, as a part of their baseline expenditure.
    """

    wages: Array
    employment: Array
    prices: Array
    wedge: Array
    rents: Array


@dataclass(frozen=True, eq=False)
class Economy:
    """Everything that follows from the unknowns, by state and world unless said otherwise; million USD a year.

    drawn (exporter, importer, world): weight of each flow before prices; net_drawn: the same without duties and rents;
    attraction: cost^-eps of each exporter; purchases: sum of weights; net: part of spending that is neither duty nor
    rent; demanded: factor income that sales ask for; tax: the part of income that revenue frees of tax; rent (cap,
    world); level (world,): ln of the numeraire.
    """

    drawn: Array
    net_drawn: Array
    attraction: Array
    purchases: Array
    net: Array
    expenditure: Array
    income: Array
    demanded: Array
    revenue: Array
    tax: Array
    prices: Array
    log_cost: Array
    level: Array
    rent: Array


@dataclass(frozen=True, eq=False)
class Equations:
    """The map of unknowns (row, world); rows as in `Unknowns`, prices only where intermediate goods are used."""

    baseline: Baseline
    terms: Terms
    pull: Array
    net_pull: Array
    net_pull_by_importer: Array
    damping: Array

    @classmethod
    def of(cls, baseline: Baseline, terms: Terms) -> Equations:
        """Work out all that does not change from step to step."""
        before = baseline.tariffs[:, :, None]
        dearer = np.log1p(terms.tariffs) - np.log1p(before)
        dearer = terms.exponent * dearer + terms.log_trade_costs
        pull = baseline.shares[:, :, None] * np.exp(-terms.elasticity * dearer)
        net = pull / (1 + terms.tariffs)
        by_importer = np.ascontiguousarray(net.swapaxes(0, 1))
        return cls(baseline, terms, pull, net, by_importer, _damping(baseline, terms))

    @property
    def states(self) -> int:
        """Number of states N."""
        return self.baseline.states

    @property
    def rows(self) -> int:
        """Number of unknowns of a world."""
        caps = self.terms.caps
        return self.states * (3 if self.uses_inputs else 2) + (0 if caps is None else len(caps.exporter) + self.states)

    @property
    def uses_inputs(self) -> bool:
        """Say whether any state uses intermediate goods."""
        return bool(self.baseline.input_share.any())

    def take(self, worlds: Index) -> Equations:
        """Keep some worlds."""
        names = ("pull", "net_pull", "net_pull_by_importer", "damping")
        return replace(
            self, terms=self.terms.take(worlds), **{name: getattr(self, name)[..., worlds] for name in names}
        )

    def split(self, x: Array) -> Unknowns:
        """Give the rows of x their names."""
        size, worlds = self.states, x.shape[1]
        at = 3 * size if self.uses_inputs else 2 * size
        prices = x[2 * size : at] if self.uses_inputs else np.zeros((size, worlds))
        caps = 0 if self.terms.caps is None else len(self.terms.caps.exporter)
        return Unknowns(x[:size], x[size : 2 * size], prices, x[at : at + caps], x[at + caps :])

    def __call__(self, x: Array) -> Array:
        """Move wages towards where labour is demanded, employment and prices to where they would be."""
        now = self.split(x)
        found = self.economy(now)
        excess = np.log(np.maximum(found.demanded, TINY) / found.income)
        wages = now.wages + self.damping * excess - found.level
        employment = self.terms.labour_elasticity * (now.wages - found.prices - np.log1p(-found.tax))
        parts = [wages, employment]
        if self.uses_inputs:
            parts.append(found.prices - found.level)
        if self.terms.caps is not None:
            parts += [self._wedge(now, found, self.terms.caps), self._rents(found, self.terms.caps)]
        return np.concatenate(parts)

    def economy(self, now: Unknowns) -> Economy:
        """Work out the economy at given wages, employment and prices."""
        base, terms = self.baseline, self.terms
        log_cost = self._log_cost(now)
        attraction = np.exp(-terms.elasticity * log_cost)
        drawn, net_drawn, by_importer = self._pulls(now)
        purchases = add_up(drawn * attraction[:, None])
        net = add_up(net_drawn * attraction[:, None]) / purchases
        rent_share, abroad, treasury = self._rent_shares(now, drawn, attraction, purchases)
        income = np.exp(now.wages + now.employment) * base.income[:, None]
        expenditure = self._expenditure(now, income, net, abroad)
        kept = base.importer_share[:, None]
        wanted = add_up(by_importer * ((1 - kept) * expenditure / purchases)[:, None])
        demanded = (1 - base.input_share[:, None]) * attraction * wanted + kept * expenditure * net
        revenue = expenditure * self._revenue_share(net, rent_share, treasury)
        freed = revenue / income - (base.revenue / base.income)[:, None]
        tax = np.minimum(terms.rebate * freed, 1 - TINY)
        growth = np.log(expenditure / base.expenditure[:, None])
        prices = (1 - terms.exponent) * (growth - now.wages) - np.log(purchases) / terms.elasticity
        level = np.log(add_up(base.expenditure[:, None] * np.exp(prices)) / base.expenditure.sum())
        rent = rent_share if terms.caps is None else rent_share * expenditure[terms.caps.importer]
        return Economy(
            drawn=drawn,
            net_drawn=net_drawn,
            attraction=attraction,
            purchases=purchases,
            net=net,
            expenditure=expenditure,
            income=income,
            demanded=demanded,
            revenue=revenue,
            tax=tax,
            prices=prices,
            log_cost=log_cost,
            level=level,
            rent=rent,
        )

    def _log_cost(self, now: Unknowns) -> Array:
        inputs, terms = self.baseline.input_share[:, None], self.terms
        real = now.wages - now.prices
        return np.asarray(
            now.wages - inputs * real - terms.log_productivity - terms.scale * (now.employment + inputs * real)
        )

    def _expenditure(self, now: Unknowns, income: Array, net: Array, abroad: Array) -> Array:
        base = self.baseline
        chain = (base.input_share / (1 - base.input_share))[:, None]
        received = income * (1 + chain) + self.transfers(income)
        if self.terms.caps is not None:
            received = received + now.rents * base.expenditure[:, None]
        spent = received / (net + abroad + chain * base.importer_share[:, None] * net)
        return np.asarray(np.maximum(spent, TINY * base.expenditure[:, None]))

    def transfers(self, income: Array) -> Array:
        """Find what states get beyond what they earn, and lenders give (state, world), at incomes of now.

        They keep their share of world income; where lending has a bound, all who borrow get less by the same part.
        """
        due = self.terms.transfers * (add_up(income) / self.baseline.income.sum())
        if self.terms.most_lent is None:
            return np.asarray(due)
        promised = np.maximum(-due, 0)
        lent = np.minimum(promised, self.terms.most_lent * income)
        part = add_up(lent) / np.maximum(add_up(promised), TINY)
        return np.asarray(np.maximum(due, 0) * part - lent)

    def unlent(self, found: Economy) -> Array:
        """Find what lenders keep because their bound holds, and borrowers go without, below 0 (state, world)."""
        if self.terms.most_lent is None:
            return np.zeros_like(found.income)
        due = self.terms.transfers * (add_up(found.income) / self.baseline.income.sum())
        return np.asarray(self.transfers(found.income) - due)

    def _pulls(self, now: Unknowns) -> tuple[Array, Array, Array]:
        caps = self.terms.caps
        if caps is None:
            return self.pull, self.net_pull, self.net_pull_by_importer
        factor = np.exp(-self.terms.elasticity * self.terms.exponent[caps.importer] * now.wedge)
        drawn, net, by_importer = self.pull.copy(), self.net_pull.copy(), self.net_pull_by_importer.copy()
        drawn[caps.exporter, caps.importer] *= factor
        net[caps.exporter, caps.importer] *= factor * np.exp(-now.wedge)
        by_importer[caps.importer, caps.exporter] *= factor * np.exp(-now.wedge)
        return drawn, net, by_importer

    def _rent_shares(
        self, now: Unknowns, drawn: Array, attraction: Array, purchases: Array
    ) -> tuple[Array, Array, Array]:
        """Rents as parts of importers' spending: by cap (cap, world), to exporters and to treasuries (state, world)."""
        caps, none = self.terms.caps, np.zeros_like(attraction)
        if caps is None:
            return none[:0], none, none
        at = caps.exporter, caps.importer
        customs = drawn[at] * attraction[caps.exporter] / purchases[caps.importer] / (1 + self.terms.tariffs[at])
        rent = -np.expm1(-now.wedge) * customs
        abroad, treasury = none.copy(), none.copy()
        for row, importer in enumerate(caps.importer):
            abroad[importer] += rent[row] * caps.to_exporter[row]
            treasury[importer] += rent[row] * caps.to_treasury[row]
        return rent, abroad, treasury

    def _revenue_share(self, net: Array, rent_share: Array, treasury: Array) -> Array:
        share = 1 - net
        if self.terms.caps is not None:
            for row, importer in enumerate(self.terms.caps.importer):
                share[importer] -= rent_share[row]
            share = share + treasury
        return np.asarray(share)

    def receipts(self, found: Economy) -> tuple[Array, Array]:
        """Find receipts of producers, and what importing firms keep of sales to their own state (state, world)."""
        base = self.baseline
        margins = base.importer_share[:, None] * found.expenditure * found.net
        return np.asarray((found.income - margins) / (1 - base.input_share[:, None])), np.asarray(margins)

    def final_spending(self, found: Economy) -> Array:
        """Find expenditure less intermediate goods (state, world)."""
        return np.asarray(found.expenditure - self.baseline.input_share[:, None] * self.receipts(found)[0])

    def volumes(self, found: Economy, now: Unknowns, caps: CapTerms) -> Array:
        """Find ln of the volume of capped flows (cap, world), as a ratio to the baseline."""
        at = caps.exporter, caps.importer
        value = found.drawn[at] * found.attraction[caps.exporter] * found.expenditure[caps.importer]
        producer = value / found.purchases[caps.importer] / (1 + self.terms.tariffs[at])
        growth = np.log(producer / self.baseline.flows[at][:, None])
        return np.asarray(growth - now.wedge - found.log_cost[caps.exporter])

    def _wedge(self, now: Unknowns, found: Economy, caps: CapTerms) -> Array:
        speed = 1 / (1 + self.terms.elasticity * self.terms.exponent[caps.importer])
        return np.asarray(np.maximum(0, now.wedge + speed * (self.volumes(found, now, caps) - caps.quantity)))

    def _rents(self, found: Economy, caps: CapTerms) -> Array:
        got = np.zeros_like(found.income)
        for row, exporter in enumerate(caps.exporter):
            got[exporter] += found.rent[row] * caps.to_exporter[row]
        return np.asarray(got / self.baseline.expenditure[:, None] * np.exp(-found.level))


def _damping(baseline: Baseline, terms: Terms) -> Array:
    """Find how far wages follow excess demand (state, world): less where sales answer more to the wage."""
    sold = baseline.flows / np.maximum(baseline.flows.sum(axis=1, keepdims=True), TINY)
    exposed = (sold * (1 - baseline.shares)).sum(axis=1)
    answer = 1 + terms.elasticity * exposed[:, None] - np.diag(sold)[:, None]
    return np.asarray(1 / np.maximum(answer, 1))
