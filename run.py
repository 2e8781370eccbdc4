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

  python run.py run base --runs 1 --set states.USA.strategy=human --set states.CHN.strategy=reciprocal

  python run.py run embargo --runs 64 --set parameters.spot_scarcity=1.8 --out results/tight

  python run.py compare base rare_earth_controls_2025 embargo --runs 64

  python run.py policies price_floor_and_reserve --runs 8

  python run.py validate --quick

  python run.py tournament --runs 16 --strategies hawk,dove,reciprocal

  python run.py bargain liberation_day_2025 --at 2025-06

  python run.py game rare_earth_controls_2025 --at 2025-10

  python run.py explain spot_scarcity

  python run.py diff london_truce korea_truce

  python run.py compare london_truce embargo --why
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
    fork: Annotated[str, typer.Option(metavar="DATE", help="Keep the record to this day, then decide.")] = "",
    states: Annotated[str, typer.Option(metavar="A=X,B=Y", help="With --fork: who follows which strategy then.")] = "",
) -> None:
    """Run a scenario; leave series, events, a summary and figures in results/SCENARIO.

    Forked history: `run history --fork 2025-05-12 --states USA=dealmaker,CHN=reciprocal` keeps the measures up to that
    day; from the next month on these states decide, allies and partners react.
    """
    from sim import load_scenario, simulate
    from sim.console.playing import played
    from sim.console.reports import print_left_out, print_summary, print_warnings
    from sim.folders import check_writable
    from sim.scenario import parse_overrides
    from sim.scenario.forking import forked

    chosen = forked(load_scenario(scenario, parse_overrides(set_ or []) | _counts(runs, months, seed)), fork, states)
    print_warnings(chosen)
    folder = out or RESULTS / chosen.name
    check_writable(folder)
    with played(chosen) as report:
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
    why: Annotated[bool, typer.Option("--why", help="Say why two scenarios differ, and whose doing it is.")] = False,
    outcome: Annotated[
        list[str] | None, typer.Option(metavar="NAME[:STATE]", help="With --why: an outcome to share out; repeatable.")
    ] = None,
    changes: Annotated[
        int, typer.Option(min=1, help="With --why: groups of changes, at most; beyond five, orders are sampled.")
    ] = 5,
) -> None:
    """Set scenarios side by side, with the same luck: the first, and how each other differs from it.

    With --why, for example `compare london_truce embargo --why`, also: where the runs part, and how much of the
    difference each change counts for; 8 runs if neither --runs nor the scenario asks for several.
    """
    from sim import compare as compare_results
    from sim import load_scenario, simulate
    from sim.console.reports import print_comparison, print_warnings
    from sim.console.why_report import explained, print_why, runs_for_why
    from sim.figures.differences import draw_differences
    from sim.folders import check_writable
    from sim.scenario import parse_overrides

    if len(scenarios) < 2:
        raise InputError("a comparison needs two scenarios or more")
    if why:
        runs = runs_for_why(scenarios, runs, outcome or [])
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
    found, draw = explained(chosen, comparison, outcome or [], changes) if why else (None, draw_differences)
    with working("saving"):
        comparison.save(folder, draw)
    print_comparison(comparison, folder)
    if found is not None:
        print_why(found, folder)


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
    from sim.validation.patterns.study import study_patterns
    from sim.validation.report import save
    from sim.validation.trade_cells import trade_cells

    folder = out or RESULTS / "validate"
    check_writable(folder)
    if page is not None:
        check_page(page)
    cells = () if trade_data is None else trade_cells(trade_data)
    with progresses() as watch:
        found = check(samples or (QUICK if quick else SAMPLES), seed, watch).with_cells(cells)
        found = found.with_patterns(study_patterns(found.draws, watch))
    with working("saving"):
        save(found, folder, draw_validation)
    if page is not None:
        write_between(page, [report(found)])
    print_validation(found, folder)


