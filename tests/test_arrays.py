"""Sums by group must come out the same to the last bit for one world and for many, whichever way they are taken."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.arrays import Incidence, Mix, add_up, apply
from sim.types import Array

OF = np.array([3, 0, 1, 1, 3, 0, 3, 0, 1, 3])
GROUPS = 5


def sums() -> list[Incidence | Mix]:
    weight = np.random.default_rng(1).normal(size=len(OF))
    source = np.random.default_rng(2).integers(0, len(OF), len(OF))
    return [Incidence(OF, GROUPS), Mix(OF, GROUPS, weight, source, len(OF))]


def values(worlds: int) -> Array:
    drawn: Array = np.random.default_rng(3).normal(size=(len(OF), 16)) ** 3
    return drawn[:, :worlds]


@pytest.mark.parametrize("worlds", [1, 2, 7, 16])
def test_a_world_alone_has_the_bits_it_has_in_a_batch(worlds: int) -> None:
    for one in sums():
        assert np.array_equal(one.sum(values(worlds)), one.sum(values(16))[:, :worlds])


@pytest.mark.parametrize("worlds", [1, 7])
def test_the_short_way_gives_the_bits_of_the_public_one(worlds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = [one.sum(values(worlds)) for one in sums()]
    monkeypatch.setattr("sim.arrays.inner_product", lambda: None)
    for one, other in zip(sums(), fast, strict=True):
        assert np.array_equal(one.sum(values(worlds)), other)


def test_sums_add_members_in_their_order_and_leave_empty_groups_at_nothing() -> None:
    given = values(7)
    expected = np.zeros((GROUPS, 7))
    for member, group in enumerate(OF):
        expected[group] += given[member]
    assert np.array_equal(Incidence(OF, GROUPS).sum(given), expected)


def test_masks_and_whole_numbers_are_counted_too() -> None:
    assert Incidence(OF, GROUPS).sum(np.ones((len(OF), 2), dtype=bool)).tolist() == [
        [3, 3],
        [3, 3],
        [0, 0],
        [4, 4],
        [0, 0],
    ]


def test_a_wrong_number_of_members_is_refused_not_read_past_the_end() -> None:
    for one in sums():
        with pytest.raises(ValueError, match="mismatch"):
            one.sum(np.ones((len(OF) - 1, 3)))


@given(
    rows=st.integers(1, 40),
    columns=st.integers(1, 5),
    worlds=st.integers(1, 9),
    axis=st.integers(0, 1),
    turned=st.booleans(),
)
def test_sums_add_row_after_row_however_the_values_lie_in_memory(
    rows: int, columns: int, worlds: int, axis: int, turned: bool
) -> None:
    values = np.random.default_rng(rows).normal(size=(rows, columns, worlds)) ** 5
    values = np.asfortranarray(values) if turned else values
    expected = np.zeros_like(np.take(values, 0, axis=axis))
    for row in range(values.shape[axis]):
        expected = expected + np.take(values, row, axis=axis)
    np.testing.assert_array_equal(add_up(values, axis), expected)
    for world in range(worlds):
        np.testing.assert_array_equal(add_up(values[..., world : world + 1], axis)[..., 0], expected[..., world])


def test_a_matrix_gives_a_lone_world_the_bits_of_a_batch() -> None:
    draw = np.random.default_rng(3)
    matrix, values = draw.normal(size=(6, 11, 1)), draw.normal(size=(11, 7))
    found = apply(matrix, values)
    np.testing.assert_allclose(found, matrix[:, :, 0] @ values, rtol=1e-12)
    np.testing.assert_array_equal(apply(matrix, values[:, 4:5])[:, 0], found[:, 4])
