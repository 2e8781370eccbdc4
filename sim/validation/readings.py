"""How a number is read off the results of a check's scenario: one for each sample."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping

import numpy as np

from sim.errors import InputError
from sim.labelled import Labelled
from sim.measures import HOME, licence_total, magnet_exports, price_abroad, price_at_home, ratio
from sim.outcomes import outcome_of
from sim.parameters import Settings
from sim.stops import weeks_to_first_stop
from sim.tables import ProspectRow, load_tables
from sim.types import MILLION, MONTHS_A_YEAR, PER_CENT, TINY, Array
from sim.validation.rows import CheckRow

Reading = Callable[[Labelled, CheckRow], Array]
"""Takes the results of a scenario and a check, returns a number for each sample: (sample,)."""


# What the series say -------------------------------------------------------------------------------------------------


def level(results: Labelled, check: CheckRow) -> Array:
    """Mean of a series over the months, goods added up."""
    return _mean(results, check, _series(results, check))


def ratio_to_start(results: Labelled, check: CheckRow) -> Array:
    """Mean of a series over the months, over its first month."""
    return _mean(results, check, ratio(_series(results, check)))


def magnets(results: Labelled, check: CheckRow) -> Array:
    """China's magnet exports to a partner, or to all: mean of the months, t a month."""
    return _mean(results, check, magnet_exports(results, check.partner))


def magnets_a_year(results: Labelled, check: CheckRow) -> Array:
    """China's magnet exports to all in the first month, as much for a year."""
    yearly: Array = MONTHS_A_YEAR * magnet_exports(results, "")[0]
    return yearly


def magnet_share(results: Labelled, check: CheckRow) -> Array:
    """Share of a partner in China's magnet exports of the months, per cent."""
    part, total = (_mean(results, check, magnet_exports(results, to)) for to in (check.partner, ""))
    share: Array = PER_CENT * part / total
    return share


def magnet_fall(results: Labelled, check: CheckRow) -> Array:
    """China's magnet exports in the last of the months over those in the first of them."""
    return _fall(results, check, magnet_exports(results, check.partner))


def dearest_abroad(results: Labelled, check: CheckRow) -> Array:
    """Highest price of a good abroad in the months, over the first month of the run."""
    highest: Array = _months(results, check, price_abroad(results, check.good)).max(axis=0)
    return highest


def price_in_china(results: Labelled, check: CheckRow) -> Array:
    """Mean price of a good in China over the months, over the first month of the run."""
    return _mean(results, check, price_at_home(results, check.good))


def parting(results: Labelled, check: CheckRow) -> Array:
    """Highest price of a good abroad over its price in China in the months, both over the first month of the run."""
    gap = price_abroad(results, check.good) / price_at_home(results, check.good)
    highest: Array = _months(results, check, gap).max(axis=0)
    return highest


def share_made(results: Labelled, check: CheckRow) -> Array:
    """Share of a state in the world's output of some goods in the first month, per cent."""
    keys = [key for good in check.goods for key in results.keys("output", partner="", good=good)]
    made = {key: results.values("output", *key)[0] for key in keys}
    own = np.sum([values for key, values in made.items() if key[0] == check.state], axis=0)
    share: Array = PER_CENT * own / np.sum(list(made.values()), axis=0)
    return share


def first_stop(results: Labelled, check: CheckRow) -> Array:
    """Weeks from China's first export control until the first plant abroad stood still; nan where none did."""
    with warnings.catch_warnings():
        # a sample in which nothing stops has no first stop
        warnings.simplefilter("ignore", RuntimeWarning)
        weeks: Array = np.nanmin(weeks_to_first_stop(results), axis=0)
    return weeks


def waiting(results: Labelled, check: CheckRow) -> Array:
    """Licence applications waiting at a state's desk: mean of the months."""
    return _mean(results, check, licence_total(results, "licence_backlog", check.state))


def tariff(results: Labelled, check: CheckRow) -> Array:
    """Tariff of a state on a partner, all in: mean of the months, per cent."""
    return PER_CENT * _mean(results, check, results.values("tariff", check.state, check.partner))


def added_tariff(results: Labelled, check: CheckRow) -> Array:
    """Tariff of a state on a partner above that of the first month: mean of the months, percentage points."""
    rate = results.values("tariff", check.state, check.partner)
    return PER_CENT * _mean(results, check, rate - rate[0])


def duty_answered(results: Labelled, check: CheckRow) -> Array:
    """Duty that a state adds on its partner's goods over what the partner added on its own in the months.

    Duty is points added times imports of the tables. An answer comes a month later, so the state's months are counted
    from one month later on. Where the partner added nothing there is no answer (nan).
    """
    ours = _added_duty(results, check, (check.state, check.partner), later=1)
    theirs = _added_duty(results, check, (check.partner, check.state), later=0)
    share: Array = np.divide(ours, theirs, out=np.full_like(ours, np.nan), where=theirs > TINY)
    return share


