"""What several commands share: options, scenarios as options change them, and the folder for results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sim.scenario import Scenario

RESULTS = Path("results")

Runs = Annotated[int | None, typer.Option("--runs", "-n", min=1, help="Number of runs, each with its own luck.")]
Months = Annotated[int | None, typer.Option("--months", "-m", min=1, help="Number of months to live through.")]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Seed of the first run; later runs count up.")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override a key of the scenario.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for the results.")]
Name = Annotated[str, typer.Argument(help="Name of a scenario, or a file.")]


def loader(
    set_: list[str] | None, runs: int | None = None, months: int | None = None, seed: int | None = None
) -> Callable[[str], Scenario]:
    """Give a function that loads a scenario as the options change it: what is kept with results is what was run."""
    from sim.scenario import load_scenario, parse_overrides

    given = {"runs": runs, "months": months, "seed": seed}
    counts = {key: str(value) for key, value in given.items() if value is not None}
    overrides = parse_overrides(set_ or []) | counts
    return lambda name: load_scenario(name, overrides)


def ready(scenarios: Sequence[Scenario], out: Path | None, usual: str) -> Path:
    """Print what is odd about scenarios, and name the folder for results, which is known to be writable then."""
    from sim.console.reports import print_warnings
    from sim.folders import check_writable

    for one in scenarios:
        print_warnings(one)
    folder = out or RESULTS / usual
    check_writable(folder)
    return folder
