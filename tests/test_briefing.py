"""What a state sees and remembers: read only, its own alone, the same for a world by itself or in a batch."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from briefings import briefing, trade_war

from sim.model import TradeWar
from sim.scenario import load_scenario
from sim.states import NOTHING, Briefing, Moves, Strategy, each_world
from sim.states.briefing import Threat
from sim.states.courses import Course, Outlook
from sim.states.details import Details
from sim.states.moves import RungMove
from sim.states.seen.observing import observe

ESTIMATES = [name for name, value in vars(Details).items() if isinstance(value, property)]


class Grudge(Strategy):
    """Count in which months the rival stood higher, and climb once it has happened twice."""

    name = "grudge"

    def decide(self, seen: Briefing) -> Moves:
        count = seen.recall("count") + (seen.rival_rung > seen.my_rung)
        last = np.stack([seen.rival_rung, seen.recall("last", shape=(2,))[0]])
        return seen.rung(2, "was passed twice", where=count >= 2) + seen.remember(count=count, last=last)


class GrudgeByWorld(Strategy):
    """The same for one world, and it notes nothing where nothing happened."""

    name = "grudge_by_world"

    @each_world
    def decide(self, seen: Any) -> Moves:
        passed = seen.rival_rung > seen.my_rung
        count = seen.recall("count") + passed
        moves = seen.rung(2, "was passed twice") if count >= 2 else NOTHING
        last = seen.recall("last", shape=(2,))
        return moves + (seen.remember(count=count, last=[seen.rival_rung, last[0]]) if passed else NOTHING)


class Nudge(Strategy):
    """Climb a rung in every third month in some worlds, by luck."""

    name = "nudge"

    def decide(self, seen: Briefing) -> Moves:
        up = (seen.luck("nudge") < 0.5) & (seen.month % 3 == 0)
        return seen.rung(seen.my_rung + 1, "a nudge", where=up)


def lived(usa: type[Strategy], seeds: list[int], months: int = 12) -> TradeWar:
    model = TradeWar(load_scenario("base"), seeds)
    code = dict(zip(model.craft.codes, model.states, strict=True))
    code["USA"].strategy = usa(model.world.settings)
    code["CHN"].strategy = Nudge(model.world.settings)
    for _ in range(months):
        model.step()
    return model


def notes(model: TradeWar, state: str = "USA") -> dict[str, np.ndarray]:
    return model.world.minds.notes[model.craft.codes.index(state)]


@pytest.mark.parametrize("strategy", [Grudge, GrudgeByWorld])
def test_a_world_remembers_the_same_alone_and_in_a_batch(strategy: type[Strategy]) -> None:
    batch = lived(strategy, [5, 6, 7, 8])
    rungs = batch.world.relations.rung[batch.craft.codes.index("USA")]
    assert rungs.max() == 2 and notes(batch)["count"].max() >= 2
    for place, seed in enumerate((5, 6, 7, 8)):
        alone = lived(strategy, [seed])
        for name in ("count", "last"):
            mine = notes(alone).get(name, np.full((*notes(batch)[name].shape[:-1], 1), np.nan))
            assert np.array_equal(mine[..., 0], notes(batch)[name][..., place], equal_nan=True)
        assert alone.world.relations.rung[batch.craft.codes.index("USA"), 0] == rungs[place]


def test_both_ways_to_write_a_rule_remember_alike() -> None:
    whole, single = lived(Grudge, [5, 6, 7]), lived(GrudgeByWorld, [5, 6, 7])
    assert (whole.world.relations.rung == single.world.relations.rung).all()
    assert np.array_equal(notes(whole)["count"], np.nan_to_num(notes(single)["count"]))


def test_nobody_reads_what_another_one_notes() -> None:
    model = lived(Grudge, [5, 6])
    model.observe()
    for code, seen in zip(model.craft.codes, model.briefings, strict=True):
        assert set(seen.memory) == ({"count", "last"} if code == "USA" else set())


def test_a_fork_takes_the_memory_along_and_shares_none_of_it() -> None:
    model = lived(Grudge, [5, 6])
    kept = {name: note.copy() for name, note in notes(model).items()}
    fork = model.fork(3)
    for name, note in kept.items():
        assert np.array_equal(notes(fork)[name], np.repeat(note, 3, axis=-1))
        notes(fork)[name][...] = -1
    notes(fork)["more"] = np.zeros(6)
    assert set(notes(model)) == set(kept)
    assert all(np.array_equal(notes(model)[name], note) for name, note in kept.items())


def test_what_was_never_noted_is_as_it_starts() -> None:
    seen = briefing(worlds=2, memory={"count": np.array([3.0, np.nan])})
    assert seen.recall("count", start=9).tolist() == [3, 9]
    assert seen.recall("other", start=7).tolist() == [7, 7]
    assert seen.recall("other", shape=(3,)).shape == (3, 2)
    assert each_world(lambda self, one: one.remember(sum=one.recall("count", 9) + 1))(None, seen).memory[
        "sum"
    ].tolist() == [
        4,
        10,
    ]


def test_memory_must_end_in_world() -> None:
    with pytest.raises(ValueError, match=r"'last' has the shape \(3,\)"):
        briefing(worlds=2).remember(last=np.zeros(3))
    assert briefing(worlds=2).remember(count=4).memory["count"].tolist() == [4, 4]


def test_memories_add_up_and_the_later_note_stays() -> None:
    seen = briefing()
    both = seen.remember(one=1, two=1) + seen.hold() + seen.remember(two=2)
    assert {name: float(note[0]) for name, note in both.memory.items()} == {"one": 1, "two": 2}
    assert not both and not both.moves
    assert seen.remember(one=1) + seen.rung(3, "a test")


def test_a_note_is_a_copy() -> None:
    count = np.zeros(1)
    kept = briefing().remember(count=count).memory["count"]
    count += 1
    assert kept[0] == 0


@pytest.mark.parametrize("name", ESTIMATES)
def test_every_estimate_is_there_for_every_state_and_read_only(name: str) -> None:
    model = trade_war("rare_earth_controls_2025", worlds=2)
    for _ in range(5):
        model.step()
    model.observe()
    for seen in model.briefings:
        found = getattr(seen, name)
        assert getattr(seen, name) is found or not isinstance(found, np.ndarray)
        for array in found.values() if isinstance(found, dict) else (found,):
            if isinstance(array, np.ndarray):
                assert array.shape == (2,)
                with pytest.raises(ValueError, match="read-only"):
                    array[0] = 1


def test_estimates_stray_in_a_run_and_are_right_on_average_in_a_fork() -> None:
    model = trade_war("rare_earth_controls_2025", worlds=2)
    for _ in range(5):
        model.step()
    fork = model.fork(1)
    china = model.craft.codes.index("CHN")
    for one in (model, fork):
        one.observe()
    run, ahead = model.briefings[china], fork.briefings[china]
    cover = model.world.economy.cover[list(model.craft.ladders.holds[china].goods), model.craft.codes.index("USA")]
    np.testing.assert_allclose(ahead.rival_stocks, np.nanmean(cover, axis=0))
    assert (run.rival_stocks != ahead.rival_stocks).all() and run.rival_stocks[0] != run.rival_stocks[1]
    assert (ahead.rival_resolve <= 1).all() and (run.rival_resolve >= 0).all()


def test_resolve_falls_as_pain_nears_the_limit() -> None:
    model = trade_war()
    usa, china = (model.craft.codes.index(code) for code in ("USA", "CHN"))
    seen = []
    for share in (0.0, 0.5, 2.0):
        model.world.relations.pain = model.world.relations.pain.copy()
        model.world.relations.pain[china] = share * model.craft.pain_limit[china]
        luck = model.world.luck.expected()
        calm = observe(model.states, model.world, model.craft, luck, model.log, model.foresee)
        seen.append(float(calm[usa].rival_resolve[0]))
    assert seen == [1.0, 0.5, 0.0]


def test_payoffs_of_two_months_are_those_that_were_judged() -> None:
    model = trade_war("liberation_day_2025", worlds=2)
    welfare = [np.zeros_like(model.world.relations.welfare)]
    for _ in range(8):
        model.step()
        welfare.append(model.world.relations.welfare)
    model.observe()
    usa = model.craft.codes.index("USA")
    assert (model.briefings[usa].my_payoff == welfare[-1][usa]).all()
    assert (model.briefings[usa].my_payoff_before == welfare[-2][usa]).all()
    assert (welfare[-1][usa] != welfare[-2][usa]).all()


def test_steps_of_two_months() -> None:
    model = trade_war("liberation_day_2025")
    usa, china = (model.craft.codes.index(code) for code in ("USA", "CHN"))
    steps = []
    for _ in range(6):
        model.step()
        steps.append(model.world.relations.own_step[china, 0])
    model.observe()
    assert model.briefings[usa].rival_step[0] == steps[-1] and model.briefings[usa].rival_step_before[0] == steps[-2]
    assert any(steps)


def test_each_world_cuts_everything_down_to_one_world() -> None:
    threat = Threat(np.array([0.5, np.nan]), np.array([True, False]))
    seen = briefing(worlds=2, my_threat=threat, deal_days={"truce": np.array([9.0, 8.0])}, rival_stocks=3.0)
    found: list[Any] = []

    def look(self: Any, one: Any) -> Moves:
        found.append((one.my_threat, one.deal_days["truce"], one.rival_stocks, one.rival_types["hard"]))
        return NOTHING

    each_world(look)(None, seen)
    (first, second) = found
    assert first[0].rate == 0.5 and first[0].due is True and second[0] is None
    assert first[1:] == (9.0, 3.0, 0.25) and second[1] == 8.0


def test_courses_thought_through_are_shown_world_by_world() -> None:
    outlook = Outlook(*(np.arange(6.0).reshape(3, 2) for _ in range(2)), *(np.zeros((8, 3, 2)) for _ in range(2)))
    seen = briefing(worlds=2)
    object.__setattr__(seen, "_foresee", lambda courses, months, only: _in_world(outlook, only))
    best: list[list[float]] = []
    rule: Callable[[Any, Any], Moves] = lambda self, one: best.append(list(one.foresee([Course()], 6).mine)) or NOTHING  # noqa: E731
    each_world(rule)(None, seen)
    assert best == [[0, 2, 4], [1, 3, 5]]


def _in_world(outlook: Outlook, world: int) -> Outlook:
    parts = [getattr(outlook, part.name) for part in dataclasses.fields(outlook)]
    return Outlook(*(part[..., world : world + 1] for part in parts))


def test_a_rule_by_world_that_returns_nothing_is_told_so() -> None:
    rule: Any = lambda self, one: None  # noqa: E731
    with pytest.raises(TypeError, match=r"decide\(\) must return moves, for example seen.hold\(\), not NoneType"):
        each_world(rule)(None, briefing(worlds=2))


def test_only_decide_can_be_written_for_one_world() -> None:
    with pytest.raises(TypeError, match=r"@each_world is for decide\(\) alone, not for mind_deals\(\)"):

        class Other(Strategy):
            @each_world
            def mind_deals(self, seen: Any) -> Moves:
                return NOTHING


@pytest.mark.parametrize(
    ("courses", "months", "message"),
    [
        ([Course()], 0, "1 or more, not 0"),
        ([Course()], 2.5, "whole number of months"),
        (Course(), 3, "a list of courses; put the one"),
        ([], 3, "at least one course"),
        ([2], 3, "not int"),
    ],
)
def test_what_cannot_be_thought_through_is_refused(courses: Any, months: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        briefing(worlds=2).foresee(courses, months)


def test_moves_and_notes_of_a_rule_by_world_join() -> None:
    seen = briefing(worlds=3, my_rung=[0, 1, 2])
    rule = each_world(lambda self, one: one.rung(5, "a test") + one.remember(was=one.my_rung))
    decided = rule(None, seen)
    (move,) = decided.moves
    assert isinstance(move, RungMove) and decided.memory["was"].tolist() == [0, 1, 2]


def test_a_misread_signal_is_a_rung_off_and_stays_on_the_ladder() -> None:
    model = trade_war("liberation_day_2025", worlds=3)
    usa, china = (model.craft.codes.index(code) for code in ("USA", "CHN"))
    for _ in range(4):
        model.step()
    step, stood = model.world.relations.own_step[china], model.world.relations.law_rung[china]
    model.world.signals.misread = model.world.signals.misread.copy()
    model.world.signals.misread[usa] = [0, 1, -1]
    model.world.relations.rung = model.world.relations.rung.copy()
    model.observe()
    read = model.briefings[usa].rival_step
    assert read.tolist() == np.clip(step + np.array([0, 1, -1]), step - stood, 6 - stood + step).tolist()
    assert read[0] == step[0] and read[2] < step[2]
    assert (model.briefings[china].rival_step == model.world.relations.own_step[usa]).all()
    rung = model.world.relations.rung[china]
    assert model.briefings[usa].rival_rung.tolist() == np.clip(rung + np.array([0, 1, -1]), 0, 6).tolist()
    assert (model.briefings[china].rival_rung == model.world.relations.rung[usa]).all()
    model.world.relations.own_step = np.zeros_like(model.world.relations.own_step)
    model.world.relations.law_rung = np.zeros_like(model.world.relations.law_rung)
    model.observe()
    assert model.briefings[usa].rival_step.tolist() == [0, 1, 0]


def test_a_leak_shows_how_the_rival_really_stands() -> None:
    model = trade_war("rare_earth_controls_2025", worlds=2)
    for _ in range(5):
        model.step()
    china = model.craft.codes.index("CHN")
    model.world.signals.leaked = model.world.signals.leaked.copy()
    model.world.signals.leaked[china, 0] = True
    true = model.fork(1)
    for one in (model, true):
        one.observe()
    found, exact = model.briefings[china].rival_stocks, true.briefings[china].rival_stocks
    assert found[0] == exact[0] and found[1] != exact[1]


def test_a_state_sees_its_own_laws() -> None:
    model = trade_war(worlds=2)
    usa = model.craft.codes.index("USA")
    model.observe()
    laws = model.briefings[usa].authorities
    first = next(iter(laws))
    assert first == "IEEPA" and laws[first].free.all() and np.isinf(laws[first].cap)
    assert laws["S122"].cap == 0.15 and not laws["S122"].sectors_only and laws["S301"].months_high > 0
    assert set(model.briefings[model.craft.codes.index("CHN")].authorities).isdisjoint(laws)
    with pytest.raises(ValueError, match="read-only"):
        laws[first].free[0] = False
    with pytest.raises(dataclasses.FrozenInstanceError):
        laws[first].cap = 0.0


def test_the_calendar_counts_down_to_the_next_vote() -> None:
    model = trade_war()
    usa = model.craft.codes.index("USA")
    model.observe()
    away = model.briefings[usa].months_to_vote
    model.step()
    model.observe()
    assert model.briefings[usa].months_to_vote == away - 1 == 21
    assert model.briefings[model.craft.codes.index("CHN")].rival_months_to_vote == 21


def test_a_mirror_answers_a_step_that_it_only_believes_to_have_seen() -> None:
    model = trade_war("base", worlds=40, USA="reciprocal", CHN="hold")
    usa = model.craft.codes.index("USA")
    model.world.signals.misread = np.zeros_like(model.world.signals.misread)
    model.world.signals.misread[usa, ::2] = 1
    model.observe()
    (move,) = model.states[usa].decide(model.briefings[usa]).moves
    assert move.where is not None and not move.where[1::2].any() and move.where[::2].mean() > 1 / 2
