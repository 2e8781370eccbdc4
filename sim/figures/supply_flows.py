"""Who supplies whom, before and after: exporters at the left, importers at the right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from sim.errors import InputError, unknown
from sim.figures.labels import spread
from sim.figures.panels import page_titles
from sim.figures.style import ACCENT, DARK, GREY, footer, text_size
from sim.labelled import Labelled
from sim.measures import MAGNETS
from sim.names import goods_of, name_of
from sim.supply import Flows, dominant, flows, trade_changes
from sim.words import amount, capital, month_words, percent

SIZE = (13.0, 7.4)
MOST = 8
"""Exporters, and importers, that are named; the others are drawn as one."""

OTHERS = "others"
NOTABLE = 0.02
LASTING = 0.05
"""Trade that ends this far from where it began has changed to stay; otherwise the month of most change is shown."""

NODE, FREE = 0.018, 0.16
"""Width of a bar, and the share of the height that is left free between bars."""

LEFT_BAR, RIGHT_BAR = 0.28, 0.70
SPACING = 1.15
"""Distance of names over the size of text."""


@dataclass(frozen=True)
class Bars:
    """Bars of one side of a panel: the lower end and the height of each state, in shares of the panel."""

    low: dict[str, float]
    high: dict[str, float]


def supply_flows(results: Labelled, good: str = "", after: str = "") -> Figure:
    """Draw who supplied whom with a good in the first month and in a later one; call inside `house_style`.

    after: YYYY-MM. Raises InputError for a good without recorded trade and for a month outside the run.
    """
    _check(results, good, after)
    good = good or most_changed(results)
    later = results.month_index(after) if after else telling_month(results, good)
    home = dominant(results, good)
    first, then = (_without_home(flows(results, good, month), home) for month in (0, later))
    figure = Figure(figsize=SIZE)
    top = page_titles(figure, _finding(results, good, first, then, later), _measure(results, good, home))
    whole = max(sum(first.values()), sum(then.values()), 1e-12)
    order = _largest(first, then)
    for place, (month, found) in enumerate(((0, first), (later, then))):
        ax = figure.add_axes((0.01 + 0.5 * place, 0.1, 0.48, top - 0.15))
        flow_panel(ax, found, whole, home, order)
        when = month_words(results.months[month])
        ax.set_title(f"{when}: {amount(sum(found.values()))} {_unit(results, good)}", loc="center", fontweight="bold")
    footer(figure, results)
    return figure


def flow_panel(ax: Axes, found: Flows, whole: float, home: str, order: tuple[list[str], list[str]]) -> Axes:
    """Draw the flows of one month; the height of a band is its share of `whole`, the main exporter is in the accent."""
    merged = _merged(found, order)
    sides = [_bars(merged, side, order[side], whole) for side in (0, 1)]
    used = [dict(sides[0].low), dict(sides[1].low)]
    for (exporter, importer), tonnes in sorted(merged.items(), key=lambda pair: _place(pair[0], order)):
        height = tonnes / whole * (1 - FREE)
        _band(ax, used[0][exporter], used[1][importer], height, ACCENT if exporter == home else GREY)
        used[0][exporter] += height
        used[1][importer] += height
    for side, bars in enumerate(sides):
        _draw_bars(ax, bars, side, home)
        _name_bars(ax, bars, side, whole, home)
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.axis("off")
    return ax


def most_changed(results: Labelled) -> str:
    """Pick the good to draw: magnets where their trade changes, else the good of the chain whose trade changes most."""
    traded = [good for good in goods_of("mine", "refine", "component") if results.keys("exports", good=good)]
    change = {good: float(trade_changes(results, good).max()) for good in traded}
    if change.get(MAGNETS[0], 0.0) > LASTING or not change:
        return MAGNETS[0]
    return max(change, key=lambda good: change[good])


def has_flows(results: Labelled) -> bool:
    """Whether trade in any good of the chain changes."""
    good = most_changed(results)
    return bool(results.keys("exports", good=good)) and float(trade_changes(results, good).max()) > NOTABLE


def telling_month(results: Labelled, good: str) -> int:
    """The last month where trade ends elsewhere than it began, else the month in which it differed most."""
    change = trade_changes(results, good)
    return len(change) - 1 if change[-1] > LASTING else int(change.argmax())


def _check(results: Labelled, good: str, after: str) -> None:
    traded = dict.fromkeys(key[2] for key in results.keys("exports") if key[1] and key[2])
    if good and good not in traded:
        raise unknown("traded good", good, traded, key="good")
    if after and after not in results.months:
        first, last = results.months[0], results.months[-1]
        raise InputError(f"there is no month '{after}' in this run; there are {first} to {last}", key="after")


def _without_home(found: Flows, home: str) -> Flows:
    return {pair: tonnes for pair, tonnes in found.items() if pair != (home, home)}


def _largest(*months: Flows) -> tuple[list[str], list[str]]:
    """The largest exporters and importers of any month, largest first, the others last."""
    sides = []
    for side in (0, 1):
        total: dict[str, float] = {}
        for found in months:
            for pair, tonnes in found.items():
                total[pair[side]] = total.get(pair[side], 0.0) + tonnes
        ordered = sorted(total, key=lambda state: -total[state])
        sides.append(ordered if len(ordered) <= MOST + 1 else [*ordered[:MOST], OTHERS])
    return sides[0], sides[1]


def _merged(found: Flows, order: tuple[list[str], list[str]]) -> Flows:
    merged: Flows = {}
    for pair, tonnes in found.items():
        exporter, importer = (state if state in order[side] else OTHERS for side, state in enumerate(pair))
        merged[exporter, importer] = merged.get((exporter, importer), 0.0) + tonnes
    return merged


def _place(pair: tuple[str, str], order: tuple[list[str], list[str]]) -> tuple[int, int]:
    return -order[0].index(pair[0]), -order[1].index(pair[1])


def _bars(merged: Flows, side: int, order: list[str], whole: float) -> Bars:
    """Stack the bars of one side from the top down, with a free space between them."""
    total = {state: sum(tonnes for pair, tonnes in merged.items() if pair[side] == state) for state in order}
    shown = [state for state in order if total[state] > 0]
    space = FREE / max(1, len(order) - 1)
    low, high, top = {}, {}, 1.0
    for state in shown:
        high[state] = total[state] / whole * (1 - FREE)
        low[state] = top - high[state]
        top = low[state] - space
    return Bars(low, high)


def _band(ax: Axes, left: float, right: float, height: float, color: str) -> None:
    """Draw one flow as a band that leaves a bar at the left and swings over to one at the right."""
    x0, x1 = LEFT_BAR + NODE, RIGHT_BAR
    middle = (x0 + x1) / 2
    upper = [(x0, left + height), (middle, left + height), (middle, right + height), (x1, right + height)]
    lower = [(x1, right), (middle, right), (middle, left), (x0, left)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    path = Path([*upper, *lower, upper[0]], codes)
    ax.add_patch(PathPatch(path, facecolor=color, alpha=0.38, linewidth=0))


def _draw_bars(ax: Axes, bars: Bars, side: int, home: str) -> None:
    x = LEFT_BAR if side == 0 else RIGHT_BAR
    for state, low in bars.low.items():
        color = ACCENT if state == home and side == 0 else DARK
        ax.add_patch(Rectangle((x, low), NODE, bars.high[state], facecolor=color, linewidth=0))


def _name_bars(ax: Axes, bars: Bars, side: int, whole: float, home: str) -> None:
    """Write the name and the amount beside each bar, moved apart so that none covers another."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    points = ax.get_position().height * figure.get_figheight() * 72
    size = text_size(0.88)
    states = list(bars.low)[::-1]
    centres = np.array([bars.low[state] + bars.high[state] / 2 for state in states])
    placed = spread(centres * points, SPACING * size, points) / points if len(states) else centres
    edge, outward = (LEFT_BAR, -1) if side == 0 else (RIGHT_BAR + NODE, 1)
    for state, centre, place in zip(states, centres, placed, strict=True):
        accent = state == home and side == 0
        color = ACCENT if accent else DARK
        tonnes = bars.high[state] * whole / (1 - FREE)
        name = capital(name_of(state))
        ax.text(
            edge + 0.02 * outward,
            place,
            f"{name}  {amount(tonnes)}" if side == 0 else f"{amount(tonnes)}  {name}",
            ha="right" if side == 0 else "left",
            va="center",
            fontsize=size,
            color=color,
            fontweight="bold" if accent else "normal",
        )
        ax.plot([edge + 0.003 * outward, edge + 0.017 * outward], [centre, place], color=color, linewidth=0.6)


