"""How time and memory grow with the number of firms, from the smallest model to a hundred thousand firms.

Run from the project's folder: python -m benchmarks.scaling --help
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.pages import Sheet, machine, write_part
from sim.model import TradeWar
from sim.recorder import Recorder
from sim.scenario import load_scenario

FIGURE = Path(__file__).parents[1] / "docs" / "figures" / "scaling.png"
SIZES = (1, 2, 4, 10, 20, 41, 82, 164, 328, 655, 1310)
MEBIBYTE = 1024
"""Kibibytes, in which Linux counts memory."""

FIXED_PART = 0.5
"""The fixed cost counts as gone where it is less than this share of a month."""

LINEAR = 1.3
"""Growth counts as linear while no step costs more than this times the cheapest, for each firm added."""

app = typer.Typer(add_completion=False, rich_markup_mode="rich")


@dataclass(frozen=True)
class Measured:
    """One size: what the network holds, seconds to build it and in each month, and peak memory in MiB."""

    firms_per_cell: int
    firms: int
    slots: int
    links: int
    build: float
    each_month: tuple[float, ...]
    memory: float

    @property
    def month(self) -> float:
        """Seconds a month on average."""
        return sum(self.each_month) / len(self.each_month)


@app.command(
    epilog="Examples:  python -m benchmarks.scaling   |   python -m benchmarks.scaling --repeats 5 --write   |   "
    "python -m benchmarks.scaling --size 4 --size 64 --months 12"
)
def main(
    months: Annotated[int, typer.Option(min=2, help="Months of a run, the first of which counts as building.")] = 37,
    repeats: Annotated[int, typer.Option(min=1, help="Runs of each size, each in a process of its own.")] = 3,
    size: Annotated[list[int] | None, typer.Option(help="Firms in a full cell; may be given again.")] = None,
    scenario: Annotated[str, typer.Option(help="What the model lives through.")] = "rare_earth_controls_2025",
    write: Annotated[bool, typer.Option("--write", help="Also write benchmarks/results.md and the figure.")] = False,
    only: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Time one world at growing size: seconds to build, milliseconds a month, memory, and cost of each firm added."""
    sizes = size or list(SIZES)
    if only:
        print(json.dumps(asdict(measure(scenario, sizes[0], months))))
        return
    console = Console()
    with console.status("measuring ..."):
        runs = [[apart(scenario, one, months) for one in sizes] for _ in range(repeats)]
    found = [quickest(list(same)) for same in zip(*runs, strict=True)]
    sheet = tabulate(found, scenario)
    console.print(sheet.on_screen())
    console.print(verdict(found))
    if write:
        write_part("Scaling", introduction(found, months, repeats), [sheet])
        draw(found)
        console.print(f"written: benchmarks/results.md and docs/figures/{FIGURE.name}")


def apart(scenario: str, size: int, months: int) -> Measured:
    """Measure in a process of its own, so that the peak of memory is that of one size alone."""
    command = [sys.executable, "-m", "benchmarks.scaling", "--only", "--size", str(size), "--months", str(months)]
    done = subprocess.run([*command, "--scenario", scenario], check=True, stdout=subprocess.PIPE, text=True)
    return Measured(**json.loads(done.stdout))


def measure(name: str, size: int, months: int) -> Measured:
    """Live through a scenario with every series recorded; processor time, which a busy machine disturbs less."""
    scenario = load_scenario(name, {"firms_per_cell": size})
    begun = time.process_time()
    model = TradeWar(scenario, [1])
    recorder = Recorder(model.world, months)
    model.step()
    recorder.record(model.world, 0)
    stops = [time.process_time()]
    for month in range(1, months):
        model.step()
        recorder.record(model.world, month)
        stops.append(time.process_time())
    each = tuple(after - before for before, after in pairwise(stops))
    network, memory = model.world.network, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE
    entities = len(network.firms), len(network.slots), len(network.links)
    return Measured(size, *entities, stops[0] - begun, each, memory)


def quickest(same: Sequence[Measured]) -> Measured:
    """Put together the least disturbed of several runs of one size, month by month."""
    each = tuple(min(months) for months in zip(*(run.each_month for run in same), strict=True))
    build, memory = min(run.build for run in same), min(run.memory for run in same)
    return replace(same[0], build=build, each_month=each, memory=memory)


