"""What a run comes to: a few numbers for each state that can be set side by side, run by run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

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


Measure = Callable[[Array], Array]
"""Turns a series (month, run) into a number for each run: (run,)."""

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


def outcomes(results: Labelled, since: int | None = None) -> list[Outcome]:
    """All outcomes of a set of runs.

    `since` is the month (from 0) that the two years are counted from; without it, the month of the first tariff or
    export control in the scenario. Comparisons pass one month for all scenarios.
    """
    start = results.outbreak if since is None else since
    return [
        *_by_state(results, "gdp_gap", "growth_loss_two_years", lambda gap: _growth_loss(gap, start)),
        *_by_state(results, "bottleneck_gap", "growth_loss_from_shortages", lambda gap: _growth_loss(gap, start)),
        *_by_state(results, "gdp_gap", "output_lost_two_years", lambda gap: _output_lost(gap, start)),
        *_by_state(results, "real_income_gap", "income_lost_two_years", lambda gap: _output_lost(gap, start)),
        *_by_state(results, "consumer_prices", "peak_consumer_prices", lambda prices: prices.max(axis=0)),
        *_by_state(results, "tariff_revenue", "tariff_revenue_sum", lambda duty: duty.sum(axis=0) / THOUSAND),
        *_by_state(results, "trade_balance", "trade_balance_change", _balance_change),
        *_lowest_us_china_trade(results),
        *_by_state(results, "market_index", "deepest_market_fall", lambda index: _deepest_fall(index, start)),
        *_by_state(results, "rung", "months_in_conflict", _months_in_conflict),
        *_lowest_magnet_exports(results),
        *_peak_spot_ratios(results, start),
        *_lowest_cover(results),
        *_licences_pending(results),
        *_made_outside(results),
        *_ai_compute_end(results),
        *_by_state(results, "jobs", "lowest_jobs_change", lambda jobs: (jobs - jobs[0]).min(axis=0)),
        *_rare_earth_jobs(results),
        *_left_behind(results),
        *_by_state(results, "programme_cost", "programme_cost_sum", lambda cost: cost.sum(axis=0) / THOUSAND),
        *_by_state(results, "payoff", "payoff_sum", lambda payoff: payoff.sum(axis=0)),
        *_by_state(results, "payoff_security", "security_sum", lambda security: security.sum(axis=0)),
    ]


def outcome_of(results: Labelled, name: str, state: str, good: str = "") -> Array:
    """One outcome of a set of runs: (run,). Raises InputError where there is none like it."""
    for one in outcomes(results):
        if (one.name, one.state, one.good) == (name, state, good):
            return one.values
    if name not in LABELS:
        raise unknown("outcome", name, LABELS)
    raise InputError(f"these runs have no outcome '{name}'{f' of {state}' if state else ''}")


def _by_state(results: Labelled, variable: str, name: str, measure: Measure) -> Iterator[Outcome]:
    for state, partner, good in results.keys(variable, partner="", good=""):
        yield _outcome(name, state, measure(results.values(variable, state, partner, good)))


def _outcome(name: str, state: str, values: Array, good: str = "") -> Outcome:
    # adding zero turns a loss of minus nothing into nothing
    return Outcome(name, state, UNITS[name], LABELS[name], values + 0.0, good)


def _growth_loss(gap: Array, start: int) -> Array:
    second_year = gap[start + MONTHS_A_YEAR : start + 2 * MONTHS_A_YEAR]
    return -second_year.mean(axis=0) if len(second_year) == MONTHS_A_YEAR else _unknown(gap)


def _output_lost(gap: Array, start: int) -> Array:
    two_years = gap[start : start + 2 * MONTHS_A_YEAR]
    return -two_years.sum(axis=0) / MONTHS_A_YEAR if len(two_years) == 2 * MONTHS_A_YEAR else _unknown(gap)


def _deepest_fall(index: Array, start: int) -> Array:
    # the path without a trade war is 100, so that points are per cent
    return np.maximum(PATH - index[start:].min(axis=0), 0) if len(index) > start else _unknown(index)


def _balance_change(balance: Array) -> Array:
    change: Array = (balance.mean(axis=0) - balance[0]) * MONTHS_A_YEAR / THOUSAND
    return change


def _months_in_conflict(rung: Array) -> Array:
    # a rung is a whole number; half a rung of slack keeps rounding from counting against us
    months: Array = (rung > CONFLICT_RUNG - 0.5).sum(axis=0).astype(np.float64)
    return months


def _lowest_magnet_exports(results: Labelled) -> Iterator[Outcome]:
    if any(results.keys("exports", state=HOME, good=good) for good in MAGNETS):
        yield _outcome("lowest_magnet_exports", HOME, magnet_exports(results, "").min(axis=0))


def _lowest_us_china_trade(results: Labelled) -> Iterator[Outcome]:
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


def _lowest_cover(results: Labelled) -> Iterator[Outcome]:
    """Lowest cover of each industry of each state, and of the worst of them."""
    lowest: dict[str, list[Array]] = {}
    for state, _, good in results.keys("industry_cover", partner=""):
        least = results.values("industry_cover", state, "", good).min(axis=0)
        lowest.setdefault(state, []).append(least)
        yield _outcome("lowest_cover", state, least, good)
    for state, covers in lowest.items():
        yield _outcome("lowest_cover", state, np.min(covers, axis=0))


def _licences_pending(results: Labelled) -> Iterator[Outcome]:
    for state in dict.fromkeys(key[0] for key in results.keys("licence_backlog")):
        yield _outcome("licences_pending", state, licence_total(results, "licence_backlog", state)[-1])


def _made_outside(results: Labelled) -> Iterator[Outcome]:
    for name, goods in OUTSIDE.items():
        made = made_outside_china(results, goods)
        if any(results.keys("output", good=good) for good in goods):
            last = made[-MONTHS_A_YEAR:].sum(axis=0) if len(made) >= MONTHS_A_YEAR else _unknown(made)
            yield _outcome(name, "", last)


def _ai_compute_end(results: Labelled) -> Iterator[Outcome]:
    for state, _, _ in results.keys("ai_compute"):
        grown = ratio(running_compute(results, state))[-1] - 1
        yield _outcome("ai_compute_end", state, PER_CENT * grown)


def _rare_earth_jobs(results: Labelled) -> Iterator[Outcome]:
    for state in rare_earth_states(results):
        yield _outcome("rare_earth_jobs_end", state, rare_earth_jobs(results, state)[-1])


def _left_behind(results: Labelled) -> Iterator[Outcome]:
    """What moving mines and refineries changes in China and in all other states together."""
    for variable in (name for name in ("emissions", "waste") if places_of(results, name)):
        for place in (HOME, ""):
            yield _outcome(f"{variable}_change", place, yearly_change(left_in(results, variable, place)))


def _unknown(values: Array) -> Array:
    return np.full(values.shape[1], np.nan)