@app.command()
def tournament(
    states: Annotated[str, typer.Option(metavar="A,B", help="The two rivals that play.")] = "USA,CHN",
    runs: Annotated[int, typer.Option("--runs", "-n", min=2, help="Worlds of each match.")] = 16,
    strategies: Annotated[str, typer.Option(metavar="A,B,...", help="Who enters: names, `all`; 12 if not given.")] = "",
    file: Annotated[Path | None, typer.Option(metavar="MY.py", help="A strategy of your own that enters too.")] = None,
    start: Annotated[str, typer.Option("--from", metavar="SCENARIO", help="The scenario that matches start in.")] = "",
    fork: Annotated[str, typer.Option(metavar="DATE", help="The last day of its record that is kept.")] = "",
    months: Annotated[int, typer.Option("--months", "-m", min=1, help="Months, from the scenario's first on.")] = 36,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the first world; later ones count up.")] = 1,
    set_: Set = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 for as many as there are processors.")] = 0,
    out: Out = None,
) -> None:
    """Play every strategy against every other, with the same luck; leave results/tournament_SCENARIO.

    Without --from, matches start in the record on the evening of 2 April 2025. Example:

    python run.py tournament --states USA,CHN --runs 16 --strategies hawk,dove,reciprocal --file my_strategy.py
    """
    from sim.console.tournament_report import print_tournament
    from sim.figures.tournament import draw_tournament
    from sim.folders import check_writable
    from sim.scenario import parse_overrides
    from sim.tournament.entrants import entrants_of, names_in
    from sim.tournament.playing import forget, play_all, usual_workers
    from sim.tournament.report import save
    from sim.tournament.start import rules_of

    entrants = entrants_of(names_in(strategies), file)
    rules = rules_of(start, fork, tuple(states.split(",")), months, runs, seed, parse_overrides(set_ or []))
    folder = out or RESULTS / f"tournament_{Path(rules.scenario).stem}"
    check_writable(folder)
    with progress(f"{len(entrants)} strategies", "matches") as report:
        played = play_all(rules, entrants, folder, workers or usual_workers(), report)
    with working("saving"):
        save(played, folder, draw_tournament)
        forget(rules, folder)
    print_tournament(played, folder)


@app.command()
def bargain(
    scenario: Annotated[str, typer.Argument(help="Name of a scenario, or a file.")],
    at: Annotated[str, typer.Option(metavar="YYYY-MM", help="The month in which both sides sit down.")] = "2025-06",
    linkage: Annotated[str, typer.Option(help="What may be tied: allowed, forbidden or issue_by_issue.")] = "forbidden",
    protocol: Annotated[str, typer.Option(help="How they agree: nash or offers.")] = "nash",
    set_: Set = None,
    out: Out = None,
) -> None:
    """Value every package of issues in a month; leave packages.csv and a figure in results/bargain_SCENARIO.

    Example:
    python run.py bargain liberation_day_2025 --at 2025-06 --linkage forbidden

    """
    from sim import load_scenario
    from sim.bargain_study import bargain as value_packages
    from sim.bargain_study import check_choices
    from sim.console.bargain_report import print_bargain
    from sim.figures.bargain import draw_bargain
    from sim.folders import check_writable
    from sim.scenario import parse_overrides

    check_choices(at, linkage, protocol)
    chosen = load_scenario(scenario, parse_overrides(set_ or []))
    folder = out or RESULTS / f"bargain_{chosen.name}"
    check_writable(folder)
    with progress(f"{chosen.name}, {at}", "packages") as report:
        found = value_packages(chosen, at, protocol, report)
    with working("saving"):
        found.save(folder, draw_bargain)
    print_bargain(found, linkage, folder)


@app.command()
def game(
    scenario: Annotated[str, typer.Argument(help="Name of a scenario, or a file.")],
    at: Annotated[str, typer.Option(metavar="MONTH", help="The month that the game is played from, YYYY-MM.")],
    months: Annotated[int | None, typer.Option("--months", "-m", min=1, help="Months that rungs are held.")] = None,
    runs: Annotated[int, typer.Option("--runs", "-n", min=1, help="Runs that payoffs are the mean of.")] = 1,
    over: Annotated[str, typer.Option(metavar="A,B", help="Two assumptions: a map of the kind of game.")] = "",
    seed: Seed = None,
    set_: Set = None,
    out: Out = None,
) -> None:
    """Say which game the two rivals play in a month: payoffs of all pairs of rungs, equilibria, kind of game.

    Leaves results/game_SCENARIO. Example:

    python run.py game rare_earth_controls_2025 --at 2025-10 --months 12 --over output_multiplier,toughness_gain
    """
    from sim import load_scenario
    from sim.console.game_report import print_game
    from sim.console.reports import print_warnings
    from sim.figures.game import draw_game
    from sim.folders import check_writable
    from sim.ladder_game import map_kinds, play, save
    from sim.scenario import parse_overrides

    chosen = load_scenario(scenario, parse_overrides(set_ or []) | _counts(runs, None, seed))
    print_warnings(chosen)
    folder = out or RESULTS / f"game_{chosen.name}"
    check_writable(folder)
    with working("every pair of rungs"):
        played = play(chosen, at, months)
    kinds = None
    if over:
        with progress("over two assumptions", "rungs") as report:
            kinds = map_kinds(chosen, at, played.months, over.split(","), report)
    with working("saving"):
        save(played, kinds, folder, draw_game)
    print_game(played, kinds, folder)


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
