"""What matters is found with honest intervals, and what does nothing is grey."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest

from sim.analysis.designed import morris_effects
from sim.analysis.factorial import factorial_shares
from sim.analysis.given_sample import shares
from sim.analysis.sample import Sample, make_sample
from sim.analysis.sensitivity import Effect, sensitivity
from sim.analysis.sentences import sensitivity_sentence, stability_sentence
from sim.analysis.stability import convergence, stability
from sim.designs import Axis, Crossed, Design, Grid, LatinHypercube, Morris, Sobol
from sim.errors import InputError
from sim.luck import Luck
from sim.sweep.factors import Factor, FactorRole
from sim.types import Array

A, B = 7.0, 0.1
OWN = np.array([0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8, 0.0])
TOGETHER = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
VARIANCE = OWN.sum() + TOGETHER
FIRST = np.array([*OWN, 0.0]) / VARIANCE
TOTAL = np.array([OWN[0] + TOGETHER, OWN[1], TOGETHER, 0.0]) / VARIANCE
"""Indices of the Ishigami function (Ishigami and Homma 1990), and of an input that it does not have."""


def uncertain(name: str, role: FactorRole = "uncertainty", **axis: object) -> Factor:
    return Factor(name, role, (f"parameters.{name}",), f"What {name} is.", "fraction", Axis(name, **axis))  # type: ignore[arg-type]


INPUTS = tuple(uncertain(name, low=-np.pi, high=np.pi) for name in ("one", "two", "three", "idle"))
AXES = [factor.axis for factor in INPUTS]


def ishigami(x: Array) -> Array:
    value: Array = np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])
    return value


def lived(
    design: Design,
    factors: Sequence[Factor],
    outcome: Callable[[Array], Array],
    runs: int = 1,
    luck: float = 0.0,
    alike: int = 1,
) -> pd.DataFrame:
    """A table as a sweep leaves it; luck: standard deviation of what each run adds, by its seed.

    alike: points of a base sample or trajectory whose first points, held against each other, share their seeds; with 1
    every run has a seed of its own.
    """
    block = design.block(0, design.points)
    values = np.array([block[factor.name] for factor in factors]).T
    points, again = np.repeat(np.arange(design.points), runs), np.tile(np.arange(runs), design.points)
    worlds = points if alike == 1 else 2 * (points // alike) + (points % alike > len(factors))
    seeds = worlds * runs + again
    noise = Luck([1]).normal("noise", 0, int(seeds.max()) + 1)[seeds, 0] * luck
    columns = {"run": np.arange(len(points)), "point": points, "seed": seeds}
    for place, factor in enumerate(factors):
        column = values[points, place]
        listed = np.array(factor.axis.values, dtype=object)
        columns[factor.name] = listed[column.astype(np.intp)] if factor.listed else column
    return pd.DataFrame(columns | {"outcome": outcome(values)[points] + noise}).infer_objects()


def sample_of(design: Design, factors: Sequence[Factor] = INPUTS, block: int = 1, **more: object) -> Sample:
    more = {"outcome": ishigami, "alike": block} | more
    table = lived(design, factors, **more)  # type: ignore[arg-type]
    return make_sample(table, factors, "outcome", design.kind, block)


def by_name(sample: Sample) -> dict[str, Effect]:
    return {effect.factor.name: effect for effect in sensitivity(sample).effects}


def test_sobol_indices_of_ishigami_lie_in_their_intervals() -> None:
    found = by_name(sample_of(Sobol(AXES, 512), block=6))
    for place, factor in enumerate(INPUTS):
        first, total = found[factor.name].first, found[factor.name].total
        assert first is not None and total is not None
        assert first.low - 1e-9 <= FIRST[place] <= first.high + 1e-9
        assert total.low - 1e-9 <= TOTAL[place] <= total.high + 1e-9
        assert total.high - total.low < 0.3
    assert [name for name, effect in found.items() if effect.grey] == ["idle"]


def test_intervals_of_a_given_sample_cover_the_truth() -> None:
    """In forty samples of Ishigami at least nine in ten intervals hold the true share, and they are not idly wide."""
    covered, widths, idle = [], [], []
    for seed in range(40):
        design = LatinHypercube(AXES, 512, seed)
        x = np.array(list(design.block(0, 512).values())).T
        found = shares(x, np.zeros(4, dtype=bool), ishigami(x), np.arange(512))
        covered.append(np.abs(found.first - FIRST) <= 2.05 * found.first_error)
        widths.append(found.first_error[:2])
        idle.append(found.clear[3])
        assert found.clear[:2].all()
    assert np.mean(covered, axis=0).min() >= 0.9
    assert np.mean(widths) < 0.045
    assert np.mean(idle) <= 0.15


def test_what_only_changes_the_spread_is_found_too() -> None:
    """The third input of Ishigami has no share of its own, and still the outcome's distribution hangs on it."""
    found = by_name(sample_of(LatinHypercube(AXES, 1024, 3)))["three"]
    assert found.first is not None and found.first.value < 0.05
    assert not found.grey


