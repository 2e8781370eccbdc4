"""Why two runs differ, as a page: the paragraph, every change, every move that differs, and the table of shares."""

from __future__ import annotations

from sim.comparison.why.steps import day_words, told
from sim.comparison.why.study import Why
from sim.comparison.why.words import called, level, paragraph, share_text
from sim.words import percent, signed

PARTS_LISTED, STEPS_LISTED = 12, 40
"""Parts of a change, and moves that differ, on the page."""


def page(why: Why) -> str:
    """Write the whole explanation in Markdown."""
    lines = [f"# Why {why.names[1]} differs from {why.names[0]}", "", paragraph(why), ""]
    lines += ["## What was changed", "", *_changes(why), "## Where the runs part", "", *_steps(why), ""]
    lines += ["## Whose doing the difference is", "", *_table(why)]
    return "\n".join(lines) + "\n"


def _changes(why: Why) -> list[str]:
    lines = []
    for change, own in zip(why.changes, why.firsts, strict=True):
        lines += [f"- **{change.name}**", *[f"  - {part}" for part in change.said[:PARTS_LISTED]]]
        if len(change.said) > PARTS_LISTED:
            lines.append(f"  - and {len(change.said) - PARTS_LISTED} more")
        if own is not None:
            lines.append(f"  - *sets in* on {day_words(own.date)}, in {why.names[own.scenario]} alone: {told(own)}")
    return [*lines, ""]


def _steps(why: Why) -> list[str]:
    """Moves that only one of the two has in at least half of the runs."""
    if not why.steps:
        return ["No government moves otherwise in at least half of the runs."]
    lines = ["| day | only in | runs | move |", "|---|---|---|---|"]
    for step in why.steps[:STEPS_LISTED]:
        lines.append(f"| {step.date} | {why.names[step.scenario]} | {percent(step.share)} | {told(step)} |")
    left = len(why.steps) - STEPS_LISTED
    return [*lines, *([f"| | | | and {left} more |"] if left > 0 else [])]


def headings(why: Why) -> list[str]:
    """Name the outcomes with their units, as headings of a table."""
    return [f"{called(one)}, {one.unit}" for one in why.asked]


def rows(why: Why) -> list[tuple[str, ...]]:
    """Rows of the table of shares: both scenarios, every change, and what only comes together."""
    places = range(len(why.asked))
    levels = [float(one.values.mean()) for one in why.asked]
    found = [(why.names[0], *[level(one) for one in levels])]
    for number, change in enumerate(why.changes):
        found.append((change.name, *[share_text(why, number, place) for place in places]))
    found.append((why.names[1], *[level(levels[place] + why.total(place)) for place in places]))
    found.append(("of which only together", *[signed(why.together(place)) for place in places]))
    return found


def _table(why: Why) -> list[str]:
    heads = ["", *headings(why)]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return [*lines, *[f"| {' | '.join(row)} |" for row in rows(why)]]
