"""How fast the model is, beside the same rules written the plain Mesa way and beside itself with more worlds.

Run from the project's folder: python -m benchmarks.speed --help
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.chain_alone import ChainAlone, difference, policy_of_hard_path
from benchmarks.pages import RESULTS, Sheet, machine, write_part
from benchmarks.plain_mesa_twin import PlainMesaTwin
from benchmarks.timing import PHASES, Function, Spread, Version, live, phases, profile, seeds, side_by_side, versions
from sim.scenario import Scenario, load_scenario

AIMS = "Aims: one world under 0.3 s; 256 worlds under 5 ms a run; at least 50 times the twin."

app = typer.Typer(add_completion=False, rich_markup_mode="rich")


@app.command(
    epilog="Examples:  python -m benchmarks.speed   |   python -m benchmarks.speed --repeats 9 --write   |   "
    "python -m benchmarks.speed --worlds 1 --worlds 1024 --scenario embargo --repeats 3"
)
def main(
    months: Annotated[int, typer.Option(min=1, help="Months of a run.")] = 60,
    repeats: Annotated[int, typer.Option(min=1, help="Rounds; each runs every version once.")] = 5,
    worlds: Annotated[
        list[int] | None, typer.Option(help="Worlds in a batch; may be given again. [1, 64, 256]")
    ] = None,
    scenario: Annotated[str, typer.Option(help="What the whole model lives through.")] = "rare_earth_controls_2025",
    top: Annotated[int, typer.Option(min=1, help="Functions shown of each profile.")] = 12,
    write: Annotated[bool, typer.Option("--write", help="Also write benchmarks/results.md.")] = False,
) -> None:
    """Time the model on one core: time per run, share of each phase of the month, where the time goes."""
    console, sizes = Console(), worlds or [1, 64, 256]
    base, whole = load_scenario("base"), load_scenario(scenario)
    facts = about(base, months, repeats)
    console.print(facts)
    sheets = []
    for sheet in (
        lambda: compare(base, whole, sizes, months, repeats),
        lambda: phase_shares(whole, sizes, months, repeats),
        *(lambda w=w: hot_functions(whole, w, months, top) for w in (sizes[0], sizes[-1])),
    ):
        with console.status("measuring ..."):
            sheets.append(sheet())
        console.print(sheets[-1].on_screen())
    if write:
        write_part("Speed", f"{facts}\n\n{AIMS} Written by `python -m benchmarks.speed --write`.", sheets)
        console.print(f"written: benchmarks/{RESULTS.name}")


def about(base: Scenario, months: int, repeats: int) -> str:
    """Machine, versions and size of the model, in a line."""
    network = ChainAlone(base, seeds(1)).world.network
    size = f"{len(network.firms)} firms, {len(network.links)} links, {len(network.routes)} borders, {months} months"
    return f"{machine()}. {size}. Median of {repeats} rounds (least - greatest)."


def compare(base: Scenario, whole: Scenario, worlds: Sequence[int], months: int, repeats: int) -> Sheet:
    """Seconds per run of every version, and how many times the twin and one world that is, round by round."""
    policy = policy_of_hard_path(base, months)
    agreement = _agreement(base, months)
    compared = versions(base, whole, policy, worlds, months)
    rounds = side_by_side(compared, repeats)
    rows = [_row(number, compared, rounds) for number in range(len(compared))]
    title = f"Milliseconds per run; outputs of twin and arrays differ by at most {agreement:.1g} (relative)"
    return Sheet(title, ("version", "worlds", "ms per run", "times the twin", "times one world of its own"), rows)


def _row(number: int, compared: Sequence[Version], rounds: Sequence[Sequence[float]]) -> tuple[str, ...]:
    this = compared[number]
    first = next(row for row, other in enumerate(compared) if other.rules == this.rules)
    time = Spread.of([1000 * each[number] for each in rounds])
    faster, gain = (Spread.of([each[other] / each[number] for each in rounds]) for other in (0, first))
    return this.what, str(this.worlds), time.text(), faster.text(".1f"), gain.text(".1f")


def _agreement(base: Scenario, months: int) -> float:
    """Largest relative difference between the twin's outputs and the arrays'."""
    arrays = ChainAlone(base, seeds(1))
    twin = PlainMesaTwin(ChainAlone(base, seeds(1)), policy_of_hard_path(base, months))
    live(arrays, months)
    live(twin, months)
    return max(difference(twin.series(), arrays.kept).values())


def phase_shares(scenario: Scenario, worlds: Sequence[int], months: int, repeats: int) -> Sheet:
    """What each phase of the month takes, in the quickest of several runs."""
    spent = {number: _quickest(scenario, number, months, repeats) for number in worlds}
    rows = [
        (name, *(_share(each[name], sum(each.values()), number) for number, each in spent.items())) for name in PHASES
    ]
    total = ("all", *(f"{1000 * sum(each.values()) / number:.3g} ms" for number, each in spent.items()))
    columns = ("phase", *(f"{number} world{'s' * (number > 1)}" for number in worlds))
    return Sheet(f"Milliseconds per run by phase of the month, {scenario.name}, quickest run", columns, [*rows, total])


def _quickest(scenario: Scenario, worlds: int, months: int, repeats: int) -> Mapping[str, float]:
    """Seconds by phase of the run that was disturbed least."""
    return min((phases(scenario, worlds, months) for _ in range(repeats)), key=lambda spent: sum(spent.values()))


def _share(part: float, whole: float, worlds: int) -> str:
    return f"{1000 * part / worlds:.3g} ms ({part / whole:.0%})"


def hot_functions(scenario: Scenario, worlds: int, months: int, top: int) -> Sheet:
    """The functions in which most time is spent, not counting what they call."""
    total, found = profile(scenario, worlds, months, top)

    def row(function: Function) -> tuple[str, ...]:
        return function.name, str(function.calls), f"{function.own / total:.1%}", f"{function.total / total:.1%}"

    title = f"Where the time goes with {worlds} world{'s' * (worlds > 1)}: {total:.2f} s under the profiler"
    return Sheet(title, ("function", "calls", "own time", "with what it calls"), [row(function) for function in found])


if __name__ == "__main__":
    app()