def test_five_of_two_hundred_are_found_and_chance_is_not() -> None:
    factors = tuple(uncertain(f"x{number}", low=-1.0, high=1.0) for number in range(200))

    def outcome(x: Array) -> Array:
        return 2 * x[:, 0] + 1.4 * x[:, 1] - 1.2 * x[:, 2] + 2.4 * x[:, 3] ** 2 + x[:, 4] * (x[:, 4] > 0) * 2

    sample = sample_of(LatinHypercube([one.axis for one in factors], 600, 5), factors, outcome=outcome, luck=0.5)
    found = sensitivity(sample)
    assert {effect.factor.name for effect in found.clear} == {"x0", "x1", "x2", "x3", "x4"}
    told = {effect.factor.name: effect.swing.change for effect in found.clear}
    assert told["x0"].low > 0 and told["x2"].high < 0
    assert told["x3"].low < 0 < told["x3"].high  # up and down again


def test_without_any_effect_hardly_anything_is_found() -> None:
    """In 40 studies of 20 idle inputs at most 5 name any: the floor holds for all of them together."""
    axes = [Axis(f"x{number}", low=0.0, high=1.0) for number in range(20)]
    false = 0
    for seed in range(40):
        x = np.array(list(LatinHypercube(axes, 128, seed).block(0, 128).values())).T
        outcome = np.exp(Luck([seed]).normal("outcome", 0, 128)[:, 0])
        false += bool(shares(x, np.zeros(20, dtype=bool), outcome, np.arange(128)).clear.any())
    assert false <= 5


def test_morris_is_what_salib_says() -> None:
    from SALib.analyze import morris

    design = Morris(AXES, 10)
    sample = sample_of(design, block=5)
    problem = {"num_vars": 4, "names": list(sample.names), "bounds": [[0, 1]] * 4}
    theirs = morris.analyze(problem, sample.positions, sample.mean, num_levels=design.levels, seed=1)
    found = morris_effects(sample)
    assert np.allclose([one.value for one in found.mu_star], theirs["mu_star"])
    assert np.allclose(found.sigma, theirs["sigma"])
    assert sensitivity(sample).effects[-1].grey


def test_a_grid_is_taken_apart_exactly() -> None:
    """Of y = a + 2 b + a b without luck every share is known: nothing is fitted and nothing corrected."""
    factors = (uncertain("a", "lever", values=(-1.0, 0.0, 1.0)), uncertain("b", "lever", values=(-1.0, 1.0)))
    grid = Grid([one.axis for one in factors])

    def outcome(codes: Array) -> Array:
        a, b = codes[:, 0] - 1, 2 * codes[:, 1] - 1
        return a + 2 * b + a * b

    parts = 2 / 3, 4.0, 2 / 3
    found = by_name(sample_of(grid, factors, outcome=outcome))
    assert found["a"].first is not None and found["a"].total is not None
    assert found["a"].first.value == pytest.approx(parts[0] / sum(parts))
    assert found["a"].total.value == pytest.approx((parts[0] + parts[2]) / sum(parts))
    assert found["b"].swing.change.value == pytest.approx(4)
    assert not found["b"].swing.change.sure  # one world has no spread


def test_luck_is_kept_out_of_a_grid() -> None:
    """With eight seeds a point the shares are those without luck, an idle lever is grey, and luck has its share."""
    factors = (
        uncertain("works", "lever", low=0.0, high=1.0, steps=5),
        uncertain("idle", "lever", values=("x", "y", "z")),
    )
    grid = Grid([one.axis for one in factors])
    sample = sample_of(grid, factors, outcome=lambda x: 2 * x[:, 0], runs=8, luck=0.7)
    found = sensitivity(sample)
    effects = {effect.factor.name: effect for effect in found.effects}
    works, idle = effects["works"].total, effects["idle"].total
    assert works is not None and idle is not None
    assert works.value == pytest.approx(1, abs=0.1) and idle.value == pytest.approx(0, abs=0.1)
    assert effects["idle"].grey and not effects["works"].grey
    assert found.luck is not None and found.luck.low < 0.49 / (0.49 + 0.5) < found.luck.high


def test_choices_are_compared_within_worlds() -> None:
    """Crossed with worlds that differ a hundred times as much, a small choice is still told with a narrow interval."""
    choice = uncertain("choice", "lever", values=("no", "yes"))
    facts = tuple(uncertain(name, low=0.0, high=1.0) for name in ("big", "idle"))
    design = Crossed(Grid([choice.axis]), LatinHypercube([one.axis for one in facts], 64))
    found = by_name(sample_of(design, (choice, *facts), outcome=lambda x: 0.1 * x[:, 0] + 10 * x[:, 1], luck=0.05))
    change = found["choice"].swing.change
    assert change.low < 0.1 < change.high and change.high - change.low < 0.06
    assert {name for name, effect in found.items() if effect.grey} == {"idle"}
    assert found["big"].first is not None and found["big"].first.value > 0.95


def test_half_the_runs_say_what_the_other_half_says() -> None:
    sample = sample_of(LatinHypercube(AXES, 400, 2))
    (found,) = stability(sample)
    assert found.halves == "points"
    assert found.ranks[0].factor == "two" and found.ranks[0].first == 1
    steps = convergence(sample)
    assert [step.runs for step in steps] == [25, 50, 100, 200, 400]
    widths = [step.strengths["two"].high - step.strengths["two"].low for step in steps]
    assert widths[-1] < widths[0] / 2


