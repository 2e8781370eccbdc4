"""What a validation found, printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape

from sim.console.screen import out, table
from sim.errors import shown
from sim.validation.checks import Finding, Validation
from sim.validation.page import TITLES
from sim.validation.patterns.page import PATTERN_HEADINGS, PATTERN_TITLE, pattern_cells
from sim.validation.trade_cells import TradeCell
from sim.validation.words import limits, model, number, share

NAMED_DRIVERS = 5
"""Parameters named under each growth loss."""

NOTE = """\
Model: median (10-90 %). In brackets: the band lies beside the record. Each run has its own luck and its own
draw of all uncertain parameters."""


def print_validation(validation: Validation, folder: Path) -> None:
    """Print every check that the model could fail, what drives the growth losses, and where the files are."""
    found = [one for one in validation.findings if not one.check.given]
    for kind, title in TITLES.items():
        own = [one for one in found if one.check.about == kind]
        if own:
            out.print(table(title, ("", "model", "record or claim", "holds in"), [_row(one) for one in own]))
            out.print()
    out.print(NOTE)
    _print_patterns(validation)
    _print_given([one for one in validation.findings if one.check.given])
    _print_drivers(validation)
    _print_cells(validation.cells)
    out.print(f"{validation.draws.samples} samples. Files: {escape(shown(folder))}", soft_wrap=True)


def _row(one: Finding) -> tuple[str, ...]:
    unit = "" if one.check.unit == "ratio" else f", {one.check.unit}"
    held = share(one)
    beside = len(one.known) and not one.covered
    return f"{one.check.what}{unit}", model(one), limits(one), f"({held})" if beside else held


def _print_patterns(validation: Validation) -> None:
    """Print how often the patterns of the record emerge where nobody follows it."""
    found = validation.patterns
    if found is None:
        return
    title = f"{PATTERN_TITLE}: {found.origins[0].scenario}, {len(found.findings[0].seen)} runs"
    out.print()
    out.print(table(title, PATTERN_HEADINGS, [pattern_cells(one) for one in found.findings]))
    out.print()


def _print_given(given: Sequence[Finding]) -> None:
    """Sum up what the model was told, and name what does not come through."""
    lost = [one for one in given if one.verdict not in ("holds", "mostly")]
    text = f"Given to the model, so that little is proved: {len(given)} more checks, {len(given) - len(lost)} hold"
    names = ", ".join(f"{one.check.what} ({model(one)} against {limits(one)})" for one in lost)
    out.print(escape(f"{text}. Not: {names}." if lost else f"{text}."))


def _print_drivers(validation: Validation) -> None:
    for key, found in validation.drivers.items():
        what = next(one.check.what for one in validation.findings if one.check.id == key)
        clear = [f"{one.parameter} {one.rank_correlation:+.2f}" for one in found.clear[:NAMED_DRIVERS]]
        named = ", ".join(clear) or "no parameter stands out"
        out.print(escape(f"{what} hinges on: {named} (rank correlations; chance reaches {found.noise_floor:.2f})"))


def _print_cells(cells: Sequence[TradeCell]) -> None:
    if not cells:
        return
    rows = [
        (one.target.case, one.target.state, one.target.measure, number(one.target.published), f"{one.model:.3f}")
        for one in cells
    ]
    out.print()
    out.print(table("Published trade cells, %", ("case", "", "measure", "published", "here"), rows))
    out.print(f"{sum(one.agrees for one in cells)} of {len(cells)} agree at the digits that were printed.")
