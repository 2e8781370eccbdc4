"""What must stay true of AI compute: chips are counted once, power and land set free what waits, and make no chip."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tiny

from sim.economy.technology import STEPS, Technology, TechnologyRules, pass_on, renew_compute
from sim.errors import InputError
from sim.figures.gallery import PAGES
from sim.figures.style import house_style
from sim.figures.technology import has_compute, running
from sim.model import TradeWar
from sim.outcomes import Outcome
from sim.results import Results
from sim.scenario import Scenario, load_scenario
from sim.simulation import simulate
from sim.states.enactment import enact
from sim.states.moves import NOTHING, GridAccessMove, LandSaleMove, Move, Moves
from sim.tables import load_tables

USA, CHN, KAZ = (load_tables().state_index(code) for code in ("USA", "CHN", "KAZ"))
SAY = "because: a test, source: chokepoint_assumption"
GRID, LAND = GridAccessMove(factor=0.0, because="a test"), LandSaleMove(gw=3.0, because="a test")


def peace(*moves: Move, actor: str = "USA", months: int = 0, seeds: tuple[int, ...] = (1,)) -> TradeWar:
    """A world where nobody moves but for what is said, some months later."""
    model = TradeWar(load_scenario("base"), list(seeds))
    decided = [Moves(moves) if code == actor else NOTHING for code in model.craft.codes]
    enact(decided, model.world, model.craft, model.log)
    for _ in range(months):
        compute_on(model)
    return model


def compute_on(model: TradeWar, chips: float = 1.0) -> None:
    """A month of data centres alone, which get a share of their usual chips."""
    renew_compute(model.world.technology, chips * model.world.chain.used, model.technology_rules)


def running_chips(model: TradeWar, state: int = USA) -> np.ndarray:
    technology = model.world.technology
    chips: np.ndarray = (technology.stock * technology.energised)[state]
    return chips


def written(folder: Path, *events: str) -> Scenario:
    lines = ["title: A test", "extends: base", "states: {USA: {strategy: script}, KAZ: {strategy: script}}", "events:"]
    lines += [f"  - {{{event}, {SAY}}}" for event in events]
    file = folder / "written.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return load_scenario(file)


# The stock -----------------------------------------------------------------------------------------------------------


def test_the_start_is_what_deliveries_a_life_and_a_wait_come_to() -> None:
    model = peace()
    rules, technology = model.technology_rules, model.world.technology
    assert rules.usual[USA, 0] * 12 == pytest.approx(2_940_000, rel=1e-6)
    assert rules.usual[CHN, 0] * 12 == pytest.approx(480_000, rel=1e-6)
    np.testing.assert_allclose(technology.stock, rules.usual * rules.life_months, rtol=1e-12)
    np.testing.assert_allclose(technology.waiting, rules.usual * rules.connection_months, rtol=1e-12)
    assert technology.energised[USA, 0] == pytest.approx(0.9)
    assert (technology.energised >= 0).all() and (technology.energised <= 1).all()


def test_a_chip_serves_its_life_on_average() -> None:
    steps = np.zeros((STEPS, 1, 1))
    left = [float(pass_on(steps, np.full((1, 1), float(month == 0)), 60 / STEPS)[0, 0]) for month in range(1500)]
    assert sum(left) == pytest.approx(1, abs=1e-9)
    assert float(np.dot(left, np.arange(1500))) == pytest.approx(60, abs=1e-6)


def test_chips_are_put_in_once_and_retired_once() -> None:
    model = peace()
    technology, rules = model.world.technology, model.technology_rules
    for chips in (0.0, 0.3, 1.2, 1.0, 0.0):
        before, steps = technology.stock.copy(), technology.by_age.copy()
        put_in = chips * rules.usual
        retired = pass_on(steps, put_in, rules.life_months / STEPS)
        compute_on(model, chips)
        np.testing.assert_allclose(technology.stock - before, put_in - retired, atol=1e-6)
        assert (technology.waiting >= 0).all() and (technology.waiting <= technology.stock).all()


def test_without_new_chips_the_stock_shrinks_by_a_life_and_the_queue_empties() -> None:
    model = peace()
    start, whole = running_chips(model), model.world.technology.stock[USA].copy()
    for _ in range(12):
        compute_on(model, 0.0)
    # nothing was waiting for four fifths of a year: what is left is the old fleet, less a year of retirements
    assert model.world.technology.stock[USA] == pytest.approx(whole * (1 - 12 / 60), rel=0.02)
    assert model.world.technology.waiting[USA] < 0.2 * (whole - start)
    for _ in range(400):
        compute_on(model, 0.0)
    assert model.world.technology.stock.max() < 1e-3 * whole[0]


def test_what_comes_in_a_rush_waits_for_the_grid() -> None:
    model = peace()
    before = model.world.technology.waiting[USA].copy()
    for _ in range(12):
        compute_on(model, 1.17)
    room, usual = model.technology_rules.room[USA], model.technology_rules.usual[USA]
    assert (room < 1.17 * usual).all()
    grown = model.world.technology.waiting[USA] - before
    assert (grown >= 12 * (1.17 * usual - room) * (1 - 1e-9)).all()


# Power and land ------------------------------------------------------------------------------------------------------


def test_the_grid_frees_what_waits_no_faster_than_it_has_room_and_makes_no_chip() -> None:
    idle, model = peace(), peace(GRID)
    rules, start = model.technology_rules, running_chips(model)
    spare = (rules.room - rules.usual)[USA]
    for month in range(1, 13):
        compute_on(idle)
        compute_on(model)
        assert running_chips(model) - start == pytest.approx(month * spare, rel=1e-6)
    assert (model.world.technology.stock == idle.world.technology.stock).all()
    for _ in range(100):
        compute_on(model)
    assert model.world.technology.energised[USA] == pytest.approx(1, abs=1e-9)


def test_more_connections_a_year_free_more() -> None:
    slow, fast = (peace(GridAccessMove(factor=0.0, gw_year=gw, because="a test"), months=12) for gw in (0.0, 0.5))
    more = 0.5 * 1e6 / float(slow.world.settings.power_per_h100)
    assert running_chips(fast) - running_chips(slow) == pytest.approx(more, rel=1e-6)


def test_power_without_a_shorter_wait_frees_nothing() -> None:
    model = peace(GridAccessMove(gw_year=2.0, because="a test"), months=24)
    assert model.world.technology.energised[USA] == pytest.approx(0.9, abs=1e-9)


def test_a_longer_wait_leaves_more_chips_without_power() -> None:
    model = peace(GridAccessMove(factor=2.0, because="a test"), months=120)
    assert model.world.technology.energised[USA] == pytest.approx(0.8, abs=1e-3)


def test_land_is_built_on_in_time_and_holds_no_more_than_was_sold() -> None:
    model = peace(LAND)
    rules, technology, most = model.technology_rules, model.world.technology, []
    for _ in range(120):
        compute_on(model)
        most.append(float(technology.land[USA, 0]))
        assert (technology.on_land <= technology.land * rules.chips_per_gigawatt * (1 + 1e-12)).all()
    assert np.interp(1.5, most, np.arange(1, 121)) == pytest.approx(float(rules.land_months), rel=0.15)
    assert most[-1] == pytest.approx(3, rel=0.01) and max(most) <= 3 + 1e-12
    assert technology.energised[USA, 0] > 0.9 and technology.on_land[CHN, 0] == 0


def test_land_sold_in_one_world_leaves_the_others_as_they_were() -> None:
    where = np.array([False, True, False])
    model, alone = (
        peace(LandSaleMove(gw=3.0, where=where, because="a test"), seeds=(1, 2, 3), months=40),
        peace(seeds=(1,), months=40),
    )
    technology = model.world.technology
    assert technology.energised[USA, 1] > technology.energised[USA, 0]
    for name in ("stock", "waiting", "land", "on_land"):
        values, lone = getattr(technology, name), getattr(alone.world.technology, name)
        assert (values[:, 0] == values[:, 2]).all() and (values[:, 0] == lone[:, 0]).all(), name


def test_parameters_may_differ_between_worlds_and_each_lives_as_if_alone() -> None:
    scenario, lives, powers = load_scenario("ai_policy"), [4.0, 5.0, 6.0], [0.7, 1.2, 1.6]
    both = {"accelerator_life_years": np.array(lives), "power_per_h100": np.array(powers)}
    batch = TradeWar(scenario, [1, 2, 3], scenario.settings().with_values(both))
    own = scenario.settings().with_values({"accelerator_life_years": lives[2], "power_per_h100": powers[2]})
    alone = TradeWar(scenario, [3], own)
    for _ in range(24):
        batch.step()
        alone.step()
    for name in ("stock", "waiting", "on_land"):
        assert (getattr(batch.world.technology, name)[:, 2] == getattr(alone.world.technology, name)[:, 0]).all(), name


def test_a_fork_has_chips_of_its_own() -> None:
    model = peace(GRID, LAND, months=6, seeds=(1, 2))
    fork, kept = model.fork(2), model.world.technology.by_age.copy()
    compute_on(fork, 0.0)
    assert fork.world.technology.stock.shape[-1] == 4
    assert (model.world.technology.by_age == kept).all()
    compute_on(model)
    compute_on(twin := peace(GRID, LAND, months=6, seeds=(1, 2)))
    assert (model.world.technology.waiting == twin.world.technology.waiting).all()


# Events --------------------------------------------------------------------------------------------------------------


def test_events_act_on_their_day_and_are_recorded(tmp_path: Path) -> None:
    scenario = written(
        tmp_path,
        "date: 2025-02-10, actor: USA, kind: grid_access, factor: 0, gw_year: 1",
        "date: 2025-03-10, actor: USA, kind: federal_land, gw: 2",
        "date: 2025-04-10, actor: USA, kind: grid_access, factor: 0.5",
        "date: 2025-05-10, actor: KAZ, kind: federal_land, gw: 2",
    )
    model, seen = TradeWar(scenario, [1]), []
    technology = model.world.technology
    for _ in range(5):
        model.step()
        seen.append((float(technology.approval_factor[USA, 0]), float(technology.added_power[USA, 0])))
    assert seen == [(1, 0), (0, 1), (0, 1), (0.5, 0), (0.5, 0)]
    assert technology.land[KAZ, 0] == 0 and technology.land[USA, 0] > 0
    told = [(entry.instrument, entry.actor) for entry in model.log.entries]
    grid = [("grid access", "USA"), ("grid connections", "USA")]
    assert told == [*grid, ("federal land", "USA"), *grid, ("federal land", "KAZ")]
    assert "no effect: KAZ has no AI data centres" in model.log.entries[-1].reason


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ("kind: grid_access", "grid access needs 'factor', 'gw_year' or both"),
        ("kind: grid_access, factor: -1", "factor"),
        ("kind: federal_land", "gw"),
        ("kind: federal_land, gw: 0", "gw"),
        (
            "kind: federal_land, area: 2",
            r"unknown key 'events\[1\].area'; there are date, actor, because, source, kind, gw$",
        ),
        ("kind: federal_lands, gw: 1", "federal_land"),
    ],
)
def test_slips_in_events_are_named(tmp_path: Path, event: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        written(tmp_path, f"date: 2025-02-10, actor: USA, {event}")
    assert "written.yaml:5" in str(caught.value)


# The table -----------------------------------------------------------------------------------------------------------

CENTRES = "ai_data_centres"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("CHN,6,1.1,assumed,own", "data_centres.csv:2: column 'state': industries.csv has no ai_data_centres in CHN"),
        ("US,6,1.1,assumed,own", "unknown state 'US'"),
        ("USA,6,0.9,assumed,own", "column 'grid_room'"),
        ("JPN,6,1.1,assumed,own", "data_centres.csv: industries.csv has ai_data_centres in USA, which has no row here"),
    ],
)
def test_the_table_fits_the_industries(tmp_path: Path, line: str, message: str) -> None:
    folder = tiny.write_data(tmp_path / "data")
    for file in (folder / "tables").glob("*.csv"):
        file.write_text(file.read_text().replace("vehicles", CENTRES))
    table = folder / "tables" / "data_centres.csv"
    others = () if line.startswith("JPN") else ("USA,6,1.1,assumed,own", "JPN,6,1.1,assumed,own")
    table.write_text(table.read_text() + "\n".join((line, *others, "")))
    with pytest.raises(InputError) as caught:
        load_tables(folder)
    assert message in str(caught.value)


def test_every_state_with_data_centres_has_chips_to_count() -> None:
    tables = load_tables()
    rules, listed = peace().technology_rules, {row.state for row in tables.data_centres}
    assert {tables.state_codes[row] for row in np.flatnonzero(rules.usual[:, 0])} == listed
    assert len(listed) > 5


# Scenarios -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def policy() -> Results:
    return simulate(load_scenario("ai_policy"), runs=2)


def outcome(results: Results, state: str) -> np.ndarray:
    found: list[Outcome] = [one for one in results.outcomes() if one.name == "ai_compute_end" and one.state == state]
    return found[0].values


def test_power_and_land_free_the_chips_that_wait_and_leave_growth_alone(policy: Results) -> None:
    plain = simulate(load_scenario("rare_earth_controls_2025"), runs=2, months=60)
    assert (outcome(policy, "USA") > 9).all() and (outcome(policy, "USA") < 12).all()
    assert (abs(outcome(plain, "USA")) < 1).all()
    for variable in ("gdp_gap", "ai_compute"):
        assert np.array_equal(policy.values(variable, "USA"), plain.values(variable, "USA")), variable
    index = running(policy)["USA"]
    assert index[-1] / 100 - 1 == pytest.approx(outcome(policy, "USA") / 100)


def test_controls_on_chips_that_last_slow_chinas_computing_alone() -> None:
    results = simulate(load_scenario("liberation_day_2025"), runs=2, months=36)
    assert (outcome(results, "CHN") < -10).all()
    assert (abs(outcome(results, "USA")) < 0.5).all()
    index = running(results)["CHN"]
    assert (np.diff(index[11:], axis=0) < 0).all(), "chips grow old and are not replaced"


def test_the_figure_tells_what_runs_and_is_left_out_where_nothing_moves(policy: Results) -> None:
    with house_style():
        figure = PAGES["technology"].draw(policy)
    texts = " ".join(text.get_text() for text in figure.texts).replace("\N{NO-BREAK SPACE}", " ").replace("\n", " ")
    assert "United States runs 11" in texts and "more AI computing" in texts
    names = [text.get_text() for ax in figure.axes for text in ax.texts]
    assert "China 100" in names and "United States 0 %" in names
    assert not has_compute(simulate(load_scenario("base"), runs=1, months=3))


def test_rules_start_in_balance_whatever_the_parameters() -> None:
    model = peace()
    settings = model.world.settings.with_values({"accelerator_life_years": 4.0, "power_per_h100": 0.7})
    rules = TechnologyRules.of(settings, model.world.tables, model.world.network)
    technology = Technology.start(rules, 1)
    before = technology.waiting.copy()
    for _ in range(240):
        renew_compute(technology, model.world.chain.used, rules)
    np.testing.assert_allclose(technology.waiting, before, rtol=1e-12)
    np.testing.assert_allclose(technology.stock, rules.usual * 48, rtol=1e-12)
