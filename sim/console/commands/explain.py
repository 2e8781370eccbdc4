"""The command `explain`: a number and where it comes from."""

from __future__ import annotations

from typing import Annotated

import typer


def explain(name: Annotated[str, typer.Argument(metavar="PARAMETER")]) -> None:
    """Explain a number: value, unit, range, source and claim, and where it is used."""
    from sim.console.explanations import print_explanation

    print_explanation(name)
