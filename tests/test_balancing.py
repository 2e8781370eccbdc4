"""RAS meets both margins, keeps zeros, and says so when it cannot."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chain.balancing import NotBalancedError, affinity, balance, balance_sparse


@given(st.integers(2, 8), st.integers(2, 8), st.integers(0, 2**32 - 1))
def test_margins_are_met(sellers: int, buyers: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    supply, need = random.uniform(0.1, 5, sellers), random.uniform(0.1, 5, buyers)
    need *= supply.sum() / need.sum()
    flows = balance(random.uniform(0.05, 1, (sellers, buyers)), supply, need)
    assert np.allclose(flows.sum(axis=1), supply, rtol=1e-8) and np.allclose(flows.sum(axis=0), need, rtol=1e-12)
    assert (flows >= 0).all()


def test_what_cannot_be_balanced_is_refused() -> None:
    with pytest.raises(NotBalancedError):
        balance(np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([1.0, 1.0]), np.array([1.0, 1.0]))


def test_tiny_links_go_but_the_margins_stay() -> None:
    seed = np.array([[1.0, 1e-4], [1e-4, 1.0]])
    flows = balance_sparse(seed, np.array([1.0, 1.0]), np.array([1.0, 1.0]), 0.01)
    assert flows[0, 1] == 0 and np.allclose(flows.sum(axis=1), 1)


def test_affinity_is_one_where_trade_is_as_sizes_suggest() -> None:
    sizes = np.array([1.0, 2.0, 3.0])
    ties = affinity(np.outer(sizes, sizes), home_bias=5.0)
    assert np.allclose(ties[~np.eye(3, dtype=bool)], 1) and (np.diag(ties) == 5).all()
