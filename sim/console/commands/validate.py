"""The command `validate`: the model against the record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.console.commands.options import Out, ready
from sim.console.screen import working


def validate(
    samples: Annotated[
        int | None, typer.Option(min=2, help="Draws of the uncertain parameters, 200 if not given.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="32 draws: a first impression.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws and of the first run's luck.")] = 1,
    out: Out = None,
    trade_data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder with the 194-country files: adds the published cells.")
    ] = None,
    page: Annotated[Path | None, typer.Option(help="A page of text to put the report into as well.")] = None,
) -> None:
    """Hold the model against the record and the articles, over everything that is uncertain; leave results/validate."""
    from sim.console.pages import check_page, write_between
    from sim.console.screen import progresses
    from sim.console.validation_report import print_validation
    from sim.figures.validation import draw_validation
    from sim.validation.checks import QUICK, SAMPLES
    from sim.validation.checks import validate as check
    from sim.validation.page import page as report
    from sim.validation.patterns.study import study_patterns
    from sim.validation.report import save
    from sim.validation.trade_cells import trade_cells

    folder = ready([], out, "validate")
    if page is not None:
        check_page(page)
    cells = () if trade_data is None else trade_cells(trade_data)
    with progresses() as watch:
        found = check(samples or (QUICK if quick else SAMPLES), seed, watch).with_cells(cells)
        found = found.with_patterns(study_patterns(found.draws, watch))
    with working("saving"):
        save(found, folder, draw_validation)
    if page is not None:
        write_between(page, [report(found)])
    print_validation(found, folder)
