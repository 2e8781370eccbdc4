"""Luck drawn by name: nothing but seed, stream, month and entity decides."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.luck import STRIDE, Luck, stream_key


@given(seed=st.integers(0, 2**63 - 1), month=st.integers(0, 1200), size=st.integers(1, 300))
def test_a_world_alone_and_in_a_batch_draws_the_same(seed: int, month: int, size: int) -> None:
    alone = Luck([seed]).uniform("mine_outage", month, size)
    batch = Luck([1, seed, 2]).uniform("mine_outage", month, size)
    assert (alone[:, 0] == batch[:, 1]).all()


@given(months=st.lists(st.integers(0, 240), min_size=1, max_size=8))
def test_the_order_of_draws_does_not_matter(months: list[int]) -> None:
    luck = Luck([7])
    drawn = {month: luck.uniform("approval", month, 5) for month in months}
    for month in sorted(drawn):
        assert (drawn[month] == Luck([7]).uniform("approval", month, 5)).all()


def test_more_entities_and_other_streams_move_nothing() -> None:
    luck = Luck([3, 4])
    few = luck.uniform("approval", 5, 10)
    luck.uniform("another_stream", 5, 1000)
    assert (luck.uniform("approval", 5, 1000)[:10] == few).all()


def test_streams_months_and_seeds_differ() -> None:
    luck = Luck([1, 2])
    one = luck.uniform("a", 0, 50)
    assert not np.allclose(one, luck.uniform("b", 0, 50))
    assert not np.allclose(one, luck.uniform("a", 1, 50))
    assert not np.allclose(one[:, 0], one[:, 1])
    assert stream_key("a") != stream_key("b")


def test_draws_are_uniform_and_normal() -> None:
    luck = Luck(range(50))
    uniform, normal = luck.uniform("u", 0, 4000), luck.normal("n", 0, 4000)
    assert uniform.min() > 0 and uniform.max() < 1
    assert abs(uniform.mean() - 0.5) < 0.005 and abs(uniform.var() - 1 / 12) < 0.002
    assert np.isfinite(normal).all() and abs(normal.mean()) < 0.01 and abs(normal.std() - 1) < 0.01


def test_expected_luck_has_no_surprise() -> None:
    calm = Luck([1, 2]).expected()
    assert (calm.uniform("x", 3, 4) == 0.5).all() and (calm.normal("x", 3, 4) == 0).all()
    assert calm.pick(np.array([0, 0, 0, 1, 1, 1])).worlds == 6


def test_a_stream_has_an_end() -> None:
    with pytest.raises(ValueError, match="entities"):
        Luck([1]).uniform("x", 0, 0)


@given(seeds=st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=4), month=st.integers(0, 1200))
@settings(deadline=None, max_examples=20)
def test_compiled_loops_draw_the_same_to_the_last_bit(seeds: list[int], month: int) -> None:
    pytest.importorskip("numba")
    for entities in (np.array([0]), np.array([3, 4, 5, 90]), np.arange(19), np.array([STRIDE - 1])):
        luck = Luck(dict.fromkeys(seeds))
        assert (luck._looped("approval", month, entities) == luck.uniform_of("approval", month, entities)).all()


def test_worlds_of_one_seed_draw_the_same() -> None:
    shared, own = Luck([5, 9, 5, 5]).uniform("approval", 3, 11), Luck([5, 9]).uniform("approval", 3, 11)
    assert (shared == own[:, [0, 1, 0, 0]]).all()
