"""The command `diff`: two scenarios against each other."""

from __future__ import annotations

from typing import Annotated

import typer


def diff(one: Annotated[str, typer.Argument(metavar="A")], other: Annotated[str, typer.Argument(metavar="B")]) -> None:
    """Show what two scenarios set differently."""
    from sim.console.explanations import print_difference
    from sim.scenario import difference, load_scenario

    print_difference((one, other), difference(load_scenario(one), load_scenario(other)))
