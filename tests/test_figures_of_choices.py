"""What must stay true of the figures of games, bargains, tournaments and beliefs: words and marks say what is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import synthetic

from sim.figures.beliefs import approvals
from sim.figures.contrast import ink_on
from sim.figures.escalation import escalation
from sim.figures.game import map_page
from sim.figures.style import INK, house_style, page
from sim.games import KINDS
from sim.ladder_game.kinds import KindMap
from sim.results import Results
from sim.types import Array


def with_values(results: Results, name: str, values: Array) -> Results:
    """Copy results with a series replaced by values that suit its shape (month, key, run)."""
    changed = [replace(one, values=values + 0 * one.values) if one.name == name else one for one in results.variables]
    return replace(results, variables=tuple(changed))


def test_the_end_of_a_ladder_is_named_as_it_is_drawn() -> None:
    results = synthetic.results(seeds=(1, 2))
    text = ladder_text(with_values(results, "rung", np.array([1.0, 2.0])))
    assert "US: 1.5" in text and "China: 1.5" in text and "both end on rung 1.5" in text
    assert "US: 2 " in f"{ladder_text(with_values(results, 'rung', np.array([2.0, 2.0])))} "


def ladder_text(results: Results) -> str:
    with house_style():
        _, ax = page()
        escalation(ax, results)
    return " ".join(text.get_text() for text in ax.texts).replace("\n", " ")


def test_a_promise_is_the_median_of_the_runs_that_have_one_and_a_gap_where_none_has() -> None:
    results = synthetic.results(seeds=(1, 2, 3))
    promised = np.tile([0.0, 0.0, 0.8], (len(results.months), 1))
    promised[-5:] = 0
    template = next(one for one in results.variables if one.name == "rung")
    rates = {
        "approval_low": 0.4,
        "approval_estimate": 0.5,
        "approval_high": 0.6,
        "promised_approval": promised[:, None],
    }
    made = [replace(template, name=name, values=rate + 0 * template.values) for name, rate in rates.items()]
    with house_style():
        _, ax = page()
        approvals(ax, replace(results, variables=(*results.variables, *made)), "USA", "CHN")
    assert "promised 80" in " ".join(text.get_text() for text in ax.texts)
    expected, line = (np.asarray(line.get_ydata(), dtype=float) for line in ax.lines[:2])
    assert expected == pytest.approx(50)
    assert line[:-5] == pytest.approx(80) and np.isnan(line[-5:]).all()


@pytest.mark.parametrize(
    ("ground", "ink"), [("white", INK), ("#DD9999", INK), ("#B1261D", "white"), ("black", "white")]
)
def test_text_takes_the_colour_with_more_contrast(ground: str, ink: str) -> None:
    assert ink_on(ground) == ink


def kinds(first: Array, second: Array, usual: tuple[float, float] = (0.5, 2.0)) -> KindMap:
    found = np.stack([first, second])
    values = np.array([[0.0, 1.0], [1.0, 3.0]])
    names = ("output_multiplier", "toughness_gain")
    nothing = np.zeros((2, 7, 7, 2, 2))
    return KindMap(
        "made_up", "2025-10", 6, ("USA", "CHN"), names, names, values, np.array(usual), found, found, nothing
    )


def map_texts(shown: KindMap) -> tuple[list[str], list[int]]:
    with house_style():
        axes = map_page(shown).axes
    texts = [" ".join(text.get_text() for text in ax.texts).replace("\n", " ") for ax in axes]
    return texts, [len(ax.lines) for ax in axes]


def test_a_map_says_ties_and_which_assumption_changes_nothing_and_marks_the_scenario() -> None:
    (us, china), marks = map_texts(kinds(np.array([[0, 1], [0, 1]]), np.array([[2, 0], [2, 2]])))
    assert f"{KINDS[0]} as often as {KINDS[1]}" in us and "does not change with output multiplier" in us
    assert f"mostly {KINDS[2]}" in china and "does not change" not in china
    assert marks == [2, 2]
    (us, china), marks = map_texts(kinds(np.zeros((2, 2), dtype=int), np.array([[0, 1], [2, 0]]), usual=(2.0, 2.0)))
    assert f"{KINDS[0]} everywhere" in us and "does not change with either assumption" in us
    assert f"{KINDS[0]} most often" in china
    assert marks == [0, 0]
