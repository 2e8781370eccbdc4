"""A made-up but lifelike recording of the spring of 2025, to test results and figures without the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.recording import EventRow, Recording, Series
from sim.results import Results

STATES = ("USA", "CHN", "EUU", "JPN", "KOR", "GBR", "VNM")
GAP_AT_WORST = {"USA": -0.9, "CHN": -0.5, "EUU": -0.45, "JPN": -0.7, "KOR": -0.4, "GBR": -0.2, "VNM": 0.1}
MAGNET_TONNES = {"EUU": 2300.0, "USA": 620.0, "JPN": 300.0, "KOR": 420.0, "VNM": 350.0, "GBR": 90.0}
MAKERS = {"CHN": 20000.0, "JPN": 1300.0, "USA": 100.0, "EUU": 150.0}
INDUSTRIES = ("vehicles", "electronics", "machinery_wind", "defence", "ai_data_centres")
PARTS = ("growth", "prices", "security", "relative", "politics", "alliance", "cost", "pain")


def months_from(first: str, count: int) -> list[str]:
    year, month = int(first[:4]), int(first[5:])
    return [f"{year + (month - 1 + k) // 12}-{(month - 1 + k) % 12 + 1:02d}" for k in range(count)]


def scenario(name: str = "spring_2025") -> Any:
    return SimpleNamespace(
        counted_from=None,
        name=name,
        title="Spring 2025, made up",
        sources=(),
        parameters={},
        resolved_yaml=lambda: f"title: Spring 2025, made up\nstart: 2025-01\nname: {name}\n",
    )


def recording(
    months: int = 36, seeds: tuple[int, ...] = (1,), strength: float = 1.0, name: str = "spring_2025"
) -> Recording:
    """A shock in month 3 (April), worst in month 5, mostly over after a year; `strength` 0 leaves all at rest."""
    world = np.array([1.0 + 0.3 * np.sin(7.0 * seed) for seed in seeds])
    time = np.arange(months)
    shape = np.where(time < 3, 0.0, np.interp(time, [2, 4, 5, 9, 14, months + 20], [0, 0.8, 1, 0.35, 0.12, 0.1]))
    shock = strength * np.minimum(shape[:, None] * world, 1.2)
    return Recording(
        _variables(shock), months_from("2025-01", months), scenario(name), list(seeds), _events(seeds, strength), 1.5
    )


def results(**options: Any) -> Results:
    return Results.from_recording(recording(**options))


class ProgrammeScenario(SimpleNamespace):
    """Stands for a scenario with a control and two programmes, of which one is ended early."""

    def model_copy(self, update: dict[str, Any]) -> ProgrammeScenario:
        return ProgrammeScenario(**(vars(self) | update))

    def month_of(self, day: str) -> int:
        return 12 * (int(day[:4]) - 2025) + int(day[5:7]) - 1


def programmes() -> ProgrammeScenario:
    def event(day: str, kind: str, **more: Any) -> SimpleNamespace:
        return SimpleNamespace(date=date.fromisoformat(day), actor="USA", kind=kind, **more)

    return ProgrammeScenario(
        name="programmes",
        months=36,
        events=(
            event("2025-04-04", "control", goods=("april_2025",)),
            event("2025-07-10", "price_floor", goods=("ndpr_oxide",), host="USA"),
            event("2025-10-01", "loan", goods=("ndfeb_magnets", "ndpr_oxide"), host="JPN"),
            event("2027-01-01", "end_programme", instrument="price_floor", goods=("ndpr_oxide",)),
        ),
    )


def trial(scenario: ProgrammeScenario, months: int, title: str) -> Results:
    """What each programme brings: a price floor 120 t a year of Nd-Pr oxide more, a loan 240 t of magnets."""
    kinds = [event.kind for event in scenario.events]
    made = recording(months=months, seeds=(1, 2), name=title)
    late = _since(np.ones((months, 2)), 24, months)
    output = {
        ("CHN", "ndpr_oxide"): 6000 * np.ones_like(late),
        ("USA", "ndpr_oxide"): 100 + 10.0 * late * ("price_floor" in kinds),
        ("CHN", "ndfeb_magnets"): 18000 * np.ones_like(late),
        ("JPN", "ndfeb_magnets"): 1200 + 20.0 * late * ("loan" in kinds),
    }
    paid = 5.0 * ("price_floor" in kinds) + 1.0 * ("loan" in kinds)
    kept = [series for series in made.variables if series.name != "output"]
    cost = {("USA", ""): paid * np.ones_like(late)}
    extra = [_goods("output", "t/month", "Output", output), _goods("programme_cost", "million USD/month", "Cost", cost)]
    return Results.from_recording(replace(made, variables=kept + extra))


def _variables(shock: np.ndarray) -> list[Series]:
    def by_state(name: str, unit: str, label: str, values: dict[str, np.ndarray], good: str = "") -> Series:
        state = tuple(values)
        return Series(
            name, unit, label, state, ("",) * len(state), (good,) * len(state), np.stack(list(values.values()), axis=1)
        )

    flat = np.zeros_like(shock)
    rung = np.round(5 * np.minimum(shock, 1))
    cut = 1 - 0.85 * np.minimum(shock, 1)
    flows = {to: tonnes * cut for to, tonnes in MAGNET_TONNES.items()}
    prices = {"lace_oxide": 1.0, "ndpr_oxide": 70.0, "dytb_oxide": 270.0}
    height = {"lace_oxide": 0.0, "ndpr_oxide": 0.3, "dytb_oxide": 1.3}
    home = {good: price * np.exp(-0.05 * height[good] * shock) for good, price in prices.items()}
    spot = {
        (s, good): price * np.exp(height[good] * shock) for good, price in prices.items() for s in STATES if s != "CHN"
    }
    made = {
        (s, good): 1e5 * (k + 1) * (1 + GAP_AT_WORST[s] * shock * (0.08 + 0.1 * k))
        for s in ("USA", "CHN", "EUU", "JPN")
        for k, good in enumerate(INDUSTRIES)
    }
    return [
        Series(
            "tariff",
            "fraction",
            "Tariff",
            ("USA", "CHN"),
            ("CHN", "USA"),
            ("", ""),
            np.stack([0.2 + shock, 0.15 + 0.8 * shock], 1),
        ),
        Series(
            "exports",
            "t/month",
            "Exports",
            ("CHN",) * (len(flows) + 1),
            (*flows, ""),
            ("ndfeb_magnets",) * (len(flows) + 1),
            np.stack([*flows.values(), np.sum(list(flows.values()), axis=0)], axis=1),
        ),
        _goods("output", "million USD/month", "Output", made),
        _goods(
            "output", "t/month", "Output", {(s, "ndfeb_magnets"): t * np.ones_like(shock) for s, t in MAKERS.items()}
        ),
        _goods("price", "USD/kg", "Contract price", {("CHN", good): values for good, values in home.items()}),
        _goods("spot_price", "USD/kg", "Spot price", spot),
        by_state(
            "licence_applications", "applications/month", "Licence applications", {"CHN": 400 * shock}, "ndfeb_magnets"
        ),
        by_state("licence_backlog", "applications", "Applications waiting", {"CHN": 2000 * shock}, "ndfeb_magnets"),
        by_state("licence_approved", "applications/month", "Licences granted", {"CHN": 100 * shock}, "ndfeb_magnets"),
        by_state("licence_refused", "applications", "Licences refused", {"CHN": 250 * shock}, "ndfeb_magnets"),
        by_state("licence_lapsed", "applications", "Licences lapsed", {"CHN": 20 * shock}, "ndfeb_magnets"),
        *_chain(shock),
        by_state("gdp_gap", "% of GDP", "GDP gap", {s: GAP_AT_WORST[s] * shock for s in STATES}),
        by_state(
            "market_index",
            "path = 100",
            "Share prices",
            {s: 100 + 8 * GAP_AT_WORST[s] * shock for s in ("USA", "CHN", "EUU", "JPN")},
        ),
        by_state("growth", "%/year", "Growth", {s: 2 + GAP_AT_WORST[s] * shock for s in STATES}),
        by_state("consumer_prices", "%", "Consumer prices", {s: -GAP_AT_WORST[s] * shock for s in STATES}),
        by_state("rung", "rung", "Rung", {s: rung if s in ("USA", "CHN") else flat for s in STATES}),
        *_impact(shock),
        *_commerce(shock),
        by_state("payoff", "% of GDP a month", "Payoff", {s: GAP_AT_WORST[s] * shock for s in STATES}),
        *(by_state(f"payoff_{part}", "% of GDP a month", part, {s: flat for s in STATES}) for part in PARTS),
    ]


BUILT = {"ndpr_oxide": ("MYS", "USA", "AUS"), "ndfeb_magnets": ("JPN", "USA", "EUU")}
CAPACITY = {"ndpr_oxide": 700.0, "ndfeb_magnets": 1500.0}
STARTS = {"permitting": 6, "building": 18, "commissioning": 30, "working": 36}
INPUTS = {"ndfeb_magnets": 1.8, "smco_magnets": 2.2, "ndpr_oxide": 2.0, "dytb_oxide": 1.9, "lace_oxide": 2.1}


def _chain(shock: np.ndarray) -> list[Series]:
    """Stocks that fall with the shock, home supply, and plants that a lasting shock gets built abroad."""
    first = np.ones_like(shock)
    reach = np.cumsum(shock, axis=0).max(axis=0) > 1
    capacity, mothballed, stages = {}, {}, {}
    for good, states in BUILT.items():
        for place, state in enumerate(("CHN", *states)):
            usual = CAPACITY[good] * (12 if place == 0 else 1 / place)
            added = 0.5 * usual * _since(shock, STARTS["working"], 200) * reach * (place > 0)
            capacity[state, good] = usual * first + added
            if place == 1:
                mothballed[state, good] = 0.1 * usual * _since(shock, 8, 20) * reach
    for stage, start in list(STARTS.items())[:3]:
        end = list(STARTS.values())[list(STARTS).index(stage) + 1]
        planned = 0.5 * _since(shock, start, end) * reach
        stages[stage] = {
            (state, good): planned * CAPACITY[good] / (place + 1)
            for good, states in BUILT.items()
            for place, state in enumerate(states)
        }
    covers = {
        (state, good): months * (1 - np.minimum(-GAP_AT_WORST[state] * shock, 0.98))
        for good, months in INPUTS.items()
        for state in STATES
        if state != "VNM"
    }
    industries = {
        (state, good): 2.0 * (1 - np.minimum(-GAP_AT_WORST[state] * shock * (1 - 0.1 * place), 0.98))
        for place, good in enumerate(INDUSTRIES)
        for state in ("USA", "EUU", "JPN", "KOR")
    }
    return [
        _goods(
            "home_supply",
            "t/month",
            "Supplies at home",
            {("JPN", "ndfeb_magnets"): 900 * first, ("CHN", "ndfeb_magnets"): 15000 * first},
        ),
        _goods("capacity", "t/month", "Capacity", capacity),
        _goods("mothballed", "t/month", "Mothballed", mothballed),
        *(_goods(f"pipeline_{stage}", "t/month", stage, values) for stage, values in stages.items()),
        _goods("stock_cover", "months", "Cover", covers),
        _goods("industry_cover", "months", "Cover of industries", industries),
    ]


def _impact(shock: np.ndarray) -> list[Series]:
    """Jobs that fall with the shock, and waste of rare earths that moves from China to Malaysia."""
    every = {(state, ""): 60000 + 200 * GAP_AT_WORST[state] * shock for state in STATES}
    rare = {(state, "ndfeb_magnets"): tonnes * 12 * 0.15e-3 * (1 - 0.1 * shock) for state, tonnes in MAKERS.items()}
    left = {("CHN", "rare_earths"): 500 - 60 * shock, ("MYS", "rare_earths"): 30 + 40 * shock}
    loose = {key: 0.3 * values for key, values in left.items()}
    return [
        _goods("jobs", "thousand jobs", "Jobs", every | rare),
        _goods("emissions", "kt CO2e/month", "Emissions", left),
        _goods("waste", "kt/month", "Waste", left),
        _goods("untreated_waste", "kt/month", "Untreated waste", loose),
    ]


def _commerce(shock: np.ndarray) -> list[Series]:
    """Trade that leaves the US and China for others, duties, and a price floor of which the budget is left."""
    powers = ("USA", "CHN")
    pairs = [(one, other) for one in STATES for other in STATES if one != other and (one in powers or other in powers)]
    usual = {pair: 1000.0 * (1 + STATES.index(pair[0])) for pair in pairs}
    flows = [usual[pair] * (1 - 0.6 * shock if set(pair) == set(powers) else 1 + 0.05 * shock) for pair in pairs]
    sums = {one: np.sum([flow for flow, pair in zip(flows, pairs, strict=True) if pair[0] == one], 0) for one in STATES}
    duty = {("USA", ""): 6000 + 9000 * shock, ("CHN", ""): 4000 + 500 * shock, ("JPN", ""): 1000 + 0 * shock}
    paid = {("USA", ""): 5 * shock, ("JPN", ""): 0 * shock}
    left = {key: values - values[0] - paid.get(key, 0) for key, values in duty.items()}
    unit = "million USD/month"
    exporter, importer = (tuple(side) for side in zip(*pairs, strict=True))
    return [
        _goods("trade", unit, "Exports in all", {(one, ""): values for one, values in sums.items()}),
        Series("trade", unit, "Exports", exporter, importer, ("",) * len(pairs), np.stack(flows, axis=1)),
        _goods("tariff_revenue", unit, "Duties", duty),
        _goods("budget_balance", unit, "Budget", left),
        _goods("cost_price_floor", unit, "Cost of programmes: price floor", paid),
    ]


def _since(shock: np.ndarray, start: int, end: int) -> np.ndarray:
    """One in the months from start to end, with a soft beginning: (month, world)."""
    time = np.arange(len(shock))[:, None]
    return np.clip((time - start) / 6, 0, 1) * (time < end) * np.ones_like(shock)


def _goods(name: str, unit: str, label: str, values: dict[tuple[str, str], np.ndarray]) -> Series:
    states, goods = zip(*values, strict=True)
    return Series(name, unit, label, states, ("",) * len(states), goods, np.stack(list(values.values()), axis=1))


def _events(seeds: tuple[int, ...], strength: float) -> list[EventRow]:
    measures = [
        ("2025-04-02", "USA", "tariff IEEPA", "CHN", "", "0.2", "0.54", "reciprocal tariff, all goods"),
        (
            "2025-04-04",
            "CHN",
            "export control (civil)",
            "all",
            "dytb_oxide",
            "open",
            "licence",
            'seven elements, "medium and heavy"',
        ),
        ("2025-04-04", "CHN", "export control (civil)", "all", "ndfeb_magnets", "open", "licence", "seven elements"),
        ("2025-04-11", "CHN", "tariff national", "USA", "", "0.84", "1.25", "mirror"),
        ("2025-05-12", "USA", "deal geneva", "CHN", "", "", "geneva", "truce of 90 days"),
    ]
    if not strength:
        return []
    return [EventRow(run, row[0][:7], *row) for run in range(len(seeds)) for row in measures]
