"""The numbers that adaptation takes, gathered once for a run."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sim.parameters import Settings
from sim.types import Value


@dataclass(frozen=True, eq=False)
class AdaptationRules:
    """Parameters under their names in sim/data/parameters/adaptation.yaml; each a Value."""

    thrift_rate: Value
    thrift_price_trigger: Value
    thrift_wait_months: Value
    thrift_permanent: Value
    thrift_research_speed: Value
    thrift_research_trigger: Value
    redesign_rate: Value
    recycling_growth: Value
    recycling_research_growth: Value
    recycling_limit: Value
    chemistry_response: Value
    chemistry_adjustment: Value

    @classmethod
    def of(cls, settings: Settings) -> AdaptationRules:
        """Read them from the settings of a run."""
        return cls(**{field.name: getattr(settings, field.name) for field in fields(cls)})
