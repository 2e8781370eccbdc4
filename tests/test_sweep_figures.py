"""What must stay true of the figures of a sweep: what does nothing is grey, names fit, many runs stay readable."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from unittest.mock import patch

import numpy as np
import pytest
from made_sweep import LOSS, PRICES, SECURITY, MadeSweep, crossed, factor
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from sim.analysis.study import Analysis, analyse
from sim.designs import Grid, LatinHypercube
from sim.figures.panels import titles_high
from sim.figures.style import ACCENT, DARK, GREY, LIGHT, house_style, text_width
from sim.figures.sweep import heat_map, indices, lever_fans, parallel_coordinates, tornado, trade_off, values
from sim.figures.sweep.best_replies import best_replies_page
from sim.figures.sweep.box_scatter import box_scatter_page
from sim.figures.sweep.gallery import WITHOUT, draw_analysis
from sim.figures.sweep.lever_gains import lever_gains_page
from sim.figures.sweep.sheet import ELLIPSIS, fitted
from sim.types import Array

TOLERANCE = 2.0
"""Dots by which a text may lie beyond the edge of its page."""

APPROVAL = factor("approval", "lever", low=0.0, high=1.0)
COVER = factor("cover", unit="weeks", low=0.0, high=1.0)
IDLE = tuple(factor(f"idle_{number}", low=0.0, high=1.0) for number in range(2))
RULES = ("hawk", "dove", "hold")
US = factor("us_strategy", "lever", unit="", values=RULES)
CHINA = factor("china_strategy", "lever", unit="", values=RULES[:2])


@cache
def sampled() -> tuple[MadeSweep, Analysis]:
    """A choice and a fact that together bring a loss, and two facts that do nothing."""
    factors = (APPROVAL, COVER, *IDLE)

    def loss(x: dict[str, Array]) -> Array:
        return np.asarray(2.0 * ((x["approval"] < 0.4) & (x["cover"] < 0.5)) + 0.5 - 0.4 * x["approval"])

    formulas = {LOSS: loss, PRICES: lambda x: x["approval"], SECURITY: lambda x: -(x["approval"] ** 2)}
    plan = LatinHypercube([one.axis for one in factors], 256, seed=1)
    made = MadeSweep(factors, plan, formulas, runs_per_point=2, luck=0.02, series_names=("gdp_gap.USA",))
    return made, ask(made, where=f"{LOSS} >= 1")


@cache
def texts() -> tuple[MadeSweep, Analysis]:
    """Two choices among rules, all with all, and nothing unknown but luck."""
    formulas = {
        LOSS: lambda x: 1.0 - 0.5 * x["us_strategy"] + 0.1 * x["china_strategy"],
        SECURITY: lambda x: -x["us_strategy"],
    }
    made = MadeSweep((US, CHINA), Grid([US.axis, CHINA.axis]), formulas, 8, 0.05, ("rung.USA",), "grid")
    return made, ask(made)


@cache
def many() -> tuple[MadeSweep, Analysis]:
    """Sixty facts of which two matter, and no choice."""
    factors = tuple(factor(f"fact_number_{number:02d}", low=0.0, high=1.0) for number in range(60))

    def loss(x: dict[str, Array]) -> Array:
        return 3 * x["fact_number_00"] - 2 * x["fact_number_01"]

    plan = LatinHypercube([one.axis for one in factors], 400, seed=2)
    made = MadeSweep(factors, plan, {LOSS: loss}, luck=0.3, series_names=("gdp_gap.USA",))
    return made, ask(made)


@cache
def still() -> tuple[MadeSweep, Analysis]:
    """Nothing changes anything."""
    plan = LatinHypercube([APPROVAL.axis, COVER.axis], 64, seed=3)
    made = MadeSweep((APPROVAL, COVER), plan, {LOSS: lambda x: 0 * x["cover"], SECURITY: lambda x: 0 * x["cover"]})
    return made, ask(made)


def ask(made: MadeSweep, **asked: Any) -> Analysis:
    # boxes are looked for in fewer halves of the runs, which takes less long
    with patch("sim.analysis.discovery.HALVES", 2):
        return analyse(cast(Any, made), made.outcomes, **asked)


def page(draw: Any, *given: Any) -> Figure:
    with house_style():
        figure = draw(*given)
        assert isinstance(figure, Figure)
        return figure


def words(figure: Figure) -> str:
    found = [text.get_text() for text in figure.findobj(Text)]  # type: ignore[attr-defined]
    return " ".join(" ".join(found).split())


def seen(figure: Figure) -> list[Text]:
    """Texts that are drawn: of the page, in the axes, along them."""
    found = list(figure.texts)
    for ax in figure.axes:
        found += [*ax.texts, ax.xaxis.label, ax.yaxis.label]
        for axis, (low, high) in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
            ends = min(low, high), max(low, high)
            found += [tick.label1 for tick in axis.get_major_ticks() if ends[0] <= tick.get_loc() <= ends[1]]
    return [text for text in found if text.get_text() and text.get_visible()]


def rows(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


@cache
def drawn(kind: Callable[[], tuple[MadeSweep, Analysis]]) -> tuple[dict[str, Figure], list[str]]:
    """All figures of an analysis by name, and what is left out; nothing is written."""
    figures: dict[str, Figure] = {}

    def look(figure: Figure, file: Path) -> Path:
        figures[file.stem] = figure
        return file

    made, found = kind()
    with patch("sim.figures.sweep.gallery.save", look), TemporaryDirectory() as folder:
        _, left_out = draw_analysis(cast(Any, made), found, Path(folder))
    return figures, left_out


@pytest.mark.parametrize("kind", [sampled, texts, many])
def test_every_word_lies_on_its_page(kind: Callable[[], tuple[MadeSweep, Analysis]]) -> None:
    figures, _ = drawn(kind)
    assert figures
    with house_style():
        for name, figure in figures.items():
            FigureCanvasAgg(figure)
            figure.draw_without_rendering()
            wide, high = figure.get_size_inches() * figure.dpi
            for text in seen(figure):
                box = text.get_window_extent()
                inside = box.x0 > -TOLERANCE and box.y0 > -TOLERANCE
                assert inside and box.x1 < wide + TOLERANCE and box.y1 < high + TOLERANCE, (name, text.get_text())


def test_what_has_nothing_to_show_is_left_out_and_said() -> None:
    figures, left_out = drawn(texts)
    assert set(figures) >= {"tornado", "sensitivity", "values", "heat_map", "trade_off", "fans_rung.USA"}
    figures, left_out = drawn(many)
    assert {one.split(" ")[0] for one in left_out} >= {"values", "trade_off"}
    assert "fans_gdp_gap.USA" in figures
    figures, left_out = drawn(still)
    assert "tornado" not in figures
    assert {one.split(" ")[0] for one in left_out} <= set(WITHOUT)
    assert all("(" in one for one in left_out)


def test_the_tornado_names_what_matters_and_hollows_what_does_nothing() -> None:
    made, found = sampled()
    figure = page(tornado.tornado_page, made, found.outcomes[:1])
    ax = figure.axes[0]
    assert set(rows(ax)[:2]) == {"approval", "cover"}
    colors = {name: to_hex(bar.get_edgecolor()).upper() for name, bar in zip(rows(ax), ax.patches, strict=True)}
    assert colors["approval"] == ACCENT and colors["cover"] == GREY
    assert colors["idle_0"] == colors["idle_1"] == LIGHT
    assert "cannot be told from no effect" in words(figure)
    change = found.outcomes[0].sensitivity.effects
    widths = [bar.get_width() for bar in ax.patches]
    assert widths == pytest.approx(
        [next(e for e in change if e.factor.name == name).swing.change.value for name in rows(ax)]
    )


def test_of_many_factors_few_are_drawn_and_the_others_counted() -> None:
    made, found = many()
    for draw in (tornado.tornado_page, indices.indices_page):
        figure = page(draw, made, found.outcomes)
        shown = rows(figure.axes[0])
        assert len(shown) <= max(tornado.MOST, tornado.LEAST)
        assert shown[0] == "fact_number_00"
        told = re.search(r"Not shown: (\d+)", words(figure))
        assert told and int(told[1]) + len(shown) == len(made.factors)


def test_a_factor_that_does_nothing_never_stands_in_a_title() -> None:
    _, found = still()
    assert not found.outcomes[0].sensitivity.clear
    assert "no factor" in tornado.finding(found.outcomes[0].sensitivity, "%")
    assert "no factor" in indices.finding(found.outcomes[0].sensitivity)


def test_cells_of_a_heat_map_are_means_and_a_line_parts_what_fails() -> None:
    made, found = texts()
    sample = found.outcomes[0].sample
    across, up = (heat_map.side_of(sample, name) for name in ("us_strategy", "china_strategy"))
    table = heat_map.table_of(sample.mean, across, up)
    whole = made.table().groupby(["china_strategy", "us_strategy"])[LOSS].mean()
    for row, china in enumerate(up.names):
        assert table.means[row] == pytest.approx([whole[china, us] for us in across.names])
    assert across.names == ("hold", "dove", "hawk"), "texts stand by their means"
    figure = page(heat_map.heat_map_page, made, ask(made, where=f"{LOSS} >= 0.75"))
    # only rule `hawk` reaches it, in both rows: one upright line of two pieces
    assert [line.get_xdata()[0] for line in figure.axes[0].lines] == [1.5, 1.5]


def test_bins_with_few_points_are_hatched() -> None:
    _, found = sampled()
    sample = found.outcomes[0].sample
    side = heat_map.side_of(sample, "approval")
    assert side.binned and len(side.names) == len(set(side.names))
    lone = heat_map.table_of(sample.mean, side, heat_map.side_of(sample, "cover"))
    assert lone.counts.sum() == len(sample.values)
    kept = sample.rows(np.arange(12))
    table = heat_map.table_of(kept.mean, *(heat_map.side_of(kept, name) for name in ("approval", "cover")))
    with house_style():
        ax = Figure().add_subplot()
        sides = [heat_map.side_of(kept, name) for name in ("approval", "cover")]
        heat_map.heat_map(ax, table, sides, -1, None)
    hatched = [patch for patch in ax.patches if patch.get_hatch()]
    assert len(hatched) == int(((table.counts > 0) & (table.counts < heat_map.FEW)).sum()) > 0


def test_thousands_of_runs_stay_readable() -> None:
    plan = LatinHypercube([APPROVAL.axis, COVER.axis], 1500, seed=1)
    made = MadeSweep((APPROVAL, COVER), plan, {LOSS: lambda x: x["approval"] + x["cover"]})
    found = ask(made)
    figure = page(parallel_coordinates.parallel_coordinates_page, made, found)
    drawn = [one for one in figure.axes[0].collections if isinstance(one, LineCollection)]
    assert max(len(one.get_segments()) for one in drawn) == parallel_coordinates.MOST_LINES
    assert "1,500 runs" in words(figure)
    some = parallel_coordinates.some(np.arange(5000))
    assert some[0] == 0 and some[-1] == 4999 and len(set(some)) == len(some)


def test_the_box_frames_what_it_allows() -> None:
    made, found = sampled()
    box = found.discovery.box
    assert box is not None
    figure = page(box_scatter_page, made, found)
    frame = figure.axes[0].patches[0]
    ends = {limit.factor.name: limit for limit in box.limits}
    across = figure.axes[0].get_xlabel().split(",")[0]
    high = ends[across].high
    assert high is not None
    scale = 100 if across == "approval" else 1
    assert frame.get_x() + frame.get_width() == pytest.approx(scale * high)  # type: ignore[attr-defined]
    assert "in the box" in words(figure)


def test_groups_of_a_fan_part_all_runs_and_rise() -> None:
    made, _ = sampled()
    _, series = made.series_values("gdp_gap.USA")
    column = made.table()["approval"].to_numpy()
    groups = lever_fans.groups_of(APPROVAL, column, series)
    assert len(groups) == 3
    starts = [float(group.name.split(" ")[0]) for group in groups]
    assert starts == sorted(starts)
    lost = [float(group.points[1, -1]) for group in groups]
    assert lost[0] < lost[2], "the lowest approvals lose most"
    whole = lever_fans.groups_of(US, np.array(["hawk", "dove"] * 256, dtype=object), series)
    assert [group.name for group in whole] == ["hawk", "dove"]


def test_efficient_choices_are_numbered_and_listed() -> None:
    made, found = texts()
    assert found.trade_off is not None
    figure = page(trade_off.trade_off_page, made, found.trade_off)
    told = words(figure)
    for number, choice in enumerate(found.trade_off.efficient, start=1):
        assert f"{number} {trade_off.DOT.join(map(str, choice.values.values()))}" in told
    plain = [ax for ax in figure.axes if ax.get_xlabel()]
    assert "less is better" in plain[0].get_xlabel()


def test_best_replies_are_framed_in_the_cells_that_the_analysis_names() -> None:
    sides = [replace(US, by="USA"), replace(CHINA, by="CHN")]
    formulas = {
        "payoff_sum.USA": lambda x: x["us_strategy"],
        "payoff_sum.CHN": lambda x: x["china_strategy"] * (1 - x["us_strategy"]),
    }
    made = MadeSweep(tuple(sides), Grid([one.axis for one in sides]), formulas, 4, 0.05, design_kind="grid")
    found = ask(made)
    game = found.replies[0]
    figure = page(best_replies_page, made, game)
    for ax, side in zip(figure.axes, (game.rows, game.columns), strict=True):
        framed = {
            (round(one.get_y() + one.get_height() / 2), round(one.get_x() + one.get_width() / 2))
            for one in ax.patches
            if isinstance(one, Rectangle) and not one.get_fill()
        }
        assert framed == {(int(row), int(column)) for row, column in np.argwhere(side.best)}
    assert "hold of the United States" in words(figure)


def test_what_a_lever_gains_is_told_against_its_first_value() -> None:
    made, found = texts()
    assert found.gains
    figure = page(lever_gains_page, made, found.gains)
    assert "us_strategy: hold instead of hawk" in rows(figure.axes[0])
    assert not any(rows(figure.axes[1])), "names stand at the left alone"


def test_values_stand_by_their_means() -> None:
    made, found = texts()
    figure = page(values.values_page, made, found.outcomes)
    assert rows(figure.axes[0]) == ["hold", "dove", "hawk"]
    assert "hold" in words(figure) and "us_strategy" in words(figure)


def test_facts_and_choices_meet_in_a_crossed_sweep() -> None:
    plan = crossed(Grid([US.axis, CHINA.axis]), LatinHypercube([COVER.axis], 16, seed=1))
    made = MadeSweep((US, CHINA, COVER), plan, {LOSS: lambda x: x["us_strategy"] + x["cover"]}, design_kind="crossed")
    figure = page(indices.indices_page, made, ask(made).outcomes)
    labels = {label.get_text(): to_hex(label.get_color()).upper() for label in figure.axes[0].get_yticklabels()}
    assert labels["us_strategy"] == ACCENT and labels["cover"] == DARK and labels["china_strategy"] == GREY


def test_long_texts_are_cut_to_their_room_and_titles_take_the_height_they_are_given() -> None:
    with house_style():
        long = "volatile_leader(" * 9
        for room in (40.0, 80.0, 160.0):
            cut = fitted(long, room, 10.0)
            assert cut.endswith(ELLIPSIS) and text_width(cut, 10.0) <= room
        assert fitted("short", 80.0, 10.0) == "short"
        heights = [titles_high(9.0, "word " * count, "measure") for count in (5, 60, 120)]
    assert all(low < high for low, high in pairwise(heights))
