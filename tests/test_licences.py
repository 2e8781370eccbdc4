"""The licence desk: queue arithmetic, lags, terms, bans, and what was under way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.luck import Luck
from sim.policy.controls import BAN, LICENCE, OPEN, Controls, Routes
from sim.policy.licences import Asked, Desk, DeskRules, use, work

ROUTES = Routes(*(np.array(row) for row in ([6, 6], [1, 1], [0, 2], [0, 0])))
ALL = np.array([True, True])
HERE = np.array([True])
WANTED = np.array([[100.0], [300.0]])


class Border:
    """Two routes with a steady wish to trade, and a desk."""

    def __init__(self, capacity: float = 1e9, horizon: float = 0.0, clearance: float = 0.0) -> None:
        self.controls = Controls.start(2, 1, 0.0, 6.0, clearance)
        self.desk = Desk.start(2, 1)
        self.rules = DeskRules(horizon, capacity, np.array([1.0, 1.0]))
        self.luck, self.month = Luck([1]).expected(), 0

    def law(self, day: int = 1, **terms: float) -> None:
        self.controls.set(ALL, HERE, **terms)
        self.controls.enforce(self.controls.law.copy(), day)

    def step(self, wanted: np.ndarray = WANTED) -> np.ndarray:
        work(self.desk, self.controls, ROUTES, Asked(wanted, wanted), self.rules, self.luck, self.month)
        shipped = np.minimum(wanted, self.desk.allowance)
        use(self.desk, self.controls, shipped)
        self.controls.month_passes()
        self.month += 1
        return shipped[:, 0]


def test_open_borders_let_everything_pass() -> None:
    border = Border()
    assert (border.step() == WANTED[:, 0]).all() and not border.desk.applied.any()


def test_a_ban_stops_what_is_controlled_and_nothing_else() -> None:
    border = Border()
    border.law(status=BAN, controlled_share=0.8)
    assert border.step() == pytest.approx(0.2 * WANTED[:, 0])


def test_goods_leave_until_the_day_and_while_customs_clears_them() -> None:
    border = Border(clearance=10)
    border.law(day=4, status=BAN)
    assert border.step() == pytest.approx(13 / 30 * WANTED[:, 0])
    assert (border.step() == 0).all()


def test_clearance_can_reach_into_the_next_month() -> None:
    border = Border(clearance=10)
    border.law(day=28, status=BAN)
    assert border.step() == pytest.approx(WANTED[:, 0])
    assert border.step() == pytest.approx(7 / 30 * WANTED[:, 0])


def test_a_licence_comes_after_its_lag() -> None:
    border = Border(horizon=2.0)
    border.law(status=LICENCE, approval_rate=1.0, lag_months=2.0)
    assert [border.step()[0] > 0 for _ in range(4)] == [False, False, True, True]


def test_a_lag_between_months_is_shared_between_them() -> None:
    border = Border()
    border.law(status=LICENCE, approval_rate=1.0, lag_months=1.5)
    border.step()
    border.step()
    assert border.desk.approved[0, 0] == pytest.approx(50)


@pytest.mark.parametrize("term", [6, 12, 24])
def test_stopping_approvals_bites_only_as_licences_lapse(term: int) -> None:
    """A year's stock of licences, then no more approvals: trade goes on until the term is over, then stops."""
    border = Border(horizon=48.0)
    border.law(status=LICENCE, approval_rate=1.0, lag_months=0.0, term_months=term)
    border.step()
    border.law(status=LICENCE, approval_rate=0.0)
    shipped = [border.step()[0] for _ in range(term + 2)]
    assert all(amount == 100 for amount in shipped[: term - 1])
    assert shipped[term - 1 :] == [0, 0, 0]
    assert border.desk.balance == pytest.approx(np.zeros((2, 1)))


def test_a_ban_takes_licences_that_were_given() -> None:
    border = Border(horizon=24.0)
    border.law(status=LICENCE, approval_rate=1.0, lag_months=0.0)
    border.step()
    border.law(status=BAN)
    assert (border.step() == 0).all() and (border.desk.balance == 0).all()


def test_capacity_is_shared_by_all_who_wait() -> None:
    border = Border(capacity=100)
    border.law(status=LICENCE, approval_rate=1.0, lag_months=0.0)
    border.step()
    assert border.desk.approved[:, 0] == pytest.approx([25, 75])
    assert border.desk.pending[:, 0] == pytest.approx([75, 225])


def test_trusted_buyers_skip_the_queue_unless_nobody_is_approved() -> None:
    border = Border()
    border.law(status=LICENCE, approval_rate=0.5, green_channel=0.3, lag_months=3.0)
    assert border.step() == pytest.approx(0.3 * WANTED[:, 0])
    refused = Border()
    refused.law(status=LICENCE, approval_rate=0.0, green_channel=0.3, lag_months=0.0)
    assert (refused.step() == 0).all()


@settings(deadline=None)
@given(
    plan=st.lists(
        st.tuples(
            st.sampled_from([OPEN, LICENCE, BAN]),
            st.floats(0, 1),
            st.floats(0, 4),
            st.floats(1, 12),
            st.floats(0, 1),
            st.floats(1, 500),
        ),
        min_size=1,
        max_size=20,
    ),
    seed=st.integers(0, 1000),
)
def test_applications_are_approved_refused_or_pending(plan: list, seed: int) -> None:
    border = Border(capacity=400, horizon=2.0)
    border.luck = Luck([seed])
    applied = approved = refused = np.zeros((2, 1))
    for status, approval, lag, term, green, wanted in plan:
        border.law(status=status, approval_rate=approval, lag_months=lag, term_months=term, green_channel=green)
        shipped = border.step(np.full((2, 1), wanted))
        applied = applied + border.desk.applied
        approved = approved + border.desk.approved
        refused = refused + border.desk.refused
        assert applied == pytest.approx(approved + refused + border.desk.pending, abs=1e-6)
        assert (shipped <= border.desk.allowance[:, 0] + 1e-9).all()
        for name in ("applied", "approved", "refused", "lapsed", "pending", "balance"):
            assert getattr(border.desk, name).min() >= -1e-9, name


def test_refused_applications_are_a_binomial_share() -> None:
    """With 400 draws at 0.25 the share's standard deviation is 0.0217."""
    shares = []
    for seed in range(300):
        border = Border()
        border.luck = Luck([seed])
        border.law(status=LICENCE, approval_rate=0.25, lag_months=0.0)
        border.step(np.full((2, 1), 400.0))
        shares.append(border.desk.approved[0, 0] / 400)
    assert np.mean(shares) == pytest.approx(0.25, abs=0.005)
    assert np.std(shares) == pytest.approx(0.0217, rel=0.15)


def test_what_was_refused_gets_no_second_chance_as_uncontrolled() -> None:
    """A fifth of new orders is uncontrolled and leaves; orders refused before are all of the controlled kind."""
    border = Border()
    border.law(status=LICENCE, approval_rate=0.0, controlled_share=0.8)
    asked = Asked(ordered=np.full((2, 1), 100.0), wanted=np.full((2, 1), 500.0))
    work(border.desk, border.controls, ROUTES, asked, border.rules, border.luck, 0)
    assert border.desk.allowance == pytest.approx(np.full((2, 1), 20.0))


@pytest.mark.parametrize("name", ["lag_months", "term_months"])
def test_a_term_that_the_desk_could_not_remember_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=f"{name} of a licence is 25"):
        Border().law(status=LICENCE, **{name: 25.0})
