"""Names beside lines instead of a legend, moved apart so that they never cover each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from sim.figures.style import ACCENT, DARK, INK, points_wide, text_size
from sim.measures import HOME, RIVAL
from sim.names import name_of
from sim.types import Array
from sim.words import middle, signed

SPACING = 1.18
"""Distance between names over the size of text."""

REACH = 1.0
"""How far from the axes names begin, over the size of text."""


FLOOR = 0.45
"""How far above the time axis the lowest name stays, over the size of text, to keep clear of the event marks."""


@dataclass(frozen=True)
class Name:
    """What to write at the right end of a line that ends at a height (in data)."""

    height: float
    text: str
    color: str
    bold: bool = False


def name_ends(ax: Axes, names: Sequence[Name], size: float = 0.88) -> None:
    """Write names at the right of the axes, each as near to its line as the others allow; call when limits are set."""
    if not names:
        return
    text = text_size(size)
    ordered = sorted(names, key=lambda name: name.height)
    wanted = np.array([_points(ax, name.height) for name in ordered])
    floor = FLOOR * text
    placed = floor + spread(wanted - floor, SPACING * text, _points_high(ax) - floor)
    for name, line, place in zip(ordered, wanted, placed, strict=True):
        _write(ax, name, line, place, text)


def state_name(state: str, values: Array) -> Name:
    """Name a state beside its line (month, run), with the signed number at its end; the US and China stand out."""
    end = float(middle(values)[-1])
    color = {RIVAL: INK, HOME: ACCENT}.get(state, DARK)
    return Name(end, f"{name_of(state)} {signed(end)}", color, bold=state in (RIVAL, HOME))


def spread(wanted: Array, gap: float, top: float) -> Array:
    """Move heights (sorted) apart to at least a gap, staying near where they want to be and between 0 and a top."""
    gap = min(gap, top / max(1, len(wanted) - 1))
    groups = [[height, 1] for height in np.clip(wanted, 0, top)]
    merged: list[list[float]] = []
    for centre, count in groups:
        merged.append([centre, count])
        while len(merged) > 1 and _touch(merged[-2], merged[-1], gap):
            merged[-2:] = [_merge(merged[-2], merged[-1], gap, top)]
        merged[-1][0] = _inside(merged[-1], gap, top)
    places = [centre + gap * (row - (count - 1) / 2) for centre, count in merged for row in range(int(count))]
    return np.array(places)


def _touch(low: list[float], high: list[float], gap: float) -> bool:
    return high[0] - low[0] < gap * (low[1] + high[1]) / 2 - 1e-9


def _merge(low: list[float], high: list[float], gap: float, top: float) -> list[float]:
    count = low[1] + high[1]
    centre = (low[0] * low[1] + high[0] * high[1]) / count
    return [_inside([centre, count], gap, top), count]


def _inside(group: list[float], gap: float, top: float) -> float:
    half = gap * (group[1] - 1) / 2
    return float(min(max(group[0], half), top - half))


def _write(ax: Axes, name: Name, line: float, place: float, size: float) -> None:
    """Write one name and tie it to its line, with heights in points above the axis."""
    high, wide = _points_high(ax), points_wide(ax)
    ax.annotate(
        name.text,
        (1, place / high),
        xytext=(REACH * size, 0),
        xycoords="axes fraction",
        textcoords="offset points",
        va="center",
        fontsize=size,
        color=name.color,
        fontweight="bold" if name.bold else "normal",
    )
    reach = (0.15 * size / wide, 0.85 * REACH * size / wide)
    ax.plot(
        [1 + reach[0], 1 + reach[1]],
        [line / high, place / high],
        transform=ax.transAxes,
        color=name.color,
        linewidth=0.7,
        clip_on=False,
    )


def _points(ax: Axes, height: float) -> float:
    """How many points a height (in data) lies above the bottom of the axes."""
    x = ax.get_xlim()[1]
    share = ax.transAxes.inverted().transform(ax.transData.transform((x, height)))[1]
    return float(share) * _points_high(ax)


def _points_high(ax: Axes) -> float:
    figure = ax.get_figure(root=True)
    assert figure is not None
    return float(ax.get_position().height * figure.get_figheight() * 72)
