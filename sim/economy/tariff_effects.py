"""What a tariff does to the two countries it stands between, in closed form.

A linear-in-logs import demand with partial pass-through; the full trade equilibrium of many countries will replace it.
Rates are fractions (0.3 is 30 %), trade shares are per cent of GDP, and effects are per cent of GDP a year.
"""

from __future__ import annotations

import numpy as np

from sim.types import Array, Value


def volume(rate: Array | float, pass_through: Value, semi_elasticity: Value) -> Array:
    """Imports under a tariff over imports without it: exp(-eps rho tau)."""
    ratio: Array = np.exp(-semi_elasticity * pass_through * rate)
    return ratio


def effect_on_importer(
    imports: Array | float, rate: Array | float, pass_through: Value, semi_elasticity: Value
) -> Array:
    """Gain m [tau e^(-eps rho tau) - (1 - e^(-eps rho tau)) / eps]: revenue less what buyers lose.

    Positive for small rates, because the exporter bears 1 - rho of them; greatest at `optimal_tariff`.
    """
    kept = volume(rate, pass_through, semi_elasticity)
    effect: Array = imports * (rate * kept - (1 - kept) / semi_elasticity)
    return effect


def effect_on_exporter(
    exports: Array | float, rate: Array | float, pass_through: Value, semi_elasticity: Value, profit_share: Value
) -> Array:
    """Loss -x [(1 - rho) tau e^(-eps rho tau) + mu (1 - e^(-eps rho tau))]: lower prices, and profit on lost sales."""
    kept = volume(rate, pass_through, semi_elasticity)
    effect: Array = -exports * ((1 - pass_through) * rate * kept + profit_share * (1 - kept))
    return effect


def optimal_tariff(pass_through: Value, semi_elasticity: Value) -> Value:
    """(1 - rho) / (eps rho): the rate at which the importer gains most, if nobody answers."""
    return (1 - pass_through) / (semi_elasticity * pass_through)
