"""Terms of export: what a control asks of a route, and how a state handles it in practice."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from sim.errors import InputError
from sim.types import Array, Index, Mask, Value

OPEN, LICENCE, BAN = 0.0, 1.0, 2.0
"""Status of a route."""

RENT_TO = ("importer", "exporter", "treasury")
"""Who can get the rent of a licence; the number is the place. Goods change hands at the contract price, so that it is
the importer's unless a measure says otherwise."""

LONGEST_MONTHS = 24
"""The longest lag or licence term: desks look back and ahead no further."""


@dataclass
class ControlTerms:
    """Terms of export for each route, every field (route, world), or (route, 1) while it is the same in all worlds.

    status OPEN, LICENCE or BAN; approval_rate, green_channel (share of buyers that skip the queue) and
    controlled_share (share of the goods that the list covers) are fractions; lags and terms are in months, a general
    licence is what trusted buyers get. approval_ceiling and least_lag_months: how the desk works in practice, whatever
    law and deals say (slow-walking). fee: share of the sales value that goes to the state that gives the licence;
    rent_to: a place in RENT_TO.
    """

    status: Array
    approval_rate: Array
    lag_months: Array
    term_months: Array
    green_channel: Array
    controlled_share: Array
    general_term_months: Array
    approval_ceiling: Array
    least_lag_months: Array
    fee: Array
    rent_to: Array

    @classmethod
    def open(
        cls, routes: int, lag_months: Value, term_months: Value, general_term_months: Value | None = None
    ) -> ControlTerms:
        """Nothing controlled; lag and terms are what a licence would take if one were asked."""
        general = term_months if general_term_months is None else general_term_months

        def full(value: Value) -> Array:
            return np.zeros((routes, 1)) + value

        return cls(
            status=full(OPEN),
            approval_rate=full(1),
            lag_months=full(lag_months),
            term_months=full(term_months),
            green_channel=full(0),
            controlled_share=full(1),
            general_term_months=full(general),
            approval_ceiling=full(1),
            least_lag_months=full(0),
            fee=full(0),
            rent_to=full(0),
        )

    def copy(self) -> ControlTerms:
        """The same terms in arrays of their own."""
        return replace(self, **{field.name: getattr(self, field.name).copy() for field in fields(self)})

    def on(self, rows: Index) -> ControlTerms:
        """The terms of some routes only: (row, world or 1)."""
        return replace(self, **{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def write(self, routes: Mask, where: Mask, **terms: Value | Array) -> None:
        """Set terms by name on some routes, in some worlds. Values broadcast against (chosen route, world)."""
        for name, value in terms.items():
            setattr(self, name, written(getattr(self, name), routes, where, value))

    def practise(self) -> None:
        """Turn what law and deals say into what the desks do: a slow-walking desk approves little, and late."""
        slow = self.approval_ceiling < 1
        if slow.any():
            self.approval_rate = np.minimum(self.approval_rate, self.approval_ceiling)
            self.green_channel = self.green_channel * ~slow
        if self.least_lag_months.any():
            self.lag_months = np.maximum(self.lag_months, self.least_lag_months)

    def check(self) -> None:
        """Refuse lags and licence terms that the desks could not remember. Raises InputError."""
        for name in ("lag_months", "term_months", "general_term_months", "least_lag_months"):
            longest = float(getattr(self, name).max(initial=0))
            if longest > LONGEST_MONTHS:
                raise InputError(
                    f"{name} of a licence is {longest:g}; the desks look back {LONGEST_MONTHS} months at most"
                )


def written(kept: Array, routes: Mask | Index, where: Mask, value: Value | Array) -> Array:
    """An array (route, world or 1) with a value on some routes, in some worlds; of worlds only where they differ.

    Writes in place if each world has its own column already. One column for all is never written in place: a fork of
    the world may share it.
    """
    new = np.where(where, value, kept[routes])
    if kept.shape[-1] == 1:
        alike = bool((new == new[:, :1]).all())
        kept = kept.copy() if alike else np.repeat(kept, new.shape[-1], axis=-1)
        new = new[:, :1] if alike else new
    kept[routes] = new
    return kept
