"""Chokepoint's command line: arguments in, files out, no model logic.

python run.py run rare_earth_controls_2025
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.console.lists import KINDS, print_list
from sim.console.screen import complain, progress, working
from sim.errors import InputError

if TYPE_CHECKING:
    from sim import Results
    from sim.scenario import Scenario

RESULTS = Path("results")
EXAMPLES = """
Examples:

  python run.py list

  python run.py run rare_earth_controls_2025

  python run.py run embargo --runs 64 --set parameters.spot_scarcity=1.8 --out results/tight

  python run.py compare base rare_earth_controls_2025 embargo --runs 64

  python run.py policies price_floor_and_reserve --runs 8

  python run.py validate --quick

  python run.py explain spot_scarcity

  python run.py diff london_truce korea_truce
"""

app = typer.Typer(
    help="Simulate the US-China trade war over rare earths and technology.",
    epilog=EXAMPLES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Runs = Annotated[int | None, typer.Option("--runs", "-n", min=1, help="Number of runs, each with its own luck.")]
Months = Annotated[int | None, typer.Option("--months", "-m", min=1, help="Number of months to live through.")]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Seed of the first run; later runs count up.")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override a key of the scenario.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for the results.")]
Names = Annotated[list[str], typer.Argument(metavar="SCENARIO...", help="Names or files; the first is the yardstick.")]


@app.command("list")
def list_(
    kind: Annotated[str, typer.Argument(metavar="[KIND]", help=f"One of: {', '.join(KINDS)}.")] = "",
) -> None:
    """List scenarios, strategies, outcomes, parameters, variables or kinds of event."""
    print_list(kind)


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="Name of a scenario, or a file.")],
    runs: Runs = None,
    months: Months = None,
    seed: Seed = None,
    set_: Set = None,
    out: Out = None,
    figures: Annotated[bool, typer.Option("--figures/--no-figures", help="Draw figures.")] = True,
) -> None:
    """Run a scenario; leave series, events, a summary and figures in results/SCENARIO."""
    from sim import load_scenario, simulate
    from sim.console.reports import print_left_out, print_summary, print_warnings
    from sim.folders import check_writable
    from sim.scenario import parse_overrides

    chosen = load_scenario(scenario, parse_overrides(set_ or []) | _counts(runs, months, seed))
    print_warnings(chosen)
    folder = out or RESULTS / chosen.name
    check_writable(folder)
    with progress(chosen.name) as report:
        results = simulate(chosen, progress=report)
    with working("saving"):
        results.save(folder, _draw() if figures else None)
    print_summary(results, folder)
    if figures:
        print_left_out(results)


@app.command()
def compare(
    scenarios: Names,
    runs: Runs = None,
    months: Months = None,
    seed: Seed = None,
    set_: Set = None,
    out: Out = None,
) -> None:
    """Set scenarios side by side, with the same luck: the first, and how each other differs from it."""
    from sim import compare as compare_results
    from sim import load_scenario, simulate
    from sim.console.reports import print_comparison, print_warnings
    from sim.figures.differences import draw_differences
    from sim.folders import check_writable
    from sim.scenario import parse_overrides

    if len(scenarios) < 2:
        raise InputError("a comparison needs two scenarios or more")
    overrides = parse_overrides(set_ or []) | _counts(runs, months, seed)
    chosen = [load_scenario(name, overrides) for name in scenarios]
    folder = out or RESULTS / "-".join(["compare", *(one.name for one in chosen)])
    check_writable(folder)
    # the first scenario's luck and length hold for all, unless told otherwise
    shared = (chosen[0].runs, chosen[0].months, chosen[0].seed)
    results = []
    for one in chosen:
        print_warnings(one)
        with progress(one.name) as report:
            results.append(simulate(one, *shared, progress=report))
    comparison = compare_results(results)
    with working("saving"):
        comparison.save(folder, draw_differences)
    print_comparison(comparison, folder)


@app.command()
def policies(
    scenario: Annotated[str, typer.Argument(help="Name of a scenario with programmes, or a file.")],
    runs: Runs = None,
    seed: Seed = None,
    set_: Set = None,
    out: Out = None,
    world: Annotated[str, typer.Option(help="A scenario in whose world the programmes are tried out too.")] = "",
    page: Annotated[Path | None, typer.Option(help="A page of text to put one table for each world into.")] = None,
) -> None:
    """Try out a scenario's programmes one by one over ten years: what each brings and what it costs."""
    from sim import load_scenario, simulate
    from sim.comparison.policies import in_world, try_policies
    from sim.console.policy_page import write_page
    from sim.console.policy_report import print_policies
    from sim.console.reports import print_warnings
    from sim.figures.policy_cost import draw_policy_cost
    from sim.folders import check_writable
    from sim.scenario import parse_overrides

    overrides = parse_overrides(set_ or []) | _counts(runs, None, seed)
    chosen = load_scenario(scenario, overrides)
    print_warnings(chosen)
    folder = out or RESULTS / f"{chosen.name}_policies"
    check_writable(folder)

    def watched(one: Scenario, months: int, title: str) -> Results:
        with progress(title) as report:
            return simulate(one, months=months, progress=report)

    tried = []
    for one in (chosen, *((in_world(chosen, load_scenario(world, overrides)),) if world else ())):
        place = folder if one is chosen else folder.with_name(f"{folder.name}_{one.name}")
        tried.append(try_policies(one, watched))
        with working("saving"):
            tried[-1].save(place, draw_policy_cost)
        print_policies(tried[-1], place)
    if page is not None:
        write_page(tried, page)


@app.command()
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


@app.command()
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
    from sim.folders import check_writable
    from sim.validation.checks import QUICK, SAMPLES
    from sim.validation.checks import validate as check
    from sim.validation.page import page as report
    from sim.validation.report import save
    from sim.validation.trade_cells import trade_cells

    folder = out or RESULTS / "validate"
    check_writable(folder)
    if page is not None:
        check_page(page)
    cells = () if trade_data is None else trade_cells(trade_data)
    with progresses() as watch:
        found = check(samples or (QUICK if quick else SAMPLES), seed, watch).with_cells(cells)
    with working("saving"):
        save(found, folder, draw_validation)
    if page is not None:
        write_between(page, [report(found)])
    print_validation(found, folder)


@app.command()
def explain(name: Annotated[str, typer.Argument(metavar="PARAMETER")]) -> None:
    """Explain a number: value, unit, range, source and claim, and where it is used."""
    from sim.console.explanations import print_explanation

    print_explanation(name)


@app.command()
def diff(one: Annotated[str, typer.Argument(metavar="A")], other: Annotated[str, typer.Argument(metavar="B")]) -> None:
    """Show what two scenarios set differently."""
    from sim.console.explanations import print_difference
    from sim.scenario import difference, load_scenario

    print_difference((one, other), difference(load_scenario(one), load_scenario(other)))


def _counts(runs: int | None, months: int | None, seed: int | None) -> dict[str, str]:
    """What the options say, as overrides, so that the scenario kept with the results is the one that was run."""
    given = {"runs": runs, "months": months, "seed": seed}
    return {key: str(value) for key, value in given.items() if value is not None}


def _draw() -> Callable[..., object]:
    from sim.figures.gallery import draw_all

    return draw_all


def main() -> None:
    """Run the command line; whatever a user got wrong is one line and exit code 2."""
    try:
        app()
    except InputError as problem:
        complain(problem)
        sys.exit(2)


if __name__ == "__main__":
    main()
