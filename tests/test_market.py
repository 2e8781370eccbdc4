"""What must stay true of share prices: news moves them, time heals, and without a trade war they keep to their path."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from briefings import trade_war
from hypothesis import given
from hypothesis import strategies as st

from sim.economy.market import LOOK_BACK, NORMAL, Market, burden, hear_news, price_shares, uncertainty_gap
from sim.model import TradeWar, simulate
from sim.outcomes import outcomes
from sim.policy.controls import BAN
from sim.results import Results
from sim.scenario import load_scenario
from sim.tables import load_tables

TABLES = load_tables()
CODES = TABLES.state_codes
USA, CHN = CODES.index("USA"), CODES.index("CHN")

OTHERS = {code: 0.10 for code in CODES if code not in ("USA", "CHN", "CAN", "MEX")}
NEIGHBOURS = {"CAN": 0.0875, "MEX": 0.045}
LISTED = OTHERS | {"EUU": 0.24, "JPN": 0.34, "KOR": 0.36, "IND": 0.27, "VNM": 0.46, "GBR": 0.15, "ROW": 0.28}
"""US rates of 2 April 2025 and the metals and cars before, on average over all goods (Waugh 2025), rounded."""

rates = st.floats(0, 5)
saturations = st.floats(0.2, 5)


class Exchange:
    """The share prices of a world in which tariffs are set by hand."""

    def __init__(self, worlds: int = 1) -> None:
        self.model = trade_war(worlds=worlds)
        self.world, self.rules = self.model.world, self.model.market_rules
        self.month = 0

    @property
    def market(self) -> Market:
        return self.world.economy.market

    def us_tariffs(self, china: float, others: dict[str, float], answer: float = 0.0) -> None:
        self.world.tariffs.in_force = np.zeros_like(self.world.tariffs.in_force)
        for code, rate in ({"CHN": china} | NEIGHBOURS | others).items():
            self.world.tariffs.in_force[USA, CODES.index(code)] = rate
        self.world.tariffs.in_force[CHN, USA] = answer

    def close(self, gap: float = 0.0) -> float:
        """The American index at the end of the next month."""
        world = self.world
        hear_news(self.market, world.tariffs, world.controls, world.relations, self.rules, self.month)
        price_shares(self.market, np.full_like(self.market.index, gap), self.rules, self.month)
        self.month += 1
        return float(self.market.index[USA, 0])

    def day(self, before: tuple[float, dict[str, float], float], after: tuple[float, dict[str, float], float]) -> float:
        """What one piece of news does, in per cent, with nothing forgotten in between."""
        self.rules = replace(self.rules, memory=1.0)
        self.us_tariffs(*before)
        first = self.close()
        self.us_tariffs(*after)
        return 100 * (self.close() / first - 1)


def test_nothing_happens_in_base() -> None:
    model = trade_war(worlds=2)
    for _ in range(24):
        model.step()
    economy = model.world.economy
    assert (economy.market.index == NORMAL).all()
    assert (economy.market.fall == 0).all() and (economy.uncertainty_gap == 0).all()


def test_the_days_that_set_the_sensitivity() -> None:
    """Each day has its sign and, but for the pause, which undid part of a panic, its size within a factor of two."""
    fright = Exchange().day((0.20, {}, 0.0), (0.54, LISTED, 0.34))
    pause = Exchange().day((1.04, LISTED, 0.84), (1.45, OTHERS, 0.84))
    geneva = Exchange().day((1.45, OTHERS, 1.25), (0.30, OTHERS, 0.10))
    assert -21.0 < fright < -5.3  # 5,670.97 to 5,074.08: -10.5
    assert 2.0 < pause < 9.5  # +9.5
    assert 1.6 < geneva < 6.6  # +3.3


def test_a_threat_counts_until_it_is_due() -> None:
    exchange = Exchange()
    exchange.us_tariffs(0.30, OTHERS, 0.10)
    for _ in range(40):  # until the tariffs themselves are forgotten
        calm = exchange.close()
    relations = exchange.world.relations
    relations.threat_rate[USA, CHN], relations.threat_level[USA, CHN] = 1.0, 1.30
    relations.threat_month[USA, CHN] = exchange.month + 1
    assert 1.0 < 100 * (1 - exchange.close() / calm) < 2.7  # 10 October 2025: -2.7 in a day
    assert exchange.market.threatened[CHN, 0] > exchange.market.threatened[CODES.index("JPN"), 0] == 0
    assert exchange.close() == pytest.approx(calm, abs=1e-3)  # due and not carried out: the fear goes at once


def test_a_threat_carried_out_is_worse_than_a_threat() -> None:
    exchange = Exchange()
    exchange.us_tariffs(0.30, OTHERS)
    exchange.close()
    relations = exchange.world.relations
    relations.threat_rate[USA, CHN], relations.threat_level[USA, CHN] = 1.0, 1.30
    relations.threat_month[USA, CHN] = exchange.month + 1
    exchange.close()
    before = exchange.market.stance[USA, 0]
    exchange.us_tariffs(1.30, OTHERS)
    exchange.close()
    assert exchange.market.stance[USA, 0] > before
    assert exchange.market.threatened[USA, 0] == 0


@given(rates, rates, saturations)
def test_the_burden_of_a_tariff_grows_ever_more_slowly(one: float, other: float, saturation: float) -> None:
    low, high = sorted((one, other))
    small, large = (float(burden(np.array(rate), saturation)) for rate in (low, high))
    assert 0 <= small <= large <= min(high, 1 / saturation) + 1e-9
    assert large - small <= (high - low) * np.exp(-saturation * low) + 1e-9
    assert float(burden(np.array(1e-6), saturation)) == pytest.approx(1e-6, rel=1e-5)


def test_a_small_tariff_on_all_trade_counts_as_its_rate() -> None:
    exchange = Exchange()
    exchange.world.tariffs.in_force = np.full_like(exchange.world.tariffs.in_force, 1e-6)
    exchange.close()
    np.testing.assert_allclose(exchange.market.charged, 1e-6, rtol=1e-4)


def test_time_heals_and_a_deal_heals_at_once() -> None:
    closes = {}
    for name, cut in (("time", 0.5), ("deal", 0.0)):
        exchange = Exchange()
        exchange.us_tariffs(0.5, {})
        fallen = exchange.close()
        exchange.us_tariffs(cut, {})
        closes[name] = [exchange.close() for _ in range(60)]
        assert fallen < closes[name][0] and np.all(np.diff(closes[name]) >= 0)
        assert closes[name][-1] == pytest.approx(NORMAL, abs=1e-4)
        assert max(closes[name]) <= NORMAL  # news better than feared does not lift shares above their path
    assert closes["deal"][0] > closes["time"][0]


def test_output_lost_for_good_stays_in_prices() -> None:
    exchange = Exchange()
    assert exchange.close(gap=-2.0) == pytest.approx(NORMAL * np.exp(-0.03))
    assert exchange.close(gap=1e-9) == NORMAL


def test_markets_far_away_feel_the_news_of_the_world() -> None:
    exchange = Exchange()
    exchange.us_tariffs(1.0, {}, 1.0)
    exchange.close()
    fallen = NORMAL - exchange.market.index[:, 0]
    assert (fallen > 0).all()
    assert fallen[[USA, CHN]].min() > fallen[CODES.index("JPN")]
    exchange.rules = replace(exchange.rules, comovement=0.0)
    exchange.us_tariffs(0.0, {})
    other = Exchange()
    other.rules = exchange.rules
    other.us_tariffs(1.0, {"CAN": 0.0, "MEX": 0.0}, 1.0)
    other.close()
    assert other.market.index[CODES.index("JPN"), 0] == NORMAL


def test_what_is_withheld_is_what_the_ladder_says() -> None:
    exchange = Exchange()
    controls, hold = exchange.world.controls, exchange.model.craft.ladders.holds[CHN]
    assert hold is not None
    terms = controls.law.copy()
    terms.status[hold.chosen], terms.approval_rate[hold.chosen], terms.green_channel[hold.chosen] = 1.0, 0.25, 0.0
    terms.controlled_share[hold.chosen] = 1.0
    controls.enforce(terms)
    exchange.close()
    withheld = exchange.market.withheld[:, 0]
    assert withheld[USA] == pytest.approx(1 - float(np.asarray(hold.access(controls.in_force))[0]))
    assert withheld[USA] == pytest.approx(0.75) and withheld[CHN] == 0
    terms = terms.copy()
    terms.status[hold.chosen] = BAN
    controls.enforce(terms)
    exchange.close()
    assert exchange.market.withheld[USA, 0] == pytest.approx(1.0)


def test_the_fall_is_counted_over_a_quarter() -> None:
    exchange = Exchange()
    exchange.rules = replace(exchange.rules, memory=1.0)
    exchange.us_tariffs(0.5, {})
    fallen = 1 - exchange.close() / NORMAL
    falls = [float(exchange.market.fall[USA, 0])]
    for _ in range(LOOK_BACK):
        exchange.close()
        falls.append(float(exchange.market.fall[USA, 0]))
    assert falls[: LOOK_BACK - 1] == pytest.approx([fallen] * (LOOK_BACK - 1))
    assert falls[LOOK_BACK - 1 :] == pytest.approx([0, 0], abs=1e-12)


def test_doubt_costs_nothing_unless_switched_on() -> None:
    scenario = load_scenario("liberation_day_2025")
    model = TradeWar(scenario, [1])
    for _ in range(5):
        model.step()
    assert (model.world.economy.uncertainty_gap == 0).all()
    assert model.world.economy.market.doubt[USA, 0] > 0.01


def test_doubt_switched_on_is_part_of_the_gap() -> None:
    scenario = load_scenario("liberation_day_2025")
    effect = np.array([0.0, 0.1, 0.2])
    model = TradeWar(scenario, [1, 1, 1], scenario.settings().with_values({"uncertainty_effect": effect}))
    for _ in range(4):
        model.step()
    economy = model.world.economy
    points = 100 * economy.market.doubt[USA]
    np.testing.assert_allclose(economy.uncertainty_gap[USA], -effect * points)
    np.testing.assert_allclose(
        economy.gdp_gap, economy.trade_gap + economy.bottleneck_gap + economy.uncertainty_gap, atol=1e-12
    )
    assert economy.gdp_gap[USA, 2] < economy.gdp_gap[USA, 1] < economy.gdp_gap[USA, 0]


def test_doubt_fades_once_tariffs_rest() -> None:
    exchange = Exchange()
    rules = replace(exchange.rules, uncertainty_effect=0.1)
    exchange.us_tariffs(0.5, {})
    exchange.close()
    gaps = [uncertainty_gap(exchange.market, rules)[USA, 0]]
    for _ in range(6):
        exchange.close()
        gaps.append(uncertainty_gap(exchange.market, rules)[USA, 0])
    np.testing.assert_allclose(np.array(gaps[1:]) / np.array(gaps[:-1]), rules.uncertainty_memory)


def test_a_world_prices_alike_alone_and_in_company() -> None:
    scenario = load_scenario("rare_earth_controls_2025")
    together = simulate(scenario, [1, 2, 3], months=14)
    alone = simulate(scenario, [2], months=14)
    for name in ("market_index", "uncertainty_gap"):
        many, one = (
            next(series.values for series in recording.variables if series.name == name)
            for recording in (together, alone)
        )
        assert (many[:, :, 1] == one[:, :, 0]).all()
    assert np.ptp(next(s.values for s in alone.variables if s.name == "market_index")) > 5


def test_a_fork_prices_on_from_where_it_left() -> None:
    model = TradeWar(load_scenario("liberation_day_2025"), [1])
    for _ in range(5):
        model.step()
    fork = model.fork(2)
    for one in (model, fork):
        world = one.world
        hear_news(world.economy.market, world.tariffs, world.controls, world.relations, one.market_rules, world.month)
        price_shares(world.economy.market, world.economy.gdp_gap, one.market_rules, world.month)
    index = fork.world.economy.market.index
    assert (index == model.world.economy.market.index).all() and index.shape[-1] == 2


def test_a_falling_market_brings_a_bargaining_government_to_the_table() -> None:
    """With both sides free from May 2025 on, the fall of April is what makes the United States offer a truce."""
    free = {"states.USA.until": "2025-04", "states.CHN.until": "2025-04"}
    offers = {}
    for alarm in (0.08, 1.0):
        model = TradeWar(load_scenario("liberation_day_2025", free | {"parameters.market_alarm": alarm}), [1])
        for _ in range(6):
            model.step()
        offers[alarm] = [
            entry.month for entry in model.log.entries if entry.actor == "USA" and "share prices" in entry.reason
        ]
    assert offers == {0.08: [4], 1.0: []}


def test_the_deepest_fall_is_counted_from_the_shock() -> None:
    results = Results.from_recording(simulate(load_scenario("rare_earth_controls_2025"), [1], months=14))
    index = results.values("market_index", "USA")[:, 0]
    fallen = {since: _fall(results, since) for since in (0, 9, 20)}
    assert fallen[0] == pytest.approx(100 - index.min()) and fallen[9] == pytest.approx(100 - index[9:].min())
    assert 1 < fallen[9] < fallen[0] and np.isnan(fallen[20])


def _fall(results: Results, since: int) -> float:
    (one,) = (each for each in outcomes(results, since) if (each.name, each.state) == ("deepest_market_fall", "USA"))
    return float(one.values[0])
