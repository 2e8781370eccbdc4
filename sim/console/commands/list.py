"""The command `list`: what there is."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.console.lists import KINDS, print_list


def list_(
    kind: Annotated[str, typer.Argument(metavar="[KIND]", help=f"One of: {', '.join(KINDS)}.")] = "",
) -> None:
    """List scenarios, sweeps, strategies, outcomes, parameters, variables or kinds of event."""
    print_list(kind)
