"""The command `calibrate`: studies over all that is uncertain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.console.commands.options import RESULTS
from sim.console.screen import working


def calibrate(
    samples: Annotated[int, typer.Option(help="Draws of all uncertain parameters, 2 or more.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws and of their luck.")] = 1,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the page and its figures.")] = RESULTS
    / "calibration",
    page: Annotated[Path | None, typer.Option(help="A page of text to put the tables into as well.")] = None,
    figures: Annotated[Path | None, typer.Option(help="A folder for the figures instead.")] = None,
) -> None:
    """Work out growth claim, supply cuts and tariff wars over all that is uncertain; leave results/calibration."""
    from sim.calibration.study import calibrate as study
    from sim.console.calibration_page import write_calibration
    from sim.console.pages import check_page
    from sim.console.screen import progresses
    from sim.figures.cap_rents import draw_cap_rents
    from sim.figures.growth_claim import draw_growth_claim
    from sim.figures.tariff_war import draw_tariff_war

    own = out / "calibration.md"
    pages = [own] if page is None else [own, page]
    for one in pages:
        check_page(one)
    place = figures or out
    for folder in (out, place):
        folder.mkdir(parents=True, exist_ok=True)
    with progresses() as watch:
        found = study(samples, seed, watch)
    for one in pages:
        write_calibration(found, one)
    with working("drawing"):
        drawn = (
            draw_growth_claim(found.growth, place / "growth_claim.png"),
            draw_tariff_war(found.war, place / "tariff_war.png"),
            draw_cap_rents(place / "cap_rents.png"),
        )
    for file in (*pages, *drawn):
        typer.echo(file)