def cost_of_a_firm(found: Sequence[Measured]) -> list[float]:
    """Microseconds that each firm added takes in a month, from each size to the next."""
    return [1e6 * (large.month - small.month) / (large.firms - small.firms) for small, large in pairwise(found)]


def steps_that_count(found: Sequence[Measured]) -> list[int]:
    """Steps between sizes in whose larger one the smallest model's time is a small part of the month."""
    fixed = found[0].month
    return [step for step, large in enumerate(found[1:]) if fixed < FIXED_PART * large.month]


def verdict(found: Sequence[Measured]) -> str:
    """Say whether growth is linear, and how that was judged."""
    counted = [cost_of_a_firm(found)[step] for step in steps_that_count(found)]
    if not counted:
        return "No size is large enough for its growth to be judged."
    span = max(counted) / min(counted)
    answer = "linear" if span <= LINEAR else "not linear"
    return (
        f"Growth is {answer}: where the fixed cost is under {FIXED_PART:.0%} of a month, each firm added costs "
        f"{min(counted):.2f} to {max(counted):.2f} microseconds a month, {span:.2f} times the cheapest at most "
        f"({LINEAR:g} counts as linear)."
    )


def tabulate(found: Sequence[Measured], scenario: str) -> Sheet:
    """Make the table: one line a size."""
    steps, counted = cost_of_a_firm(found), steps_that_count(found)
    added = ["", *(f"{cost:.2f}" if step in counted else f"({cost:.2f})" for step, cost in enumerate(steps))]
    rows = [
        (
            *(f"{number:,}" for number in (one.firms_per_cell, one.firms, one.slots, one.links)),
            *(f"{one.build:.2f}", f"{1000 * one.month:.2f}", f"{1e6 * one.month / one.firms:.2f}", cost),
            f"{one.memory:.0f}",
        )
        for one, cost in zip(found, added, strict=True)
    ]
    columns = ("firms in a full cell", "firms", "inputs", "links", "build, s", "month, ms", "µs a firm-month")
    return Sheet(f"One world of {scenario} by size", (*columns, "µs for each firm added", "peak memory, MiB"), rows)


def introduction(found: Sequence[Measured], months: int, repeats: int) -> str:
    """Say how the table came about and what it shows."""
    return (
        f"{machine()}. {months} months, the first of which counts as building; processor time, each month the quickest "
        f"of {repeats} runs, each in a process of its own; every series recorded. In brackets: steps on which the "
        f"fixed cost still weighs.\n\n{verdict(found)}\n\n![Time and memory by size](../docs/figures/{FIGURE.name})\n\n"
        "Written by `python -m benchmarks.scaling --write`."
    )


def draw(found: Sequence[Measured]) -> None:
    """Draw time and memory against the number of firms, both on logarithmic scales."""
    from sim.figures.style import ACCENT, DARK, GREY, house_style, page, text_size, titles

    firms = [one.firms for one in found]
    with house_style():
        figure, axes = page()
        axes.set(xscale="log", yscale="log", xlabel="firms")
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter("{x:,g}")
        lines = (
            ("memory, MiB", [one.memory for one in found], GREY),
            ("a month, ms", [1000 * one.month for one in found], ACCENT),
            ("building, s", [one.build for one in found], DARK),
        )
        for name, values, color in lines:
            axes.plot(firms, values, color=color, marker="o", markersize=3.5)
            axes.annotate(name, (firms[-1], values[-1]), (8, 0), textcoords="offset points", color=color, va="center")
        rate = found[-1].month / found[-1].firms
        axes.plot(firms, [1000 * rate * number for number in firms], color=ACCENT, linestyle=":", linewidth=1)
        largest = f"{firms[-1]:,} firms take {1000 * found[-1].month:.0f} ms a month"
        below = "Time of a month, of building the model, and peak memory; one world, one core, every series recorded"
        titles(axes, f"{largest}; in large models time grows in proportion to their number", below)
        note = "Dotted: a month in proportion to the number of firms. Table and machine: benchmarks/results.md."
        figure.text(0.012, 0.012, note, fontsize=text_size(0.78), color=DARK, va="bottom")
        FIGURE.parent.mkdir(exist_ok=True)
        figure.savefig(FIGURE)


if __name__ == "__main__":
    app()