def _unit(results: Labelled, good: str) -> str:
    key = next(iter(results.keys("exports", good=good)))
    return results.unit("exports", *key)


def _measure(results: Labelled, good: str, home: str) -> str:
    many = "" if results.runs == 1 else f"; medians of {results.runs} runs"
    text = f"Monthly supplies of {name_of(good)}, {_unit(results, good)}, from exporters (left) to importers (right)"
    return f"{text}; same scale in both months; without what {name_of(home)} supplies to itself{many}"


def _finding(results: Labelled, good: str, first: Flows, then: Flows, later: int) -> str:
    home, name, month = dominant(results, good), name_of(good), month_words(results.months[later])
    if not first or not then:
        return f"No {name} are supplied in {month}" if first else f"Nobody supplied {name} before {month}"
    before, after = (_share(found, home) for found in (first, then))
    shares = f"{percent(before)} before, {percent(after)} in {month}"
    text = f"{name_of(home)}'s share in the rest of the world's {name}: {shares}"
    change = sum(then.values()) / sum(first.values()) - 1
    if abs(change) < NOTABLE:
        return text
    return f"{text}; supplies {'fall' if change < 0 else 'grow'} by {percent(abs(change))}"


def _share(found: Flows, state: str) -> float:
    return sum(amount for pair, amount in found.items() if pair[0] == state) / sum(found.values())
