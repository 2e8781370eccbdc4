"""Boxes, trade-offs, nearest runs, and sentences that claim what the runs show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.analysis.boxes import Box, Cases, Limit
from sim.analysis.choice_sentences import gains_sentence, replies_sentence, reply_rows, trade_off_sentence
from sim.analysis.choices import best_replies, efficient_choices, lever_gains
from sim.analysis.conditions import read_condition, worst
from sim.analysis.discovery import discover, holds_in_new_runs
from sim.analysis.sentences import discovery_sentence, limit_words, sensitivity_sentence, what_if_sentence
from sim.analysis.study import analyse
from sim.analysis.tradeoffs import efficient, trade_off
from sim.analysis.what_if import what_if
from sim.analysis.wording import rounded, with_unit
from sim.designs import Axis, Crossed, Design, Grid, LatinHypercube, Sobol
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
    names = ("approved", "cover")
    found = what_if(cases, names)
    assert found.nearest is not None and found.nearest.row == 1
    assert [change.factor.name for change in found.nearest.moved] == ["approved"]
    assert what_if(cases, names, base={"approved": 0.1, "cover": 1.0}).nearest.row == 2  # type: ignore[union-attr]
    condition = read_condition(f"{LOSS} > 3", [LOSS])
    told = what_if_sentence(condition, found)
    assert "one run with its own luck: approved 90 % instead of 50 %." in told
    none = what_if(Cases((APPROVED,), values[:, :1], np.zeros(3, dtype=bool), np.arange(3), np.arange(3)), ["approved"])
    assert none.nearest is None
    assert what_if_sentence(condition, none).startswith("In no run growth lost")


def test_what_would_have_to_be_true_is_the_way_into_the_box() -> None:
    """Only what the base case does not meet has to change; idle factors are never named, whatever one run says."""
    values = np.array([[0.1, 3.0], [0.3, 1.0], [0.7, 2.0], [0.9, 2.0]])
    cases = Cases((APPROVED, COVER), values, np.array([True, True, False, False]), np.arange(4), np.arange(4))
    limits = (Limit(APPROVED, high=0.35), Limit(COVER, low=1.5))
    found = what_if(cases, ["approved"], Box(limits, 1.0, 0.8, 0.4, 0.5, 4, 1.0, 0.7))
    assert [(move.factor.name, move.before) for move in found.moves] == [("approved", 0.5)]
    assert found.met == (limits[1],) and found.left_out == 1 and found.at_base == 0.5
    assert [change.factor.name for change in found.nearest.changes] == ["approved"]  # type: ignore[union-attr]
    told = what_if_sentence(read_condition(f"{LOSS} > 3", [LOSS]), found)
    assert "What would have to be true: approved (share of approved there is) is at most 35 % instead of 50 %" in told
    assert "There 80 % of runs are such (in new runs 70 %)." in told
    nowhere = what_if(cases, [])
    assert nowhere.nearest is None
    assert "nothing can be said" in what_if_sentence(read_condition(f"{LOSS} > 3", [LOSS]), nowhere)


def test_limits_on_lists_name_their_values() -> None:
    bought = factor("bought", "lever", "million USD", values=(1, 1000))
    several = factor("several", "lever", "", values=(4, 1, 2, 3, 5))
    assert limit_words(Limit(bought, high=500.0)) == "bought (share of bought there is) is 1 million USD"
    assert limit_words(Limit(several, low=3.5)).endswith("is 4 or 5")
    assert limit_words(Limit(several, low=1.5)).endswith("is at least 2")


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
    assert "2 of 3 choices (of nobody in particular) are efficient" in trade_off_sentence(found)


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


def test_what_shares_values_is_drawn_anew_together() -> None:
    """A Sobol design repeats values within base samples, so that only these are independent, two of them here."""
    axes = [APPROVED.axis, COVER.axis]
    outcomes = {LOSS: lambda b, luck: 1 - b["approved"] + b["cover"], SECURITY: lambda b, luck: b["cover"] + 0 * luck}
    sweep = Lived((APPROVED, COVER), Sobol(axes, 8), outcomes)
    found = trade_off(sweep.table(), (APPROVED,), (COVER,), {LOSS: -1, SECURITY: 1}, block=4)
    assert not found.paired and sum(choice.worlds for choice in found.choices) == 32
    loose = trade_off(sweep.table(), (APPROVED,), (COVER,), {LOSS: -1, SECURITY: 1})
    assert [one.means[LOSS].value for one in found.choices] == [one.means[LOSS].value for one in loose.choices]
    assert [one.means[LOSS].low for one in found.choices] != [one.means[LOSS].low for one in loose.choices]


OURS = replace(factor("ours", "lever", "", values=("stay", "climb")), by="USA")
THEIRS = replace(factor("theirs", "lever", "", values=("stay", "climb")), by="CHN")
PAYOFFS = "payoff_sum.USA", "payoff_sum.CHN"


def dilemma(worlds: int = 20) -> Lived:
    """A prisoner's dilemma: climbing gains 1, whatever the other does, whose climbing costs 3."""
    outcomes = {
        LOSS: lambda b, luck: 3.0 * b["theirs"] - b["ours"] + b["cover"],
        "growth_loss_two_years.CHN": lambda b, luck: 3.0 * b["ours"] - b["theirs"] + b["cover"],
        PAYOFFS[0]: lambda b, luck: b["ours"] - 3.0 * b["theirs"] - b["cover"],
        PAYOFFS[1]: lambda b, luck: b["theirs"] - 3.0 * b["ours"] - b["cover"],
        "programme_cost_sum.USA": lambda b, luck: 2.0 * b["ours"] + 0 * luck,
    }
    design = Crossed(Grid([OURS.axis, THEIRS.axis]), LatinHypercube([COVER.axis], worlds))
    return Lived((OURS, THEIRS, COVER), design, outcomes)


