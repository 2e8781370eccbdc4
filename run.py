"""Chokepoint's command line: arguments in, files out, no model logic.

python run.py run rare_earth_controls_2025
"""

from __future__ import annotations

import sys

import typer

from sim.console.commands.analyse import analyse
from sim.console.commands.bargain import bargain
from sim.console.commands.calibrate import calibrate
from sim.console.commands.compare import compare
from sim.console.commands.diff import diff
from sim.console.commands.explain import explain
from sim.console.commands.game import game
from sim.console.commands.list import list_
from sim.console.commands.policies import policies
from sim.console.commands.run import run
from sim.console.commands.sweep import sweep
from sim.console.commands.tournament import tournament
from sim.console.commands.validate import validate
from sim.console.screen import complain
from sim.errors import InputError

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

  python run.py sweep licences --dry-run

  python run.py analyse licences --where "growth_loss_two_years.USA >= 1"

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

app.command("list")(list_)
for command in (run, compare, sweep, analyse, policies, calibrate, validate, tournament, bargain, game, explain, diff):
    app.command()(command)


def main() -> None:
    """Run the command line; whatever a user got wrong is one line and exit code 2."""
    try:
        app()
    except InputError as problem:
        complain(problem)
        sys.exit(2)


if __name__ == "__main__":
    main()
