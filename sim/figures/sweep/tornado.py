"""How far an outcome moves from the low to the high end of each factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.wording import outcome_words
from sim.figures.panels import caption
from sim.figures.style import DARK, GREY, INK, SMALL, balanced, number_axis, text_size
from sim.figures.sweep.sheet import Sheet, color_of, light_grid, name_rows, role_key, source_of
from sim.words import capital, joined, signed

if TYPE_CHECKING:
    from sim.analysis.sensitivity import Effect, Sensitivity
    from sim.analysis.study import OutcomeStudy
    from sim.sweep.results import SweepResults

ROW = 0.31
"""Height of a factor, inches."""

MOST, LEAST, ALL = 12, 6, 8
"""Factors that are shown at most; at least, where some cannot be told from none; and always, where they are so few."""

BAR = 0.56
ENDS = 3.3
"""Room right of a panel for the ends of the factors, inches."""

NOTE = (
    "Bars: mean outcome at the high end of what was tried less that at the low end, over all else, with 95 % interval. "
    "Ends are thirds of a range; for texts the values with the lowest and the highest mean."
)


def tornado_page(results: SweepResults, studies: Sequence[OutcomeStudy]) -> Figure:
    """Draw the change of each outcome along its factors, a panel for each outcome; call inside `house_style`."""
    judged = [weighed(one.sensitivity) for one in studies]
    chosen = [shown(one) for one in judged]
    greys = any(effect.grey for some in chosen for effect in some)
    factors = [effect.factor for some in chosen for effect in some]
    sheet = Sheet(
        finding(judged[0], results.unit(studies[0].sensitivity.outcome)),
        "Change of the outcome from the low to the high end of each factor, in the outcome's unit; widest first",
        source_of(results),
        " ".join(filter(None, (NOTE, left_out(judged[0], chosen[0])))),
        role_key(factors, greys, slight=faint(studies)),
        right=ENDS,
    )
    figure, axes = sheet.stacked([ROW * max(len(some), 2) for some in chosen])
    for ax, study, some in zip(axes, studies, chosen, strict=True):
        tornado(ax, some, results.unit(study.sensitivity.outcome))
        caption(ax, results.label(study.sensitivity.outcome))
    return figure


def tornado(ax: Axes, effects: Sequence[Effect], unit: str) -> Axes:
    """Draw one bar for each effect, the first on top; hollow where it cannot be told from none."""
    for row, effect in enumerate(effects):
        change, color = effect.swing.change, color_of(effect.factor, effect.grey)
        inside = "white" if effect.grey else color
        ax.barh(row, change.value, height=BAR, color=inside, edgecolor=color, linewidth=1.2, zorder=2)
        if change.sure:
            ax.plot([change.low, change.high], [row, row], color=GREY if effect.grey else INK, linewidth=1.1, zorder=3)
        _write_ends(ax, row, effect)
    name_rows(ax, [effect.factor for effect in effects], [effect.grey for effect in effects])
    light_grid(ax)
    ax.axvline(0, color=DARK, linewidth=0.9, zorder=4)
    number_axis(ax.xaxis)
    ax.set_xlabel(f"change, {unit}")
    ax.spines["bottom"].set_color(GREY)
    return ax


def _write_ends(ax: Axes, row: int, effect: Effect) -> None:
    """Write from where to where a factor goes, right of the panel."""
    size = text_size(SMALL)
    ax.annotate(
        "\n".join(balanced(ends_words(effect), ENDS * 72 - 2.5 * size, size)),
        (1, row),
        xytext=(size, 0),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        va="center",
        linespacing=1.0,
        fontsize=size,
        color=GREY if effect.grey else DARK,
    )


def ends_words(effect: Effect) -> str:
    """Say from where to where a factor goes, with its unit once."""
    low, high = effect.swing.low_end, effect.swing.high_end
    unit = effect.factor.unit
    low = low if effect.factor.texts else low.removesuffix(f" {unit}").removesuffix(" %")
    return f"{low} \N{RIGHTWARDS ARROW} {high}"


def weighed(found: Sensitivity) -> Sensitivity:
    """Take effects for grey that are clear but too small to matter; as they are for an outcome that hardly differs."""
    if found.hardly:
        return found
    told = {effect.factor.name for effect in found.told}
    return replace(found, effects=tuple(replace(one, grey=one.factor.name not in told) for one in found.effects))


def faint(studies: Sequence[OutcomeStudy]) -> bool:
    """Whether some effect is clear but too small to matter."""
    return any(len(weighed(one.sensitivity).clear) < len(one.sensitivity.clear) for one in studies)


def shown(found: Sensitivity) -> list[Effect]:
    """Effects that are shown, the widest change first: those that are clear and, where room is left, some others."""
    clear = sorted(found.clear, key=_wide)[:MOST]
    others = sorted((effect for effect in found.effects if effect.grey), key=_wide)
    room = ALL if len(found.effects) <= ALL else LEAST
    return sorted(clear + others[: max(room - len(clear), 0)], key=lambda effect: (effect.grey, _wide(effect)))


def _wide(effect: Effect) -> float:
    return -abs(effect.swing.change.value)


def left_out(found: Sensitivity, effects: Sequence[Effect]) -> str:
    """Say how many factors are not shown."""
    clear = len(found.clear) - sum(not effect.grey for effect in effects)
    grey = len(found.effects) - len(effects) - clear
    parts = [f"{clear} more that are clear"] * bool(clear) + [
        f"{grey} that cannot be told from no effect or matter too little"
    ] * bool(grey)
    return f"Not shown: {joined(parts)}." if parts else ""


def finding(found: Sensitivity, unit: str) -> str:
    """Say what moves the outcome furthest."""
    name = outcome_words(found.outcome)
    clear = [effect for effect in shown(found) if not effect.grey]
    if not clear:
        return f"{capital(name)}: no factor moves it by more than chance would"
    first, swing = clear[0].factor, clear[0].swing
    words = f"{capital(name)} moves most with {first.name}: {signed(swing.change.value)} {unit}"
    ends = f"with {swing.high_end} against {swing.low_end}" if first.texts else "from its low to its high end"
    return f"{words} {ends}"
