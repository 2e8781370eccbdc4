"""The numbers that the firms' rules take, gathered once for a run."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sim.chain.adaptation_rules import AdaptationRules
from sim.parameters import Settings
from sim.types import Value


@dataclass(frozen=True, eq=False)
class Rules:
    """Parameters of the chain under their names in sim/data/parameters/chain.yaml, each a Value.

    adaptation: those of adaptation.yaml.
    """

    finished_cover_months: Value
    demand_smoothing: Value
    utilisation: Value
    surplus_months: Value
    opening_share: Value
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
    adaptation: AdaptationRules

    @classmethod
    def of(cls, settings: Settings) -> Rules:
        """Read them from the settings of a run."""
        own = {field.name: getattr(settings, field.name) for field in fields(cls) if field.name != "adaptation"}
        return cls(**own, adaptation=AdaptationRules.of(settings))
