"""Looking ahead: what a fork may touch, who does what in it, and that it gives a world the same bits alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim.ladder_game.kinds as kinds_module
from sim import foresight, lean, load_scenario
from sim.console.game_report import findings, map_lines
from sim.errors import InputError
from sim.figures.game import draw_game
from sim.foresight import look_ahead
from sim.games import KINDS
from sim.ladder_game import map_kinds, play, save
from sim.lives import Lives
from sim.model import LEANING, TradeWar
from sim.policy.clauses import Clause, Package
from sim.policy.relations import PARTS
from sim.states.courses import Course
from sim.states.judging.believed import BelievedRival, believed_step, one_type
from sim.tables.belief_rows import TYPES
from sim.types import Index, Value

USA, CHINA = 0, 1
SCENARIO = "rare_earth_controls_2025"


def lived(months: int, seeds: Sequence[int] = (1, 2, 3)) -> TradeWar:
    model = TradeWar(load_scenario(SCENARIO), list(seeds))
    for _ in range(months):
        model.step()
    return model


@pytest.fixture(scope="module")
def model() -> TradeWar:
    """October 2025, before anybody moves."""
    return lived(9)


RUNGS = [Course(rung=rung) for rung in range(0, 7, 2)]


def test_a_world_alone_foresees_what_it_foresees_among_others(model: TradeWar) -> None:
    courses = [*RUNGS, Course(rung=3, rival_rung=5), Course(package="london_truce")]
    together, alone = look_ahead(model, USA, courses, 4), look_ahead(lived(9, [2]), USA, courses, 4)
    assert (together.parts[..., 1:2] == alone.parts).all()
    assert (together.rival_parts[..., 1:2] == alone.rival_parts).all()


def test_terms_of_a_new_deal_that_differ_by_world_are_those_of_the_world(model: TradeWar) -> None:
    book = model.world.deals
    built = book.packages[book.number("london_truce")]
    rates = np.array([0.0, 0.2, 0.4])
    courses = [Course(package=replace(built, clauses=_at(built, rates))), Course()]
    together = look_ahead(model, USA, courses, 2)
    for world, rate in enumerate(rates.tolist()):
        alone = [Course(package=replace(built, clauses=_at(built, rate))), Course()]
        assert (look_ahead(model, USA, alone, 2, only=world).mine == together.mine[:, world : world + 1]).all()
    assert len(set(together.mine[0].tolist())) == len(rates)


def _at(package: Package, rate: Value) -> tuple[Clause, ...]:
    """The clauses of a package with another ceiling on tariffs."""
    return tuple(one if one.rate is None else replace(one, rate=rate) for one in package.clauses)  # type: ignore[arg-type]


def test_looking_ahead_in_one_world_gives_its_bits_and_lives_no_other(
    model: TradeWar, monkeypatch: pytest.MonkeyPatch
) -> None:
    courses = [*RUNGS, Course(rung=np.array([1.0, 2.0, 3.0])), Course(package="london_truce")]
    together = look_ahead(model, USA, courses, 3)
    forked: list[list[int]] = []
    fork = TradeWar.fork

    def watched(self: TradeWar, copies: Index, among: Index, lean: bool) -> TradeWar:
        forked.append(among.tolist())
        return fork(self, copies, among, lean)

    monkeypatch.setattr(TradeWar, "fork", watched)
    alone = look_ahead(model, USA, courses, 3, only=1)
    assert forked == [[1]]
    assert alone.mine.shape == (len(courses), 1)
    assert (together.parts[..., 1:2] == alone.parts).all()
    assert (together.rival_parts[..., 1:2] == alone.rival_parts).all()


def test_a_course_is_worth_the_same_whatever_else_is_thought_through(model: TradeWar) -> None:
    several, one = look_ahead(model, USA, RUNGS, 3), look_ahead(model, USA, RUNGS[2:3], 3)
    assert (several.mine[2] == one.mine[0]).all()


def test_how_many_courses_are_lived_through_at_once_makes_no_difference(
    model: TradeWar, monkeypatch: pytest.MonkeyPatch
) -> None:
    courses = [*RUNGS, Course(package="london_truce")]
    at_once = look_ahead(model, USA, courses, 2)
    monkeypatch.setattr(foresight, "AT_ONCE", 2)
    in_turn = look_ahead(model, USA, courses, 2)
    assert (at_once.mine == in_turn.mine).all()
    assert (at_once.rival_parts == in_turn.rival_parts).all()


def test_courses_that_come_to_the_same_are_lived_through_once() -> None:
    drawn_in = [Course(rung=np.array(rungs)) for rungs in ([0.0, 3.0], [0.0, 2.0], [1.0, 4.0])]
    lives = Lives.of([*drawn_in, Course(), Course(rung=np.array([np.nan, 2.0]))], 2, distinct=True)
    assert np.bincount(lives.world).tolist() == [3, 4]
    assert lives.place[0, 0] == lives.place[1, 0]
    assert lives.place[3, 0] == lives.place[4, 0]
    assert lives.place[1, 1] == lives.place[4, 1]
    assert len(Lives.of(drawn_in, 2, distinct=False).world) == 6


def test_plants_that_are_not_built_make_no_difference(model: TradeWar, monkeypatch: pytest.MonkeyPatch) -> None:
    courses = [*RUNGS, Course(package="london_truce")]
    whole = len(model.world.network.links)
    assert len(model.fork(1, lean=True).world.network.links) < whole
    thinned = look_ahead(model, CHINA, courses, 6)
    monkeypatch.setattr(lean, "idle_sellers", lambda network, chain: np.zeros(len(network.firms), dtype=bool))
    assert len(model.fork(1, lean=True).world.network.links) == whole
    full = look_ahead(model, CHINA, courses, 6)
    assert (thinned.parts == full.parts).all()
    assert (thinned.rival_parts == full.rival_parts).all()


def test_looking_ahead_leaves_the_present_alone() -> None:
    one, other = lived(8, [1]), lived(8, [1])
    look_ahead(one, CHINA, RUNGS, 3)
    for _ in range(2):
        one.step()
        other.step()
    assert (one.world.relations.payoff == other.world.relations.payoff).all()
    assert (one.world.chain.input_stock == other.world.chain.input_stock).all()
    assert len(one.log.entries) == len(other.log.entries)


def test_payoffs_are_the_sum_of_their_parts_for_both(model: TradeWar) -> None:
    outlook = look_ahead(model, USA, RUNGS, 2)
    assert outlook.parts.shape == (len(PARTS), len(RUNGS), 3)
    assert np.allclose(outlook.mine, outlook.parts.sum(axis=0))
    assert np.allclose(outlook.rival, outlook.rival_parts.sum(axis=0))


def test_both_see_the_same_pair_of_rungs_from_their_own_side(model: TradeWar) -> None:
    as_usa = look_ahead(model, USA, [Course(rung=4, rival_rung=2)], 3)
    as_china = look_ahead(model, CHINA, [Course(rung=2, rival_rung=4)], 3)
    assert np.allclose(as_usa.mine, as_china.rival)
    assert np.allclose(as_usa.rival, as_china.mine)


def test_a_hard_rival_answers_a_step_up_and_a_soft_one_does_not(model: TradeWar) -> None:
    top = [Course(rung=6)]
    by_type = {
        name: look_ahead(model, USA, top, 6, {other: np.full(3, float(other == name)) for other in TYPES})
        for name in TYPES
    }
    assert (by_type["hard"].mine < by_type["soft"].mine).all()
    assert (look_ahead(model, USA, top, 6).mine == by_type["normal"].mine).all()


def test_a_number_stands_for_all_worlds_and_nan_for_staying(model: TradeWar) -> None:
    stay = look_ahead(
        model, USA, [Course(), Course(rung=np.full(3, np.nan)), Course(rung=model.world.relations.rung[0])], 2
    )
    assert (stay.mine[0] == stay.mine[1]).all()
    assert (stay.mine[0] == stay.mine[2]).all()


def test_a_deal_built_for_the_purpose_is_worth_what_the_same_deal_of_the_book_is(model: TradeWar) -> None:
    book = model.world.deals
    built = book.packages[book.number("london_truce")]
    outlook = look_ahead(model, USA, [Course(), Course(package="london_truce"), Course(package=built)], 3)
    assert (outlook.mine[1] == outlook.mine[2]).all()
    assert (outlook.mine[0] != outlook.mine[1]).any()
    with pytest.raises(InputError, match="london_truce"):
        look_ahead(model, USA, [Course(package="london_truse")], 1)


def test_types_that_do_not_exist_are_said() -> None:
    with pytest.raises(InputError, match="normal"):
        BelievedRival.of({"norml": np.ones(1)}, 1, 1)


@pytest.mark.parametrize(
    ("kind", "mine", "theirs", "step", "expected"),
    [
        ("soft", 3, 5, 2, np.nan),
        ("soft", 3, 1, 0, 2),
        ("normal", 3, 5, 1, 4),
        ("normal", 3, 5, 0, np.nan),
        ("normal", 3, 4, 3, 4),
        ("normal", 4, 2, -1, 3),
        ("normal", 4, 3, -2, 3),
        ("hard", 3, 3, 0, 4),
        ("hard", 4, 3, -2, np.nan),
    ],
)
def test_how_believed_rivals_answer(kind: str, mine: int, theirs: int, step: int, expected: float) -> None:
    rival = BelievedRival.of({kind: np.ones(1)}, 1, 1)
    found = believed_step(np.array([mine]), np.array([theirs]), np.array([step]), rival)
    assert np.array_equal(found, [expected], equal_nan=True)


def test_nobody_looks_ahead_in_a_fork(model: TradeWar) -> None:
    fork = model.fork(2)
    assert not fork.foresee(USA, RUNGS, 3).mine.any()
    assert fork.foresee(USA, RUNGS, 3).mine.shape == (len(RUNGS), 6)


def test_the_briefing_looks_ahead_with_what_the_state_believes(model: TradeWar) -> None:
    model.observe()
    types = dict(zip(TYPES, model.world.beliefs.types[:, CHINA], strict=True))
    leaning = model.world.luck.uniform(f"CHN.{LEANING}", 0, 1)[0]
    expected = look_ahead(model, CHINA, RUNGS, 2, one_type(types, leaning))
    assert (model.briefings[CHINA].foresee(RUNGS, 2).mine == expected.mine).all()


def test_parameters_may_differ_by_world() -> None:
    scenario = load_scenario(SCENARIO)
    settings = scenario.settings().with_values({"toughness_gain": [0.0, 0.2]})
    model = TradeWar(scenario, [1, 1], settings)
    for _ in range(3):
        model.step()
    outlook = look_ahead(model, USA, [Course(rung=0), Course(rung=3)], 2)
    politics = outlook.parts[PARTS.index("politics")]
    assert politics[1, 1] > politics[1, 0]
    assert politics[0, 1] == politics[0, 0]


def test_the_game_of_a_month_is_square_and_its_readings_hang_together() -> None:
    game = play(load_scenario(SCENARIO), "2025-10", months=2, runs=1)
    assert game.players == ("USA", "CHN")
    assert game.mine.shape == (7, 7, 1)
    assert all(game.best[0][pair] and game.best[1][pair] for pair in game.equilibria)
    assert game.quantal.rows.sum() == pytest.approx(1)
    with pytest.raises(InputError, match="2025-01"):
        play(load_scenario(SCENARIO), "2031-10", months=2, runs=1)


def test_a_game_is_saved_whole_with_its_map_and_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds_module, "GRID", 2)
    scenario = load_scenario(SCENARIO)
    game = play(scenario, "2025-03", months=1, runs=2)
    kinds = map_kinds(scenario, "2025-03", 1, ("toughness", "output_multiplier"))
    save(game, kinds, tmp_path / "game", draw_game)
    table = pd.read_csv(tmp_path / "game" / "game.csv")
    assert len(table) == 49
    parts = table[[f"{part}_USA" for part in PARTS]].sum(axis=1)
    assert np.allclose(parts, table["payoff_USA"], atol=1e-4)
    assert table["equilibrium"].sum() == len(game.equilibria)
    assert table["quantal"].sum() == pytest.approx(1)
    grid = pd.read_csv(tmp_path / "game" / "kinds.csv")
    assert set(grid["toughness_gain"]) == set(kinds.values[0])
    assert set(grid["game_USA"]) <= set(KINDS)
    assert {file.name for file in (tmp_path / "game").glob("*.png")} == {"game.png", "kinds.png"}
    assert len(findings(game)) >= 7
    assert any("toughness_gain" in line for line in map_lines(kinds))


def test_the_map_holds_the_game_of_its_own_assumptions() -> None:
    scenario = load_scenario(SCENARIO, {"parameters.toughness_gain": 0.2, "parameters.output_multiplier": 1.0})
    kinds = map_kinds(load_scenario(SCENARIO), "2025-04", 1, ("toughness_gain", "output_multiplier"))
    game = play(scenario, "2025-04", months=1, runs=1)
    assert np.allclose(kinds.payoffs[0, ..., -1, 0], game.payoffs[0], atol=1e-12)
    assert tuple(KINDS[kind] for kind in kinds.kinds[:, -1, 0]) == game.kinds


def test_two_assumptions_must_be_two() -> None:
    with pytest.raises(InputError, match="two different"):
        map_kinds(load_scenario(SCENARIO), "2025-04", 1, ("toughness_gain", "toughness"))
