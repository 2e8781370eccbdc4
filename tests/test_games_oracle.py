"""Equilibria against programs that others wrote: nashpy and pygambit, if they are installed (extra `oracles`)."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from sim.games import pure_equilibria, quantal_response

GAMES = 100
RUNGS = 7


def games(seed: int) -> np.ndarray:
    """Payoffs (player, row, column, game); coarse in every other game, so that ties occur."""
    payoffs = np.random.default_rng(seed).random((2, RUNGS, RUNGS, GAMES))
    payoffs[..., ::2] = np.round(payoffs[..., ::2], 1)
    return payoffs


def test_pure_equilibria_are_those_of_nashpy() -> None:
    nash = pytest.importorskip("nashpy")
    mine, theirs = games(1)
    for number in range(GAMES):
        game = nash.Game(mine[..., number], theirs[..., number])
        eye = np.eye(RUNGS)
        expected = {
            (row, column)
            for row in range(RUNGS)
            for column in range(RUNGS)
            if all(game.is_best_response(eye[row], eye[column]))
        }
        found = {(row, column) for row, column in np.argwhere(pure_equilibria(mine, theirs)[..., number]).tolist()}
        assert found == expected


def test_pure_equilibria_are_those_of_gambit() -> None:
    gambit = _gambit()
    mine, theirs = games(2)
    equal = pure_equilibria(mine, theirs)
    for number in range(GAMES):
        game = gambit.Game.from_arrays(mine[..., number], theirs[..., number])
        profiles = gambit.nash.enumpure_solve(game).equilibria
        expected = {tuple(_played(profile, player).argmax() for player in game.players) for profile in profiles}
        assert {tuple(cell) for cell in np.argwhere(equal[..., number]).tolist()} == expected


@pytest.mark.parametrize("precision", [1.0, 5.0, 40.0])
def test_quantal_responses_are_those_of_gambit(precision: float) -> None:
    gambit = _gambit()
    mine, theirs = games(3)
    found = quantal_response(mine, theirs, precision)
    assert found.gap.max() < 1e-12
    for number in range(0, GAMES, 4):
        game = gambit.Game.from_arrays(mine[..., number], theirs[..., number])
        profile = gambit.qre.logit_solve_lambda(game, [precision])[0].profile
        rows, columns = (_played(profile, player) for player in game.players)
        assert np.allclose(found.rows[:, number], rows, atol=1e-6)
        assert np.allclose(found.columns[:, number], columns, atol=1e-6)


def _gambit():  # type: ignore[no-untyped-def]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("pygambit")


def _played(profile, player) -> np.ndarray:  # type: ignore[no-untyped-def]
    return np.array([float(profile[strategy]) for strategy in player.strategies])
