"""What governments believe: types by Bayes, approval rates by what is heard of, trust by what is believed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from briefings import trade_war
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binom
from tiny import replace, write_data

from sim.errors import InputError
from sim.figures.beliefs import beliefs, has_beliefs
from sim.figures.style import house_style
from sim.model import TradeWar, simulate
from sim.parameters import Settings
from sim.policy.beliefs import (
    as_read,
    below,
    doubted,
    learnt,
    likely_rate,
    news,
    prior_types,
    rate_at,
    reports,
    what_came_before,
    what_was_answered,
)
from sim.results import Results
from sim.scenario import load_scenario
from sim.states.judging.beliefs import misjudge
from sim.states.judging.believed import one_type
from sim.tables import load_tables
from sim.tables.belief_rows import ANSWERS, GIVEN, TYPES, likelihoods

SOFT, NORMAL, HARD = range(3)
TABLE = likelihoods(load_tables().belief_types)


def believed(model: TradeWar, state: str = "USA", world: int = 0) -> np.ndarray:
    return model.world.beliefs.types[:, model.craft.codes.index(state), world]


def run(scenario: str = "base", worlds: int = 1, months: int = 12, **strategies: str) -> TradeWar:
    model = trade_war(scenario, worlds, **strategies)
    for _ in range(months):
        model.step()
    return model


# types


def test_types_are_a_probability_in_every_month() -> None:
    model = trade_war("rare_earth_controls_2025", worlds=3)
    for _ in range(18):
        model.step()
        types = model.world.beliefs.types
        assert (types > 0).all() and np.allclose(types.sum(axis=0), 1)


@pytest.mark.parametrize(
    ("asked", "answered", "liked"),
    [
        ("climbed", "beyond", HARD),
        ("climbed", "up", NORMAL),
        ("climbed", "stayed", SOFT),
        ("climbed", "down", SOFT),
        ("stood", "beyond", HARD),
        ("stood", "down", SOFT),
        ("came_down", "stayed", HARD),
        ("came_down", "down", SOFT),
    ],
)
def test_each_answer_speaks_for_the_type_that_gives_it(asked: str, answered: str, liked: int) -> None:
    flat = np.full((3, 1), 1 / 3)
    likelihood = TABLE[:, GIVEN.index(asked), ANSWERS.index(answered)][:, None]
    assert learnt(flat, likelihood)[:, 0].argmax() == liked


def test_answers_of_the_table_add_up() -> None:
    for given_row in range(len(GIVEN)):
        answers = len(ANSWERS) if GIVEN[given_row] != "stood" else len(ANSWERS) - 1
        total = TABLE[:, given_row, [row for row in range(len(ANSWERS)) if answers == 4 or ANSWERS[row] != "stayed"]]
        assert np.allclose(total.sum(axis=1), 1)


def test_bayes_by_hand() -> None:
    posterior = learnt(np.array([[0.25], [0.5], [0.25]]), np.array([[0.1], [0.2], [0.6]]))
    np.testing.assert_allclose(posterior[:, 0], np.array([0.025, 0.1, 0.15]) / 0.275)


@given(
    types=st.lists(st.floats(0.01, 1), min_size=3, max_size=3),
    chances=st.lists(st.lists(st.floats(0.01, 1), min_size=3, max_size=3), min_size=2, max_size=4),
)
def test_the_order_of_evidence_does_not_matter(types: list[float], chances: list[list[float]]) -> None:
    prior = np.array(types)[:, None] / sum(types)
    there, back = prior, prior
    for chance in chances:
        there = learnt(there, np.array(chance)[:, None])
    for chance in chances[::-1]:
        back = learnt(back, np.array(chance)[:, None])
    np.testing.assert_allclose(there, back)


def test_what_has_been_learnt_fades_to_the_prior() -> None:
    prior = np.array([0.25, 0.5, 0.25])[:, None]
    types = np.array([0.0, 0.1, 0.9])[:, None]
    for _ in range(300):
        types = doubted(types, prior, 0.02)
        assert np.isclose(types.sum(), 1)
    np.testing.assert_allclose(types, prior, atol=0.01)
    assert (doubted(prior, prior, 0.02) == prior).all()


def test_steps_below_or_above_the_rival_ask_for_nothing() -> None:
    step, mine, theirs = np.array([1.0, 1.0, -1.0, -1.0, 0.0]), np.array([3.0, 2, 1, 3, 3]), np.array([2.0, 4, 2, 1, 0])
    asked = [GIVEN[row] for row in what_came_before(step, mine, theirs)]
    assert asked == ["climbed", "stood", "came_down", "stood", "stood"]
    after = np.array([4.0, 3, 2, 2, 2])
    answered = [ANSWERS[row] for row in what_was_answered(np.array([2.0, 1, 0, -1, 1]), np.full(5, 3.0), after)]
    assert answered == ["beyond", "up", "stayed", "down", "up"]


def test_staying_tells_nothing_of_who_could_not_have_moved() -> None:
    stayed = np.full(4, ANSWERS.index("stayed"))
    asked = np.array([GIVEN.index(name) for name in ("climbed", "climbed", "came_down", "stood")])
    theirs = np.array([2.0, 6, 0, 2])
    free = np.zeros(4, dtype=bool)
    assert news(asked, stayed, theirs, theirs, top=6, settled=free).tolist() == [True, False, False, False]


def test_under_a_deal_only_a_step_up_tells_anything() -> None:
    answers = np.array([ANSWERS.index(name) for name in ("beyond", "up", "stayed", "down")])
    asked, theirs = np.full(4, GIVEN.index("climbed")), np.full(4, 2.0)
    for bound, told in ((True, [True, True, False, False]), (False, [True, True, True, True])):
        assert news(asked, answers, theirs, theirs, top=6, settled=np.full(4, bound)).tolist() == told


def test_staying_or_coming_down_under_a_deal_tells_nothing() -> None:
    """Geneva takes the tariffs down in May 2025, and both keep to it."""
    free, bound = (run("liberation_day_2025", months=months) for months in (4, 5))
    drift, prior = free.world.settings.belief_drift, prior_types(free.world.settings)[:, 0]
    for state in ("USA", "CHN", "JPN"):
        before = believed(free, state)
        np.testing.assert_allclose(believed(bound, state), before + drift * (prior - before))
    assert not bound.world.beliefs.settled.all() and bound.world.beliefs.settled.any()


def test_what_is_misread_is_learnt_as_it_is_read() -> None:
    """China has not moved; who takes that for a step up holds it for harder, who reads rightly does not."""
    model = run(months=3)
    usa, japan, china = (model.craft.codes.index(code) for code in ("USA", "JPN", "CHN"))
    before = model.world.beliefs.types
    model.world.signals.misread = np.zeros_like(model.world.signals.misread)
    model.world.signals.misread[usa] = 1
    misjudge(model.world, model.craft)
    types = model.world.beliefs.types
    assert types[HARD, usa] > before[HARD, usa] and types[SOFT, usa] < before[SOFT, usa]
    assert (types[:, [japan, china]] == before[:, [japan, china]]).all()
    misjudge(model.world, model.craft)
    assert (model.world.beliefs.types == types).all()  # the month is learnt from anew, not twice


def test_a_step_as_read_stays_on_the_ladder() -> None:
    step, stands = as_read(np.zeros(4), np.array([0.0, 6, 3, 3]), np.array([-1.0, 1, -1, 1]), top=6)
    assert step.tolist() == [0, 0, -1, 1] and stands.tolist() == [0, 6, 2, 4]


def test_who_looks_ahead_takes_its_rival_for_each_type_as_often_as_it_is_likely() -> None:
    points = (np.arange(1000) + 0.5) / 1000
    types = {"soft": np.full(1000, 0.2), "normal": np.full(1000, 0.5), "hard": np.full(1000, 0.3)}
    chosen = one_type(types, points)
    assert {name: float(mask.mean()) for name, mask in chosen.items()} == {"soft": 0.2, "normal": 0.5, "hard": 0.3}
    assert (sum(chosen.values()) == 1).all()
    assert chosen["soft"][0] == 1 and chosen["hard"][-1] == 1


@pytest.mark.parametrize(
    ("rival", "liked"),
    [("hold", SOFT), ("hawk", HARD)],
)
def test_a_state_that_climbs_learns_what_its_rival_is(rival: str, liked: int) -> None:
    model = trade_war("base", CHN=rival)
    usa = model.craft.codes.index("USA")
    for rung in (1, 2, 3, 4):
        model.observe()
        seen = model.briefings[usa]
        model.states[usa].strategy.decide = lambda now, to=rung: now.rung(to, "a test")  # type: ignore[method-assign]
        del seen
        model.step()
    assert believed(model).argmax() == liked and believed(model)[liked] > 0.6


def test_in_peace_nobody_learns_anything() -> None:
    model = run(months=24)
    prior = prior_types(model.world.settings)
    assert (model.world.beliefs.types == prior[:, None]).all()
    assert not model.world.beliefs.heard.any() and not model.world.beliefs.slow_walk.any()


def test_allies_judge_the_rival_by_its_answers_to_their_leader() -> None:
    model = run("liberation_day_2025", months=8)
    usa, japan = believed(model, "USA"), believed(model, "JPN")
    np.testing.assert_allclose(usa, japan)
    assert not np.allclose(usa, prior_types(model.world.settings)[:, 0])


def test_beliefs_are_the_same_alone_and_in_a_batch() -> None:
    scenario = load_scenario("slow_walk")
    batch = TradeWar(scenario, [3, 4, 5])
    alone = TradeWar(scenario, [4])
    for _ in range(16):
        batch.step()
        alone.step()
    for name in ("types", "promised", "heard", "approved", "slow_walk"):
        one, many = getattr(alone.world.beliefs, name), getattr(batch.world.beliefs, name)
        assert np.array_equal(one[..., 0], many[..., 1], equal_nan=True), name
    assert not (batch.world.beliefs.approved[..., 0] == batch.world.beliefs.approved[..., 1]).all()


def test_bad_tables_of_types_are_refused(tmp_path: Path) -> None:
    folder = write_data(tmp_path / "data")
    replace(folder / "tables" / "belief_types.csv", "hard,climbed,stayed,0.1", "hard,climbed,stayed,0.2")
    with pytest.raises(InputError, match=r"chances of hard, climbed add up to 1\.1"):
        load_tables(folder)


def test_types_of_the_table_must_know_the_same_answers(tmp_path: Path) -> None:
    folder = write_data(tmp_path / "data")
    replace(folder / "tables" / "belief_types.csv", "hard,climbed,stayed,0.1", "hard,climbed,down,0.1")
    with pytest.raises(InputError, match=r"lacks answers that other types give"):
        load_tables(folder)


# approvals


def test_the_posterior_is_a_beta_distribution() -> None:
    heard, approved = np.array([0.0, 6, 20]), np.array([0.0, 2, 18])
    law = beta(1 + approved, 1 + heard - approved)
    np.testing.assert_allclose(likely_rate(heard, approved), law.mean())
    np.testing.assert_allclose(rate_at(0.05, heard, approved), law.ppf(0.05))
    np.testing.assert_allclose(below(np.full(3, 0.7), heard, approved), law.cdf(0.7))


def test_reports_are_a_fair_sample() -> None:
    normal = np.random.default_rng(1).standard_normal((1, 20_000))
    heard, approved = reports(np.full((1, 20_000), 80.0), np.full((1, 20_000), 40.0), 6, normal)
    law = binom(6, 0.5)
    assert (heard == 6).all() and approved.min() >= 0 and approved.max() <= 6
    assert abs(approved.mean() - law.mean()) < 0.02 and abs(approved.std() - law.std()) < 0.05
    heard, approved = reports(np.array([[2.0]]), np.array([[1.0]]), 6, np.zeros((1, 1)))
    assert heard == 2 and approved == 1
    assert not np.any(reports(np.zeros((1, 1)), np.zeros((1, 1)), 6, np.ones((1, 1))))


def months_until_seen(true_rate: float, promised: float = 0.9, worlds: int = 400) -> np.ndarray:
    """Month in which a slow-walk is seen in each world, by the same rules as in a run; inf if not in three years."""
    rng = np.random.default_rng(7)
    settings = Settings.defaults()
    at_most, kept, margin = settings.reports_heard, 1 - settings.reports_fading, settings.compliance_margin
    heard, approved = np.zeros((1, worlds)), np.zeros((1, worlds))
    seen = np.full(worlds, np.inf)
    for month in range(36):
        cases, good = reports(
            np.full((1, worlds), 60.0), np.full((1, worlds), 60 * true_rate), at_most, rng.standard_normal((1, worlds))
        )
        heard, approved = kept * heard + cases, kept * approved + good
        found = below(np.full((1, worlds), promised - margin), heard, approved)[0] > settings.breach_certainty
        seen = np.where(found & np.isinf(seen), month + 1, seen)
    return seen


def test_a_slow_walk_can_be_told_from_noise_only_after_some_months() -> None:
    crass, mild = (np.median(months_until_seen(rate)) for rate in (0.25, 0.6))
    assert crass <= 2 < 2 + 1 <= mild <= 12
    assert np.mean(np.isfinite(months_until_seen(0.9))) < 0.02
    assert 2 < np.median(months_until_seen(0.25, promised=0.6)) < 12


def test_a_mended_breach_is_seen_within_some_months() -> None:
    settings = Settings.defaults()
    heard = approved = np.zeros((1, 1))
    believed: list[bool] = []
    for month in range(16):
        share = 0.25 if month < 8 else 0.9
        cases, good = reports(
            np.full((1, 1), 60.0), np.full((1, 1), 60 * share), settings.reports_heard, np.zeros((1, 1))
        )
        kept = 1 - settings.reports_fading
        heard, approved = kept * heard + cases, kept * approved + good
        clearly_less = np.full((1, 1), 0.9 - settings.compliance_margin)
        believed.append(bool(below(clearly_less, heard, approved)[0, 0] <= settings.breach_certainty))
    assert not any(believed[2:8]) and all(believed[12:])


def promise(months: int = 16, scenario: str = "korea_truce", worlds: int = 4) -> TradeWar:
    model = trade_war(scenario, worlds)
    for _ in range(months):
        model.step()
    return model


def test_without_a_promise_nobody_speaks_of_a_slow_walk() -> None:
    changes = {"states.USA.strategy": "hold", "states.CHN.strategy": "hold"}
    model = TradeWar(load_scenario("base", changes), [1, 2])
    usa, china = (model.craft.codes.index(code) for code in ("USA", "CHN"))
    model.states[china].strategy.decide = lambda seen: seen.rung(3, "a test")  # type: ignore[method-assign]
    for _ in range(9):
        model.step()
    beliefs = model.world.beliefs
    assert np.isnan(beliefs.promised).all() and not beliefs.slow_walk.any()
    assert (beliefs.heard[usa] > 0).all() and (beliefs.approved[usa] < beliefs.heard[usa]).all()


def test_a_promise_that_is_kept_is_believed_and_one_that_is_not_is_seen_through() -> None:
    kept, broken = promise(), promise(scenario="slow_walk")
    usa, china = (kept.craft.codes.index(code) for code in ("USA", "CHN"))
    certainty = kept.world.settings.breach_certainty
    assert np.allclose(kept.world.beliefs.promised[usa], 0.9)
    assert (kept.world.beliefs.slow_walk[usa] < certainty).mean() > 0.7
    assert (broken.world.beliefs.slow_walk[usa] > certainty).all()
    assert (broken.world.relations.trust[usa, china] < kept.world.relations.trust[usa, china]).all()


def test_a_new_promise_starts_a_new_count() -> None:
    model = trade_war("korea_truce")
    usa = model.craft.codes.index("USA")
    promised, heard = [], []
    for _ in range(14):
        model.step()
        promised.append(float(model.world.beliefs.promised[usa, 0]))
        heard.append(float(model.world.beliefs.heard[usa, 0]))
    changes = [
        month for month in range(1, 14) if promised[month] != promised[month - 1] and not np.isnan(promised[month])
    ]
    assert len(changes) == 2
    at_most = model.world.settings.reports_heard
    assert all(heard[month] <= at_most < heard[month - 1] or month == changes[0] for month in changes)


def test_luck_of_what_is_heard_is_at_its_mean_in_a_fork() -> None:
    model = promise(12)
    fork = model.fork(2)
    usa = model.craft.codes.index("USA")
    fork.step()
    approved = fork.world.beliefs.approved[usa]
    assert (approved[::2] == approved[1::2]).all()


# what is recorded and drawn


@pytest.fixture(scope="module")
def recorded() -> Results:
    return Results.from_recording(simulate(load_scenario("slow_walk"), [1, 2], months=18))


def test_series_are_what_the_powers_believe(recorded: Results) -> None:
    types = sum(recorded.values(f"belief_{kind}", "USA") for kind in TYPES)
    np.testing.assert_allclose(types, 1)
    low, middle, high = (recorded.values(f"approval_{name}", "USA") for name in ("low", "estimate", "high"))
    assert (low < middle).all() and (middle < high).all()
    assert set(np.unique(recorded.values("promised_approval", "USA"))) == {0.0, 0.6, 0.9}
    assert recorded.values("slow_walk_probability", "USA")[-1].min() > 0.9
    assert not recorded.values("slow_walk_probability", "CHN").any()


def test_the_figure_says_when_a_slow_walk_is_seen(recorded: Results) -> None:
    with house_style():
        figure = beliefs(recorded)
    words = " ".join(text.get_text() for text in (*figure.texts, *[text for ax in figure.axes for text in ax.texts]))
    assert "is all but certain that China approves less than it promised" in words.replace("\n", " ")
    assert "promised 90" in words and "hits harder" in words
    assert len(figure.axes) == 4


def test_there_is_no_figure_where_nothing_is_learnt() -> None:
    calm = Results.from_recording(simulate(load_scenario("base"), [1], months=6))
    assert not has_beliefs(calm)
