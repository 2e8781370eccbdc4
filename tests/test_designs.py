"""Designs: which points are tried, the same however they are asked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from SALib.analyze import morris as morris_analysis
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import sobol as sobol_sample

from sim.designs import Axis, Crossed, Design, Grid, LatinHypercube, Listed, Morris, Sobol
from sim.designs import hypercube as hypercube_module
from sim.designs.shuffling import jitter, shuffled
from sim.errors import InputError

AXES = (Axis("a", 0.0, None, 2.0), Axis("b", 0.0, 0.2, 1.0), Axis("c", values=("x", "y", "z")))
ROWS = [{"a": 0.5, "b": 1.0, "c": "z"}, {"a": 2, "b": 0.0, "c": "x"}, {"a": 0, "b": 0.4, "c": "x"}]
UNIT = tuple(Axis(name, -np.pi, None, np.pi) for name in ("x1", "x2", "x3"))
KEYS = np.array([1, 2, 3], dtype=np.uint64)

DESIGNS: dict[str, Callable[[], Design]] = {
    "grid": lambda: Grid(AXES),
    "listed": lambda: Listed(AXES, ROWS * 9),
    "latin_hypercube": lambda: LatinHypercube(AXES, 30, seed=4),
    "sobol": lambda: Sobol(AXES, 8, seed=4),
    "sobol_second_order": lambda: Sobol(AXES, 4, seed=4, second_order=True),
    "morris": lambda: Morris(AXES, 7, seed=4),
    "crossed": lambda: Crossed(Grid(AXES[2:]), LatinHypercube(AXES[:2], 9, seed=4)),
}


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


@pytest.mark.parametrize("kind", DESIGNS)
def test_points_do_not_depend_on_how_they_are_asked_for(kind: str) -> None:
    design = DESIGNS[kind]()
    whole, chances = design.block(0, design.points), design.chances(0, design.points)
    assert list(whole) == [axis.name for axis in design.axes] and chances.shape == (design.points, len(design.axes))
    some = np.array([17, 3, 3, design.points - 1, 0])
    for name, values in DESIGNS[kind]().at(some).items():
        assert np.array_equal(values, whole[name][some])
    parts = [DESIGNS[kind]().block(first, min(first + 7, design.points)) for first in range(0, design.points, 7)]
    for name, values in whole.items():
        assert np.array_equal(np.concatenate([part[name] for part in parts]), values)
    assert np.array_equal(design.chances_of(some), chances[some])
    assert chances.min() >= 0 and chances.max() <= 1
    assert all(values.size == 0 for values in design.block(4, 4).values())


@pytest.mark.parametrize("kind", DESIGNS)
def test_chances_say_where_values_lie(kind: str) -> None:
    design = DESIGNS[kind]()
    values, chances = design.block(0, design.points), design.chances(0, design.points)
    for place, axis in enumerate(design.axes):
        if axis.listed or design.kind not in ("grid", "listed"):
            assert np.array_equal(axis.at(chances[:, place]), values[axis.name])
        else:
            assert np.corrcoef(chances[:, place], values[axis.name])[0, 1] > 0.9


def test_a_grid_has_every_combination_once_the_last_axis_fastest() -> None:
    grid = Grid((Axis("a", 0.0, 0.9, 1.0, steps=3), Axis("c", values=(10, 20))))
    values = grid.block(0, grid.points)
    assert values["a"].tolist() == [0, 0, 0.5, 0.5, 1, 1]
    assert values["c"].tolist() == [0, 1, 0, 1, 0, 1]


def test_half_of_the_chance_lies_below_the_middle() -> None:
    axis = Axis("b", 0.0, 0.2, 1.0)
    assert axis.at(np.array([0.0, 0.25, 0.5, 0.75, 1.0])) == pytest.approx([0.0, 0.1, 0.2, 0.6, 1.0])
    assert Axis("a", 0.0, None, 1.0).at(np.array([0.25])).tolist() == [0.25]


def test_whole_numbers_share_the_chance_alike() -> None:
    drawn = Axis("w", 1, None, 4, steps=4, whole=True).at(np.linspace(0, 1, 4001))
    assert np.abs(np.bincount(drawn.astype(int))[1:] - 1000).max() <= 1


def test_listed_values_share_the_chance_alike() -> None:
    drawn = Axis("c", values=("x", "y", "z")).at(np.linspace(0, 1, 3000))
    assert np.bincount(drawn.astype(int)).tolist() == [1000, 1000, 1000]


@pytest.mark.parametrize("points", [40, 97])
@pytest.mark.parametrize("remembered", [True, False])
def test_a_hypercube_meets_every_part_of_every_axis_once(
    points: int, remembered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hypercube_module, "REMEMBERED", points if remembered else 0)
    chances = LatinHypercube(AXES, points).chances(0, points)
    parts = np.sort(np.floor(chances * points), axis=0)
    assert np.array_equal(parts, np.repeat(np.arange(points)[:, None], len(AXES), axis=1))
    another = LatinHypercube((AXES[0], Axis("d", 0, None, 1)), points).chances(0, points)
    assert np.array_equal(another[:, 0], chances[:, 0])  # a new axis moves no other
    assert not np.array_equal(LatinHypercube(AXES, points, seed=2).chances(0, points), chances)
    assert not np.array_equal(chances[:, 0], chances[:, 1])


@pytest.mark.parametrize("size", [2, 3, 5, 64, 65, 3001])
def test_an_order_that_is_worked_out_holds_every_number_once(size: int) -> None:
    found = shuffled(np.arange(size), size, KEYS)
    assert np.array_equal(np.sort(found, axis=0), np.repeat(np.arange(size)[:, None], len(KEYS), axis=1))


def test_an_order_that_is_worked_out_looks_like_chance() -> None:
    size = 100_003
    found = shuffled(np.arange(0, size, 5), size, KEYS) / size
    drawn = jitter(np.arange(20_000), KEYS)
    for numbers in (found, drawn):
        both = np.corrcoef(np.column_stack([numbers[1:], numbers[:-1]]).T)
        assert np.abs(both - np.eye(len(both))).max() < 0.03
        assert np.abs(np.histogram(numbers, bins=20)[0] / numbers.size * 20 - 1).max() < 0.05


def test_a_million_points_take_no_memory() -> None:
    import tracemalloc

    design = LatinHypercube([Axis(f"a{number}", 0, None, 1) for number in range(8)], 1_000_000)
    tracemalloc.start()
    for first in (0, 500_000, 990_000):
        design.block(first, first + 10_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20e6


@pytest.mark.parametrize("second_order", [False, True])
def test_sobol_points_are_those_of_salib_in_its_order(second_order: bool) -> None:
    design = Sobol(UNIT, 16, seed=3, second_order=second_order)
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[0, 1]] * 3}
    theirs = sobol_sample.sample(problem, 16, calc_second_order=second_order, seed=np.random.default_rng(design.key))
    assert np.array_equal(design.chances(0, design.points), theirs)


def test_salib_reads_sobol_outcomes_as_they_come() -> None:
    design = Sobol(UNIT, 1024, seed=1)
    points = np.column_stack(list(design.block(0, design.points).values()))
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3}
    found = sobol_analysis.analyze(problem, ishigami(points), calc_second_order=False, seed=1)
    known = {"S1": [0.3139, 0.4424, 0.0], "ST": [0.5576, 0.4424, 0.2437]}
    for name, values in known.items():
        assert np.all(np.abs(found[name] - values) < found[f"{name}_conf"] + 0.02)


@pytest.mark.parametrize("kind", DESIGNS)
def test_points_that_are_compared_are_a_set(kind: str) -> None:
    design = DESIGNS[kind]()
    points = np.arange(design.points)
    sets = design.sets_of(points)
    whole = design.chances(0, design.points)
    assert np.array_equal(DESIGNS[kind]().sets_of(points[[5, 2, 2]]), sets[[5, 2, 2]])
    assert set(sets) == set(range(int(sets.max()) + 1)) and design.compares == (len(set(sets)) < design.points)
    if kind.startswith("sobol"):  # A with AB, B with BA: each differs from the first or last of its set by one axis
        for number in set(sets):
            inside = whole[sets == number]
            own = inside[0] if number % 2 == 0 else inside[-1]
            assert ((inside != own).sum(axis=1) <= 1).all()
        assert len(set(sets)) == 2 * design.points // design.rows  # type: ignore[attr-defined]
    elif kind == "morris":
        assert all(((np.diff(whole[sets == number], axis=0)) != 0).sum() == 3 for number in set(sets))
    elif kind == "crossed":
        facts = design.block(0, design.points)["a"]
        assert all(len(set(facts[sets == number])) == 1 for number in set(sets))


LUCK = 0.8
"""Standard deviation of what luck adds below."""


def lived(design: Design, luck_of: np.ndarray, seed: int) -> np.ndarray:
    """An additive model: twice the first input and the second, nothing of the third, and luck."""
    points = design.chances(0, design.points)
    return np.asarray(2 * points[:, 0] + points[:, 1] + LUCK * np.random.default_rng(seed).normal(size=2048)[luck_of])


def test_indices_of_sobol_are_shares_of_all_variance_with_luck_as_one_more_input() -> None:
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[0, 1]] * 3}
    true = np.array([4 / 12, 1 / 12, 0]) / (5 / 12 + LUCK**2)
    found: dict[str, list[np.ndarray]] = {"S1": [], "ST": [], "covered": []}
    for seed in range(20):
        design = Sobol(UNIT, 256, seed=seed)
        outcome = lived(design, design.sets_of(np.arange(design.points)), seed)
        indices = sobol_analysis.analyze(problem, outcome, calc_second_order=False, num_resamples=50, seed=1)
        assert indices["S1"][2] == indices["ST"][2] == 0  # what does nothing cannot be named
        for name in ("S1", "ST"):
            found[name].append(indices[name])
            found["covered"].append(np.abs(indices[name] - true) <= indices[f"{name}_conf"])
    assert np.allclose(np.mean(found["S1"], axis=0), true, atol=0.02)
    assert np.allclose(np.mean(found["ST"], axis=0), true, atol=0.02)
    assert np.mean(found["covered"]) > 0.9
    design = Sobol(UNIT, 256, seed=1)
    alone = lived(design, np.arange(design.points), 1)  # each point with luck of its own: the idle one seems to matter
    assert sobol_analysis.analyze(problem, alone, calc_second_order=False, seed=1)["ST"][2] > 0.3


def test_luck_drops_out_of_the_effects_of_morris() -> None:
    design = Morris(UNIT, 20, seed=2)
    chances = design.chances(0, design.points)
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[0, 1]] * 3}
    outcome = lived(design, design.sets_of(np.arange(design.points)), 1)
    found = morris_analysis.analyze(problem, chances, outcome, num_levels=4, seed=1)
    assert np.allclose(found["mu_star"], [2, 1, 0], atol=1e-9)


def test_a_walk_of_morris_changes_every_axis_once_by_the_same_step() -> None:
    design = Morris(UNIT, 60, seed=2, levels=6)
    walks = design.chances(0, design.points).reshape(60, 4, 3)
    steps = np.diff(walks, axis=1)
    assert np.array_equal((steps != 0).sum(axis=1), np.ones((60, 3)))
    assert np.allclose(np.abs(steps).max(axis=1), 6 / (2 * 5))
    assert np.allclose(np.unique(np.round(walks * 5)), np.arange(6)) and np.allclose(walks * 5, np.round(walks * 5))
    orders = {tuple(np.argmax(np.abs(walk), axis=1)) for walk in steps}
    assert len(orders) == 6  # every order of three axes turns up in sixty walks
    assert {True, False} == set((steps.sum(axis=1) > 0).ravel().tolist())


def test_salib_reads_morris_outcomes_as_they_come() -> None:
    design = Morris(UNIT, 20, seed=2)
    chances = design.chances(0, design.points)
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[0, 1]] * 3}
    outcome = 3 * chances[:, 0] - 2 * chances[:, 1]
    found = morris_analysis.analyze(problem, chances, outcome, num_levels=4, seed=1)
    assert np.allclose(found["mu"], [3, -2, 0], atol=1e-9) and np.allclose(found["sigma"], 0, atol=1e-9)


def test_crossed_designs_meet_all_facts_with_every_choice() -> None:
    facts = LatinHypercube(AXES[:2], 9, seed=4)
    design = Crossed(Grid(AXES[2:]), facts)
    values = design.block(0, design.points)
    assert values["c"].tolist() == [0.0] * 9 + [1.0] * 9 + [2.0] * 9
    assert np.array_equal(values["a"], np.tile(facts.block(0, 9)["a"], 3))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Axis("a", 1.0, None, 1.0), "the range from 1 to 1 is empty"),
        (lambda: Axis("a", 1.0, 3.0, 2.0), "the middle, 3, lies outside"),
        (lambda: Axis("a"), "expected values, or low and high"),
        (lambda: Axis("a", 0.0, None, 1.0, steps=1), "expected 2 steps or more"),
        (lambda: Axis("a", 1, None, 3, steps=4, whole=True), "no 4 whole numbers from 1 to 3"),
        (lambda: Axis("a", values=(1, 2, 1)), "1 is listed twice"),
        (lambda: Sobol(AXES, 12), "expected a power of two, found 12"),
        (lambda: Morris(AXES, 1), "expected two trajectories or more"),
        (lambda: Morris(AXES, 4, levels=5), "expected an even number of levels, found 5"),
        (lambda: LatinHypercube(AXES, 1), "expected two points or more"),
        (lambda: Listed(AXES, []), "needs at least one combination"),
        (lambda: Listed(AXES, [{"a": 1, "b": 0}]), r"listed\[1\]: says nothing of 'c'"),
        (lambda: Listed(AXES, [{**ROWS[0], "d": 1}]), "'d' is not among what varies"),
        (lambda: Listed(AXES, [ROWS[0], {**ROWS[0], "c": "w"}]), r"listed\[2\]: c is w, not among x, y, z"),
        (lambda: Listed(AXES, [{**ROWS[0], "a": 3}]), "a is 3, outside its range, 0 to 2"),
        (lambda: Grid([]), "needs something that varies"),
    ],
)
def test_designs_that_cannot_be(make: Callable[[], object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        make()


def test_true_is_not_one() -> None:
    axis = Axis("f", values=(True, 1, 0, False))
    assert [axis.code_of(value) for value in (True, 1, 0, False, 2)] == [0, 1, 2, 3, -1]
