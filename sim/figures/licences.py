"""The queue at China's licence desk."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from sim.figures.labels import Name, name_ends
from sim.figures.style import ACCENT, DARK, GREY, INK, band_words, baseline, fan, titles
from sim.figures.time_axis import month_dates, time_axis
from sim.figures.words import month_words, percent
from sim.labelled import Labelled
from sim.measures import HOME, licence_total
from sim.types import TINY, Array

ROOM = 10.0
"""The axis shows at least this many applications, so that a desk at rest has a scale to read."""

LINES = (
    ("licence_backlog", "waiting", ACCENT, 2.4),
    ("licence_applications", "asked for", INK, 1.6),
    ("licence_approved", "granted", GREY, 1.6),
)


def licences(ax: Axes, results: Labelled) -> Axes:
    """Draw how many licences China's desk is asked for and grants each month, and how many wait."""
    when, names, medians = month_dates(results), [], {}
    for variable, words, color, width in LINES:
        medians[variable] = fan(ax, when, licence_total(results, variable, HOME), color, width)
        names.append(Name(float(medians[variable][-1]), words, DARK if color == GREY else color, bold=color == ACCENT))
    baseline(ax, 0.0)
    ax.set_ylim(0, max(ROOM, ax.get_ylim()[1]))
    ax.yaxis.set_major_locator(MaxNLocator(nbins="auto", steps=[1, 2, 2.5, 5, 10], integer=True))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    time_axis(ax, results)
    measure = "Applications at China's licence desk: waiting at month's end, asked for and granted in the month"
    titles(ax, _finding(results, medians), measure + band_words(results))
    name_ends(ax, names)
    return ax


def _finding(results: Labelled, medians: dict[str, Array]) -> str:
    waiting, asked, granted = (medians[variable] for variable, *_ in LINES)
    if asked.sum() + waiting.sum() < TINY:
        return "Nobody needs a licence from China"
    most = int(waiting.argmax())
    share = percent(float(granted.sum() / max(asked.sum(), TINY)))
    if waiting[most] < 1:
        return f"China's desk keeps up and grants {share} of what is asked"
    queue = f"{waiting[most]:,.0f} applications wait in {month_words(results.months[most])}"
    return f"{queue}; China grants {share} of all that is asked"
