"""The numbers that the firms' rules take, gathered once for a run."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sim.parameters import Settings
from sim.types import Value


@dataclass(frozen=True)
class Rules:
    """Parameters of the chain under their names in sim/data/parameters/chain.yaml; each a Value."""

    finished_cover_months: Value
    demand_smoothing: Value
    utilisation: Value
    backlog_decay: Value
    final_backlog_decay: Value
    price_demand_response: Value
    price_cost_pull: Value
    spot_scarcity: Value
    supplier_substitution: Value
    reliability_weight: Value
    reliability_smoothing: Value
    share_adjustment: Value
    stock_gap_months: Value
    scare_target: Value
    scare_threshold: Value
    scare_memory: Value
    thrift_rate: Value
    thrift_price_trigger: Value
    thrift_wait_months: Value
    thrift_permanent: Value
    recycling_growth: Value
    recycling_limit: Value

    @classmethod
    def of(cls, settings: Settings) -> Rules:
        """Read them from the settings of a run."""
        return cls(**{field.name: getattr(settings, field.name) for field in fields(cls)})
