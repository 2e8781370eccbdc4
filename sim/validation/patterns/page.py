"""How often the patterns of the record emerge, as a section of the report and as a table."""

from __future__ import annotations

from dataclasses import asdict
from math import isnan
from typing import TYPE_CHECKING

from sim.parameters import load_sources
from sim.types import PER_CENT
from sim.validation.patterns.study import PatternFinding, PatternStudy
from sim.validation.words import markdown

if TYPE_CHECKING:
    import pandas as pd

PATTERN_TITLE = "Patterns without a script"
PATTERN_HEADINGS = ("pattern", "emerges in", "had occasion in", "and then emerges in", "in the recorded scenario")

SECTION = """\
## {title}

Nothing is scripted after January 2025 in `{scenario}`: governments follow their strategies. No rule knows a pattern,
but strategies, ladders and packages were written, and strategies chosen for this scenario, with the record in view: *by
design* says what that makes of a pattern, or keeps from it, so that only the rest counts as found. {runs} runs, with
the same luck and draws as above.
*Emerges in*: share of all runs that show the pattern. *Had occasion in*: share of the runs in which it could show at
all (no deal can be disputed where none was made). *In the recorded scenario*: share of the runs of `{record}`, which
follows the record, that show it. {usual} of {number} patterns emerge in at least half of the runs, {found} of them with
nothing in it by design. What each detector goes by stands in the last column, with the numbers of patterns.csv.
"""


def pattern_section(study: PatternStudy) -> str:
    """Write the section of the report."""
    unscripted, record = study.origins
    head = SECTION.format(
        title=PATTERN_TITLE,
        scenario=unscripted.scenario,
        record=record.scenario,
        runs=len(study.findings[0].seen),
        usual=study.usual,
        found=study.found or "none",
        number=len(study.findings),
    )
    rows = [(*pattern_cells(one), *_about(one)) for one in study.findings]
    return f"{head}\n{markdown((*PATTERN_HEADINGS, 'by design', 'dates', 'source', 'how it is told'), rows)}"


def pattern_cells(one: PatternFinding) -> tuple[str, ...]:
    """Write what a pattern came to."""
    shares = (one.emerges, one.occasions, one.given_occasion, one.in_record)
    return (one.pattern.what, *(share_words(share) for share in shares))


def pattern_frame(study: PatternStudy) -> pd.DataFrame:
    """One row for each pattern: shares of runs, limits of its detector, sources."""
    import pandas as pd

    return pd.DataFrame([_row(one) for one in study.findings])


def _row(one: PatternFinding) -> dict[str, object]:
    about = {key: value for key, value in asdict(one.pattern).items() if key not in ("line", "source")}
    shares = {
        "runs": len(one.seen),
        "emerges_percent": PER_CENT * one.emerges,
        "occasion_percent": PER_CENT * one.occasions,
        "emerges_given_occasion_percent": PER_CENT * one.given_occasion,
        "in_record_percent": PER_CENT * one.in_record,
    }
    return about | shares | {"source": "; ".join(one.pattern.source)}


def share_words(value: float) -> str:
    """Write a share in whole per cent; a dash where there is none."""
    return "-" if isnan(value) else f"{PER_CENT * value:.0f} %"


def _about(one: PatternFinding) -> tuple[str, ...]:
    return one.pattern.by_design or "-", one.pattern.dates, _sources(one), _how(one)


def _sources(one: PatternFinding) -> str:
    return "; ".join(f"{load_sources()[key].publisher} {load_sources()[key].date}" for key in one.pattern.source)


def _how(one: PatternFinding) -> str:
    numbers = {"months": one.pattern.months, "size": one.pattern.size, "share": one.pattern.share}
    told = ", ".join(f"{name} {value:g}" for name, value in numbers.items() if value)
    return f"{one.pattern.note} ({told})" if told else one.pattern.note
