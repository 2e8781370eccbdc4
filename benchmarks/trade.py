"""How long the trade equilibrium takes: one world of 19 and 194 states, and 256 worlds at once, cold and warm.

Run from the project's folder: python -m benchmarks.trade --help
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console

from benchmarks.pages import Sheet, machine, write_part
from sim.console.screen import complain
from sim.economy.trade import Baseline, Result, solve
from sim.errors import InputError
from sim.tables import load_tables
from sim.types import Array
from sim.validation.trade_cells import FLOWS, read_world

SHARED = Path(__file__).parents[1].parent / "shared" / "data" / "trade"
WORLDS, COUNTRIES = 256, 194
BARELY = 0.002
"""Change of one tariff in a month in which tariffs barely moved."""

AIMS = {"19 states, cold": 5.0, "194 states, cold": 50.0, "256 worlds, cold": 1.0, "256 worlds, warm": 0.1}
"""Milliseconds, of one world."""

app = typer.Typer(add_completion=False, rich_markup_mode="rich")


@dataclass(frozen=True)
class Case:
    """One thing to time: how many worlds it solves, and how."""

    name: str
    worlds: int
    run: Callable[[], Result]


@app.command(epilog="Examples:  python -m benchmarks.trade   |   python -m benchmarks.trade --repeats 25 --write")
def main(
    repeats: Annotated[int, typer.Option(min=1, help="Rounds; every case is timed once in each.")] = 15,
    trade_data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder with the 194-country files, ../shared if not given.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Also write benchmarks/results.md.")] = False,
) -> None:
    """Time the trade equilibrium and set it beside its aims."""
    console = Console()
    cases, data = prepare(trade_data)
    console.print(f"large world: {data}", soft_wrap=True)
    with console.status("measuring ..."):
        sheet = tabulate(cases, measure(cases, repeats))
    console.print(sheet.on_screen())
    if write:
        write_part("Trade equilibrium", introduction(repeats, data), [sheet])
        console.print("written: benchmarks/results.md")


def prepare(trade_data: Path | None = None) -> tuple[list[Case], str]:
    """Lay out the cases, and say what the large world is made of."""
    tables = load_tables()
    small = Baseline.from_flows(tables.trade, tables.gdp(), [row.state for row in tables.states])
    large, data = large_world(trade_data)
    one, many, april = war(small, 1)[:, :, 0], war(small, WORLDS), liberation_day(large)
    moved = many.copy()
    moved[small.row("CHN"), small.row("USA")] += BARELY
    before = solve(small, many)
    return [
        Case("19 states, cold", 1, lambda: solve(small, one)),
        Case("194 states, cold", 1, lambda: solve(large, april)),
        Case("256 worlds, cold", WORLDS, lambda: solve(small, many)),
        Case("256 worlds, warm", WORLDS, lambda: solve(small, moved, start=before)),
    ], data


def war(baseline: Baseline, worlds: int) -> Array:
    """US tariffs of 10 to 40 % on everybody, US-China tariffs of up to 145 and 125 %, each world with its own."""
    draw = np.random.default_rng(1)
    usa, china = baseline.row("USA"), baseline.row("CHN")
    tariffs = np.zeros((baseline.states, baseline.states, worlds))
    tariffs[:, usa] = draw.uniform(0.1, 0.4, (baseline.states, worlds))
    tariffs[china, usa] = draw.uniform(0.1, 1.45, worlds)
    tariffs[usa, china] = draw.uniform(0.1, 1.25, worlds)
    tariffs[usa, usa] = 0
    return tariffs


def liberation_day(baseline: Baseline) -> Array:
    """Tariffs of the home state on all others, at least 10 %."""
    home = baseline.row("USA") if "USA" in baseline.names else 0
    tariffs = np.zeros((baseline.states, baseline.states))
    tariffs[:, home] = np.random.default_rng(2).uniform(0.1, 0.5, baseline.states)
    tariffs[home, home] = 0
    return tariffs


def large_world(folder: Path | None = None) -> tuple[Baseline, str]:
    """Baseline of 194 countries, from a folder, from ../shared where it is there, else made up.

    Raises InputError where a folder is named that lacks the files.
    """
    if folder is not None or (SHARED / FLOWS).is_file():
        return read_world(folder or SHARED).baseline, f"trade of 194 countries in 2023 ({folder or '../shared'})"
    draw = np.random.default_rng(3)
    gdp = 1e5 * np.exp(draw.normal(0, 2, COUNTRIES))
    exports = 0.1 * np.outer(gdp, gdp) / gdp.sum() * np.exp(draw.normal(0, 0.5, (COUNTRIES, COUNTRIES)))
    names = [f"S{row}" for row in range(COUNTRIES)]
    baseline = Baseline.from_flows(exports, gdp, names, importer_share=False)
    return baseline, "194 made-up countries, as ../shared is not there; --trade-data DIR names another folder"


def measure(cases: list[Case], repeats: int) -> dict[str, tuple[float, Result]]:
    """Time every case in turn, round after round; keep the quickest, in ms of processor time, and the last result."""
    found: dict[str, tuple[float, Result]] = {}
    for _ in range(repeats):
        for case in cases:
            begun = time.process_time()
            result = case.run()
            taken = 1000 * (time.process_time() - begun)
            found[case.name] = min(taken, found.get(case.name, (np.inf, result))[0]), result
    return found


def tabulate(cases: list[Case], found: dict[str, tuple[float, Result]]) -> Sheet:
    """Make the table: one line a case."""
    rows = []
    for case in cases:
        taken, result = found[case.name]
        each, aim = taken / case.worlds, AIMS[case.name]
        steps = f"{np.mean(result.iterations):.0f}"
        rows.append((case.name, steps, f"{taken:.1f}", f"{each:.3f}", f"{aim:g}", "met" if each <= aim else "missed"))
    return Sheet("Solving the trade equilibrium", ("case", "steps", "ms", "ms a world", "aim", ""), rows)


def introduction(repeats: int, data: str) -> str:
    """Say how the table came about."""
    return (
        f"{machine()}. Processor time, the quickest of {repeats} rounds; tolerance 1e-10; elastic labour, importers' "
        f"shares, revenue cuts the income tax. Large world: {data}. 256 worlds: 19 states, each world with tariffs of "
        "its own; warm: one tariff moved by 0.2 points since the last solution.\n\n"
        "Written by `python -m benchmarks.trade --write`."
    )


if __name__ == "__main__":
    try:
        app()
    except InputError as problem:
        complain(problem)
        sys.exit(2)
