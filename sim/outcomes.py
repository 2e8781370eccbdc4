"""What a run comes to: a few numbers for each state that can be set side by side, run by run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.arrays import add_up
from sim.errors import InputError, unknown
from sim.impact import left_in, places_of, rare_earth_jobs, rare_earth_states, yearly_change
from sim.labelled import Labelled
from sim.measures import HOME, MAGNETS, RIVAL, abroad, licence_total, magnet_exports, ratio, running_compute
from sim.supply import made_outside_china
from sim.types import MONTHS_A_YEAR, PER_CENT, THOUSAND, Array

PATH = 100
"""Where share prices stand without a trade war."""

CONFLICT_RUNG = 3
"""From this rung of the ladder on we speak of a conflict."""

SCARCE = "dytb_oxide"
"""The good whose price abroad tells how tight the chokepoint is."""


@dataclass(frozen=True)
class Outcome:
    """One number for each run, `values` (run,), of a state (or of nobody in particular: empty), and of a good if any.

    A number that a run is too short to tell is not-a-number.
    """

    name: str
    state: str
    unit: str
    label: str
    values: Array
    good: str = ""

    @property
    def column(self) -> str:
        """What it is called as a column of a table: its name, then state and good where there are any."""
        return ".".join(part for part in (self.name, self.state, self.good) if part)


OUTSIDE = {
    "made_outside_magnets": MAGNETS,
    "made_outside_ndpr": ("ndpr_oxide",),
    "made_outside_dytb": (SCARCE,),
}
"""What is counted outside China: outcome -> goods, in tonnes."""

UNITS = {
    "growth_loss_two_years": "% of GDP",
    "growth_loss_from_shortages": "% of GDP",
    "output_lost_two_years": "% of a year's GDP",
    "income_lost_two_years": "% of a year's income",
    "peak_consumer_prices": "%",
    "tariff_revenue_sum": "bn USD",
    "trade_balance_change": "bn USD a year",
    "lowest_us_china_trade": "% of the first month",
    "deepest_market_fall": "%",
    "months_in_conflict": "months",
    "months_both_in_conflict": "months",
    "lowest_magnet_exports": "t/month",
    "peak_spot_ratio_dytb": "times",
    "lowest_cover": "months",
    "licences_pending": "applications",
    "made_outside_magnets": "t/year",
    "made_outside_ndpr": "t/year",
    "made_outside_dytb": "t/year",
    "ai_compute_end": "%",
    "lowest_jobs_change": "thousand",
    "rare_earth_jobs_end": "thousand",
    "emissions_change": "kt CO2e a year",
    "waste_change": "kt a year",
    "programme_cost_sum": "bn USD",
    "payoff_sum": "% of a month's GDP",
    "security_sum": "% of a month's GDP",
}
LABELS = {
    "growth_loss_two_years": "Growth lost over two years: mean GDP gap, months 13-24 after the shock, no catch-up",
    "growth_loss_from_shortages": "of which from shortages: the part of the growth lost that stopped plants make",
    "output_lost_two_years": "Output lost in two years: sum of GDP gaps, months 1-24 after the shock, no catch-up",
    "income_lost_two_years": "Real income lost in two years: sum of gaps of real income, months 1-24 after the shock",
    "peak_consumer_prices": "Consumer prices, highest: cost of living furthest above its path without a trade war",
    "tariff_revenue_sum": "Tariff revenue: duties collected in all months",
    "trade_balance_change": "Trade balance, change: mean of all months over the first, goods",
    "lowest_us_china_trade": "US-China trade, lowest month: goods, both ways, over the first month",
    "deepest_market_fall": "Share prices, deepest fall: furthest below their path, from the month of the shock on",
    "months_in_conflict": f"Months of conflict: on rung {CONFLICT_RUNG} or higher of the escalation ladder",
    "months_both_in_conflict": f"Months of conflict of both: both powers on rung {CONFLICT_RUNG} or higher",
    "lowest_magnet_exports": "Magnet exports, lowest month: from China to all destinations",
    "peak_spot_ratio_dytb": "Spot price of Dy-Tb oxide, highest: from the shock on, over the first month",
    "lowest_cover": "Cover, lowest: months of its scarcest input that an industry has in stock (no good: any industry)",
    "licences_pending": "Licences pending: applications that wait at a state's desk at the end",
    "made_outside_magnets": "Magnets made outside China: NdFeB and SmCo, last twelve months",
    "made_outside_ndpr": "Nd-Pr oxide made outside China: last twelve months",
    "made_outside_dytb": "Dy-Tb oxide made outside China: last twelve months",
    "ai_compute_end": "AI compute at the end: chips that run in the last month against the first",
    "lowest_jobs_change": "Jobs, change at worst: furthest below their number of the first month",
    "rare_earth_jobs_end": "Jobs in rare earths at the end: in mines, separation and magnet works",
    "emissions_change": "Emissions of rare earths, change: last year against the first month's pace (no state: abroad)",
    "waste_change": "Waste of rare earths, change: last year against the first month's pace (no state: abroad)",
    "programme_cost_sum": "Programmes, cost: what the state paid for industrial policy in all months, less receipts",
    "payoff_sum": "Payoff, all months: sum of what the state's government makes of each",
    "security_sum": "Security, all months: sum of the payoff's part for stocks, arms and what the rival is denied",
}
"""What each outcome is: in a few words, then, after a colon, in more."""

MORE_IS_GOOD = (
    "lowest_us_china_trade",
    "lowest_cover",
    "made_outside_magnets",
    "made_outside_ndpr",
    "made_outside_dytb",
    "ai_compute_end",
    "lowest_jobs_change",
    "rare_earth_jobs_end",
    "payoff_sum",
    "security_sum",
)
TWO_YEARS = ("growth_loss_two_years", "growth_loss_from_shortages", "output_lost_two_years", "income_lost_two_years")
"""Outcomes that a run can tell only if it goes on for two years after the shock."""

NEITHER = ("tariff_revenue_sum", "trade_balance_change", "lowest_magnet_exports")
"""Outcomes that are good for one and bad for another, or neither: nobody can say that more of them is better."""

MADE_OF = {
    "growth_loss_two_years": ("gdp_gap",),
    "growth_loss_from_shortages": ("bottleneck_gap",),
    "output_lost_two_years": ("gdp_gap",),
    "income_lost_two_years": ("real_income_gap",),
    "peak_consumer_prices": ("consumer_prices",),
    "tariff_revenue_sum": ("tariff_revenue",),
    "trade_balance_change": ("trade_balance",),
    "lowest_us_china_trade": ("trade",),
    "deepest_market_fall": ("market_index",),
    "months_in_conflict": ("rung",),
    "months_both_in_conflict": ("rung",),
    "lowest_magnet_exports": ("exports",),
    "peak_spot_ratio_dytb": ("spot_price",),
    "lowest_cover": ("industry_cover",),
    "licences_pending": ("licence_backlog",),
    "made_outside_magnets": ("output",),
    "made_outside_ndpr": ("output",),
    "made_outside_dytb": ("output",),
    "ai_compute_end": ("ai_compute", "ai_energised"),
    "lowest_jobs_change": ("jobs",),
    "rare_earth_jobs_end": ("jobs",),
    "emissions_change": ("emissions",),
    "waste_change": ("waste",),
    "programme_cost_sum": ("programme_cost",),
    "payoff_sum": ("payoff",),
    "security_sum": ("payoff_security",),
}
"""The variables that each outcome is made of."""


def good_way(column: str) -> int:
    """Tell whether more of an outcome, by its column `name.STATE.good`, is good (1), bad (-1) or neither (0)."""
    name = column.split(".")[0]
    return 0 if name in NEITHER or name not in LABELS else 1 if name in MORE_IS_GOOD else -1


def outcomes(results: Labelled, since: int | None = None, names: Collection[str] | None = None) -> list[Outcome]:
    """All outcomes of a set of runs, or those with some names; what the recorded series cannot tell is left out.

    `since` is the month (from 0) that the two years are counted from; without it, the month of the first tariff or
    export control in the scenario. Comparisons pass one month for all scenarios.
    """
    start = results.outbreak if since is None else since
    wanted = [name for name in LABELS if names is None or name in names]
    return [one for name in wanted for one in _outcomes_called(name, results, start)]


def series_behind(names: Iterable[str]) -> tuple[str, ...]:
    """List the variables that have to be recorded for some outcomes. Raises InputError for an unknown one."""
    for name in (found := list(names)):
        if name not in MADE_OF:
            raise unknown("outcome", name, MADE_OF)
    return tuple(dict.fromkeys(variable for name in found for variable in MADE_OF[name]))


def outcome_of(results: Labelled, name: str, state: str, good: str = "") -> Array:
    """One outcome of a set of runs: (run,). Raises InputError where there is none like it."""
    for one in outcomes(results, names=(name,)):
        if (one.name, one.state, one.good) == (name, state, good):
            return one.values
    if name not in LABELS:
        raise unknown("outcome", name, LABELS)
    raise InputError(f"these runs have no outcome '{name}'{f' of {state}' if state else ''}")


def _outcomes_called(name: str, results: Labelled, start: int) -> Iterator[Outcome]:
    """Yield the outcomes of one name, for all states and goods that have it."""
    if name in _OTHERS:
        yield from _OTHERS[name](results, start)
        return
    (variable,), measure = MADE_OF[name], _BY_STATE[name]
    for state, partner, good in results.keys(variable, partner="", good=""):
        yield _outcome(name, state, measure(results.values(variable, state, partner, good), start))


def _outcome(name: str, state: str, values: Array, good: str = "") -> Outcome:
    # adding zero turns a loss of minus nothing into nothing
    return Outcome(name, state, UNITS[name], LABELS[name], values + 0.0, good)


def _growth_loss(gap: Array, start: int) -> Array:
    second_year = gap[start + MONTHS_A_YEAR : start + 2 * MONTHS_A_YEAR]
    return -add_up(second_year) / MONTHS_A_YEAR if len(second_year) == MONTHS_A_YEAR else _unknown(gap)


def _output_lost(gap: Array, start: int) -> Array:
    two_years = gap[start : start + 2 * MONTHS_A_YEAR]
    return -add_up(two_years) / MONTHS_A_YEAR if len(two_years) == 2 * MONTHS_A_YEAR else _unknown(gap)


def _deepest_fall(index: Array, start: int) -> Array:
    # the path without a trade war is 100, so that points are per cent
    return np.maximum(PATH - index[start:].min(axis=0), 0) if len(index) > start else _unknown(index)


def _balance_change(balance: Array, start: int) -> Array:
    change: Array = (add_up(balance) / len(balance) - balance[0]) * MONTHS_A_YEAR / THOUSAND
    return change


def _total(values: Array, start: int) -> Array:
    return add_up(values)


def _total_in_billions(values: Array, start: int) -> Array:
    return _total(values, start) / THOUSAND


def _peak(values: Array, start: int) -> Array:
    peak: Array = values.max(axis=0)
    return peak


def _lowest_change(values: Array, start: int) -> Array:
    lowest: Array = (values - values[0]).min(axis=0)
    return lowest


def _months_in_conflict(rung: Array, start: int) -> Array:
    # a rung is a whole number; half a rung of slack keeps rounding from counting against us
    months: Array = (rung > CONFLICT_RUNG - 0.5).sum(axis=0).astype(np.float64)
    return months


def _months_both_in_conflict(results: Labelled, start: int) -> Iterator[Outcome]:
    if all(results.has("rung", state) for state in (HOME, RIVAL)):
        lower = np.minimum(results.values("rung", HOME), results.values("rung", RIVAL))
        yield _outcome("months_both_in_conflict", "", _months_in_conflict(lower, start))


def _lowest_magnet_exports(results: Labelled, start: int) -> Iterator[Outcome]:
    if any(results.keys("exports", state=HOME, good=good) for good in MAGNETS):
        yield _outcome("lowest_magnet_exports", HOME, magnet_exports(results, "").min(axis=0))


def _lowest_us_china_trade(results: Labelled, start: int) -> Iterator[Outcome]:
    ways = (RIVAL, HOME), (HOME, RIVAL)
    if all(results.has("trade", *way, "") for way in ways):
        both = sum((results.values("trade", *way, "") for way in ways), np.zeros(()))
        yield _outcome("lowest_us_china_trade", "", PER_CENT * ratio(both).min(axis=0))


def _peak_spot_ratios(results: Labelled, start: int) -> Iterator[Outcome]:
    buyers = abroad(results, SCARCE)
    peaks = [_highest(ratio(results.values("spot_price", state, "", SCARCE)), start) for state in buyers]
    for state, peak in zip(buyers, peaks, strict=True):
        yield _outcome("peak_spot_ratio_dytb", state, peak)
    if peaks:
        yield _outcome("peak_spot_ratio_dytb", "", np.max(peaks, axis=0))


def _highest(values: Array, start: int) -> Array:
    """Highest value (month, run) from a month on: (run,)."""
    highest: Array = values[start:].max(axis=0) if start < len(values) else _unknown(values)
    return highest


def _lowest_cover(results: Labelled, start: int) -> Iterator[Outcome]:
    """Lowest cover of each industry of each state, and of the worst of them."""
    lowest: dict[str, list[Array]] = {}
    for state, _, good in results.keys("industry_cover", partner=""):
        least = results.values("industry_cover", state, "", good).min(axis=0)
        lowest.setdefault(state, []).append(least)
        yield _outcome("lowest_cover", state, least, good)
    for state, covers in lowest.items():
        yield _outcome("lowest_cover", state, np.min(covers, axis=0))


def _licences_pending(results: Labelled, start: int) -> Iterator[Outcome]:
    for state in dict.fromkeys(key[0] for key in results.keys("licence_backlog")):
        yield _outcome("licences_pending", state, licence_total(results, "licence_backlog", state)[-1])


def _made_outside(name: str, results: Labelled, start: int) -> Iterator[Outcome]:
    goods = OUTSIDE[name]
    if any(results.keys("output", good=good) for good in goods):
        made = made_outside_china(results, goods)
        last = add_up(made[-MONTHS_A_YEAR:]) if len(made) >= MONTHS_A_YEAR else _unknown(made)
        yield _outcome(name, "", last)


def _ai_compute_end(results: Labelled, start: int) -> Iterator[Outcome]:
    for state, _, _ in results.keys("ai_compute"):
        grown = ratio(running_compute(results, state))[-1] - 1
        yield _outcome("ai_compute_end", state, PER_CENT * grown)


def _rare_earth_jobs(results: Labelled, start: int) -> Iterator[Outcome]:
    for state in rare_earth_states(results):
        yield _outcome("rare_earth_jobs_end", state, rare_earth_jobs(results, state)[-1])


def _left_behind(name: str, results: Labelled, start: int) -> Iterator[Outcome]:
    """What moving mines and refineries changes in China and in all other states together."""
    (variable,) = MADE_OF[name]
    if places_of(results, variable):
        for place in (HOME, ""):
            yield _outcome(name, place, yearly_change(left_in(results, variable, place)))


def _unknown(values: Array) -> Array:
    return np.full(values.shape[1], np.nan)


_BY_STATE: dict[str, Callable[[Array, int], Array]] = {
    "growth_loss_two_years": _growth_loss,
    "growth_loss_from_shortages": _growth_loss,
    "output_lost_two_years": _output_lost,
    "income_lost_two_years": _output_lost,
    "peak_consumer_prices": _peak,
    "tariff_revenue_sum": _total_in_billions,
    "trade_balance_change": _balance_change,
    "deepest_market_fall": _deepest_fall,
    "months_in_conflict": _months_in_conflict,
    "lowest_jobs_change": _lowest_change,
    "programme_cost_sum": _total_in_billions,
    "payoff_sum": _total,
    "security_sum": _total,
}
"""Outcomes that every state has: what turns its series (month, run) and the month of the shock into (run,)."""

_OTHERS: dict[str, Callable[[Labelled, int], Iterator[Outcome]]] = {
    "months_both_in_conflict": _months_both_in_conflict,
    "lowest_us_china_trade": _lowest_us_china_trade,
    "lowest_magnet_exports": _lowest_magnet_exports,
    "peak_spot_ratio_dytb": _peak_spot_ratios,
    "lowest_cover": _lowest_cover,
    "licences_pending": _licences_pending,
    **{name: partial(_made_outside, name) for name in OUTSIDE},
    "ai_compute_end": _ai_compute_end,
    "rare_earth_jobs_end": _rare_earth_jobs,
    "emissions_change": partial(_left_behind, "emissions_change"),
    "waste_change": partial(_left_behind, "waste_change"),
}
"""All other outcomes, and what makes them."""