def test_each_government_chooses_for_itself() -> None:
    by = {one.chooser: one for one in analyse(dilemma()).trade_offs}
    assert set(by) == {"USA", "CHN"}
    assert by["USA"].others == ("theirs",) and list(by["USA"].choices[0].values) == ["ours"]
    assert all(name.endswith(".CHN") for name in by["CHN"].outcomes)
    assert [choice.values["theirs"] for choice in by["CHN"].efficient] == ["climb"]
    # what climbing costs is weighed too, so that staying is efficient for the one that pays
    assert by["USA"].outcomes[1] == "programme_cost_sum.USA" and len(by["USA"].efficient) == 2
    assert by["USA"].paired and by["USA"].choices[0].worlds == 40
    assert "choices of the United States are efficient" in trade_off_sentence(by["USA"])


def test_best_replies_find_the_equilibrium_of_a_dilemma() -> None:
    by_payoff, by_growth = analyse(dilemma()).replies
    for game in (by_payoff, by_growth):
        rows, columns = game.cells[0]
        assert game.rows.choices[rows] | game.columns.choices[columns] == {"ours": "climb", "theirs": "climb"}
        assert len(game.cells) == 1 and game.sure[rows, columns] == 1.0 and game.worlds == 20
    told = replies_sentence(by_payoff)
    assert "whatever China does" in told and "climb of the United States and climb of China" in told
    assert sum(row[-1] == "yes" for row in reply_rows(by_payoff)) == 2
    # a lever of nobody in particular is no player
    sweep = dilemma()
    sweep.factors = (OURS, replace(THEIRS, by=""), COVER)
    assert analyse(sweep).replies == ()


def test_each_lever_has_its_gain_and_its_price() -> None:
    """Climbing is worth 1 % of GDP to the climber in every world, and costs 2 bn USD."""
    ours, theirs = analyse(dilemma()).gains
    assert (ours.factor.name, ours.value, ours.against) == ("ours", "climb", "stay")
    assert ours.gain.value == pytest.approx(1) and ours.helped == 1.0 and ours.worst == pytest.approx(1)
    assert ours.cost is not None and ours.cost.value == pytest.approx(2) and ours.price == pytest.approx(2)
    assert ours.worlds == 20 and theirs.outcome.endswith(".CHN") and theirs.cost is None
    told = gains_sentence((ours, theirs))
    assert "ours at climb instead of stay helps in 100 % of 20 worlds" in told
    assert "for 2 bn USD, 2 bn USD for each % of GDP gained" in told
    # values that did not meet the same worlds are not compared
    drawn = Lived((OURS, COVER), hypercube((OURS, COVER), 40), {LOSS: lambda b, luck: b["ours"] + luck})
    assert analyse(drawn).gains == ()


def test_shares_of_few_worlds_come_with_a_warning_and_those_of_equal_worlds_not_at_all() -> None:
    few = said_of_choices(dilemma(3))
    assert all("few worlds" in one for one in few) and "of only 3 worlds" in few[1] and "in all 3 worlds" in few[2]
    same = {name: lambda b, luck: b["ours"] - 3.0 * b["theirs"] + 0 * luck for name in (*PAYOFFS, LOSS, SECURITY)}
    steady = said_of_choices(Lived((OURS, THEIRS), Grid([OURS.axis, THEIRS.axis]), same, runs=2))
    assert all("Luck plays no part" in one and "draws" not in one and "worlds" not in one for one in steady)
    assert "Payoff counts rungs" in steady[1]


def said_of_choices(sweep: Lived) -> tuple[str, str, str]:
    return (
        trade_off_sentence(efficient_choices(sweep, ())[0]),
        replies_sentence(best_replies(sweep)[0]),
        gains_sentence(lever_gains(sweep, LOSS)),
    )


def test_a_box_that_would_not_hold_in_new_runs_is_no_finding() -> None:
    box = Box((Limit(APPROVED, high=0.3),), 0.5, 0.6, 0.2, 0.2, 500, 0.3, 0.26)
    assert not holds_in_new_runs(box)
    assert holds_in_new_runs(replace(box, held_out_density=0.31))
    assert holds_in_new_runs(replace(box, base_rate=0.8, held_out_density=0.9))
    assert not holds_in_new_runs(replace(box, base_rate=0.8, held_out_density=0.82))


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
        (f"{LOSS} = 1", f"equal is written '=='; did you mean '{LOSS} == 1'"),
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


def test_the_worst_fifth_is_nearest_to_a_fifth_where_runs_tie() -> None:
    values = np.repeat([1.0, 2.0, 3.0], [40, 45, 15])
    found = worst(LOSS, values, -1)
    assert str(found) == f"{LOSS} > 2" and not found.tied
    assert worst(LOSS, np.repeat([1.0, 2.0], [50, 50]), -1).tied


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
