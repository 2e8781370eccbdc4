"""What must stay true of the patterns of the record: detectors see what the record has, and nothing where none is."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

import numpy as np
import pytest
from briefings import briefing

from sim import Results, load_scenario, simulate
from sim.errors import InputError
from sim.figures.patterns import patterns_page
from sim.labelled import Labelled
from sim.parameters import Settings
from sim.policy.deals import is_concluded
from sim.policy.log import Entry
from sim.provenance import Provenance
from sim.recording import EventRow, Series
from sim.states import Briefing, Moves, Strategy
from sim.states.moves import ProgrammeMove
from sim.states.strategies.self_reliant import SelfReliant
from sim.validation.patterns.page import pattern_cells, pattern_frame, pattern_section
from sim.validation.patterns.rows import PatternRow, load_patterns
from sim.validation.patterns.runs import SERIES, Run, runs_of
from sim.validation.patterns.study import DETECTORS, PatternFinding, PatternStudy, detect, study_patterns
from sim.validation.patterns.truces import _slow_walked
from sim.validation.sampling import draw, live

PATTERNS = {one.id: one for one in load_patterns(tuple(DETECTORS))}
OF_ANOTHER_TIME = {"relaxed_kills"}
"""The record shows it in 2015, not in 2025."""

MONTHS = 25


@pytest.fixture(scope="module")
def history() -> Results:
    return simulate(load_scenario("history_2025"), runs=1)


# A record made by hand -----------------------------------------------------------------------------------------------


def event(date: str, actor: str, instrument: str, after: object, before: object = 0, **more: str) -> EventRow:
    said = {"target": "CHN" if actor == "USA" else "USA", "good": "", "reason": "made up"} | more
    texts = (said["target"], said["good"], str(before), str(after), said["reason"])
    return EventRow(0, date[:7], date, actor, instrument, *texts)


def run(*events: EventRow, **series: list[float] | dict[tuple[str, str, str], list[float]]) -> Run:
    """One run of 25 months from January 2025; a series given as a list is that of the US towards China."""
    months = tuple(f"{2025 + number // 12}-{number % 12 + 1:02d}" for number in range(MONTHS))
    blocks = []
    for name, given in series.items():
        lines = given if isinstance(given, dict) else {("USA", "CHN", ""): given}
        values = np.array([[*line, *[line[-1]] * (MONTHS - len(line))] for line in lines.values()]).T
        states, partners, goods = zip(*lines, strict=True)
        blocks.append(Series(name, "", "", states, partners, goods, values[:, :, None]))
    results = Labelled(Provenance("made_up"), months, (1,), tuple(blocks), tuple(events))
    return next(runs_of(results))


def seen(pattern: str, life: Run) -> float:
    return DETECTORS[pattern](life, PATTERNS[pattern])


US, CHINA = ("USA", "CHN", ""), ("CHN", "USA", "")


# The record itself ----------------------------------------------------------------------------------------------------


def test_every_pattern_has_a_detector_and_every_detector_a_pattern() -> None:
    assert set(PATTERNS) == set(DETECTORS)
    assert len(PATTERNS) == 10


@pytest.mark.parametrize("pattern", sorted(set(DETECTORS) - OF_ANOTHER_TIME))
def test_the_recorded_scenario_shows_the_pattern(history: Results, pattern: str) -> None:
    assert detect(history, (PATTERNS[pattern],)) == 1


def test_capacity_dies_after_a_truce_without_a_floor() -> None:
    bust = simulate(load_scenario("truce_without_floor"), runs=1, months=36)
    assert detect(bust, (PATTERNS["relaxed_kills"],)) == 1


def test_a_world_at_rest_gives_no_occasion() -> None:
    base = simulate(load_scenario("base"), runs=2, months=4)
    assert np.isnan(detect(base, tuple(PATTERNS.values()))).all()


# Decision tables ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs", "shown"),
    [
        ([0.2, 0.5, 0.9], [0.2, 0.5, 0.9], 1),  # in the same month
        ([0.2, 0.5, 0.9, 0.9], [0.2, 0.2, 0.5, 0.9], 1),  # a month later
        ([0.2, 0.5, 0.9, 0.9, 0.9, 0.9], [0.2, 0.2, 0.2, 0.2, 0.5, 0.9], 0),  # too late
        ([0.2, 0.9], [0.2, 0.4], 0),  # too little
        ([0.2, 0.32, 0.42], [0.2, 0.32, 0.32], 1),  # China's second rung has the points of its first
        ([0.32, 0.32, 0.42], [0.21, 0.21, 0.21], 0),  # the first rung, unanswered; the second asks for nothing
        ([0.2, 0.22], [0.2, 0.22], float("nan")),  # nobody moved
        ([0.2, 0.2, 0.6], [0.2, 0.6], 1),  # the other side moved first
    ],
)
def test_mirrors(ours: list[float], theirs: list[float], shown: float) -> None:
    found = seen("mirror", run(tariff={US: ours, CHINA: theirs}))
    assert found == shown or (isnan(found) and isnan(shown))


def raises(*dates: str) -> list[EventRow]:
    return [event(date, "USA", "tariff IEEPA", number + 1, number) for number, date in enumerate(dates)]


def control(date: str, after: float, before: float, actor: str = "CHN", **more: str) -> EventRow:
    return event(date, actor, "export control (civil)", after, before, good="april_2025", **more)


@pytest.mark.parametrize(
    ("rounds", "controls", "shown"),
    [
        (3, [("2025-04-04", 0.25, 1), ("2025-10-09", 0.1, 0.6)], 1),
        (2, [("2025-04-04", 0.25, 1), ("2025-10-09", 0.1, 0.6)], 0),  # in the second round already
        (3, [("2025-04-04", 0.25, 1)], 0),  # never widened
        (3, [("2025-04-04", 0.25, 1), ("2025-04-20", 0.1, 0.2)], 0),  # one measure in two parts
        (3, [("2025-04-04", 1, 0.25)], 0),  # eased, not controlled
        (3, [], 0),
        (2, [], float("nan")),
    ],
)
def test_the_third_round(rounds: int, controls: list[tuple[str, float, float]], shown: float) -> None:
    dates = ("2025-02-04", "2025-03-04", "2025-04-02")[:rounds]
    found = seen("third_round", run(*raises(*dates), *(control(*one) for one in controls)))
    assert found == shown or (isnan(found) and isnan(shown))


def test_a_control_on_others_is_no_answer() -> None:
    others = [control(date, 0.1, 1, target="17 states") for date in ("2025-04-04", "2025-10-09")]
    assert seen("third_round", run(*raises("2025-02-04", "2025-03-04", "2025-04-02"), *others)) == 0


def test_a_control_long_after_a_round_is_no_answer_to_it() -> None:
    rounds = raises("2025-02-04", "2025-03-04", "2025-04-02")
    late, wider = control("2025-06-04", 0.25, 1), control("2025-10-09", 0.1, 0.6)
    assert seen("third_round", run(*rounds, late, wider)) == 0
    assert seen("third_round", run(*raises("2025-02-04", "2025-03-04", "2025-04-02", "2025-05-20"), late, wider)) == 1


def deal(date: str, after: str, before: str = "none") -> EventRow:
    return event(date, "USA", "deal truce", after, before)


Lines = dict[str, dict[tuple[str, str, str], list[float]]]


def desk(approved: float, refused: float, waiting: float, promised: list[float] | None = None) -> Lines:
    """A desk that works alike in all months, and what it has promised from month to month."""
    numbers = {"licence_approved": approved, "licence_refused": refused, "licence_backlog": waiting}
    lines: Lines = {name: {("CHN", "USA", "oxide"): [number]} for name, number in numbers.items()}
    given = [0, 0, 0, 0, 0.6] if promised is None else promised
    return lines | {"promised_approval": {("USA", "", ""): given}, "deal_days_left": {US: [0, 0, 0, 0, 90, 60, 30]}}


def test_a_truce_is_disputed_and_slow_walked_only_together() -> None:
    begun, busy = deal("2025-05-14", "in force"), desk(20, 80, 500)
    squeeze = control("2025-05-28", 0.25, 1, actor="USA")
    complaint = deal("2025-06-20", "complained of", "in force")
    assert seen("disputed_truce", run(begun, squeeze, **busy)) == 1
    assert seen("disputed_truce", run(begun, complaint, **busy)) == 1
    assert seen("disputed_truce", run(begun, **busy)) == 0
    assert seen("disputed_truce", run(begun, squeeze, **desk(60, 40, 500))) == 0
    assert seen("disputed_truce", run(begun, control("2025-09-28", 0.25, 1, actor="USA"), **busy)) == 0
    assert isnan(seen("disputed_truce", run(squeeze, **busy)))


@pytest.mark.parametrize(
    ("works", "slow"),
    [
        (desk(50, 50, 500), 0),  # a little less than promised, which may be luck
        (desk(44, 56, 500), 1),
        (desk(60, 40, 5000), 0),  # a long queue is no refusal
        (desk(0, 0, 500), 1),  # nothing is decided though cases wait
        (desk(0, 0, 0), 0),  # nobody asked
        (desk(20, 80, 500, [0]), 0),  # no rate was promised, and cases are decided
        (desk(0, 0, 500, [0]), 1),
        (desk(20, 80, 500, [0.6] * 4 + [0]), 0),  # the promise was of another deal
    ],
)
def test_a_slow_desk_approves_clearly_less_than_it_promised(works: Lines, slow: float) -> None:
    squeeze = control("2025-05-28", 0.25, 1, actor="USA")
    assert seen("disputed_truce", run(deal("2025-05-14", "in force"), squeeze, **works)) == slow


def test_what_is_decided_after_a_promise_has_ended_is_not_counted() -> None:
    squeeze = control("2025-05-28", 0.25, 1, actor="USA")
    works = desk(0, 0, 500, [0, 0, 0, 0, 0.6, 0])
    works["licence_approved"] = {("CHN", "USA", "oxide"): [0, 0, 0, 0, 60, 0, 0]}
    works["licence_refused"] = {("CHN", "USA", "oxide"): [0, 0, 0, 0, 40, 500, 500]}
    assert seen("disputed_truce", run(deal("2025-05-14", "in force"), squeeze, **works)) == 0


def test_an_honest_desk_is_hardly_ever_called_slow() -> None:
    """The same bargains with a desk that keeps its word, and with one that does not."""
    found = {}
    for name in ("dealmaker", "slow_walker"):
        lived = next(live(load_scenario("unscripted_2025", {"states.CHN.strategy": name}), draw(16), series=SERIES))
        lives = list(runs_of(lived))
        deals = [
            (life, one) for life in lives for one in life.deals("USA", "CHN") if is_concluded(one.before, one.after)
        ]
        assert len(deals) >= 10
        found[name] = np.mean([_slow_walked(life, one, PATTERNS["disputed_truce"]) for life, one in deals])
    assert found["dealmaker"] < 0.1 and found["slow_walker"] > 0.5


def test_threats_are_carried_out_or_not() -> None:
    threat = event("2025-10-10", "USA", "threat", 1)
    calm = {US: [0.5] * 12, CHINA: [0.3]}
    assert seen("idle_threats", run(threat, tariff=calm)) == 1
    assert seen("idle_threats", run(threat, tariff={US: [0.5] * 10 + [1.5], CHINA: [0.3]})) == 0
    small = event("2025-10-10", "USA", "threat", 0.1)
    late = event("2027-01-10", "USA", "threat", 1)
    assert isnan(seen("idle_threats", run(small, late, tariff=calm)))
    kept = event("2025-03-10", "USA", "threat", 1)
    half = {US: [0.5] * 3 + [1.5], CHINA: [0.3]}
    assert seen("idle_threats", run(threat, kept, tariff=half)) == 1


@pytest.mark.parametrize(
    ("access", "left", "shown"),
    [
        ([1, 1, 0, 0, 0], [0, 0, 0, 90, 60], 1),
        ([1, 1, 0, 0.4, 0.4], [0, 0, 0, 90, 60], 0),
        ([1, 1, 0, 0, 0.4], [0, 0, 0, 90, 60], 0),
        ([1, 1, 1, 1], [0, 0, 90, 60], float("nan")),  # nothing was refused to anybody
        ([1, 0, 0, 0], [0], float("nan")),  # no deal
    ],
)
def test_military_use_stays_outside(access: list[float], left: list[float], shown: float) -> None:
    found = seen("military_outside", run(deal_days_left=left, military_access={CHINA: access}))
    assert found == shown or (isnan(found) and isnan(shown))


def programme(date: str, actor: str = "USA", instrument: str = "equity stake", **more: str) -> EventRow:
    return event(date, actor, instrument, 400, **({"target": actor} | more))


def test_controls_are_answered_by_programmes_in_time() -> None:
    april, october = control("2025-04-04", 0.25, 1), control("2025-10-09", 0.25, 0.6)
    july = programme("2025-07-10")
    assert seen("answered_controls", run(april, july)) == 1
    assert seen("answered_controls", run(april, october, july)) == 1
    assert seen("answered_controls", run(april, october, programme("2025-09-10"))) == 0
    assert seen("answered_controls", run(april, programme("2025-07-10", actor="CHN"))) == 0
    assert seen("answered_controls", run(april, programme("2025-07-10", reason="x (refused: no money)"))) == 0
    assert seen("answered_controls", run(april, programme("2025-05-10", instrument="research"))) == 0
    assert isnan(seen("answered_controls", run(july, control("2026-12-04", 0.25, 1))))


def test_a_struck_tariff_comes_back_lower() -> None:
    struck = event("2026-02-20", "USA", "tariff IEEPA", 0, 0.44, target="all", reason="the Supreme Court rules")
    back = event("2026-02-24", "USA", "tariff S122", 0.1, 0, target="16 states")
    assert seen("struck_returns", run(struck, back)) == 1
    assert seen("struck_returns", run(struck)) == 0
    assert seen("struck_returns", run(struck, replace(back, after="0.5"))) == 0
    assert seen("struck_returns", run(struck, replace(back, instrument="tariff IEEPA"))) == 0
    assert isnan(seen("struck_returns", run(replace(struck, reason="a treaty"), back)))
    ruling = event("2026-02-20", "USA", "court ruling IEEPA", 0, 0.54, target="USA", reason="no such power")
    assert seen("struck_returns", run(ruling, back)) == 1
    assert seen("struck_returns", run(ruling, replace(back, instrument="tariff IEEPA"))) == 0
    assert isnan(seen("struck_returns", run(replace(ruling, after="0.54"), back)))  # stayed


def shut(**capacity: list[float]) -> dict[str, dict[tuple[str, str, str], list[float]]]:
    cells = {name: ("USA", "", name) for name in capacity}
    closed = {cells[name]: line for name, line in capacity.items()}
    return {"mothballed": closed, "capacity": {cell: [100 - value for value in line] for cell, line in closed.items()}}


def test_relaxed_chokeholds_kill_what_no_floor_protects() -> None:
    story = (control("2025-04-04", 0.25, 1), control("2025-06-10", 0.6, 0.25))
    floor = event("2025-07-10", "USA", "price floor", 110, target="USA", good="ndpr_oxide")
    dead, alive = [0.0] * 8 + [30.0], [0.0]
    assert seen("relaxed_kills", run(*story, **shut(dytb_oxide=dead, ndpr_oxide=alive))) == 1
    assert seen("relaxed_kills", run(*story, floor, **shut(dytb_oxide=dead, ndpr_oxide=alive))) == 1
    assert seen("relaxed_kills", run(*story, floor, **shut(dytb_oxide=dead, ndpr_oxide=dead))) == 0
    assert seen("relaxed_kills", run(*story, **shut(dytb_oxide=alive))) == 0
    assert isnan(seen("relaxed_kills", run(story[0], **shut(dytb_oxide=dead))))


def test_terms_vary_and_are_extended_late() -> None:
    begun, longer = deal("2025-05-14", "in force"), deal("2025-08-11", "extended", "in force")
    left = [0, 0, 0, 0, 73, 43, 12, 71, 41, 10, 0]  # 90 days, extended by 90 in August
    assert seen("extended_truces", run(begun, longer, deal_days_left=left)) == 0
    left = [0, 0, 0, 0, 73, 43, 12, 42, 11, 0]  # extended by 61
    assert seen("extended_truces", run(begun, longer, deal_days_left=left)) == 1
    early = deal("2025-06-11", "extended", "in force")
    assert seen("extended_truces", run(begun, early, deal_days_left=[0, 0, 0, 0, 90, 121, 90])) == 0
    assert isnan(seen("extended_truces", run(longer, deal_days_left=left)))


@pytest.mark.parametrize(
    ("tariff", "shown"),
    [([0.2, 1.3, 0.5], 1), ([0.2, 1.3, 1.3], 0), ([0.2, 1.3, 0.2], 0), ([0.2, 0.25], float("nan"))],
)
def test_settling_above_the_start(tariff: list[float], shown: float) -> None:
    found = seen("settles_above", run(tariff=tariff))
    assert found == shown or (isnan(found) and isnan(shown))


# The study ------------------------------------------------------------------------------------------------------------


def finding(values: list[float], recorded: list[float]) -> PatternFinding:
    return PatternFinding(PATTERNS["mirror"], np.array(values), np.array(recorded))


def test_runs_without_an_occasion_count_against_a_pattern() -> None:
    nan = float("nan")
    one = finding([1, 0, nan, nan], [nan, nan])
    assert (one.emerges, one.occasions, one.given_occasion) == (0.25, 0.5, 0.5)
    assert isnan(one.in_record)
    assert pattern_cells(one)[1:] == ("25 %", "50 %", "50 %", "-")


def test_the_study_says_what_came_of_each_pattern() -> None:
    found = study_patterns(draw(2), scenario="base")
    assert len(found.findings) == len(PATTERNS)
    assert all(one.emerges == 0 and one.occasions == 0 for one in found.findings)
    assert {one.pattern.id for one in found.findings if one.in_record == 0} <= OF_ANOTHER_TIME
    text, table = pattern_section(found), pattern_frame(found)
    assert all(one.pattern.what in text for one in found.findings)
    assert "0 of 10 patterns" in " ".join(text.split())
    assert list(table["id"]) == list(PATTERNS) and (table["emerges_percent"] == 0).all()


def test_a_pattern_without_a_detector_is_refused() -> None:
    with pytest.raises(InputError, match="mirror"):
        load_patterns(tuple(name for name in DETECTORS if name != "mirror"))


def test_usual_patterns_are_counted() -> None:
    rows = (finding([1, 1, 0], [1]), finding([1, 0, 0], [1]), finding([1, float("nan")], [1]))
    assert PatternStudy(rows, ()).usual == 2
    assert PatternStudy(rows, ()).found == 0, "a mirror is by design"
    own = replace(rows[0], pattern=replace(PATTERNS["mirror"], by_design=""))
    assert PatternStudy((own, *rows[1:]), ()).found == 1


def test_rows_keep_their_numbers() -> None:
    assert isinstance(PATTERNS["third_round"], PatternRow) and PATTERNS["third_round"].size == 3


# The strategy that builds ---------------------------------------------------------------------------------------------


class Quiet(Strategy):
    """Do nothing."""

    name = "quiet"

    def decide(self, seen: Briefing) -> Moves:
        return seen.hold(because="quiet")


def entry(month: int, before: float = 1.0, after: float = 0.5, **more: str) -> Entry:
    said = {"actor": "CHN", "instrument": "access", "target": "USA", "good": "dytb_oxide+ndfeb_magnets"} | more
    arrays = (np.array([before, before]), np.array([after, before]), np.array([True, False]))
    return Entry(month, 1, said["actor"], said["instrument"], said["target"], said["good"], *arrays, "why", None)


def answer(*entries: Entry, month: int = 12, **memory: float) -> Moves:
    strategy = SelfReliant(Settings.defaults(), inner=Quiet(Settings.defaults()))
    facts = {"memory": {name: np.full(2, value) for name, value in memory.items()}} if memory else {}
    return strategy.decide(briefing(2, month=month, events=tuple(entries), **facts))


def programmes(moves: Moves) -> list[ProgrammeMove]:
    return [one for one in moves.moves if isinstance(one, ProgrammeMove)]


def test_a_control_is_answered_where_it_binds_and_nowhere_else() -> None:
    found = answer(entry(11))
    made = {one.instrument: one for one in programmes(found)}
    assert set(made) == {"equity_stake", "strategic_reserve", "price_floor"}
    assert all(one.where is not None and one.where.tolist() == [True, False] for one in made.values())
    assert made["equity_stake"].goods == ("dytb_oxide", "ndfeb_magnets")
    assert made["price_floor"].goods == ("ndpr_oxide",) and made["price_floor"].years == 10
    assert made["price_floor"].terms == {"price_usd_kg": 110.0}
    assert found.memory["self_reliant_answer"][0] == 12 and found.memory["self_reliant_answer"][1] < 0


@pytest.mark.parametrize(
    "ignored",
    [
        entry(11, before=0.5, after=1.0),  # eased
        entry(11, before=0.5, after=0.48),  # hardly tightened
        entry(11, actor="USA", target="CHN"),  # one's own
        entry(11, actor="JPN"),  # not the rival's
        entry(11, target="JPN"),  # aimed at another
        entry(11, instrument="tariff national"),
    ],
)
def test_what_is_no_control_of_the_rival_is_not_answered(ignored: Entry) -> None:
    assert not programmes(answer(ignored))


def test_a_control_of_everybody_and_one_on_other_goods_are_answered_too() -> None:
    assert programmes(answer(entry(11, target="all", instrument="export control (civil)", good="april_2025")))
    chips = {one.instrument for one in programmes(answer(entry(11, good="us_curtailed_ai_chips")))}
    assert chips == {"equity_stake", "strategic_reserve"}


def test_one_answer_for_one_control_and_a_rest_after_it() -> None:
    assert not programmes(answer(entry(8), self_reliant_answer=9.0))  # answered before
    assert not programmes(answer(entry(11), self_reliant_answer=10.0))  # too soon
    assert programmes(answer(entry(10), month=13, self_reliant_answer=10.0))  # what had to wait


def test_what_came_to_nothing_is_not_tried_again() -> None:
    control = entry(11, good="chips")
    idle = replace(entry(11, actor="USA", instrument="equity stake", good="chips"), reason="builds (no effect: nobody)")
    tried = answer(idle, control).memory["useless equity stake chips"]
    assert np.asarray(tried).tolist() == [1, 0]
    everywhere = replace(control, after=np.zeros(2), where=np.ones(2, dtype=bool))
    strategy = SelfReliant(Settings.defaults(), inner=Quiet(Settings.defaults()))
    seen = briefing(2, month=12, events=(everywhere,), memory={"useless equity stake chips": tried})
    made = {one.instrument: one.worlds(2).tolist() for one in programmes(strategy.decide(seen))}
    assert made == {"equity_stake": [False, True], "strategic_reserve": [True, True]}


def test_the_rule_inside_still_decides() -> None:
    class Loud(Quiet):
        name = "loud"

        def decide(self, seen: Briefing) -> Moves:
            return seen.rung(1.0, because="loud")

    settings = Settings.defaults()
    wrapped = SelfReliant(settings, inner=Loud(settings)).decide(briefing(2, month=12, events=(entry(11),)))
    assert len(wrapped.moves) == len(programmes(wrapped)) + 1


def test_in_a_whole_run_it_builds_after_controls() -> None:
    changes = {f"states.USA.{key}": value for key, value in {"then": "self_reliant(hold)", "until": "2025-04"}.items()}
    lived = simulate(load_scenario("liberation_day_2025", changes), runs=1, months=9)
    begun = [one for one in lived.events if one.actor == "USA" and one.instrument == "equity stake"]
    assert begun and min(one.month for one in begun) == "2025-05"
    assert all("refused" not in one.reason for one in begun)


def test_the_figure_has_a_bar_for_every_pattern() -> None:
    rows = tuple(PatternFinding(one, np.array([1.0, 0.0]), np.array([1.0])) for one in PATTERNS.values())
    base = Labelled(Provenance("made_up"), ("2025-01",), (1, 2), ())
    page = patterns_page(PatternStudy(rows, (base, base)))
    page.canvas.draw()
    (ax,) = page.axes
    assert len(ax.get_yticklabels()) == len(PATTERNS)
    assert sum(bar.get_width() == 50 for bar in ax.patches) == len(PATTERNS)