def outcome(results: Labelled, check: CheckRow) -> Array:
    """One of the outcomes of a run, by its name in `series`."""
    return outcome_of(results, check.series, check.state, check.good)


def event(results: Labelled, check: CheckRow) -> Array:
    """Highest value to which a state set an instrument (`series`) in the months, per cent; 0 where it did not."""
    highest = np.zeros(results.runs)
    for row in results.events:
        if row.actor == check.state and row.instrument == check.series and check.first <= row.month <= check.last:
            highest[row.run] = max(highest[row.run], float(row.after))
    return PER_CENT * highest


def collected_tariff(results: Labelled, check: CheckRow) -> Array:
    """Tariff revenue of a state over its imports of goods from everybody, mean of the months, per cent."""
    revenue = _mean(results, check, results.values("tariff_revenue", check.state))
    imports = np.sum([results.values("trade", *key) for key in results.keys("trade", partner=check.state)], axis=0)
    rate: Array = PER_CENT * revenue / _mean(results, check, imports)
    return rate


# What the model was given --------------------------------------------------------------------------------------------


def setting(results: Labelled, check: CheckRow) -> Array:
    """The value of a parameter (`series`) as the data have it."""
    return np.full(results.runs, getattr(Settings.defaults(), check.series))


def reserves(results: Labelled, check: CheckRow) -> Array:
    """Reserves of some ores that the tables give a state, million t."""
    rows = (row for row in load_tables().reserves if row.good in check.goods and row.state == check.state)
    return np.full(results.runs, sum(row.reserves_t for row in rows) / MILLION)


def share_of_reserves(results: Labelled, check: CheckRow) -> Array:
    """Share of a state in the reserves of some ores in the tables, per cent."""
    rows = [row for row in load_tables().reserves if row.good in check.goods]
    own = sum(row.reserves_t for row in rows if row.state == check.state)
    return np.full(results.runs, PER_CENT * own / sum(row.reserves_t for row in rows))


def lead_time(results: Labelled, check: CheckRow) -> Array:
    """Mean years from decision to first goods of the prospects of a kind (`series`) for some goods."""
    chosen = [row for row in load_tables().prospects if row.good in check.goods and row.kind == check.series]
    return np.full(results.runs, np.mean([_years(row) for row in chosen]))


def cost_premium(results: Labelled, check: CheckRow) -> Array:
    """Mean cash cost of makers outside China over China's, over some goods, per cent more."""
    rows = [row for row in load_tables().producers if row.good in check.goods]
    home, others = (
        np.mean([row.cash_cost_ratio for row in rows if (row.state == HOME) is here]) for here in (True, False)
    )
    return np.full(results.runs, PER_CENT * (others / home - 1))


READINGS: Mapping[str, Reading] = {
    reading.__name__: reading
    for reading in (
        *(level, ratio_to_start, magnets, magnets_a_year, magnet_share, magnet_fall, dearest_abroad),
        *(price_in_china, parting, share_made, first_stop, waiting, tariff, added_tariff, duty_answered),
        *(outcome, event, collected_tariff, setting, reserves, share_of_reserves, lead_time, cost_premium),
    )
}
"""Everything that checks.csv may name as a measure."""


def _series(results: Labelled, check: CheckRow) -> Array:
    goods = check.goods or ("",)
    total: Array = np.sum([results.values(check.series, check.state, check.partner, good) for good in goods], axis=0)
    return total


def _mean(results: Labelled, check: CheckRow, values: Array) -> Array:
    """Mean of values (month, sample) over the months of a check."""
    mean: Array = _months(results, check, values).mean(axis=0)
    return mean


def _months(results: Labelled, check: CheckRow, values: Array) -> Array:
    first, last = _span(results, check)
    return values[first : last + 1]


def _fall(results: Labelled, check: CheckRow, values: Array) -> Array:
    first, last = _span(results, check)
    fall: Array = values[last] / np.where(np.abs(values[first]) < TINY, np.nan, values[first])
    return fall


def _span(results: Labelled, check: CheckRow) -> tuple[int, int]:
    """First and last month of a check, from 0: one month if it names no last one, the whole run if it names none."""
    end = check.last or check.first
    first = results.month_index(check.first) if check.first else 0
    last = results.month_index(end) if end else len(results.months) - 1
    if not 0 <= first <= last < len(results.months):
        span = f"{check.first or results.months[0]} to {end}"
        raise InputError(f"{check.id}: {span} lies outside the run, {results.months[0]} to {results.months[-1]}")
    return first, last


def _added_duty(results: Labelled, check: CheckRow, pair: tuple[str, str], later: int) -> Array:
    """Points that an importer adds on an exporter over the months, times its imports: (sample,), million USD a year."""
    tables = load_tables()
    importer, exporter = (tables.state_index(state) for state in pair)
    first, last = _span(results, check)
    rate = results.values("tariff", *pair)
    added: Array = (rate[last + later] - rate[first + later]) * float(tables.trade[exporter, importer])
    return added


def _years(row: ProspectRow) -> float:
    return (row.permit_months + row.build_months) / MONTHS_A_YEAR
