"""Bargaining as theory has it: Rubinstein's split, Nash's axioms, and agreement on lists of packages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.bargaining.alternating import NOBODY, agree_on_package, first_mover_share, share_by_lot, split_by_rounds
from sim.bargaining.nash import efficient, nash_choice, nash_split

PATIENCES = [(0.5, 0.5), (0.9, 0.5), (0.5, 0.9), (0.95, 0.9), (0.0, 0.7), (0.99, 0.98)]
ACCURACY = 1e-3
LONG = 2000

tables = st.integers(1, 12).flatmap(
    lambda packages: st.lists(st.tuples(st.integers(-8, 8), st.integers(-8, 8)), min_size=packages, max_size=packages)
)
"""Packages with small whole gains for both sides, so that ties occur."""


def gains_of(table: list[tuple[int, int]]) -> np.ndarray:  # type: ignore[type-arg]
    """Gains (side, package, world of one)."""
    return np.array(table, dtype=float).T[:, :, None]


@pytest.mark.parametrize(("own", "other"), PATIENCES)
def test_thinking_back_from_the_last_round_gives_rubinsteins_split(own: float, other: float) -> None:
    share = first_mover_share(own, other)
    assert share == pytest.approx((1 - other) / (1 - own * other))
    assert split_by_rounds((own, other), LONG) == pytest.approx(share, abs=ACCURACY)
    # whoever answers gets the rest, which is what waiting is worth to it
    assert 1 - share == pytest.approx(other * first_mover_share(other, own))


def test_the_split_holds_for_many_patiences_at_once() -> None:
    own, other = np.linspace(0.1, 0.9, 5), np.linspace(0.8, 0.3, 5)
    assert np.allclose(split_by_rounds((own, other), LONG), first_mover_share(own, other), atol=ACCURACY)


def test_one_round_is_an_ultimatum() -> None:
    assert split_by_rounds((0.9, 0.9), 1) == 1
    assert split_by_rounds((0.9, 0.7), 2) == pytest.approx(0.3)


@pytest.mark.parametrize(("own", "other"), PATIENCES[:4])
def test_a_fine_list_of_packages_comes_close_to_the_split_of_one_divisible_good(own: float, other: float) -> None:
    steps = 2001
    first = np.linspace(0, 1, steps)
    values = np.stack([first, 1 - first])[:, :, None]
    chosen = agree_on_package(values, (own, other), rounds=201)
    assert first[chosen[0]] == pytest.approx(share_by_lot(own, other), abs=0.02)


@pytest.mark.parametrize(("own", "other"), PATIENCES)
def test_a_lot_for_each_offer_is_worth_what_both_expect_of_it(own: float, other: float) -> None:
    drawn, answers = share_by_lot(own, other), 1 - share_by_lot(other, own)
    # whoever answers takes what the next round's lot is worth to it, waiting counted in
    assert answers == pytest.approx(own * (drawn + answers) / 2)
    assert share_by_lot(0.999, 0.999) == pytest.approx(first_mover_share(0.999, 0.999), abs=ACCURACY)


@pytest.mark.parametrize("first", [0, 1])
def test_it_does_not_matter_whether_rounds_are_odd_or_even(first: int) -> None:
    share = np.linspace(0, 1, 2001)
    values = np.stack([share, np.sqrt(1 - share)])[:, :, None]
    found = [share[agree_on_package(values, (0.95, 0.95), rounds, first)[0]] for rounds in (5, 6, 9)]
    assert max(found) - min(found) < 0.02
    # of two packages that each suits one side, the side drawn gets its own after any number of rounds
    crossed = np.array([[10.0, 1.0], [1.0, 10.0]])[:, :, None]
    assert [agree_on_package(crossed, (0.95, 0.95), rounds, first)[0] for rounds in (1, 5, 6, 9)] == [first] * 4


def test_patient_sides_come_to_nashs_solution() -> None:
    """Binmore, Rubinstein and Wolinsky 1986."""
    first = np.linspace(0, 1, 20001)
    values = np.stack([first, np.sqrt(1 - first)])[:, :, None]
    # patience short of 1 by far more than a step of the list
    by_offers = first[agree_on_package(values, (0.98, 0.98), rounds=501)[0]]
    assert by_offers == pytest.approx(first[nash_choice(values)[0]], abs=0.02)
    assert first[nash_choice(values)[0]] == pytest.approx(2 / 3, abs=0.01)


def test_the_first_to_offer_takes_what_the_other_would_not_refuse() -> None:
    values = np.array([[3.0, 2.0, 1.0], [-1.0, 1.0, 3.0]])[:, :, None]
    assert agree_on_package(values, (0.9, 0.9), rounds=1).tolist() == [1]
    assert agree_on_package(values, (0.9, 0.9), rounds=1, first=1).tolist() == [2]
    assert agree_on_package(-np.abs(values), (0.9, 0.9), rounds=6).tolist() == [NOBODY]


@settings(max_examples=60, deadline=None)
@given(tables)
def test_sides_that_change_seats_change_the_outcome_with_them(table: list[tuple[int, int]]) -> None:
    gains = gains_of(table)
    here, there = nash_choice(gains)[0], nash_choice(gains[::-1])[0]
    assert (here == NOBODY) == (there == NOBODY)
    if here != NOBODY:
        assert gains[:, here, 0].prod() == pytest.approx(gains[::-1][:, there, 0].prod())
    symmetric = np.concatenate([gains, gains[::-1]], axis=1)
    chosen = nash_choice(symmetric)[0]
    if chosen != NOBODY:
        first, second = symmetric[:, chosen, 0]
        best = symmetric[:, np.all(symmetric[:, :, 0] > 0, axis=0), 0].prod(axis=0).max()
        assert first * second == pytest.approx(best)


@settings(max_examples=60, deadline=None)
@given(tables, st.floats(0.01, 100), st.floats(0.01, 100))
def test_units_of_gain_do_not_matter(table: list[tuple[int, int]], one: float, other: float) -> None:
    gains = gains_of(table)
    scaled = gains * np.array([one, other])[:, None, None]
    here, there = nash_choice(gains)[0], nash_choice(scaled)[0]
    assert (here == NOBODY) == (there == NOBODY)
    if here != NOBODY:
        assert gains[:, here, 0].prod() == pytest.approx(gains[:, there, 0].prod())


@settings(max_examples=60, deadline=None)
@given(tables)
def test_nothing_better_for_both_is_left_and_what_was_not_chosen_does_not_matter(table: list[tuple[int, int]]) -> None:
    gains = gains_of(table)
    chosen = nash_choice(gains)[0]
    if chosen == NOBODY:
        assert not np.all(gains > 0, axis=0).any()
        return
    assert efficient(gains)[chosen, 0]
    for left_out in range(len(table)):
        if left_out != chosen:
            fewer = np.delete(gains, left_out, axis=1)
            again = nash_choice(fewer)[0]
            assert fewer[:, again, 0].prod() == pytest.approx(gains[:, chosen, 0].prod())


@settings(max_examples=40, deadline=None)
@given(tables, st.floats(0.0, 0.99), st.floats(0.0, 0.99), st.integers(1, 8))
def test_offers_give_nobody_less_than_nothing(
    table: list[tuple[int, int]], own: float, other: float, rounds: int
) -> None:
    gains = gains_of(table)
    chosen = agree_on_package(gains, (own, other), rounds)[0]
    possible = np.all(gains >= 0, axis=0).any()
    assert (chosen != NOBODY) == possible
    if chosen != NOBODY:
        assert (gains[:, chosen, 0] >= 0).all()


def test_a_frontier_is_split_where_the_product_is_largest() -> None:
    assert nash_split(lambda x: 1 - x, 1.0, 1e-9) == pytest.approx(1 / 2, abs=1e-6)
    assert nash_split(lambda x: 1 - x**2, 1.0, 1e-9) == pytest.approx(1 / np.sqrt(3), abs=1e-6)
    # the first side counts in other units, the second too
    assert nash_split(lambda x: 5 * (1 - (x / 7) ** 2), 7.0, 1e-9) == pytest.approx(7 / np.sqrt(3), abs=1e-5)


def test_a_world_alone_agrees_as_among_others() -> None:
    draws = np.sin(np.arange(2 * 30 * 5)).reshape(2, 30, 5)
    together = nash_choice(draws), agree_on_package(draws, (0.9, 0.8), 6)
    for world in range(5):
        alone = draws[:, :, world : world + 1]
        assert nash_choice(alone)[0] == together[0][world]
        assert agree_on_package(alone, (0.9, 0.8), 6)[0] == together[1][world]
