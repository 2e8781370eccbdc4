"""An analysis in words, for the screen and for a page: what matters, how sure that is, which runs, which choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.analysis.choice_sentences import (
    gain_headings,
    gain_rows,
    gains_sentence,
    replies_sentence,
    reply_headings,
    reply_rows,
    steps_words,
    trade_off_sentence,
)
from sim.analysis.sentences import discovery_sentence, sensitivity_sentence, stability_sentence, what_if_sentence
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

SHARES = "% of its variance over the ranges tried, alone or with interactions (in all)"
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
    """One row for each factor that is clear and not slight, strongest first, as far as there is room."""
    return [_row(effect, found) for effect in found.told[:MOST_ROWS]]


def measures(found: Sensitivity) -> tuple[Measure, ...]:
    """The strengths that all clear factors of an outcome have."""
    if found.ranked_by == "effect":
        return ("effect",)
    has = any(effect.total is not None for effect in found.told)
    return ("first", "total") if has else ("first",)


def _row(effect: Effect, found: Sensitivity) -> tuple[str, ...]:
    scale = 1.0 if found.ranked_by == "effect" else PER_CENT
    strengths = [_interval(getattr(effect, name), scale) for name in measures(found)]
    change = effect.swing.change
    told = signed(change.value)
    if change.sure and not _alike(change, 1.0):
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
    if found.hardly:
        return "hardly differs between runs"
    clear = found.told[:MOST_ROWS]
    named = [f"{one.factor.name} {_number(scale * one.measure(found.ranked_by).value)} {unit}" for one in clear]
    return ", ".join(named) or "no factor can be told from one that does nothing"


def _interval(one: Estimate | None, scale: float) -> str:
    if one is None:
        return "-"
    wide = one.sure and not _alike(one, scale)
    ends = f" ({_number(scale * one.low)} to {_number(scale * one.high)})" if wide else ""
    return _number(scale * one.value) + ends


def _alike(one: Estimate, scale: float) -> bool:
    """Whether an interval is narrower than what is written of it, so that it would say nothing."""
    return len({_number(scale * end) for end in (one.low, one.value, one.high)}) == 1


def _number(value: float) -> str:
    if abs(value) < NOTHING:
        return "0"
    return (f"{value:.0f}" if abs(value) >= 10 else short(float(f"{value:.2g}"))).replace("-", MINUS)


def grey_words(found: Sensitivity) -> str:
    """Say what is not in the table: what is clear but weaker, and what cannot be told from no effect."""
    more = 0 if found.hardly else len(found.clear) - len(found.told[:MOST_ROWS])
    grey = [effect.factor.name for effect in found.effects if effect.grey]
    told = {effect.factor.name for effect in found.told}
    if more > 0 and len(told) <= MOST_ROWS:
        small = [effect.factor.name for effect in found.clear if effect.factor.name not in told]
        of = " of the strongest" if found.ranked_by == "effect" else ""
        named = ", ".join(small) if more <= MOST_ROWS else f"{more} factors"
        weaker = f"Clear but too small to matter (under 1 %{of}): {named}. "
    else:
        weaker = f"{more} more {'is' if more == 1 else 'are'} clear but weaker. " if more > 0 else ""
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
    told += [("Efficient choices", trade_off_sentence(one)) for one in analysis.trade_offs]
    told += [("Best replies", replies_sentence(one)) for one in analysis.replies]
    if analysis.gains:
        told.append(("What each choice is worth", gains_sentence(analysis.gains)))
    return told


def markdown(title: str, about: str, source: str, analysis: Analysis, figures: Sequence[str]) -> str:
    """Write an analysis as a page of Markdown: the sentences, the tables of what matters, and the figures."""
    parts = [f"# {title}", about.strip(), source, "## What matters"]
    for study in analysis.outcomes:
        parts += _study_lines(study)
    parts += [notes_words(analysis)] if analysis.notes else []
    last = ""
    for head, sentence in answers(analysis):
        parts += ([] if head == last else [f"## {head}"]) + [sentence]
        last = head
    parts += _choice_tables(analysis)
    if figures:
        parts += ["## Figures", *(f"![{name.replace('_', ' ')}](figures/{name}.png)" for name in figures)]
    return "\n\n".join(part for part in parts if part) + "\n"


def notes_words(analysis: Analysis) -> str:
    """Say which ranges reach beyond what is held possible, for shares hang on them."""
    if not analysis.notes:
        return ""
    return f"Shares are over the ranges tried. Of these some are wide: {'; '.join(analysis.notes)}."


def _choice_tables(analysis: Analysis) -> list[str]:
    """Tables of best replies and of what each lever is worth."""
    parts = []
    if analysis.gains:
        parts += [
            "### Each lever against its first value",
            _table(gain_headings(analysis.gains), gain_rows(analysis.gains)),
        ]
    for one in analysis.replies:
        told = f"### Best replies by {one.rows.outcome} and {one.columns.outcome}"
        parts += [told, _table(reply_headings(one), reply_rows(one)), steps_words(one)]
    return parts


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(_line(row) for row in (heads, ("---",) * len(heads), *rows))


def _study_lines(study: OutcomeStudy) -> list[str]:
    found = study.sensitivity
    lines = [sensitivity_sentence(found)]
    if rows := effect_rows(found):
        heads = headings(found)
        lines.append(f"In {table_words(found)}:")
        lines.append(_table(heads, rows))
    stable = " ".join(map(stability_sentence, study.stabilities))
    return [*lines, grey_words(found), stable, f"Method: {found.method}."]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
