"""Games as pure theory: replies, equilibria, quantal play, kinds of game; and the command's parts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.errors import InputError
from sim.games import (
    KINDS,
    best_columns,
    best_rows,
    dominated_columns,
    dominated_rows,
    kind_of,
    kinds_of_all_pairs,
    pareto_set,
    pure_equilibria,
    quantal_response,
)
from sim.games.two_by_two import kinds_of_cells
from sim.ladder_game.values import compared
from sim.types import Array

DILEMMA = np.array([[3.0, 0.0], [5.0, 1.0]])
CHICKEN = np.array([[3.0, 1.0], [5.0, 0.0]])
STAG = np.array([[5.0, 0.0], [3.0, 1.0]])
DEADLOCK = np.array([[1.0, 0.0], [5.0, 3.0]])
HARMONY = np.array([[5.0, 3.0], [1.0, 0.0]])
BATTLE = np.array([[0.0, 3.0], [5.0, 1.0]])

PAYOFFS = arrays(np.float64, (3, 4), elements=st.floats(-5, 5, width=16))


def both(mine: Array) -> tuple[Array, Array]:
    """A symmetric game."""
    return mine, mine.T


@pytest.mark.parametrize(
    ("mine", "kind"),
    [
        (DILEMMA, "prisoner's dilemma"),
        (CHICKEN, "chicken"),
        (STAG, "stag hunt"),
        (DEADLOCK, "deadlock"),
        (HARMONY, "harmony"),
        (BATTLE, "other"),
        (np.zeros((2, 2)), "other"),
    ],
)
def test_kinds_of_game_by_their_textbook_payoffs(mine: Array, kind: str) -> None:
    assert KINDS[int(kinds_of_cells(mine, (0, 0), (1, 1)))] == kind


@given(arrays(np.float64, (4,), elements=st.floats(-5, 5, width=16)), st.floats(0.5, 2), st.floats(-3, 3))
def test_the_kind_of_a_game_knows_only_orders(payoffs: Array, scale: float, shift: float) -> None:
    ranks = np.unique(payoffs, return_inverse=True)[1].astype(float)
    assert kind_of(*ranks) == kind_of(*(scale * ranks + shift))


@pytest.mark.parametrize(
    ("mine", "expected"),
    [
        (DILEMMA, {(1, 1)}),
        (CHICKEN, {(0, 1), (1, 0)}),
        (STAG, {(0, 0), (1, 1)}),
        (DEADLOCK, {(1, 1)}),
        (HARMONY, {(0, 0)}),
    ],
)
def test_equilibria_of_the_textbook_games(mine: Array, expected: set[tuple[int, int]]) -> None:
    assert {tuple(cell) for cell in np.argwhere(pure_equilibria(*both(mine))).tolist()} == expected


def test_matching_pennies_has_no_pure_equilibrium_and_is_played_evenly() -> None:
    mine = np.array([[1.0, -1.0], [-1.0, 1.0]])
    assert not pure_equilibria(mine, -mine).any()
    played = quantal_response(mine, -mine, 10.0)
    assert np.allclose(played.rows, 0.5)
    assert np.allclose(played.columns, 0.5)


@given(PAYOFFS, PAYOFFS)
def test_nobody_gains_by_leaving_an_equilibrium(mine: Array, theirs: Array) -> None:
    for row, column in np.argwhere(pure_equilibria(mine, theirs)):
        assert (mine[:, column] <= mine[row, column]).all()
        assert (theirs[row] <= theirs[row, column]).all()


@given(PAYOFFS, PAYOFFS)
def test_the_pareto_set_is_never_empty_and_holds_whoever_gets_most(mine: Array, theirs: Array) -> None:
    efficient = pareto_set(mine, theirs)
    most = (mine == mine.max()) & (theirs == theirs[mine == mine.max()].max())
    assert (efficient & most).any()
    for row, column in np.argwhere(~efficient):
        better = (mine >= mine[row, column]) & (theirs >= theirs[row, column])
        assert (better & ((mine > mine[row, column]) | (theirs > theirs[row, column]))).any()


@given(PAYOFFS, PAYOFFS)
def test_what_is_dominated_is_never_a_best_reply(mine: Array, theirs: Array) -> None:
    assert not best_rows(mine)[dominated_rows(mine)].any()
    assert not best_columns(theirs)[:, dominated_columns(theirs)].any()


def test_the_dilemma_is_dominated_by_defection_and_its_equilibrium_is_not_efficient() -> None:
    assert dominated_rows(DILEMMA).tolist() == [True, False]
    assert pareto_set(*both(DILEMMA)).tolist() == [[True, True], [True, False]]


def test_quantal_play_goes_from_even_odds_to_the_equilibrium() -> None:
    blind, sharp = (quantal_response(*both(DILEMMA), precision) for precision in (0.0, 20.0))
    assert np.allclose(blind.rows, 0.5)
    assert sharp.rows[1] > 0.999
    assert max(float(blind.gap), float(sharp.gap)) < 1e-12


def test_quantal_play_is_its_own_reply() -> None:
    mine, theirs = np.random.default_rng(3).random((2, 7, 7))
    found = quantal_response(mine, theirs, 8.0)
    value = np.exp(8.0 * (mine @ found.columns))
    assert np.allclose(found.rows, value / value.sum(), atol=1e-12)
    assert found.rows.sum() == pytest.approx(1)


def test_quantal_play_is_found_where_the_branch_turns_back() -> None:
    mine, theirs = np.random.default_rng(0).normal(0, 0.4, (2, 7, 7, 400))
    found = quantal_response(mine, theirs, 40.0)
    assert found.gap.max() < 1e-6
    assert np.allclose(found.rows.sum(axis=0), 1, atol=1e-12)
    assert np.allclose(found.columns.sum(axis=0), 1, atol=1e-12)


def test_each_game_may_have_a_precision_of_its_own() -> None:
    mine, theirs = np.random.default_rng(5).random((2, 7, 7, 3))
    found = quantal_response(mine, theirs, np.array([0.0, 3.0, 30.0]))
    assert np.allclose(found.rows[:, 0], 1 / 7)
    for game, precision in enumerate((0.0, 3.0, 30.0)):
        assert (found.rows[:, game] == quantal_response(mine[..., game], theirs[..., game], precision).rows).all()


def test_games_side_by_side_are_the_games_alone_to_the_last_bit() -> None:
    mine, theirs = np.random.default_rng(4).random((2, 7, 7, 5))
    together = quantal_response(mine, theirs, 12.0)
    for world in range(5):
        alone = quantal_response(mine[..., world : world + 1], theirs[..., world : world + 1], 12.0)
        assert (together.rows[:, world : world + 1] == alone.rows).all()
        assert (together.columns[:, world : world + 1] == alone.columns).all()
        one = pure_equilibria(mine[..., world], theirs[..., world])
        assert (pure_equilibria(mine, theirs)[..., world] == one).all()
        assert (pareto_set(mine, theirs)[..., world] == pareto_set(mine[..., world], theirs[..., world])).all()


def test_all_pairs_of_rungs_are_read() -> None:
    shares = kinds_of_all_pairs(DILEMMA)
    assert shares.sum() == pytest.approx(1)
    assert KINDS[int(shares.argmax())] == "prisoner's dilemma"
    assert kinds_of_all_pairs(np.random.default_rng(5).random((7, 7))).sum() == pytest.approx(1)


def test_standing_firm_is_where_one_stands_or_the_highest_best_reply() -> None:
    give, firm = compared((2, 0), np.eye(3), np.eye(3))
    assert (give, firm) == ((0, 0), (2, 2))
    assert compared((0, 0), -np.arange(9.0).reshape(3, 3), np.eye(3))[1] == (1, 2)


def test_a_target_and_an_unknown_name_are_refused(tmp_path: Path) -> None:
    from sim import load_scenario
    from sim.ladder_game.kinds import assumption

    scenario = load_scenario("base")
    assert assumption("toughness", scenario).name == "toughness_gain"
    assert assumption("growth_loss_two_years", scenario).name == "output_multiplier"
    with pytest.raises(InputError, match="toughness_gain"):
        assumption("toughnes_gain", scenario)
    with pytest.raises(InputError, match="network"):
        assumption("home_bias", scenario)
