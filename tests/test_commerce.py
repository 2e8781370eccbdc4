"""Trade between all states in the month: where it leads, how fast it gets there, what adds up, what controls stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tiny import write_data

from sim.economy import equilibria as module
from sim.economy.balancing import Balancing
from sim.economy.equilibria import REAL, Equilibria, TradeParameters, equilibria
from sim.economy.rents import rents
from sim.economy.trade import NotSettledError, solve
from sim.errors import InputError
from sim.labelled import Labelled
from sim.model import TradeWar, simulate
from sim.outcomes import outcomes
from sim.parameters import Settings
from sim.provenance import Provenance
from sim.recording import Recording
from sim.scenario import Scenario, load_scenario
from sim.tables import Tables, load_tables
from sim.tracks.commerce import commerce_tracks
from sim.types import Array

USA, CHN = 0, 1
SAY = "because: a test, source: chokepoint_assumption"
PARAMETERS = TradeParameters(4.0, 1.5, 0.25, 0.0, 0.6, 0.9)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


@pytest.fixture(scope="module")
def world_economy(tables: Tables) -> Equilibria:
    return equilibria(tables.trade, tables.gdp(), tables.collected_tariff(0.03), tables.state_codes)


@pytest.fixture
def live(tmp_path: Path) -> Callable[..., TradeWar]:
    """Live through some months of base with events, each written as 'DATE ACTOR KIND: other keys'."""

    def live(months: int, *events: str, seeds: int = 1, settings: Settings | None = None) -> TradeWar:
        model = TradeWar(written(tmp_path, *events), list(range(1, seeds + 1)), settings)
        for _ in range(months):
            model.step()
        return model

    return live


def written(folder: Path, *events: str) -> Scenario:
    lines = ["title: A test", "extends: base", "months: 60"]
    lines += ["states: {USA: {strategy: script}, CHN: {strategy: script}}", "events:" if events else "events: []"]
    for event in events:
        (day, actor, kind), rest = event.split(": ")[0].split(), event.split(": ", 1)[1]
        lines.append(f"  - {{date: {day}, actor: {actor}, kind: {kind}, {rest}, {SAY}}}")
    file = folder / "written.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return load_scenario(file)


def tariff(rate: float, day: str = "2025-01-01", actor: str = "USA", partner: str = "CHN") -> str:
    authority = ", authority: IEEPA" if actor == "USA" else ""
    return f"{day} {actor} tariff: partner: {partner}, rate: {rate}{authority}"


WAR = (tariff(1.45), tariff(1.25, actor="CHN", partner="USA"))


def added(rate: float, worlds: int = 1) -> Array:
    """The United States charges China a rate: (importer, exporter, world)."""
    rates = np.zeros((19, 19, worlds))
    rates[USA, CHN] = rate
    return rates


class TestEquilibria:
    def test_no_tariff_leads_nowhere(self, world_economy: Equilibria) -> None:
        assert np.abs(world_economy.led_by(added(0.0), PARAMETERS)).max() < 1e-9

    def test_each_case_is_solved_once(self, world_economy: Equilibria, monkeypatch: pytest.MonkeyPatch) -> None:
        solved: list[int] = []

        def counted(baseline: object, tariffs: Array, **other: object) -> object:
            solved.append(tariffs.shape[-1])
            return solve(baseline, tariffs, **other)  # type: ignore[arg-type]

        monkeypatch.setattr(module, "solve", counted)
        fresh = Equilibria(world_economy.baseline)
        rates = added(0.1, 4)
        rates[USA, CHN, 2] = 0.3
        first = fresh.led_by(rates, PARAMETERS)
        assert solved == [4]  # two cases, each for the first year and for the end
        again = fresh.led_by(rates[..., ::-1], PARAMETERS)
        assert solved == [4] and np.array_equal(again, first[:, ::-1])
        assert np.array_equal(first[:, 0], world_economy.led_by(added(0.1), PARAMETERS)[:, 0])

    def test_forgets_when_full_and_gives_the_same(
        self, world_economy: Equilibria, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "MOST_KEPT", 2)
        fresh = Equilibria(world_economy.baseline)
        before = fresh.led_by(added(0.2), PARAMETERS)
        fresh.led_by(np.concatenate([added(0.1), added(0.3)], axis=-1), PARAMETERS)
        assert np.array_equal(fresh.led_by(added(0.2), PARAMETERS), before)

    def test_who_is_taxed_loses_and_output_loses_more_the_higher_the_tariff(self, world_economy: Equilibria) -> None:
        gdp = [world_economy.led_by(added(rate), PARAMETERS)[361:].reshape(2, REAL, 19)[:, 0] for rate in (0.1, 0.5)]
        for state in (USA, CHN):
            assert (gdp[1][:, state] < gdp[0][:, state]).all() and (gdp[0][:, state] < 0).all()

    @pytest.mark.parametrize("elasticity", [2.0, 4.0, 5.0])
    def test_the_worst_that_states_could_do_still_has_an_equilibrium(
        self, world_economy: Equilibria, elasticity: float
    ) -> None:
        rates = np.zeros((19, 19, 3))
        rates[USA], rates[:, USA] = (0.5, 1.0, 2.0), (2.0, 1.0, 0.5)
        rates[CHN, :, 2] = 1.0
        rates[np.arange(19), np.arange(19)] = 0
        parameters = TradeParameters(elasticity, 0.76, 0.5, 0.3, 1.0, 0.85)
        led = world_economy.led_by(rates, parameters)
        assert np.isfinite(led).all() and led[361:].min() >= np.log(0.1)
        assert (led[361:].reshape(2, REAL, 19, 3)[:, 0, USA] < 0).all()

    def test_who_cannot_pay_what_it_lends_lends_less_and_tariffs_count_in_full(
        self, world_economy: Equilibria, tables: Tables
    ) -> None:
        """Mongolia, whose one buyer charges ever more: no equilibrium with its lending as it was."""
        mongolia = tables.state_index("MNG")
        rates = np.zeros((19, 19, 3))
        rates[CHN, mongolia] = (0.5, 2.0, 8.0)
        with pytest.raises(NotSettledError):
            solve(world_economy.baseline, rates[..., 2].T, elasticity=1.5, rebate="lump_sum", scale=0.67 / 4)
        led = world_economy.led_by(rates, TradeParameters(4.0, 1.5, 0.25, 0.0, 1.0, 0.9))
        sold = led[:361].reshape(19, 19, 3)[mongolia, CHN]
        income = led[361:].reshape(2, REAL, 19, 3)[1, 1, mongolia]
        assert np.isfinite(led).all() and sold[0] > sold[1] > sold[2]
        assert (np.diff(income, axis=-1) < 0).all()

    def test_what_is_collected_counts_and_only_of_what_was_added(
        self, world_economy: Equilibria, tables: Tables
    ) -> None:
        full = world_economy.led_by(added(0.3), replace(PARAMETERS, collected_tariff_share=1.0))
        part = world_economy.led_by(added(0.6), replace(PARAMETERS, collected_tariff_share=0.5))
        assert np.array_equal(full, part)
        base = world_economy.baseline.tariffs[CHN, USA]
        assert base == tables.collected_tariff(0.03)[USA, CHN] == 0.1087 < tables.base_tariff(0.03)[USA, CHN]

    def test_first_exporters_bear_what_prices_at_the_border_do_not_take(self, world_economy: Equilibria) -> None:
        """Beyond what it does to output, a tariff of a first year moves income between states and makes none."""
        baseline = world_economy.baseline
        gdp = baseline.income + baseline.revenue

        def moved(passed_on: float) -> Array:
            led = world_economy.led_by(added(0.3), replace(PARAMETERS, border_pass_through=passed_on))
            first = np.exp(led[361:].reshape(2, REAL, 19)[0])
            return np.asarray((first[1] - first[0]) * gdp)

        shifted = moved(0.9)
        assert abs(shifted.sum()) < 1e-9 * shifted[USA]
        # a tenth of the duty on what still comes
        trade = baseline.flows[CHN, USA]
        assert 0.5 * 0.1 * 0.18 * trade < shifted[USA] < 0.1 * 0.18 * trade and shifted[CHN] < 0
        np.testing.assert_allclose(moved(0.8)[USA], 2 * shifted[USA])
        assert np.abs(moved(1.0)).max() < 1e-9 * trade

    def test_welfare_is_income_less_effort(self, world_economy: Equilibria) -> None:
        """Those who stop working lose income and gain leisure; where nobody does, both are the same."""

        def real(supply: float) -> Array:
            parameters = replace(PARAMETERS, labour_supply_elasticity=supply)
            return world_economy.led_by(added(0.5), parameters)[361:].reshape(2, REAL, 19)

        idle, led = real(0.0), real(0.25)
        assert not idle[:, 2].any() and (led[:, 2, [USA, CHN]] < 0).all()
        np.testing.assert_allclose(idle[:, 3], idle[:, 1], rtol=0, atol=1e-12)
        # in money, what is lost of income is more than what is lost of welfare
        effort = 0.25 / 1.25 * world_economy.baseline.income / world_economy.baseline.expenditure
        income, employment, welfare = led.swapaxes(0, 1)[1:]
        kept = (1 - effort) * np.expm1(welfare) - np.expm1(income)
        assert (kept[employment < 0] > 0).all() and (kept[employment > 0] < 0).all()

    @pytest.mark.parametrize("elasticity", [1.5, 4.0])
    @pytest.mark.parametrize(("short", "miss"), [(0.01, 0.004), (0.05, 0.02)])
    def test_the_response_to_a_shortage_is_that_of_the_equilibrium(
        self, world_economy: Equilibria, short: float, miss: float, elasticity: float
    ) -> None:
        """To the first order: at 5 per cent less output in Korea and 2 in Japan it is off by under a fiftieth."""
        base = world_economy.baseline
        output = np.ones(19)
        output[[3, 4]] = 1 - 0.4 * short, 1 - short
        nothing = np.zeros((19, 19))
        found = solve(base, nothing, elasticity=elasticity, productivity=output, labour_elasticity=0.0, scale=0.67 / 4)
        traded = base.flows > 0
        exact = np.log(found.flows[traded] / base.flows[traded])
        response = world_economy.response(elasticity, 4.0)
        linear = (response.exporter[..., 0] @ np.log(output))[:, None] + response.importer[..., 0] @ np.log(output)
        assert np.abs(linear[traded] - exact).max() < miss * np.abs(exact).max()
        income = response.income[..., 0] @ np.log(output) + np.log(output)
        assert np.abs(income - np.log1p(found.welfare)).max() < miss * np.abs(np.log1p(found.welfare)).max()
        # labour held fixed, partners make what they made
        np.testing.assert_allclose(found.output, output - 1, atol=1e-9)


class TestAddingUp:
    def test_at_rest_nothing_moves_by_a_bit(self, world_economy: Equilibria) -> None:
        flows = world_economy.baseline.flows
        balancing = Balancing.of(flows)
        still = np.ones((19, 19, 3))
        assert not balancing.totals(still).any()
        closed, terms = balancing.close(still, np.zeros((38, 3)), np.zeros((19, 3)))
        assert np.array_equal(closed, np.repeat(flows[:, :, None], 3, axis=2)) and not terms.any()

    def test_buyers_spend_what_they_have_and_sellers_sell_what_they_make(self, world_economy: Equilibria) -> None:
        flows = world_economy.baseline.flows
        balancing = Balancing.of(flows)
        growth = np.ones((19, 19, 1))
        growth[CHN, USA] = growth[USA, CHN] = 0.4
        terms = np.zeros((19, 1))
        for _ in range(6):
            closed, terms = balancing.close(growth, np.zeros((38, 1)), terms)
        np.testing.assert_allclose(closed.sum(axis=0)[:, 0], flows.sum(axis=0), rtol=1e-12)
        np.testing.assert_allclose(closed.sum(axis=1)[:, 0], flows.sum(axis=1), rtol=1e-7)
        # what the two no longer sell each other goes elsewhere, and others step in
        assert closed[CHN, 2] > flows[CHN, 2] and closed[2, USA] > flows[2, USA]
        assert closed[CHN, USA] < 0.5 * flows[CHN, USA]

    def test_an_answer_for_every_state(self) -> None:
        """Three states of different size, one of which sells nothing at home."""
        flows = np.array([[90.0, 10.0, 5.0], [8.0, 40.0, 2.0], [7.0, 3.0, 0.0]])
        balancing = Balancing.of(flows)
        growth = np.exp(np.linspace(-0.5, 0.5, 9)).reshape(3, 3, 1)
        terms = np.zeros((3, 1))
        for _ in range(30):
            closed, terms = balancing.close(growth, np.zeros((6, 1)), terms)
        np.testing.assert_allclose(closed.sum(axis=1)[:, 0], flows.sum(axis=1), rtol=1e-9)


class TestMonth:
    def test_a_tariff_war_shrinks_trade_more_the_longer_it_lasts_and_others_step_in(
        self, live: Callable[..., TradeWar], tables: Tables
    ) -> None:
        model = live(0, *WAR)
        flows = []
        for _ in range(36):
            model.step()
            flows.append(model.world.economy.commerce.flows[..., 0])
        between = [now[CHN, USA] + now[USA, CHN] for now in flows]
        assert all(later < earlier for earlier, later in pairwise(between))
        usual = tables.trade / 12
        assert 0.6 * between[0] > 0.2 * (usual[CHN, USA] + usual[USA, CHN]) > between[-1]
        for code in ("VNM", "MEX", "EUU", "CAN"):
            other = tables.state_index(code)
            assert flows[-1][other, USA] > flows[6][other, USA] > usual[other, USA]
            assert flows[-1][CHN, other] > usual[CHN, other]

    def test_balances_go_where_the_equilibrium_has_them_and_sum_to_nothing(
        self, live: Callable[..., TradeWar], tables: Tables
    ) -> None:
        """What the two buy less from each other does not vanish from their totals: transfers stand."""
        usual = (tables.trade - tables.trade.T).sum(axis=1) / 12
        for months in (2, 12, 48):
            balance = live(months, *WAR).world.economy.commerce.balance[..., 0].sum(axis=1)
            assert abs(balance.sum()) < 1e-6
            assert usual[USA] < balance[USA] < 0.95 * usual[USA]

    def test_goods_under_way_arrive_in_the_month_of_a_tariff(
        self, live: Callable[..., TradeWar], tables: Tables
    ) -> None:
        first, second = (live(months, *WAR).world.economy.commerce.flows[CHN, USA, 0] for months in (1, 2))
        assert first == pytest.approx(tables.trade[CHN, USA] / 12, rel=1e-9)
        assert second < 0.9 * first

    def test_what_tariffs_did_fades_when_they_go(self, live: Callable[..., TradeWar]) -> None:
        war = live(12, tariff(0.5)).world.economy
        peace = live(24, tariff(0.5), tariff(0.0, day="2026-01-01")).world.economy
        assert peace.trade_gap[CHN, 0] > 0.35 * war.trade_gap[CHN, 0]
        later = live(240, tariff(0.5), tariff(0.0, day="2026-01-01")).world.economy
        assert np.abs(later.trade_gap).max() < 5e-3 and np.abs(later.tariff_prices).max() < 5e-3

    def test_two_tariffs_answer_each_by_its_own_age(self, live: Callable[..., TradeWar]) -> None:
        """The answer to a sequence of tariffs is the sum of answers to each step from its own month on."""
        settings = Settings.defaults()
        at_once = settings.at_once_trade_response
        pace = 1 - np.exp(-1 / settings.trade_adjustment_months)
        model = live(10, tariff(0.1), tariff(0.3, day="2025-06-01"))
        led = [model.economy_rules.commerce.equilibria.led_by(added(rate), PARAMETERS)[:361, 0] for rate in (0.1, 0.3)]

        def come(age: int) -> float:
            return float(at_once + (1 - at_once) * (1 - (1 - pace) ** age))

        commerce = model.world.economy.commerce
        # what is slow stands where next month finds it: ten months after the first tariff, five after the second, less
        # the month in which goods that were under way arrived
        now = commerce.slow[:361, 0] + at_once * commerce.under_way[:361, 0]
        np.testing.assert_allclose(now, come(9) * led[0] + come(4) * (led[1] - led[0]), atol=1e-12)

    def test_a_shortage_counts_once_at_home_and_is_felt_abroad(self, live: Callable[..., TradeWar]) -> None:
        ban = "2025-01-01 CHN control: goods: rare_earths_all, partner: all, use: all, status: ban"
        economy = live(9, ban).world.economy
        assert economy.bottleneck_gap.min() < -0.5
        assert not economy.trade_gap.any() and not economy.employment_gap.any()
        assert np.array_equal(economy.gdp_gap, economy.trade_gap + economy.bottleneck_gap)
        assert np.array_equal(economy.bottleneck_gap[CHN], [0.0])
        felt = economy.real_income_gap[CHN] - economy.gdp_gap[CHN]
        assert felt.any() and np.abs(economy.real_income_gap - economy.gdp_gap)[:4].max() < 0.3

    def test_a_control_stops_trade_at_once_and_only_there(self, live: Callable[..., TradeWar], tables: Tables) -> None:
        ban = "2025-01-01 USA control: goods: [chips], partner: CHN, use: all, status: ban"
        world = live(3, ban).world
        flows, usual = world.economy.commerce.flows[..., 0], tables.trade / 12
        routes, good = world.routes, tables.good_index("chips")
        border = (routes.good == good) & (routes.exporter == USA) & (routes.importer == CHN)
        links = np.isin(world.network.links.route, np.flatnonzero(border))
        value = world.network.links.flow[links].sum() * tables.goods[good].base_price_usd / 1e6
        assert value > 0
        assert flows[USA, CHN] == pytest.approx(usual[USA, CHN] - value, rel=1e-2)
        assert flows[CHN, USA] == pytest.approx(usual[CHN, USA], rel=1e-3)
        assert flows.min() >= 0
        opened = "2025-03-01 USA control: goods: [chips], partner: CHN, use: all, status: open"
        after = live(4, ban, opened).world.economy.commerce.flows[..., 0]
        assert after[USA, CHN] == pytest.approx(usual[USA, CHN], rel=1e-3)

    def test_only_worlds_whose_tariffs_changed_are_judged_anew(self, live: Callable[..., TradeWar]) -> None:
        model = live(2, tariff(0.2), seeds=3)
        commerce, tariffs = model.world.economy.commerce, model.world.tariffs
        led = commerce.led.copy()
        tariffs.in_force = tariffs.in_force.copy()
        tariffs.in_force[USA, CHN, 1] = 0.4
        model.step()
        assert np.array_equal(commerce.led[:, [0, 2]], led[:, [0, 2]]) and not np.array_equal(commerce.led, led)


class TestBatch:
    def test_worlds_with_parameters_of_their_own_live_as_they_would_alone(self) -> None:
        names = ("trade_elasticity", "first_year_elasticity", "labour_supply_elasticity", "revenue_cuts_taxes")
        names += ("at_once_trade_response", "trade_adjustment_months", "income_adjustment_months")
        names += ("collected_tariff_share", "border_pass_through", "domestic_price_response")
        spread = {"trade_elasticity": (2.0, 3.5, 5.0), "first_year_elasticity": (0.8, 1.5, 2.5)}
        spread |= {"trade_adjustment_months": (36.0, 50.0, 84.0), "income_adjustment_months": (3.0, 5.0, 12.0)}
        values = {name: np.array(spread.get(name, (0.5, 0.1, 0.55))) for name in names}
        scenario = load_scenario("rare_earth_controls_2025")
        together = self.series(scenario, [1, 2, 3], values)
        for world in range(3):
            alone = self.series(scenario, [world + 1], {name: value[[world]] for name, value in values.items()})
            for key, value in together.items():
                assert np.array_equal(value[..., [world]], alone[key], equal_nan=True), key

    def series(self, scenario: Scenario, seeds: list[int], values: dict[str, Array]) -> dict[str, Array]:
        settings = scenario.settings().with_values(values)  # type: ignore[arg-type]
        recording = simulate(scenario, seeds, months=18, settings=settings)
        return {f"{row} {series.name}": series.values for row, series in enumerate(recording.variables)}


class TestMoney:
    def test_the_law_is_shown_and_what_was_collected_is_counted(self, live: Callable[..., TradeWar]) -> None:
        """Duties of the United States came to 77 to 81 billion USD a year before the story begins."""
        world = live(1).world
        assert world.tariffs.base[USA, CHN, 0] == 0.208
        assert 77_000 < 12 * world.economy.budget.tariff_revenue[USA, 0] < 81_000

    def test_duties_are_paid_on_what_comes_and_budgets_add_up(self, live: Callable[..., TradeWar]) -> None:
        model = live(
            6,
            tariff(0.2),
            "2025-02-01 USA subsidy: goods: ndpr_oxide, share: 0.3",
            "2025-02-01 USA control: goods: us_curtailed_ai_chips, partner: CHN, lag_days: 0, fee: 0.15",
        )
        world, economy = model.world, model.world.economy
        collected = model.world.settings.collected_tariff_share
        base = world.tables.collected_tariff(0.03)[:, :, None]
        rates = base + collected * world.tariffs.in_force
        paid = (economy.commerce.flows * rates.swapaxes(0, 1)).sum(axis=0)
        np.testing.assert_allclose(economy.budget.tariff_revenue, paid, rtol=1e-12)
        before = (model.economy_rules.commerce.flows * base.swapaxes(0, 1)).sum(axis=0)
        left = economy.budget.balance - economy.budget.other_taxes
        np.testing.assert_allclose(left, paid - before - world.ledger.total, rtol=1e-9, atol=1e-9)
        settings = model.world.settings
        lost = settings.tax_share * economy.gdp_gap / 100 * world.tables.gdp()[:, None] / 12
        np.testing.assert_allclose(economy.budget.other_taxes, lost - settings.duty_offset * (paid - before), rtol=1e-9)
        assert (economy.budget.other_taxes[[USA, CHN]] < 0).all()
        assert world.ledger.total[USA, 0] != 0 and world.ledger.paid.min() < 0
        # what governments pay somebody receives
        handed = world.ledger.received.sum(axis=0) + world.ledger.elsewhere
        np.testing.assert_allclose(world.ledger.total.sum(axis=0), handed, rtol=1e-9)

    def test_duty_comes_a_month_late(self, live: Callable[..., TradeWar]) -> None:
        model = live(1, tariff(0.2), seeds=2)
        world, budget = model.world, model.world.economy.budget
        share, collected = world.settings.goods_afloat_share, world.settings.collected_tariff_share
        base = world.tables.collected_tariff(0.03)[:, :, None]
        rates = base + (1 - share) * collected * world.tariffs.in_force
        paid = (world.economy.commerce.flows * rates.swapaxes(0, 1)).sum(axis=0)
        np.testing.assert_allclose(budget.tariff_revenue, paid, rtol=1e-12)
        assert model.fork(3).world.economy.budget.agreed.shape == (19, 19, 6)
        first = budget.tariff_revenue[USA]
        model.step()
        assert (budget.tariff_revenue[USA] > 1.3 * first).all()

    def test_rents_are_gained_by_one_side_and_lost_by_the_other(self, live: Callable[..., TradeWar]) -> None:
        tight = "2025-01-01 CHN control: goods: april_2025, partner: all, use: all, approval_rate: 0.3, lag_days: 0"
        gaps = {}
        for rent_to in ("importer", "treasury"):
            model = live(5, f"{tight}, rent_to: {rent_to}")
            world = model.world
            found = rents(world.network, world.chain, world.desk, world.controls, len(world.tables.states))
            assert abs(found.from_abroad.sum()) < 1e-9
            assert (found.from_abroad[CHN, 0] > 0) == (rent_to == "treasury")
            gaps[rent_to] = world.economy.real_income_gap[:, 0]
        moved = gaps["treasury"] - gaps["importer"]
        assert moved[CHN] > 0 and moved[CHN + 1 :].max() <= 0 and moved.min() < 0


@pytest.fixture(scope="module")
def war(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return simulate(written(tmp_path_factory.mktemp("war"), *WAR), [1, 2], months=30)


def labelled(recording: Recording) -> Labelled:
    provenance = Provenance("written")
    return Labelled(provenance, tuple(recording.months), tuple(recording.seeds), tuple(recording.variables))


def test_trade_of_the_powers_is_recorded_both_ways_and_adds_up(war: Recording, tables: Tables) -> None:
    results = labelled(war)
    for power in ("USA", "CHN"):
        partners = [code for code in tables.state_codes if code != power]
        sold = sum(results.values("trade", power, code, "") for code in partners)
        bought = sum(results.values("trade", code, power, "") for code in partners)
        np.testing.assert_allclose(results.values("trade", power, "", ""), sold, rtol=1e-12)
        np.testing.assert_allclose(results.values("trade_balance", power, "", ""), sold - bought, rtol=1e-9)
    assert len(commerce_tracks(TradeWar(load_scenario("base"), [1]).world)) == 7


def test_outcomes_of_a_tariff_war(war: Recording) -> None:
    results = labelled(war)
    found = {(one.name, one.state): one.values for one in outcomes(results, since=0)}
    assert (found["lowest_us_china_trade", ""] < 50).all()
    assert (found["tariff_revenue_sum", "USA"] > 100).all()
    assert (found["income_lost_two_years", "CHN"] > 0.5).all()
    change = results.values("trade_balance", "USA", "", "")
    expected = (change.mean(axis=0) - change[0]) * 12 / 1000
    np.testing.assert_allclose(found["trade_balance_change", "USA"], expected)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("USA,USA,7", ":2: column 'importer': USA does not export to itself"),
        ("USA,JPM,7", ":2: column 'importer': unknown state 'JPM'; did you mean 'JPN'?"),
        ("USA,JPN,-7", ":2: column 'musd': expected 0 or more, found -7"),
    ],
)
def test_refuses_estimates(tmp_path: Path, row: str, complaint: str) -> None:
    folder = write_data(tmp_path / "data")
    file = folder / "tables" / "trade_estimates.csv"
    file.write_text(f"{file.read_text()}{row},estimated,survey_2025\n")
    with pytest.raises(InputError) as caught:
        load_tables(folder)
    assert complaint in str(caught.value) and "trade_estimates.csv" in str(caught.value)


def test_an_estimate_is_added_to_what_the_matrix_has(tmp_path: Path) -> None:
    folder = write_data(tmp_path / "data")
    file = folder / "tables" / "trade_estimates.csv"
    file.write_text(f"{file.read_text()}USA,CHN,7,estimated,survey_2025\n")
    trade = load_tables(folder).trade
    assert trade[0, 1] == 5 + 7 and trade[1, 0] == 9


def test_the_hole_between_korea_and_vietnam_is_filled(tables: Tables) -> None:
    korea, vietnam = tables.state_index("KOR"), tables.state_index("VNM")
    assert tables.trade[korea, vietnam] == 53000 and tables.trade[vietnam, korea] == 26000