def test_seeds_are_halved_where_points_have_several() -> None:
    found = stability(sample_of(LatinHypercube(AXES, 64, 2), runs=2, luck=0.1))
    assert [one.halves for one in found] == ["seeds", "points"]
    assert all(one.top == 2 and one.apart > 0 for one in found)


def test_halves_that_share_all_factors_prove_nothing() -> None:
    """Of one or two factors the halves would always share all, so that only their order counts."""
    two = INPUTS[:2]
    sample = sample_of(LatinHypercube(AXES[:2], 64, 2), two, outcome=lambda x: x[:, 0])
    (found,) = stability(sample)
    assert found.top == 1 and "name the same strongest factor" in stability_sentence(found)


def test_sobol_and_morris_tell_luck_from_effects_only_where_it_is_paired() -> None:
    """With other luck for points that are held against each other, an idle factor is as large as luck."""
    first = {"outcome": lambda x: x[:, 0], "luck": 2.0}
    sobol, morris = Sobol(AXES, 256), Morris(AXES, 40)
    for design, block in ((sobol, 6), (morris, 5)):
        paired = sensitivity(sample_of(design, block=block, **first))
        assert [effect.factor.name for effect in paired.clear] == ["one"]
        own = sensitivity(sample_of(design, block=block, alike=1, **first))
        assert own.unpaired and {effect.factor.name for effect in own.clear} <= {"one"}
        assert "sweep again with paired luck" in sensitivity_sentence(own)
    assert all(effect.total is None for effect in sensitivity(sample_of(sobol, block=6, alike=1, **first)).effects)
    # luck takes its share of the variance: that of the first input, uniform over 2 pi, is pi squared over 3
    total = by_name(sample_of(sobol, block=6, **first))["one"].total
    assert total is not None and total.low < np.pi**2 / 3 / (np.pi**2 / 3 + 4) < total.high


def test_luck_that_all_cells_share_makes_no_factor() -> None:
    """A value that only draws luck anew, the same in all cells, is found no oftener than chance allows."""
    grid = np.array([[one, other] for one in range(8) for other in range(8)], dtype=np.float64)
    luck = Luck([5])
    found = 0
    for number in range(100):
        drawn = luck.normal("by value and seed", number, 8 * 4)[:, 0].reshape(8, 4)
        found += bool(factorial_shares(grid, grid[:, [1]] + drawn[grid[:, 0].astype(int)]).clear(0.05)[0])
    assert found <= 6


def test_small_things_are_not_said() -> None:
    hardly = sensitivity(sample_of(LatinHypercube(AXES, 64), outcome=lambda x: 100 + 0.01 * x[:, 0]))
    assert hardly.clear and not hardly.told and "hardly differs" in sensitivity_sentence(hardly)
    slight = sensitivity(sample_of(Sobol(AXES, 256), block=6, outcome=lambda x: x[:, 0] + 0.05 * x[:, 1]))
    assert len(slight.clear) == 2 and [effect.factor.name for effect in slight.told] == ["one"]
    below = by_name(sample_of(LatinHypercube(AXES, 64, 3), outcome=lambda x: x[:, 0]))
    assert all(0 < effect.floor < 1 for effect in below.values())
    shares = [effect.first for effect in below.values() if effect.first is not None]
    assert all(0 <= share.low <= share.value <= share.high for share in shares)


def test_shared_seeds_are_owned_up_to() -> None:
    table = lived(Sobol(AXES, 64), INPUTS, ishigami, luck=0.5, runs=2, alike=6)
    table["seed"] = table["run"] % 2
    found = sensitivity(make_sample(table, INPUTS, "outcome", "sobol", 6))
    assert found.seeds == 2 and "share these 2 seeds" in sensitivity_sentence(found)


def test_unfinished_base_samples_are_left_out() -> None:
    table = lived(Sobol(AXES, 32), INPUTS, ishigami)
    sample = make_sample(table.drop(index=[7, 8]), INPUTS, "outcome", "sobol", 6)
    assert len(sample.values) == 31 * 6 and sample.dropped == 4
    table.loc[0, "outcome"] = np.nan
    assert len(make_sample(table, INPUTS, "outcome", "sobol", 6).values) == 31 * 6


def test_constant_outcomes_hinge_on_nothing() -> None:
    for design, block in ((Sobol(AXES, 16), 6), (LatinHypercube(AXES, 32), 1), (Morris(AXES, 4), 5)):
        found = sensitivity(sample_of(design, block=block, outcome=lambda x: np.ones(len(x))))
        assert not found.clear


def test_too_few_points_are_refused() -> None:
    with pytest.raises(InputError, match="4 points have the outcome"):
        sample_of(LatinHypercube(AXES, 4))
    with pytest.raises(InputError, match="unknown outcome"):
        make_sample(lived(LatinHypercube(AXES, 16), INPUTS, ishigami), INPUTS, "outcom")
