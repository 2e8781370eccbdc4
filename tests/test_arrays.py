"""Sums by group must come out the same to the last bit for one world and for many, whichever way they are taken."""

from __future__ import annotations

import numpy as np
import pytest

from sim.arrays import Incidence, Mix
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
    monkeypatch.setattr("sim.arrays.csr_matvecs", None)
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
