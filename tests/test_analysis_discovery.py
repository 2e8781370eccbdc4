"""Boxes, trade-offs, nearest runs, and sentences that claim what the runs show."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest

from sim.analysis.boxes import Cases
from sim.analysis.conditions import read_condition, worst
from sim.analysis.discovery import discover
from sim.analysis.sentences import discovery_sentence, sensitivity_sentence, trade_off_sentence, what_if_sentence
from sim.analysis.study import analyse
from sim.analysis.tradeoffs import efficient, trade_off
from sim.analysis.what_if import what_if
from sim.analysis.wording import rounded, with_unit
from sim.designs import Axis, Crossed, Design, Grid, LatinHypercube
from sim.errors import InputError
from sim.luck import Luck
from sim.outcomes import LABELS, MORE_IS_GOOD, NEITHER, good_way
from sim.sweep.factors import Factor, FactorRole

LOSS, SECURITY = "growth_loss_two_years.USA", "security_sum.USA"


def factor(name: str, role: FactorRole = "uncertainty", unit: str = "fraction", **axis: object) -> Factor:
    return Factor(name, role, (f"parameters.{name}",), f"Share of {name} there is", unit, Axis(name, **axis))  # type: ignore[arg-type]


APPROVED = factor("approved", "lever", low=0.0, high=1.0, steps=5)
COVER = factor("cover", unit="months", low=1.0, middle=2.0, high=3.0)
STRATEGY = factor("strategy", "lever", "", values=("hold", "dove", "hawk"))
IDLE = tuple(factor(f"idle{number}", low=0.0, high=1.0) for number in range(10))


class Lived:
    """Results of a sweep, as the analysis reads them."""

    second_order = False

    def __init__(
        self, factors: Sequence[Factor], design: Design, outcomes: dict[str, Callable[..., object]], runs: int = 1
    ) -> None:
        self.factors, self.design_kind, self.outcomes = tuple(factors), design.kind, tuple(outcomes)
        points = np.repeat(np.arange(design.points), runs)
        self.luck = Luck([3]).uniform("noise", 0, len(points))[:, 0]
        block = {name: values[points] for name, values in design.block(0, design.points).items()}
        columns: dict[str, object] = {
            "run": np.arange(len(points)),
            "point": points,
            "seed": np.arange(len(points)) % runs,
        }
        for one in factors:
            listed = np.array(one.axis.values, dtype=object)
            columns[one.name] = listed[block[one.name].astype(np.intp)] if one.listed else block[one.name]
        found = {name: outcome(block, self.luck) for name, outcome in outcomes.items()}
        self.frame = pd.DataFrame(columns | found).infer_objects()

    def table(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        return self.frame if columns is None else self.frame[list(columns)]


def hypercube(factors: Sequence[Factor], points: int) -> LatinHypercube:
    return LatinHypercube([one.axis for one in factors], points)


def planted(block: dict[str, np.ndarray], luck: np.ndarray) -> np.ndarray:
    """A loss of two inside the planted box in nine of ten runs, and in one of ten outside."""
    inside = (block["approved"] < 0.4) & (block["cover"] < 2.2) & (block["strategy"] > 0)
    return np.where(luck < np.where(inside, 0.9, 0.1), 2.0, 0.0)


def test_a_planted_box_is_found_and_nothing_else() -> None:
    factors = (APPROVED, COVER, STRATEGY, *IDLE)
    sweep = Lived(factors, hypercube(factors, 900), {LOSS: planted})
    found = analyse(sweep, where=f"{LOSS} >= 1")
    box = found.discovery.box
    assert box is not None
    limits = {limit.factor.name: limit for limit in box.limits}
    assert set(limits) == {"approved", "cover", "strategy"}
    assert limits["approved"].low is None and limits["approved"].high == pytest.approx(0.4, abs=0.04)
    assert limits["cover"].low is None and limits["cover"].high == pytest.approx(2.2, abs=0.1)
    assert limits["strategy"].values == ("dove", "hawk")
    assert box.density == pytest.approx(0.9, abs=0.06)
    assert box.held_out_density == pytest.approx(0.9, abs=0.1)
    within = box.contains(Cases(factors, _codes(sweep), found.meant, *(np.arange(900),) * 2))
    assert within.mean() == box.mass and (found.meant & within).sum() == round(box.coverage * found.meant.sum())


def _codes(sweep: Lived) -> np.ndarray:
    frame = sweep.frame.assign(strategy=[STRATEGY.axis.values.index(text) for text in sweep.frame["strategy"]])
    return frame[[one.name for one in sweep.factors]].to_numpy(dtype=np.float64)


def test_nothing_is_found_where_there_is_nothing() -> None:
    sweep = Lived(IDLE, hypercube(IDLE, 600), {LOSS: lambda block, luck: luck})
    found = analyse(sweep, where=f"{LOSS} >= 0.7")
    assert found.discovery.box is None
    assert "No box singles them out" in discovery_sentence(found.condition, found.discovery)
    # and where PRIM is made to look all the same, what it brings home does not hold in halves of the runs
    cases = Cases(IDLE, sweep.frame[[one.name for one in IDLE]].to_numpy(), found.meant, *(np.arange(600),) * 2)
    assert discover(cases, tuple(one.name for one in IDLE)).box is None


def test_boxes_of_facts_or_of_choices() -> None:
    factors = (APPROVED, COVER)
    levers = Grid([APPROVED.axis])
    design = Crossed(levers, LatinHypercube([COVER.axis], 80))
    sweep = Lived(
        factors, design, {LOSS: lambda b, luck: 2.0 * (b["approved"] < 0.4) * (b["cover"] < 2.2) + 0.1 * luck}
    )
    for over, names in (("levers", {"approved"}), ("uncertainties", {"cover"}), ("all", {"approved", "cover"})):
        box = analyse(sweep, where=f"{LOSS} >= 1", over=over).discovery.box  # type: ignore[arg-type]
        assert box is not None and {limit.factor.name for limit in box.limits} == names
    assert box.density == 1.0 and box.coverage == 1.0


def test_sentences_say_the_shares() -> None:
    factors = (APPROVED, COVER)
    sweep = Lived(factors, hypercube(factors, 500), {LOSS: lambda b, luck: 2.0 * (b["approved"] < 0.25)})
    found = analyse(sweep, where=f"{LOSS} >= 1")
    said = discovery_sentence(found.condition, found.discovery)
    assert said.startswith("Growth lost over two years (United States) is 1 % of GDP or more in 100 % of the runs in")
    assert "approved (share of approved there is) is at most 25 %, against 25 % of all 500 runs" in said
    assert "100 % of such runs lie there" in said
    told = sensitivity_sentence(found.outcomes[0].sensitivity)
    assert told.startswith("Growth lost over two years (United States) hinges most on approved (")
    assert "1 of 2 factors cannot be told from ones that do nothing." in told


def test_the_nearest_run_is_told_factor_by_factor() -> None:
    values = np.array([[0.5, 2.0], [0.9, 2.1], [0.1, 1.0]])
    cases = Cases((APPROVED, COVER), values, np.array([False, True, True]), np.arange(3), np.arange(3))
    found = what_if(cases)
    assert found.nearest is not None and found.nearest.row == 1
    assert [change.factor.name for change in found.nearest.moved] == ["approved"]
    assert what_if(cases, base={"approved": 0.1, "cover": 1.0}).nearest.row == 2  # type: ignore[union-attr]
    condition = read_condition(f"{LOSS} > 3", [LOSS])
    assert "approved 90 % instead of 50 %" in what_if_sentence(condition, found)
    none = what_if(Cases((APPROVED,), values[:, :1], np.zeros(3, dtype=bool), np.arange(3), np.arange(3)))
    assert none.nearest is None
    assert what_if_sentence(condition, none).startswith("In no run growth lost")


def test_only_what_nothing_dominates_is_efficient() -> None:
    scores = np.array([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0], [1.0, 1.0], [2.0, 2.0], [2.0, 1.5]])
    assert efficient(scores).tolist() == [True, True, True, False, True, False]
    luck = Luck([1]).uniform("scores", 0, 600)[:, 0].reshape(200, 3).round(1)
    better = (luck[:, None] >= luck).all(axis=2) & (luck[:, None] > luck).any(axis=2)
    assert efficient(luck).tolist() == (~better.any(axis=0)).tolist()


def test_trade_offs_say_what_is_efficient_and_how_sure() -> None:
    """Hold is dominated; dove and hawk trade growth for security; all meet the same worlds."""
    outcomes = {
        LOSS: lambda b, luck: b["strategy"] * 0.5 + (b["strategy"] == 0) * 0.9 + b["cover"],
        SECURITY: lambda b, luck: b["strategy"] * 1.0 + b["cover"],
    }
    design = Crossed(Grid([STRATEGY.axis]), LatinHypercube([COVER.axis], 30))
    sweep = Lived((STRATEGY, COVER), design, outcomes)
    found = analyse(sweep, against=(LOSS, SECURITY)).trade_off
    assert found is not None and found.paired
    assert [choice.values["strategy"] for choice in found.efficient] == ["dove", "hawk"]
    assert all(choice.sure == 1.0 for choice in found.efficient)
    assert "2 of 3 choices are efficient" in trade_off_sentence(found)


def test_drawn_levers_are_compared_by_thirds() -> None:
    factors = (APPROVED, COVER)
    outcomes = {
        LOSS: lambda b, luck: 1 - b["approved"] + b["cover"],
        SECURITY: lambda b, luck: b["approved"] + 0 * luck,
    }
    sweep = Lived(factors, hypercube(factors, 300), outcomes)
    found = trade_off(sweep.table(), (APPROVED,), (COVER,), {LOSS: -1, SECURITY: 1})
    assert [choice.values["approved"] for choice in found.efficient] == ["66.7 to 100 %"]
    assert len(found.choices) == 3 and not found.paired and {choice.worlds for choice in found.choices} == {100}


def test_conditions_are_read() -> None:
    table = pd.DataFrame({LOSS: [0.5, 1.0, 2.0, np.nan], SECURITY: [1.0, -1.0, 1.0, 1.0]})
    assert read_condition(f"{LOSS} >= 1", list(table)).holds(table).tolist() == [False, True, True, False]
    assert read_condition(f"{LOSS}>=1 and {SECURITY} < 0", list(table)).holds(table).tolist() == [
        False,
        True,
        False,
        False,
    ]
    either = read_condition(f"{LOSS} > 1.5 or {SECURITY} < 0", list(table))
    assert either.holds(table).tolist() == [False, True, True, False]
    assert str(either) == f"{LOSS} > 1.5 or {SECURITY} < 0"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("growth_loss_two_year.USA >= 1", "did you mean 'growth_loss_two_years.USA'"),
        ("growth_loss_two_years >= 1", "did you mean 'growth_loss_two_years.USA'"),
        (f"{LOSS} = 1", "expected an outcome, a sign and a number"),
        (f"{LOSS} >= much", "expected a number after the sign, found 'much'"),
        (f"{LOSS} >= 1 and {SECURITY} < 0 or {LOSS} > 3", "both 'and' and 'or'"),
        ("", "expected an outcome, a sign and a number, as in"),
    ],
)
def test_wrong_conditions_are_refused(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_condition(text, [LOSS, SECURITY])


def test_the_worst_fifth_is_on_the_bad_side() -> None:
    values = np.arange(100.0)
    table = pd.DataFrame({LOSS: values, SECURITY: values})
    assert worst(LOSS, values, good_way(LOSS)).holds(table)[80:].all()
    assert worst(SECURITY, values, good_way(SECURITY)).holds(table)[:20].all()


def test_every_outcome_is_good_bad_or_neither() -> None:
    assert set(MORE_IS_GOOD) | set(NEITHER) <= set(LABELS)
    assert good_way("security_sum.USA") == 1 and good_way(LOSS) == -1 and good_way("tariff_revenue_sum.USA") == 0


def test_numbers_are_said_as_sharply_as_anybody_knows_them() -> None:
    assert rounded(0.41873, APPROVED) == 0.4 and rounded(2.1876, COVER) == 2.2
    assert with_unit(0.12, "fraction") == "12 %" and with_unit(0.12, "fraction a month") == "12 % a month"
    assert with_unit(9.5, "weeks") == "9.5 weeks" and with_unit(20000.0, "t a year") == "20,000 t a year"


def test_what_cannot_be_asked_is_refused() -> None:
    sweep = Lived(
        IDLE, hypercube(IDLE, 40), {LOSS: lambda b, luck: luck, "tariff_revenue_sum.USA": lambda b, luck: luck}
    )
    with pytest.raises(InputError, match="unknown outcome 'growth_loss_two_years"):
        analyse(sweep, outcomes=["growth_loss_two_years.US"])
    with pytest.raises(InputError, match="this sweep has no levers"):
        analyse(sweep, over="levers")
    with pytest.raises(InputError, match="there is no choice to make"):
        analyse(sweep, against=(LOSS, "tariff_revenue_sum.USA"))
    assert analyse(sweep).trade_off is None
