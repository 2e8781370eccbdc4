"""An analysis in words, for the screen and for a page: what matters, how sure that is, which runs, which choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.analysis.sentences import (
    discovery_sentence,
    sensitivity_sentence,
    stability_sentence,
    trade_off_sentence,
    what_if_sentence,
)
from sim.analysis.wording import outcome_unit, short
from sim.types import PER_CENT
from sim.words import MINUS, signed

if TYPE_CHECKING:
    from sim.analysis.resampling import Estimate
    from sim.analysis.sensitivity import Effect, Measure, Sensitivity
    from sim.analysis.study import Analysis, OutcomeStudy

MOST_ROWS = 8
"""Factors that are told in a table for people; the files have all."""

HEADS = {
    "first": "alone, %",
    "total": "in all, %",
    "effect": "effect",
}
"""Shares of the variance, without and with interactions; or the mean size of the effect, in the outcome's unit."""

SHARES = "% of its variance, alone or with interactions (in all)"
EFFECTS = "mean size of the effect over the whole range"
NOTHING = 0.005
"""A share in per cent, or a change, that nobody would read."""

LONGEST = 46
"""Letters of the ends of a factor that a table has room for."""


def headings(found: Sensitivity) -> tuple[str, ...]:
    """Headings of the table of what an outcome hinges on."""
    return ("factor", "role", *(HEADS[name] for name in measures(found)), "change", "from its low to its high end")


def table_words(found: Sensitivity) -> str:
    """Say what the columns of the table hold."""
    unit = outcome_unit(found.outcome)
    what = f"{EFFECTS}, {unit}" if found.ranked_by == "effect" else SHARES
    return f"{what}, and change, {unit}; 95 % intervals"


def effect_rows(found: Sensitivity) -> list[tuple[str, ...]]:
    """One row for each factor that is clear, strongest first, as far as there is room."""
    return [_row(effect, found) for effect in found.clear[:MOST_ROWS]]


def measures(found: Sensitivity) -> tuple[Measure, ...]:
    """The strengths that all clear factors of an outcome have."""
    if found.ranked_by == "effect":
        return ("effect",)
    has = any(effect.total is not None for effect in found.clear)
    return ("first", "total") if has else ("first",)


def _row(effect: Effect, found: Sensitivity) -> tuple[str, ...]:
    scale = 1.0 if found.ranked_by == "effect" else PER_CENT
    strengths = [_interval(getattr(effect, name), scale) for name in measures(found)]
    change = effect.swing.change
    told = signed(change.value)
    if change.sure:
        told += f" ({_number(change.low)} to {_number(change.high)})"
    ends = f"{effect.swing.low_end} \N{RIGHTWARDS ARROW} {effect.swing.high_end}"
    return (
        effect.factor.name,
        effect.factor.role,
        *strengths,
        told,
        ends if len(ends) <= LONGEST else f"{ends[: LONGEST - 1]}…",
    )


def in_short(found: Sensitivity) -> str:
    """Name the clear factors of an outcome, strongest first, each with its strength."""
    unit = outcome_unit(found.outcome) if found.ranked_by == "effect" else "%"
    scale = 1.0 if found.ranked_by == "effect" else PER_CENT
    clear = found.clear[:MOST_ROWS]
    named = [f"{one.factor.name} {_number(scale * one.measure(found.ranked_by).value)} {unit}" for one in clear]
    return ", ".join(named) or "no factor can be told from one that does nothing"


def _interval(one: Estimate | None, scale: float) -> str:
    if one is None:
        return "-"
    ends = f" ({_number(scale * one.low)} to {_number(scale * one.high)})" if one.sure else ""
    return _number(scale * one.value) + ends


def _number(value: float) -> str:
    if abs(value) < NOTHING:
        return "0"
    return (f"{value:.0f}" if abs(value) >= 10 else short(float(f"{value:.2g}"))).replace("-", MINUS)


def grey_words(found: Sensitivity) -> str:
    """Say what is not in the table: what is clear but weaker, and what cannot be told from no effect."""
    more = len(found.clear) - MOST_ROWS
    grey = [effect.factor.name for effect in found.effects if effect.grey]
    weaker = f"{more} more are clear but weaker. " if more > 0 else ""
    if not grey:
        return weaker.strip()
    named = ", ".join(grey) if len(grey) <= MOST_ROWS else f"{len(grey)} factors"
    return f"{weaker}Grey, not to be told from no effect: {named}."


def answers(analysis: Analysis) -> list[tuple[str, str]]:
    """What an analysis answers beside what matters: headings and sentences."""
    told = [
        ("Which runs", discovery_sentence(analysis.condition, analysis.discovery)),
        ("What would have to be true", what_if_sentence(analysis.condition, analysis.what_if)),
    ]
    if analysis.trade_off is not None:
        told.append(("Efficient choices", trade_off_sentence(analysis.trade_off)))
    return told


def markdown(title: str, about: str, source: str, analysis: Analysis, figures: Sequence[str]) -> str:
    """Write an analysis as a page of Markdown: the sentences, the tables of what matters, and the figures."""
    parts = [f"# {title}", about.strip(), source, "## What matters"]
    for study in analysis.outcomes:
        parts += _study_lines(study)
    for head, sentence in answers(analysis):
        parts += [f"## {head}", sentence]
    if figures:
        parts += ["## Figures", *(f"![{name.replace('_', ' ')}](figures/{name}.png)" for name in figures)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _study_lines(study: OutcomeStudy) -> list[str]:
    found = study.sensitivity
    lines = [sensitivity_sentence(found)]
    if rows := effect_rows(found):
        heads = headings(found)
        lines.append(f"In {table_words(found)}:")
        lines.append("\n".join(_line(row) for row in (heads, ("---",) * len(heads), *rows)))
    stable = "" if study.stability is None else stability_sentence(study.stability)
    return [*lines, grey_words(found), stable, f"Method: {found.method}."]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
