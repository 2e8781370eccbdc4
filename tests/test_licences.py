"""The licence desk: queue arithmetic, lags, terms, bans, and what was under way."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.luck import Luck
from sim.parameters import load_parameters
from sim.policy.controls import BAN, LICENCE, OPEN, Controls, Routes
from sim.policy.licences import Asked, Desk, DeskRules, work

ROUTES = Routes(*(np.array(row) for row in ([6, 6], [1, 1], [0, 2], [0, 0])))
ALL = np.array([True, True])
HERE = np.array([True])
WANTED = np.array([[100.0], [300.0]])


class Border:
    """Two routes with a steady wish to trade, and a desk."""

    def __init__(
        self, capacity: float = 1e9, horizon: float = 1.0, clearance: float = 0.0, reapplication: float = 0.0
    ) -> None:
        self.controls = Controls.start(2, 0.0, 6.0, clearance, 12.0)
        self.desk = Desk.start(2, 1)
        self.routes = ROUTES
        self.rules = DeskRules(horizon, capacity, np.array([1.0, 1.0]), reapplication)
        self.luck, self.month = Luck([1]).expected(), 0

    def law(self, day: int = 1, **terms: float) -> None:
        self.controls.set(ALL, HERE, **terms)
        self.controls.enforce(self.controls.law.copy(), day)

    def step(self, wanted: np.ndarray = WANTED) -> np.ndarray:
        asked = Asked(wanted, wanted)
        work(self.desk, self.controls, self.routes, asked, self.rules, self.luck, self.month)
        self.controls.month_passes()
        self.month += 1
        return np.minimum(wanted, self.desk.allowance)[:, 0]


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
def test_licences_given_at_once_lapse_at_once(term: int) -> None:
    """All licences of a month, then no more approvals: trade goes on until the term is over, then stops."""
    border = Border()
    border.law(status=LICENCE, approval_rate=1.0, lag_months=0.0, term_months=term)
    border.step()
    border.law(approval_rate=0.0)
    shipped = [border.step()[0] for _ in range(term + 2)]
    assert all(amount == 100 for amount in shipped[: term - 1])
    assert shipped[term - 1 :] == [0, 0, 0]
    assert border.desk.balance == pytest.approx(np.zeros((2, 1)))


def staggered(term: int) -> Border:
    """A desk that has renewed as many licences every month as lapse: one part in `term` of the trade."""
    border = Border(capacity=400 / term)
    border.law(status=LICENCE, approval_rate=1.0, lag_months=0.0, term_months=term)
    for _ in range(3 * term):
        border.step()
    assert border.step() == pytest.approx(WANTED[:, 0])
    return border


@pytest.mark.parametrize("term", [6, 12])
def test_stopping_approvals_bites_only_as_licences_lapse(term: int) -> None:
    """The curve: with licences given evenly over their term, trade falls by one part in `term` a month, not at once."""
    border = staggered(term)
    border.law(approval_rate=0.0)
    curve = [border.step()[0] / 100 for _ in range(term + 1)]
    expected = [1 - month / term for month in range(1, term + 1)] + [0.0]
    assert curve == pytest.approx(expected, abs=1e-9)


def test_a_revocation_bites_at_once() -> None:
    border = staggered(12)
    border.controls.revoke(ALL, HERE)
    border.law(approval_rate=0.0)
    assert (border.step() == 0).all()
    assert border.desk.lapsed[:, 0] == pytest.approx(WANTED[:, 0])
    assert not border.controls.revoked.any()


def test_a_ban_takes_licences_that_were_given() -> None:
    border = Border()
    border.law(status=LICENCE, approval_rate=1.0, lag_months=0.0)
    border.step()
    border.law(status=BAN)
    assert (border.step() == 0).all() and (border.desk.balance == 0).all()
    border.law(status=LICENCE, approval_rate=0.0)
    assert (border.step() == 0).all()


def test_a_licence_keeps_the_term_it_was_given_for() -> None:
    """A shorter term for new licences does not shorten those in hand; only a revocation does."""
    border = Border()
    border.law(status=LICENCE, approval_rate=1.0, lag_months=0.0, term_months=12)
    border.step()
    border.law(approval_rate=0.0, term_months=3)
    assert [border.step()[0] for _ in range(12)] == [100] * 11 + [0]


def test_firms_ask_for_the_next_licence_before_the_last_one_lapses() -> None:
    border = Border(horizon=2.0)
    border.law(status=LICENCE, approval_rate=1.0, lag_months=0.0, term_months=6)
    applied = []
    for _ in range(12):
        border.step()
        applied.append(border.desk.applied[0, 0])
    assert [month for month, amount in enumerate(applied) if amount > 0] == [0, 4, 8]


def test_a_slow_desk_does_less_than_it_promises() -> None:
    """A truce on paper: terms say nine tenths at once, the desk gives a quarter, and late."""
    border = Border()
    border.law(
        status=LICENCE, approval_rate=0.9, green_channel=0.5, lag_months=0.0, approval_ceiling=0.25, least_lag_months=3
    )
    assert [border.step()[0] for _ in range(4)] == pytest.approx([0, 0, 0, 25])
    assert border.controls.law.approval_rate[0, 0] == 0.9


def test_discouraged_orders_are_not_placed_and_need_no_licence() -> None:
    border = Border()
    border.law(status=LICENCE, approval_rate=1.0, lag_months=0.0)
    border.controls.discourage(ALL, HERE, 0.75)
    border.step()
    assert border.desk.applied[:, 0] == pytest.approx([25, 75])


def test_desks_work_only_where_something_was_ever_controlled() -> None:
    border = Border()
    border.controls.set(np.array([False, True]), HERE, status=BAN)
    border.controls.enforce(border.controls.law.copy())
    assert border.step().tolist() == [100, 0]
    assert border.desk.busy.tolist() == [1]
    border.law(status=BAN)
    assert border.step().tolist() == [0, 0] and border.desk.busy.tolist() == [0, 1]


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


def test_the_green_channel_belongs_to_the_largest_buyers() -> None:
    """Route 0 holds the trusted quarter of the buyers, route 1 the rest: a channel for four tenths fills from 0."""
    border = Border()
    border.routes = replace(ROUTES, ranks=np.array([[0.0, 0.25], [0.25, 1.0]]))
    border.law(status=LICENCE, approval_rate=0.5, green_channel=0.4, lag_months=3.0)
    assert border.step() == pytest.approx([100, 0.2 * 300])


def test_general_licences_have_a_term_of_their_own() -> None:
    border = Border()
    border.law(status=LICENCE, approval_rate=1.0, green_channel=0.5, lag_months=0.0, term_months=3)
    border.step()
    border.law(approval_rate=0.0)
    assert [border.step()[0] for _ in range(13)] == [100] * 2 + [50] * 9 + [0] * 2


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
    reapplication=st.floats(0, 6),
)
def test_applications_are_approved_refused_or_pending(plan: list, seed: int, reapplication: float) -> None:
    """Applications = approved + refused + withdrawn + pending; licences given = in hand + lapsed; trade within both."""
    border = Border(capacity=400, horizon=2.0, reapplication=reapplication)
    border.luck = Luck([seed])
    applied = approved = closed = lapsed = np.zeros((2, 1))
    for status, approval, lag, term, green, wanted in plan:
        border.law(
            status=status,
            approval_rate=approval,
            lag_months=lag,
            term_months=term,
            general_term_months=2 * term,
            green_channel=green,
        )
        if wanted > 450:
            border.controls.revoke(ALL, HERE)
        shipped = border.step(np.full((2, 1), wanted))
        applied = applied + border.desk.applied
        approved = approved + border.desk.approved
        closed = closed + border.desk.refused + border.desk.withdrawn
        lapsed = lapsed + border.desk.lapsed
        assert applied == pytest.approx(approved + closed + border.desk.pending, abs=1e-6)
        assert approved == pytest.approx(lapsed + border.desk.balance, abs=1e-6)
        if status != OPEN:
            assert (shipped <= (border.desk.free + border.desk.balance)[:, 0] + 1e-9).all()
        for name in ("applied", "approved", "general", "refused", "withdrawn", "lapsed", "pending", "balance"):
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


@pytest.mark.parametrize("name", ["lag_months", "term_months", "general_term_months"])
def test_a_term_that_the_desk_could_not_remember_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=f"{name} of a licence is 25"):
        Border().law(status=LICENCE, **{name: 25.0})


def test_a_refused_buyer_lets_months_pass_before_it_asks_again() -> None:
    """Refused in month 0, it asks again in month 3; half a month more is shared by two. Without a wait, at once."""
    applied = []
    for months in (3.0, 3.5, 0.0):
        border = Border(reapplication=months)
        border.law(status=LICENCE, approval_rate=0.25, lag_months=0.0, term_months=24)
        applied.append([(border.step(), border.desk.applied[0, 0])[1] for _ in range(6)])
    assert applied[0] == pytest.approx([100, 0, 0, 75, 0, 0])
    assert applied[1] == pytest.approx([100, 0, 0, 37.5, 37.5, 0])
    assert applied[2] == pytest.approx([100 * 0.75**month for month in range(6)])


def test_whoever_a_ban_turned_away_asks_as_soon_as_licences_are_given() -> None:
    border = Border(reapplication=6.0)
    border.law(status=LICENCE, approval_rate=1.0, lag_months=3.0)
    border.step()
    border.law(status=BAN)
    border.step()
    assert border.desk.refused[0, 0] == 100
    border.law(status=LICENCE, approval_rate=1.0, lag_months=0.0)
    assert border.step() == pytest.approx(WANTED[:, 0])


def long_run(rate: float, lag: float, term: float, horizon: float, reapplication: float) -> float:
    """The share of a steady need that passes in the long run: the formula of docs/model.md."""
    cycle = rate * (term + lag - horizon) + (1 - rate) * (max(reapplication, 1) + lag)
    return min(1, rate * term / cycle)


@pytest.mark.parametrize(
    ("rate", "lag", "term", "horizon", "reapplication"),
    [
        (0.25, 2, 6, 2, 3),
        (0.25, 4, 6, 2, 3),
        (0.6, 3, 12, 2, 0),
        (0.1, 2, 6, 2, 6),
        (0.5, 1, 7, 2, 2),
        (0.9, 5, 3, 1, 1),
    ],
)
def test_what_passes_in_the_long_run_follows_from_rate_lag_term_and_waiting(
    rate: float, lag: float, term: float, horizon: float, reapplication: float
) -> None:
    border = Border(horizon=horizon, reapplication=reapplication)
    border.law(status=LICENCE, approval_rate=rate, lag_months=lag, term_months=term)
    passed = [border.step()[0] / 100 for _ in range(600)]
    assert np.mean(passed[-240:]) == pytest.approx(long_run(rate, lag, term, horizon, reapplication), abs=0.01)


STANDARD = {name: parameter.value for name, parameter in load_parameters().items()}


def standard(rate: float, days: float) -> float:
    """What passes in the long run with the numbers of licences.yaml: rate, and lag in working days."""
    lag = days / STANDARD["working_days_a_month"]
    term, horizon = STANDARD["licence_term_months"], STANDARD["licence_horizon_months"]
    return long_run(rate, lag, term, horizon, STANDARD["reapplication_months"])


@pytest.mark.parametrize("rate", [0.1, 0.25, 0.5, 0.75, 1.0])
def test_with_the_standard_numbers_the_approval_rate_is_the_share_that_passes(rate: float) -> None:
    """So a ladder can read and write access as an approval rate."""
    assert standard(rate, STANDARD["licence_lag_days"]) == pytest.approx(rate, abs=0.035)


def test_a_slow_walk_is_tighter_than_tight_licences_but_not_by_half() -> None:
    slow = standard(STANDARD["slow_walk_approval_rate"], STANDARD["slow_walk_lag_days"])
    tight = standard(STANDARD["approval_rate_tight"], STANDARD["licence_lag_days"])
    assert 0.6 * tight < slow < tight


def test_one_more_round_at_a_quarter_makes_the_half_that_was_counted_by_november() -> None:
    """Asked in April 2025: a quarter is given by mid-September, and with the second round four tenths in November."""
    border = Border(horizon=2.0, reapplication=STANDARD["reapplication_months"])
    lag = STANDARD["licence_lag_days"] / STANDARD["working_days_a_month"]
    border.law(status=LICENCE, approval_rate=0.25, lag_months=lag, term_months=12)
    share = [border.step()[0] / 100 for _ in range(9)]
    assert share[5] == pytest.approx(0.25) and share[7:] == pytest.approx([0.39, 0.43], abs=0.01)


def test_worlds_may_wait_differently_and_stay_what_they_are_alone() -> None:
    def live(*months: float) -> np.ndarray:
        worlds = len(months)
        controls, desk = Controls.start(2, 1.0, 6.0, 0.0, 12.0), Desk.start(2, worlds)
        rules = DeskRules(2.0, 1e9, np.array([1.0, 1.0]), np.array(months))
        controls.set(ALL, np.ones(worlds, dtype=bool), status=LICENCE, approval_rate=0.3)
        controls.enforce(controls.law.copy())
        wanted, luck = np.repeat(WANTED, worlds, axis=1), Luck(range(1, worlds + 1))
        seen = []
        for month in range(40):
            work(desk, controls, ROUTES, Asked(wanted, wanted), rules, luck, month)
            seen.append(desk.allowance.copy())
        return np.array(seen)

    many = live(2.5, 0.0, 6.0)
    assert (live(2.5)[..., 0] == many[..., 0]).all()
    assert not np.allclose(many[..., 0], many[..., 2])


@pytest.mark.parametrize("months", [-1.0, 25.0])
def test_a_wait_that_the_desk_could_not_remember_is_refused(months: float) -> None:
    with pytest.raises(InputError, match="reapplication_months"):
        Border(reapplication=months)
