"""What must stay true of a tournament: fair starts, honest scores, the same numbers however it is played."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from rich.console import Console

from sim.console import tournament_report
from sim.errors import InputError
from sim.figures.style import house_style
from sim.figures.tournament import draw_tournament, pairs_page, ranking_page
from sim.model import simulate
from sim.results import Results
from sim.scenario import load_scenario
from sim.states.strategy import find_strategies, is_wrapper
from sim.tournament import playing
from sim.tournament.arena import DAY, START, Arena, Rules, rules_of, taken_over
from sim.tournament.entrants import FIELD, LEFT_OUT, Entrant, all_that_suit, entrants_of, names_in
from sim.tournament.keeping import Shelf
from sim.tournament.match import BROKEN, CONFLICT, DEALS, GROWTH, MEASURES, PAYOFF, play, scores
from sim.tournament.playing import forget, play_all
from sim.tournament.report import matches, save, side_by_side, standings
from sim.tournament.standings import Tournament
from sim.validation.sampling import draw

PROGRAM = Path(__file__).resolve().parent.parent / "run.py"
SHORT = Rules(months=7, runs=2)
THREE = tuple(Entrant(name, name) for name in ("dove", "hawk", "hold"))
OWN = '''
from sim.states import Briefing, Moves, Strategy


class Mine(Strategy):
    """Stand on the third rung."""

    name = "mine"

    def decide(self, seen: Briefing) -> Moves:
        """Climb."""
        return seen.rung(3.0, because="mine")
'''


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Tournament:
    return play_all(SHORT, THREE, tmp_path_factory.mktemp("played") / "small")


def made_up(payoff: list[list[list[float]]], rival: list[list[list[float]]] | None = None) -> Tournament:
    """A tournament whose payoffs are given: [first seat's strategy][second seat's strategy][run]."""
    values = np.array(payoff, dtype=float)
    table = np.zeros((len(MEASURES), *values.shape[:2], 2, values.shape[2]))
    table[PAYOFF, :, :, 0] = values
    table[PAYOFF, :, :, 1] = values if rival is None else np.array(rival)
    names = tuple("abc"[: len(values)])
    return Tournament(names, SHORT.arena(), draw(values.shape[2]), table)


# The start ------------------------------------------------------------------------------------------------------------


def test_the_usual_start_is_the_evening_before_the_answer() -> None:
    arena = SHORT.arena()
    taken = arena.between("hawk", "dove")
    assert arena.day == date.fromisoformat(DAY) and arena.first_free == 4
    assert max(one.date for one in taken.events) == arena.day
    assert taken.states["USA"].then == "hawk" and taken.states["CHN"].then == "dove"
    assert {choice.until for choice in taken.states.values() if choice.strategy == "script"} == {"2025-04"}
    assert taken.states["JPN"].then == arena.scenario.states["JPN"].then
    assert arena.scenario.states["USA"].then != "hawk", "the scenario itself stays as it was"


def test_strategies_take_over_a_scenario_without_a_script() -> None:
    taken = taken_over(load_scenario("base"), None, {"USA": "hawk", "CHN": "reciprocal"})
    assert (taken.states["USA"].strategy, taken.states["CHN"].strategy) == ("hawk", "reciprocal")
    assert taken.states["JPN"].strategy == "hold"


def test_without_a_day_the_end_of_the_script_stays() -> None:
    taken = taken_over(load_scenario(START), None, {"USA": "hawk"})
    assert (taken.states["USA"].until, taken.states["USA"].then) == ("2025-06", "hawk")
    assert len(taken.events) == len(load_scenario(START).events)


def test_both_seats_are_free_from_the_first_free_month_on() -> None:
    arena = SHORT.arena()
    lived = {name: simulate(arena.between(name, "hold"), [1], 7, series=("rung",)) for name in ("hawk", "dove")}
    rungs = {name: Results.from_recording(one).values("rung", "USA")[:, 0] for name, one in lived.items()}
    assert (rungs["hawk"][: arena.first_free] == rungs["dove"][: arena.first_free]).all()
    assert rungs["hawk"][arena.first_free] > rungs["dove"][arena.first_free]


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (replace(SHORT, states=("USA", "EUU")), "two rivals: --states USA,CHN"),
        (replace(SHORT, states=("USA",)), "two rivals"),
        (replace(SHORT, states=("USA", "CHM")), "did you mean 'CHN'"),
        (replace(SHORT, months=4), "first free one is 5"),
        (replace(SHORT, day="2031-01-01"), "can be forked from 2025-01-01 to"),
        (replace(SHORT, day="soon"), "expected a day"),
        (replace(SHORT, scenario="liberation_day"), "did you mean"),
    ],
)
def test_a_start_that_cannot_be_played_is_refused(rules: Rules, message: str) -> None:
    with pytest.raises(InputError, match=message):
        rules.arena()


def test_a_start_without_a_day_is_free_when_both_scripts_have_ended() -> None:
    assert rules_of(START, "", ("USA", "CHN"), 36, 2, 1, {}).arena().first_free == 4
    assert Rules(scenario=START, day="", runs=2).arena().first_free == 6
    assert Rules(scenario="base", day="", runs=2).arena().first_free == 0


def test_only_the_usual_start_has_a_day_of_its_own() -> None:
    assert rules_of("", "", ("USA", "CHN"), 36, 16, 1, {}).day == DAY
    assert rules_of("base", "", ("USA", "CHN"), 36, 16, 1, {}).day == ""
    assert rules_of("base", "2025-03", ("USA", " CHN"), 36, 16, 1, {"runs": 3}).states == ("USA", "CHN")


# Who enters -----------------------------------------------------------------------------------------------------------


def test_the_field_is_made_for_powers_and_needs_nobody() -> None:
    field = all_that_suit()
    assert set(FIELD) <= set(field) and len(FIELD) == 12
    assert [one.name for one in entrants_of([])] == list(FIELD)
    assert [one.name for one in entrants_of(["all", "volatile_leader(hawk)"])] == [*field, "volatile_leader(hawk)"]
    assert not {"bandwagon", "hedger", "script", "human"} & set(field)
    for name in field:
        assert not is_wrapper(find_strategies()[name]) and not set(find_strategies()[name].tags) & set(LEFT_OUT)


def test_a_file_of_ones_own_and_nested_strategies_enter(tmp_path: Path) -> None:
    file = tmp_path / "own.py"
    file.write_text(OWN)
    found = entrants_of(names_in(" hawk, volatile_leader(dove) "), [file])
    assert [one.name for one in found] == ["hawk", "volatile_leader(dove)", "mine"]
    assert found[2].digest and not found[0].digest
    file.write_text(OWN.replace("3.0", "4.0"))
    assert entrants_of(["hawk"], [file])[1].digest != found[2].digest


@pytest.mark.parametrize(
    ("names", "message"),
    [(["hawk", "hawk"], "enters twice"), (["hawk"], "two strategies"), (["hawk", "dov"], "did you mean 'dove'")],
)
def test_a_field_that_makes_no_tournament_is_refused(names: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        entrants_of(names)


# Matches --------------------------------------------------------------------------------------------------------------


def test_scores_count_the_free_months_alone() -> None:
    arena = SHORT.arena()
    results = Results.from_recording(simulate(arena.between("hawk", "dove"), [1, 2], 7))
    found = scores(results, arena)
    assert found[PAYOFF, 0] == pytest.approx(results.values("payoff", "USA")[4:].mean(axis=0))
    assert found[GROWTH, 1] == pytest.approx(results.values("gdp_gap", "CHN")[4:].mean(axis=0))
    assert (found[CONFLICT, 0] == (results.values("rung", "USA")[4:] >= 3).sum(axis=0)).all()


def test_deals_count_for_both_and_a_breach_for_the_one_who_broke() -> None:
    arena = SHORT.arena()
    results = Results.from_recording(simulate(arena.between("dove", "dove"), [1, 2], 7))
    begun = next(row for row in results.events if row.instrument.startswith("deal "))
    rows = [
        replace(begun, run=1, month="2025-06", actor="CHN", before="proposed", after="in force"),
        replace(begun, run=1, month="2025-06", actor="CHN", before="suspended", after="in force"),
        replace(begun, run=1, month="2025-07", actor="USA", before="in force", after="breached"),
        replace(begun, run=1, month="2025-02", actor="USA", before="none", after="in force"),
        replace(begun, run=1, month="2025-06", actor="JPN", before="proposed", after="in force"),
    ]
    found = scores(replace(results, events=tuple(rows)), arena)
    assert found[DEALS].tolist() == [[0, 1], [0, 1]]
    assert found[BROKEN].tolist() == [[0, 1], [0, 0]]


def test_hawks_pay_for_the_conflict_that_they_make(small: Tournament) -> None:
    dove, hawk, _ = range(3)
    assert small.scores[CONFLICT, hawk, hawk].mean() > small.scores[CONFLICT, dove, dove].mean()
    assert (small.scores[GROWTH, hawk, hawk].mean(axis=-1) < small.scores[GROWTH, dove, dove].mean(axis=-1)).all()


def test_every_match_has_the_luck_and_the_draws_of_all(small: Tournament) -> None:
    """A match alone, and a match of the tournament: the same bits."""
    arena = SHORT.arena()
    alone = play(arena, draw(2), ("hawk", "hold"))
    assert np.array_equal(alone, small.scores[:, 1, 2])


def test_processes_make_no_difference(small: Tournament, tmp_path: Path) -> None:
    several = play_all(SHORT, THREE[:2], tmp_path / "two", workers=2)
    assert np.array_equal(several.scores, small.scores[:, :2, :2])


# Going on where it was broken off -------------------------------------------------------------------------------------


def test_a_tournament_broken_off_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    played: list[tuple[str, ...]] = []

    def match(arena: Arena, draws: object, texts: tuple[str, ...]) -> np.ndarray:
        if len(played) == 3:
            raise KeyboardInterrupt
        played.append(texts)
        return np.full((len(MEASURES), 2, 2), float(len(played)))

    monkeypatch.setattr(playing, "play", match)
    with pytest.raises(KeyboardInterrupt):
        play_all(SHORT, THREE[:2], tmp_path / "cut")
    told: list[tuple[int, int]] = []
    first = list(played)
    played.clear()
    whole = play_all(SHORT, THREE[:2], tmp_path / "cut", progress=lambda done, total: told.append((done, total)))
    assert len(first) == 3 and len(played) == 1 and not set(first) & set(played)
    assert told == [(4, 4)] and np.isfinite(whole.scores).all()
    forget(SHORT, tmp_path / "cut")
    assert not list(tmp_path.iterdir())


def test_matches_are_kept_for_one_tournament_alone(tmp_path: Path) -> None:
    arena, draws = SHORT.arena(), draw(2)
    shelves = {
        Shelf.of(arena, draws, tmp_path / "x").folder,
        Shelf.of(arena, draw(2, seed=2), tmp_path / "x").folder,
        Shelf.of(replace(SHORT, months=8).arena(), draws, tmp_path / "x").folder,
        Shelf.of(
            replace(SHORT, overrides=(("parameters.spot_scarcity", "1.8"),)).arena(), draws, tmp_path / "x"
        ).folder,
    }
    assert len(shelves) == 4


def test_a_damaged_file_is_played_again(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "kept")
    shelf.keep(THREE[:2], np.ones((len(MEASURES), 2, 2)))
    assert shelf.find(THREE[:2], 2) is not None
    assert shelf.find(THREE[:2], 3) is None and shelf.find(THREE[1:], 2) is None
    assert shelf.find((replace(THREE[0], digest="new"), THREE[1]), 2) is None
    for file in shelf.folder.iterdir():
        file.write_bytes(file.read_bytes()[:40])
    assert shelf.find(THREE[:2], 2) is None


# Standings ------------------------------------------------------------------------------------------------------------


def test_regret_is_against_the_best_reply_to_each_opponent_in_each_world() -> None:
    one = made_up([[[0, 4], [1, 1]], [[2, 2], [0, 0]]], [[[0, 0], [3, 1]], [[0, 0], [0, 0]]])
    assert one.regret(0).tolist() == [[[2, 0], [0, 0]], [[0, 2], [1, 1]]]
    # in the second seat a strategy is a column: replies to row a pay 0 (a) or 3, 1 (b)
    assert one.regret(1)[0].tolist() == [[3, 1], [0, 0]]
    assert (one.regret(0) >= 0).all() and (one.regret(0).min(axis=0) == 0).all()


def test_standings_are_means_and_worst_cases() -> None:
    one = made_up([[[0, 4], [1, 1]], [[2, 2], [0, 0]]], [[[5, 5], [3, 1]], [[0, 0], [0, 0]]])
    first = {row.strategy: row for row in one.ranking("USA")}
    assert (first["a"].payoff, first["a"].worst, first["a"].rival) == (1.5, 0, 3.5)
    assert first["a"].regret == 0.5 and first["b"].regret == 1.0 and first["b"].worst_regret == 2
    second = {row.strategy: row for row in one.ranking("CHN")}
    assert (second["a"].payoff, second["b"].payoff) == (2.5, 1.0)
    both = one.ranking()
    assert [row.strategy for row in both] == ["a", "b"] and both[0].payoff == 2.0
    assert np.isnan(both[0].kept)
    # worlds of strategy a, first seat: means 0.5 and 2.5
    assert first["a"].margin == pytest.approx(12.7062 * np.std([0.5, 2.5], ddof=1) / np.sqrt(2))


def test_kept_deals_are_those_not_broken_by_oneself() -> None:
    one = made_up([[[0, 0]]])
    one.scores[DEALS] = 2
    one.scores[BROKEN, :, :, 0, 0] = 1
    kept = {row.state: row.kept for row in one.standings}
    assert kept == {"": 0.875, "USA": 0.75, "CHN": 1.0}


# What is left behind --------------------------------------------------------------------------------------------------


def test_files_hold_every_match_and_every_standing(small: Tournament, tmp_path: Path) -> None:
    folder = save(small, tmp_path / "out", draw_tournament)
    table = pd.read_csv(folder / "matches.csv")
    assert len(table) == 3 * 3 * 2 and set(table["USA"]) == {"dove", "hawk", "hold"}
    row = table[(table["USA"] == "hawk") & (table["CHN"] == "dove") & (table["seed"] == 2)].iloc[0]
    assert row["payoff_CHN"] == pytest.approx(small.scores[PAYOFF, 1, 0, 1, 1])
    assert len(pd.read_csv(folder / "standings.csv")) == 3 * 3
    names = {"matches.csv", "standings.csv", "scenario.yaml", "manifest.json", "pairs.png", "ranking.png"}
    assert {file.name for file in folder.iterdir()} == names
    assert list(matches(small).columns)[:3] == ["USA", "CHN", "seed"] and len(standings(small)) == 9


def test_the_report_names_the_best_first(small: Tournament, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = io.StringIO()
    monkeypatch.setattr(tournament_report, "out", Console(file=text, width=140))
    tournament_report.print_tournament(small, tmp_path)
    said = text.getvalue()
    first, *_, last = small.ranking("USA")
    assert said.index(first.strategy) < said.index(last.strategy)
    assert said.index("As the United States") < said.index("As China") < said.index("Both seats")
    assert "Know more than the others" not in said and "9 matches of 2 worlds, 3 free months from 2025-05" in said


def test_who_looks_ahead_is_told_to_know_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = io.StringIO()
    monkeypatch.setattr(tournament_report, "out", Console(file=text, width=140))
    entrants = entrants_of(["hawk", "two_levels(lookahead)"])
    assert [one.looks_ahead for one in entrants] == [False, True]
    one = replace(made_up([[[0, 1], [1, 1]], [[2, 3], [0, 0]]]), looking_ahead=(entrants[1].name,))
    tournament_report.print_tournament(one, tmp_path)
    assert "Know more than the others: two_levels(lookahead)." in text.getvalue()


def test_seats_are_ranked_before_both_together() -> None:
    one = made_up([[[0, 4], [1, 1]], [[2, 2], [0, 0]]], [[[5, 5], [9, 9]], [[0, 0], [0, 0]]])
    assert [row.state for row in one.standings] == ["USA", "USA", "CHN", "CHN", "", ""]
    assert [row.strategy for row in one.ranking("CHN")] == ["b", "a"], "each seat has an order of its own"
    assert [row.strategy for row in one.ranking("USA")] == ["a", "b"]


def test_two_starts_lie_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = made_up([[[0, 4], [1, 1]], [[2, 2], [0, 0]]])
    later = replace(made_up([[[0, 0], [0, 0]], [[3, 3], [3, 3]]]), arena=replace(SHORT, day="2025-04-30").arena())
    table = side_by_side((first, later)).set_index(["state", "strategy"])
    assert table.loc[("USA", "a"), "rank from 2025-04-02"] == 1 and table.loc[("USA", "a"), "rank from 2025-04-30"] == 2
    assert table.loc[("USA", "b"), "payoff from 2025-04-30"] == 3 and len(table) == 6
    save(first, tmp_path / "out", others=(later,))
    assert len(pd.read_csv(tmp_path / "out" / "starts.csv")) == 6
    text = io.StringIO()
    monkeypatch.setattr(tournament_report, "out", Console(file=text, width=200))
    tournament_report.print_tournament(first, tmp_path, (later,))
    assert "As China, start by start" in text.getvalue() and "from 2025-04-30" in text.getvalue()


def test_figures_show_every_strategy(small: Tournament) -> None:
    with house_style():
        pages: list[Figure] = [pairs_page(small), ranking_page(small)]
    for page in pages:
        page.canvas.draw()
        labels = {label.get_text() for ax in page.axes for label in ax.get_yticklabels()}
        assert {"dove", "hawk", "hold"} <= labels


def test_each_side_of_a_heat_map_is_in_the_order_of_its_seat() -> None:
    one = made_up([[[0, 4], [1, 1]], [[2, 2], [0, 0]]], [[[5, 5], [9, 9]], [[0, 0], [0, 0]]])
    with house_style():
        left, _ = pairs_page(one).axes
    assert [label.get_text() for label in left.get_yticklabels()] == ["a", "b"]
    assert [label.get_text() for label in left.get_xticklabels()] == ["b", "a"]
    assert [text.get_text() for text in left.texts][:4] == ["1.00", "2.00", "0.00", "2.00"]


def test_the_best_replies_are_framed() -> None:
    one = made_up([[[0, 0], [1, 1]], [[2, 2], [0, 0]]])
    with house_style():
        page = pairs_page(one)
    left, right = page.axes
    assert len(left.lines) == 2 and len(right.lines) == 2


# The command ----------------------------------------------------------------------------------------------------------


def call(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROGRAM), "tournament", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_a_students_file_enters_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN)
    short = ("--runs", "2", "--months", "6", "--strategies", "dove", "--workers", "1")
    done = call("--states", "USA,CHN", *short, "--file", "own.py", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "mine" in done.stdout and "4 matches of 2 worlds" in done.stdout
    results = tmp_path / "results"
    assert [folder.name for folder in results.iterdir()] == ["tournament_liberation_day_2025"]
    assert set(pd.read_csv(results / "tournament_liberation_day_2025" / "matches.csv")["USA"]) == {"dove", "mine"}


def test_every_file_that_is_given_enters(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN)
    (tmp_path / "other.py").write_text(OWN.replace('"mine"', '"theirs"'))
    short = ("--runs", "2", "--months", "6", "--strategies", "dove", "--workers", "1")
    done = call(*short, "--file", "own.py", "--file", "other.py", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    matches = pd.read_csv(next((tmp_path / "results").iterdir()) / "matches.csv")
    assert set(matches["USA"]) == {"dove", "mine", "theirs"}


def test_a_mistake_in_a_students_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN.replace("seen.rung(3.0", "seen.rungs(3.0"))
    short = ("--runs", "2", "--months", "6", "--strategies", "dove", "--workers", "1")
    done = call(*short, "--file", "own.py", folder=tmp_path)
    assert done.returncode == 2 and done.stdout == ""
    assert "own.py:12" in done.stderr and "did you mean 'rung'" in done.stderr and "Traceback" not in done.stderr
