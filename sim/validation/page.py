"""What a validation found, as a page to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.parameters import load_parameters, load_sources
from sim.tables import load_tables
from sim.types import PER_CENT
from sim.validation.checks import VERDICTS, Finding, Validation
from sim.validation.drivers import Driver, Drivers
from sim.validation.patterns.page import pattern_section
from sim.validation.rows import KINDS
from sim.validation.trade_cells import TradeCell
from sim.validation.words import check_of, limits, markdown, model, number, share

SHOWN_DRIVERS = 6
"""Parameters listed for an outcome, even where fewer are clear."""

TITLES = {
    "pattern": "Patterns of the record",
    "record": "Figures of the record",
    "claim": "What the articles say",
}

INTRODUCTION = """\
# The model against the record

Every check was made in {samples} runs. Each run has its own luck (seeds {first} to {last}) and its own draw of all
{number} uncertain parameters, each from the low to the high end of its range with its value in the middle (half of the
draws below, half above; a Latin hypercube). *Model* is the median with the band in which eight of ten runs lie. A check
*holds* in a run if the number lies between the limits of the record or claim; {words}.
*In band* says whether the record and the band overlap: a narrow record can lie well inside the band and still be hit by
few runs.
"""

GIVEN = """\
## What the model was given

The tables or the scenario say these numbers. Where they hold it shows that they came through, no more.
"""

DRIVEN = """\
## What drives the growth losses

Spearman rank correlations of the loss with each parameter. With {samples} runs and {number} parameters the strongest
would reach {floor:.2f} by chance alone in one study of twenty; what stays below stands in brackets. *Weight* is the
coefficient of a regression of ranks on all parameters above that floor. *Low* and *high*: mean loss over the fifth of
the runs with the lowest and the highest values.
"""

CLAIMS = """\
## Every claim of the articles

In our words; each with its verdict, or with the reason why no run can decide it.
"""

CELLS = """\
## Published cells of the trade model

Ignatenko, Lashkaripour, Macedoni and Simonovska (2025), 194 countries, worked out again with our equilibrium.
"""


def page(validation: Validation) -> str:
    """Write the whole report as Markdown."""
    parts = [_introduction(validation)]
    for kind in KINDS:
        own = [one for one in validation.findings if one.check.about == kind and not one.check.given]
        if own:
            parts.append(f"## {TITLES[kind]}\n\n{_findings(own)}")
    if validation.patterns is not None:
        parts.append(pattern_section(validation.patterns))
    parts += [*_drivers(validation), *_cells(validation.cells)]
    given = [one for one in validation.findings if one.check.given]
    if given:
        parts.append(f"{GIVEN}\n{_findings(given)}")
    parts.append(f"{CLAIMS}\n{_claims(validation)}")
    return "\n".join(parts)


def _introduction(validation: Validation) -> str:
    draws = validation.draws
    words = ", ".join(
        f'"{word}" stands for {PER_CENT * least:.0f} % of the runs or more' for least, word in VERDICTS.items() if least
    )
    first, last = draws.seeds[0], draws.seeds[-1]
    return INTRODUCTION.format(samples=draws.samples, first=first, last=last, number=len(draws.names), words=words)


def _findings(findings: Sequence[Finding]) -> str:
    rows = [
        (
            *(one.check.what, one.check.unit, model(one), limits(one), share(one), one.verdict),
            *("yes" if one.covered else "no", one.check.scenario, _sources(one), one.missing or one.check.note),
        )
        for one in findings
    ]
    headings = ("check", "unit", "model", "record or claim", "holds in", "verdict", "in band", "scenario")
    return markdown((*headings, "source", "note"), rows)


def _sources(one: Finding) -> str:
    return "; ".join(f"{load_sources()[key].publisher} {load_sources()[key].date}" for key in one.check.source)


def _drivers(validation: Validation) -> Iterator[str]:
    """One table for each outcome that was checked."""
    found = validation.drivers
    if not found:
        return
    floor = next(iter(found.values())).noise_floor
    yield DRIVEN.format(samples=validation.draws.samples, number=len(validation.draws.names), floor=floor)
    for one in validation.findings:
        if one.check.id in found:
            yield _driven(one, found[one.check.id])


def _driven(one: Finding, found: Drivers) -> str:
    head = f"**{one.check.what}**, {one.check.unit}: {model(one)}. "
    head += f"The clear ones explain {PER_CENT * found.explained:.0f} % of the variance of ranks.\n"
    shown = found.ranked[: max(len(found.clear), SHOWN_DRIVERS)]
    headings = ("parameter", "range", "rank correlation", "weight", "low", "high")
    return f"{head}\n{markdown(headings, [_driver(driver) for driver in shown])}"


def _driver(one: Driver) -> tuple[str, ...]:
    parameter = load_parameters()[one.parameter]
    correlation = f"{one.rank_correlation:+.2f}"
    return (
        f"`{one.parameter}`",
        f"{parameter.low:g} to {parameter.high:g}",
        correlation if one.clear else f"({correlation})",
        f"{one.coefficient:+.2f}" if one.clear else "",
        number(one.low_end),
        number(one.high_end),
    )


def _claims(validation: Validation) -> str:
    findings = {one.check.id: one for one in validation.findings}
    rows = []
    for claim in load_tables().claims:
        verdicts = [findings[name] for name in check_of(claim) if name in findings]
        judged = "; ".join(f"{one.check.what}: {one.verdict} ({share(one)}{_told(one)})" for one in verdicts)
        rows.append((claim.claim, judged or f"not checked: {claim.why_not or 'its checks were left out'}"))
    return markdown(("claim", "verdict"), rows)


def _told(one: Finding) -> str:
    return ", given" if one.check.given else ""


def _cells(cells: Sequence[TradeCell]) -> Iterator[str]:
    if not cells:
        return
    rows = [
        (
            *(one.target.printed_in, one.target.note, one.target.state, one.target.measure.replace("_", " ")),
            *(f"{one.target.published:.{int(one.target.digits)}f}", f"{one.model:.{int(one.target.digits) + 1}f}"),
            "yes" if one.agrees else "no",
        )
        for one in cells
    ]
    yield f"{CELLS}\n{markdown(('row', 'case', 'state', 'measure', 'published, %', 'here, %', 'agrees'), rows)}"
