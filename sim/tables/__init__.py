"""The tables of the model: states, goods, recipes, who makes, uses and trades what, checked when they are loaded."""

from sim.tables.files import ControlList
from sim.tables.loading import Tables, load_tables
from sim.tables.prospect_rows import BasketRow, JurisdictionRow, ProspectRow, ReserveRow
from sim.tables.rows import (
    BaseTariffRow,
    ClaimRow,
    GoodRow,
    IndustryRow,
    InputUseRow,
    LadderRow,
    PayoffRow,
    ProducerRow,
    RecipeRow,
    SeedFlowRow,
    StateRow,
)

__all__ = [
    "BaseTariffRow",
    "BasketRow",
    "ClaimRow",
    "ControlList",
    "GoodRow",
    "IndustryRow",
    "InputUseRow",
    "JurisdictionRow",
    "LadderRow",
    "PayoffRow",
    "ProducerRow",
    "ProspectRow",
    "RecipeRow",
    "ReserveRow",
    "SeedFlowRow",
    "StateRow",
    "Tables",
    "load_tables",
]
