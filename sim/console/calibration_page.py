"""The calibration page: growth claim, supply cuts, tariff wars and closures as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from sim.calibration.closures import MEASURES, Closure
from sim.calibration.growth_claim import GrowthStudy, LeverStudy, share_meeting
from sim.calibration.study import Calibration
from sim.calibration.supply_cuts import Cut
from sim.calibration.tariff_war import YEARS, WarStudy
from sim.console.numbers import number, spread
from sim.console.pages import markdown, write_between
from sim.names import name_of

NAMED = 10
"""How many parameters a table of drivers names, at most."""


def write_calibration(found: Calibration, page: Path) -> None:
    """Put the tables of a calibration between the marks of a page."""
    samples = f"Median and 10-90 % band of {found.samples} samples of all uncertain parameters, each with its own luck."
    write_between(page, [samples, *parts(found)])


def parts(found: Calibration) -> Iterator[str]:
    """Every table with its heading."""
    yield f"### Growth lost by the United States over two years\n\n{growth_table(found.growth)}"
    for study in found.growth:
        yield f"### What the loss hinges on in `{study.results.scenario}`, {study.counted}\n\n{drivers_table(study)}"
    yield f"### The lever: how many licences China gives\n\n{lever_table(found.lever)}"
    yield f"### Cuts of different length and depth\n\n{cuts_table(found.cuts)}"
    yield f"### Tariff wars without controls\n\n{war_table(found.war)}"
    yield f"### What the closure of the trade equilibrium does\n\n{closures_table(found.closures)}"


def growth_table(studies: Sequence[GrowthStudy]) -> str:
    """One row a scenario and outcome."""
    headings = ("scenario", "counted", "loss, % of GDP", "the claim: at least", "holds in")
    rows = [
        [
            f"`{one.results.scenario}`",
            one.counted,
            spread(one.losses),
            number(one.claim),
            f"{one.share_meeting:.0f} % of samples",
        ]
        for one in studies
    ]
    return markdown(headings, rows)


def drivers_table(study: GrowthStudy) -> str:
    """One row a parameter, strongest first, and what chance alone would show; a sentence where nothing is clear."""
    floor, explained = study.drivers.noise_floor, study.drivers.explained
    if not study.drivers.clear:
        return f"No parameter stands out: over {len(study.losses)} samples chance alone can reach {floor:.2f}."
    headings = ("parameter", "rank correlation", "mean loss, lowest fifth", "mean loss, highest fifth")
    rows = [
        [f"`{one.parameter}`", f"{one.rank_correlation:+.2f}", number(one.low_end), number(one.high_end)]
        for one in study.drivers.clear[:NAMED]
    ]
    note = f"By chance alone a parameter stays below {floor:.2f}; together these explain {explained:.0%} of the ranks."
    return f"{markdown(headings, rows)}\n\n{note}"


def lever_table(study: LeverStudy) -> str:
    """One row a level."""
    rows = [
        [
            number(level),
            *(cell for values in both for cell in (spread(values), f"{share_meeting(values, study.claim):.0f} %")),
        ]
        for level, *both in zip(study.levels, study.losses, study.from_shortages, strict=True)
    ]
    least = f"at least {number(study.claim)} in"
    return markdown((f"`{study.lever}`", "loss, % of GDP", least, "from shortages alone", least), rows)


def cuts_table(cuts: Sequence[Cut]) -> str:
    """One row a cut and state."""
    headings = ("cut", "state", "worst month, % of GDP", "output lost in two years, % of a year", "growth lost")
    rows = []
    for title, same in groupby(cuts, key=lambda one: one.title):
        for place, one in enumerate(same):
            measures = (spread(values) for values in (one.deepest, one.output_lost, one.growth_lost))
            rows.append(["" if place else title, name_of(one.state), *measures])
    return markdown(headings, rows)


def war_table(study: WarStudy) -> str:
    """One row a measure, one column a world and year."""
    worlds = [one.scenario for one in study.worlds]
    titles = [one.origin.title for one in study.worlds]
    headings = ("", "unit", *(f"{title}: {_years(years)}" for title in titles for years in YEARS))
    rows = []
    for measure, unit in dict.fromkeys((one.measure, one.unit) for one in study.lines):
        cells = [spread(study.values(world, measure, years), signed=True) for world in worlds for years in YEARS]
        rows.append([measure, unit, *cells])
    return markdown(headings, rows)


def _years(years: int) -> str:
    return "1 year" if years == 1 else f"{years} years"


def closures_table(closures: Sequence[Closure]) -> str:
    """One row a set of assumptions."""
    headings = (
        "US tariff on all",
        "answered by",
        "model",
        "elasticity",
        "revenue",
        "welfare, as published",
        "welfare, exact",
        "real GDP",
        "employment",
        "prices",
        "imports/GDP",
        "deficit",
    )
    rows = [
        [
            f"{one.rate:.0%}",
            one.answered_by,
            one.model,
            number(one.elasticity),
            one.revenue,
            *(number(getattr(one, name), signed=True) for name in MEASURES),
        ]
        for one in closures
    ]
    return markdown(headings, rows)
