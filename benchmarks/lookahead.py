"""How long it takes to think: rules that answer, rules that look ahead, and what a look ahead is made of.

Run from the project's folder: python -m benchmarks.lookahead --help
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Annotated

import numpy as np
import typer
from rich.console import Console

from benchmarks.pages import RESULTS, Sheet, machine, write_part
from benchmarks.timing import FEW, Spread, seeds
from sim import load_scenario
from sim.console.screen import complain
from sim.errors import InputError
from sim.foresight import look_ahead
from sim.model import TradeWar
from sim.scenario import Scenario
from sim.simulation import record
from sim.states.courses import Course

USA, CHINA = "USA", "CHN"
AIM, OVERHEAD = 30, 0.2
"""Runs a second of two governments that look ahead, on two cores; and what mirrors may add to governments that hold."""

CANDIDATES, HORIZON = 5, 6

app = typer.Typer(add_completion=False, rich_markup_mode="rich")


@app.command(
    epilog="Examples:  python -m benchmarks.lookahead   |   python -m benchmarks.lookahead --repeats 5 --write"
)
def main(
    months: Annotated[int, typer.Option(min=1, help="Months of a run.")] = 36,
    worlds: Annotated[int, typer.Option(min=1, help="Worlds in a batch.")] = 64,
    repeats: Annotated[int, typer.Option(min=1, help="Rounds; each runs every version once.")] = 3,
    scenario: Annotated[str, typer.Option(help="What the two powers live through.")] = "base",
    write: Annotated[bool, typer.Option("--write", help="Also write benchmarks/results.md.")] = False,
) -> None:
    """Time governments that hold, answer and look ahead, and the parts of a look ahead."""
    console = Console()
    sheets = []
    for sheet in (
        lambda: strategies(scenario, worlds, months, repeats),
        lambda: steps(worlds, repeats),
    ):
        with console.status("measuring ..."):
            sheets.append(sheet())
        console.print(sheets[-1].on_screen())
    if write:
        about = f"{machine()}. {worlds} worlds in a batch, {months} months, {scenario}; median of {repeats} rounds."
        aim = (
            f"Aims: two governments that look ahead ({CANDIDATES} courses, {HORIZON} months, every month) {AIM} runs a "
            f"second on two cores; mirrors within {OVERHEAD:.0%} of governments that hold."
        )
        write_part("Looking ahead", f"{about}\n\n{aim} Written by `python -m benchmarks.lookahead --write`.", sheets)
        console.print(f"written: benchmarks/{RESULTS.name}")


def strategies(name: str, worlds: int, months: int, repeats: int) -> Sheet:
    """Runs a second of both powers with the same strategy, in one process and in one for each of two cores."""
    compared = ("hold", "reciprocal", "lookahead")
    taken: dict[str, list[float]] = {one: [] for one in compared}
    live = {one: _batch_of(name, one, worlds, months) for one in compared}
    for one in compared[:1]:
        live[one]()
    for _ in range(repeats):
        for one in compared:
            taken[one].append(_processor_time(live[one]) / worlds)
    rows = []
    for one in compared:
        spread = Spread.of([1000 * each for each in taken[one]])
        over = Spread.of([mine / held for mine, held in zip(taken[one], taken["hold"], strict=True)])
        rows.append((one, spread.text(), f"{1000 / spread.median:.3g}", over.text(".2f")))
    both = _two_processes(name, "lookahead", worlds, months)
    rows.append(("lookahead, two processes, by the clock", f"{1000 / both:.3g}", f"{both:.3g}", ""))
    columns = ("both powers", "ms a run", "runs a second", "times hold")
    return Sheet("Runs of both powers with one strategy, processor time, one core unless said", columns, rows)


def steps(worlds: int, repeats: int) -> Sheet:
    """Microseconds a world and month of a fork, each step towards what a look ahead does today."""
    model = TradeWar(load_scenario("rare_earth_controls_2025"), seeds(worlds))
    for _ in range(11):
        model.step()
    here = model.world.relations.rung[0]
    courses = [Course(rung=np.clip(here + step, 0, model.craft.ladders.top)) for step in (-2, -1, 0, 1, 2)]
    variants: dict[str, Callable[[], object]] = {
        "a fork with rules of its own, lived with all governments": lambda: _whole_fork(model, shared=False),
        "rules shared with the model": lambda: _whole_fork(model, shared=True),
        "look ahead: no briefings or talks, only the two act, lean": lambda: look_ahead(model, 0, courses, HORIZON),
    }
    rows = []
    for name, run in variants.items():
        run()
        taken = [_processor_time(run) / (worlds * CANDIDATES * HORIZON) for _ in range(repeats)]
        rows.append((name, Spread.of([1e6 * each for each in taken]).text(".0f")))
    return Sheet("Microseconds of processor time for a world and month looked ahead", ("version", "µs"), rows)


def _whole_fork(model: TradeWar, shared: bool) -> None:
    """A fork lived month by month as the model is."""
    if not shared:
        for name in model._known_rules[None]:
            vars(model).pop(name)
        model._known_rules = {None: model._make_rules()}
    ahead = model.fork(CANDIDATES)
    for _ in range(HORIZON):
        ahead.step()
    ahead.release()


def _batch_of(name: str, strategy: str, worlds: int, months: int) -> Callable[[], object]:
    """Live through a scenario in which both powers have a strategy."""
    scenario = _scenario(name, strategy)
    return lambda: record(scenario, seeds(worlds), months, series=FEW)


def _scenario(name: str, strategy: str) -> Scenario:
    return load_scenario(name, {f"states.{state}.strategy": strategy for state in (USA, CHINA)})


def _two_processes(name: str, strategy: str, worlds: int, months: int) -> float:
    """Runs a second by the clock of two batches, a process each."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(_warm, [name] * 2))
        begun = time.perf_counter()
        list(pool.map(_lived, [name] * 2, [strategy] * 2, [worlds] * 2, [months] * 2))
        return 2 * worlds / (time.perf_counter() - begun)


def _warm(name: str) -> None:
    record(_scenario(name, "hold"), seeds(1), 1, series=FEW)


def _lived(name: str, strategy: str, worlds: int, months: int) -> None:
    record(_scenario(name, strategy), seeds(worlds), months, series=FEW)


def _processor_time(run: Callable[[], object]) -> float:
    begun = time.process_time()
    run()
    return time.process_time() - begun


def _main(arguments: Sequence[str]) -> None:
    try:
        app(list(arguments))
    except InputError as problem:
        complain(problem)
        sys.exit(1)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    _main(sys.argv[1:])
