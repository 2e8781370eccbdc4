"""All tables of the model as one object, read and checked against each other when they are loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from sim.errors import unknown
from sim.parameters import DATA, load_sources
from sim.tables.belief_rows import BeliefTypeRow, check_belief_types
from sim.tables.cells import Names, read_rows
from sim.tables.chain_checks import check_makers, check_recipes, check_uses
from sim.tables.files import ControlList, read_column, read_control_lists, read_ladders, read_matrix
from sim.tables.impact_checks import check_environment, check_jobs, check_jobs_per_output
from sim.tables.impact_rows import EVERY_INDUSTRY, EnvironmentRow, JobsPerOutputRow, JobsRow
from sim.tables.law_rows import AuthorityRow, CrisisRow, VoteRow, check_authorities, check_crises, check_votes
from sim.tables.option_checks import check_options
from sim.tables.option_rows import ChemistryInputRow, ChemistryRow, DesignRow, ScrapRow
from sim.tables.prospect_checks import check_baskets, check_jurisdictions, check_plants, check_prospects, check_reserves
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
    Stage,
    StateRow,
)
from sim.tables.sector_rows import ImportSectorRow, SectorRow, check_import_sectors
from sim.tables.technology_rows import DataCentreRow, check_data_centres
from sim.tables.trade_rows import TradeEstimateRow, fill_holes
from sim.types import Array


@dataclass(frozen=True, eq=False)
class Tables:
    """All tables; the order of `states` and `goods` is the order of rows in every array."""

    states: tuple[StateRow, ...]
    goods: tuple[GoodRow, ...]
    sectors: tuple[SectorRow, ...]
    import_sectors: tuple[ImportSectorRow, ...]
    recipes: tuple[RecipeRow, ...]
    producers: tuple[ProducerRow, ...]
    industries: tuple[IndustryRow, ...]
    input_use: tuple[InputUseRow, ...]
    seed_flows: tuple[SeedFlowRow, ...]
    baskets: tuple[BasketRow, ...]
    prospects: tuple[ProspectRow, ...]
    reserves: tuple[ReserveRow, ...]
    jurisdictions: tuple[JurisdictionRow, ...]
    designs: tuple[DesignRow, ...]
    scrap: tuple[ScrapRow, ...]
    chemistries: tuple[ChemistryRow, ...]
    chemistry_inputs: tuple[ChemistryInputRow, ...]
    jobs: tuple[JobsRow, ...]
    jobs_per_output: tuple[JobsPerOutputRow, ...]
    environment: tuple[EnvironmentRow, ...]
    data_centres: tuple[DataCentreRow, ...]
    belief_types: tuple[BeliefTypeRow, ...]
    trade: Array = field(repr=False)
    """Exports of goods in million USD a year: (exporter, importer), holes of the source filled by estimates."""
    trade_estimates: tuple[TradeEstimateRow, ...]
    base_tariffs: tuple[BaseTariffRow, ...]
    ladders: Mapping[str, tuple[LadderRow, ...]]
    payoff_weights: Mapping[str, PayoffRow]
    control_lists: Mapping[str, ControlList]
    claims: tuple[ClaimRow, ...]
    authorities: tuple[AuthorityRow, ...]
    votes: tuple[VoteRow, ...]
    crises: tuple[CrisisRow, ...]
    _states: Mapping[str, int] = field(init=False, repr=False)
    _goods: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_states", {row.state: index for index, row in enumerate(self.states)})
        object.__setattr__(self, "_goods", {row.good: index for index, row in enumerate(self.goods)})

    @property
    def state_codes(self) -> tuple[str, ...]:
        """Codes of the states, in the order of arrays."""
        return tuple(self._states)

    @property
    def good_names(self) -> tuple[str, ...]:
        """Names of the goods, in the order of arrays."""
        return tuple(self._goods)

    def state_index(self, code: str) -> int:
        """Row of a state in arrays. Raises InputError with the nearest code."""
        if code not in self._states:
            raise unknown("state", code, self._states)
        return self._states[code]

    def good_index(self, name: str) -> int:
        """Row of a good in arrays. Raises InputError with the nearest name."""
        if name not in self._goods:
            raise unknown("good", name, self._goods)
        return self._goods[name]

    @property
    def sector_names(self) -> tuple[str, ...]:
        """Names of the sectors, in the order of arrays."""
        return tuple(row.sector for row in self.sectors)

    def sector_index(self, name: str) -> int:
        """Row of a sector in arrays. Raises InputError with the nearest name."""
        if name not in self.sector_names:
            raise unknown("sector", name, self.sector_names)
        return self.sector_names.index(name)

    def goods_of(self, *stages: Stage) -> tuple[str, ...]:
        """Names of the goods of some stages of the chain."""
        return tuple(row.good for row in self.goods if row.stage in stages)

    def gdp(self) -> Array:
        """GDP in million USD a year: (state,)."""
        return np.array([row.gdp_musd for row in self.states])

    def by_good_and_state(self, rows: Iterable[JobsPerOutputRow | EnvironmentRow], column: str) -> Array:
        """A column as (good, state), 0 for goods without a row; a state without its own row has that of all others."""
        found = np.zeros((len(self.goods), len(self.states)))
        for row in sorted(rows, key=lambda row: row.state is not None):
            where = slice(None) if row.state is None else self.state_index(row.state)
            found[self.good_index(row.good), where] = getattr(row, column)
        return found

    def base_tariff(self, default: float) -> Array:
        """Tariffs before the story begins, fractions: (importer, exporter); `default` where the table has no row."""
        return self._between(default, {(row.importer, row.exporter): row.rate for row in self.base_tariffs})

    def collected_tariff(self, default: float) -> Array:
        """Duties over imports before the story begins, otherwise as `base_tariff`."""
        return self._between(default, {(row.importer, row.exporter): row.collected for row in self.base_tariffs})

    def _between(self, default: float, rates: dict[tuple[str, str], float]) -> Array:
        """Rates of importers on exporters (importer, exporter), nothing at home."""
        found = np.full((len(self.states), len(self.states)), float(default))
        for (importer, exporter), rate in rates.items():
            found[self.state_index(importer), self.state_index(exporter)] = rate
        np.fill_diagonal(found, 0.0)
        return found

    def controlled_shares(self, names: tuple[str, ...]) -> dict[str, float]:
        """Good -> share of it that is controlled, for names of goods (all of it) and of control lists."""
        shares: dict[str, float] = {}
        for name in names:
            listed = self.control_lists[name].goods if name in self.control_lists else {name: 1.0}
            for good, share in listed.items():
                self.good_index(good)
                shares[good] = max(share, shares.get(good, 0.0))
        return shares


@cache
def load_tables(folder: Path = DATA) -> Tables:
    """Read and check all tables of a data folder. Raises InputError naming file, line and column."""
    here = folder / "tables"
    names: Names = {
        "source": load_sources(folder),
        "state": read_column(here / "states.csv", "state"),
        "good": read_column(here / "goods.csv", "good"),
        "sector": read_column(here / "sectors.csv", "sector"),
    }
    names = {**names, "industry": (EVERY_INDUSTRY, *names["good"])}
    trade = read_matrix(here / "trade_2023_musd.csv", names["state"])
    estimates = read_rows(here / "trade_estimates.csv", TradeEstimateRow, names, ("exporter", "importer"))
    tables = Tables(
        states=read_rows(here / "states.csv", StateRow, names, ("state",)),
        goods=read_rows(here / "goods.csv", GoodRow, names, ("good",)),
        sectors=read_rows(here / "sectors.csv", SectorRow, names, ("sector",)),
        import_sectors=read_rows(
            here / "import_sectors.csv", ImportSectorRow, names, ("importer", "exporter", "sector")
        ),
        recipes=read_rows(here / "recipes.csv", RecipeRow, names, ("output", "input")),
        producers=read_rows(here / "producers.csv", ProducerRow, names, ("good", "state")),
        industries=read_rows(here / "industries.csv", IndustryRow, names, ("good", "state")),
        input_use=read_rows(here / "input_use.csv", InputUseRow, names, ("industry", "state", "input")),
        seed_flows=read_rows(here / "seed_flows.csv", SeedFlowRow, names, ("good", "exporter", "importer")),
        baskets=read_rows(here / "baskets.csv", BasketRow, names, ("ore", "product")),
        prospects=read_rows(here / "prospects.csv", ProspectRow, names, ("good", "state", "kind")),
        reserves=read_rows(here / "reserves.csv", ReserveRow, names, ("good", "state")),
        jurisdictions=read_rows(here / "jurisdictions.csv", JurisdictionRow, names, ("state",)),
        designs=read_rows(here / "designs.csv", DesignRow, names, ("output", "input")),
        scrap=read_rows(here / "scrap.csv", ScrapRow, names, ("good",)),
        chemistries=read_rows(here / "chemistries.csv", ChemistryRow, names, ("output", "chemistry", "state")),
        chemistry_inputs=read_rows(
            here / "chemistry_inputs.csv", ChemistryInputRow, names, ("output", "chemistry", "input")
        ),
        jobs=read_rows(here / "jobs.csv", JobsRow, names, ("state", "industry")),
        jobs_per_output=read_rows(here / "jobs_per_output.csv", JobsPerOutputRow, names, ("good", "state")),
        environment=read_rows(here / "environment.csv", EnvironmentRow, names, ("good", "state")),
        data_centres=read_rows(here / "data_centres.csv", DataCentreRow, names, ("state",)),
        belief_types=read_rows(here / "belief_types.csv", BeliefTypeRow, names, ("type", "given", "answer")),
        trade=fill_holes(trade, estimates, {code: row for row, code in enumerate(names["state"])}, here),
        trade_estimates=estimates,
        base_tariffs=read_rows(here / "base_tariffs.csv", BaseTariffRow, names, ("importer", "exporter")),
        ladders=read_ladders(here / "ladders.csv", names),
        payoff_weights={row.state: row for row in read_rows(here / "payoff_weights.csv", PayoffRow, names, ("state",))},
        claims=read_rows(here / "article_claims.csv", ClaimRow, names, ("id",)),
        control_lists=read_control_lists(folder / "control_lists.yaml", names),
        authorities=read_rows(here / "authorities.csv", AuthorityRow, names, ("state", "authority")),
        votes=read_rows(here / "political_calendar.csv", VoteRow, names, ("state", "date")),
        crises=read_rows(here / "crises.csv", CrisisRow, names, ("crisis",)),
    )
    check_recipes(tables.recipes, tables.goods, here)
    check_makers(tables.producers, tables.industries, tables.goods, here)
    check_uses(tables.input_use, tables.industries, tables.recipes, here)
    _check_building(tables, here)
    check_options(tables, here)
    check_import_sectors(tables.import_sectors, here)
    _check_impact(tables, here)
    check_data_centres(tables.data_centres, tables.industries, here)
    check_belief_types(tables.belief_types, here)
    check_authorities(tables.authorities, here)
    check_votes(tables.votes, here)
    check_crises(tables.crises, here)
    return tables


def _check_building(tables: Tables, folder: Path) -> None:
    """Check what could be built, and of what, against the goods, makers and states of the other tables."""
    check_baskets(tables.baskets, tables.goods, tables.recipes, folder)
    check_plants(tables.producers, tables.baskets, folder)
    check_prospects(tables.prospects, tables.goods, tables.baskets, folder)
    check_reserves(tables.reserves, tables.goods, tables.producers, tables.prospects, folder)
    check_jurisdictions(tables.jurisdictions, tables.states, folder)


def _check_impact(tables: Tables, folder: Path) -> None:
    """Check jobs and environment against states, industries and goods."""
    check_jobs(tables.jobs, tables.states, tables.industries, folder)
    check_jobs_per_output(tables.jobs_per_output, tables.goods, folder)
    check_environment(tables.environment, tables.goods, folder)
