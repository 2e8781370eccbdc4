"""The benchmarks of sweeps count what they say they count, and the page says what was measured."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import mesa
import numpy as np
import pytest
from mesa.batchrunner import batch_run

from benchmarks import forms as forms_of_the_month
from benchmarks import measured, sweeping_page
from benchmarks.batch_run import Twin
from benchmarks.commands import SHORT, TIMING, descendants, peak_of
from benchmarks.counted import Counted, counting
from benchmarks.forms import LOOPS, NUMPY, forms, lived_as
from benchmarks.sweeping import AT_WORK, PARTS
from benchmarks.sweeping_tables import TABLES, sheets_of
from sim.arrays import Incidence
from sim.chain import month as chain_month
from sim.model import TradeWar
from sim.scenario import load_scenario
from sim.sweep import load_sweep

SPREAD = {"median": 2.0, "low": 1.0, "high": 3.0}
ROUNDS = {"rounds": 3, "runs": 2000, "workers": 2}
BATCHES = {"rows": [{"form": NUMPY, "worlds": 64, "months": 60, "firms": 360, "time": SPREAD}]}
FIGURES = {
    "worlds": BATCHES,
    "months": BATCHES,
    "firms": BATCHES,
    "phases": {"rows": [{"worlds": 64, "form": NUMPY, "spent": {"license": 1.0, "trade": 3.0}}]},
    "bandwidth": {
        "worlds": 100,
        "copy": [{"bytes": 2**15, "rate": 1e11}, {"bytes": 2**28, "rate": 2e10}],
        "copy_together": 3e10,
        "months": [
            {"form": NUMPY, "alone": {**SPREAD, "median": 0.05}, "together": {**SPREAD, "median": 0.08}},
            {"form": LOOPS, "alone": {**SPREAD, "median": 0.02}, "together": {**SPREAD, "median": 0.02}},
        ],
        "bytes": 5e6,
        "least_bytes": 1e6,
        "passes": 3000.0,
        "firms": 360,
    },
    "workers": {
        **ROUNDS,
        "rows": [
            {"who": who, "rate": SPREAD, "processor": SPREAD, "parent_memory": 300.0, "worker_memory": 0.0}
            for who in AT_WORK
        ],
    },
    "against": {"months": 60, "twin_runs": 24, "sweep_runs": 4000, "twin": SPREAD, "sweep": SPREAD, "ratio": SPREAD},
    "ten_thousand": {**ROUNDS, "runs": 10_000, "seconds": {**SPREAD, "median": 30.0}, "disk": 1.0},
    "kills": {
        **ROUNDS,
        "seconds_in_peace": 20.0,
        "sweeps": 2,
        "same": False,
        "deaths": [{"after": 1.0, "who": "parent", "parts_before": 0, "parts": 1, "left": 0}],
    },
    "hundred_thousand": {
        **ROUNDS,
        "clock": 100.0,
        "parent_memory": 400.0,
        "worker_memory": 500.0,
        "read": {how: {"seconds": 1.0, "memory": 300.0} for how in ("parts", "table")},
    },
    "million": {"points": 1_000_000, "seconds": 2.0, "memory": 200.0},
}
"""What each part finds, made up."""


def test_every_part_has_tables_and_words() -> None:
    assert set(PARTS) == set(TABLES) == set(sweeping_page.WORDS) == set(FIGURES)
    assert all(sheet.rows for part, figures in FIGURES.items() for sheet in sheets_of(part, figures))


def test_the_page_says_what_was_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "FOLDER", tmp_path)
    monkeypatch.setattr(sweeping_page, "PAGE", tmp_path / "page.md")
    for part in ("against", "bandwidth", "ten_thousand", "kills", "hundred_thousand"):
        measured.keep(part, FIGURES[part], quick=part == "kills")
    sweeping_page.write_page(tuple(PARTS))
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "Aim: 100 times; missed" in page and "25 s: missed" in page and "under 1 GB; met" in page
    assert "**NOT EQUAL**" in page and page.count("to try it out") == 1
    assert (
        "it would be 25 ms: moving bytes takes 50% of it at most" in page
        and "1.25 times the work of one (NumPy)" in page
    )
    assert "# A million points" not in page, "what was never measured is left out"


def test_arrays_count_what_goes_through_them() -> None:
    with counting() as tally:
        one = np.ones((10, 4))
        column = np.ones((10, 1))
        assert type(one) is Counted and tally.touched == 1.25 * one.nbytes and tally.passes == 2

        def touched(act: Callable[[], object]) -> float:
            before = tally.touched
            act()
            return (tally.touched - before) / one.nbytes

        two = one + one
        assert touched(lambda: one + one) == 3
        assert touched(lambda: np.add(two, 1.0, out=two)) == 2, "read and written in place"
        assert touched(lambda: np.add(one[:5], one[:5], out=two[:5])) == 1.5, "a slice touches nothing"
        assert touched(lambda: two * column) == 2.25
        assert touched(lambda: np.broadcast_to(column, (10, 4)) * two) == 2.25, "what is spread out is there once"
        assert touched(lambda: two[[0, 1, 2, 3, 4]]) == 1, "the rows picked are read and written"
        assert touched(lambda: np.where(two > 1, two, 0.0)) == 1.125 + 2.125
        assert touched(lambda: two.reshape(4, 10)) == 0
        halves = Incidence(np.arange(10) // 5, 2)
        assert touched(lambda: halves.sum(two)) > 1.2, "made ready the first time"
        assert touched(lambda: halves.sum(two)) == 1.2
    assert type(np.ones(3)) is np.ndarray


def test_counting_changes_no_number() -> None:
    scenario = load_scenario("base", {"firms_per_cell": 1})
    usual = TradeWar(scenario, [1, 2])
    with counting() as tally:
        watched = TradeWar(scenario, [1, 2])
        before = tally.touched
        watched.step()
    usual.step()
    assert tally.touched > before
    for name in ("output", "price", "input_stock"):
        assert (np.asarray(getattr(watched.world.chain, name)) == getattr(usual.world.chain, name)).all()


def test_a_form_of_the_month_is_lived_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process left to itself turns from the one to the other, which would blur what is measured."""
    lived: list[str] = []
    monkeypatch.setattr(forms_of_the_month, "loops", lambda: lambda *given: lived.append(LOOPS))
    monkeypatch.setattr(chain_month, "trade_in_steps", lambda *given: lived.append(NUMPY))
    model = TradeWar(load_scenario("base", {"firms_per_cell": 1}), [1])
    assert forms() == (NUMPY, LOOPS)
    for form in (LOOPS, NUMPY):
        with lived_as(form):
            chain_month.trade(model.world.network, model.world.chain, None, None, None)
    assert lived == [LOOPS, NUMPY]


def test_batch_run_lives_the_twin_for_as_many_months_as_asked() -> None:
    months, lived = 2, []

    class Noted(Twin):
        def step(self) -> None:
            lived.append(self)
            super().step()

    batch_run(Noted, {"seed": [1], "months": months}, max_steps=months - 1, display_progress=False)
    assert [one.month for one in lived] == [months, months] and lived[0] is lived[1]
    mesa.Agent._ids.pop(lived[0], None)


def test_memory_of_a_family_of_processes_is_seen() -> None:
    wait = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    with subprocess.Popen([sys.executable, "-c", wait], stdin=subprocess.PIPE) as parent:
        end = time.monotonic() + 60
        while not (family := descendants(parent.pid)):
            assert parent.poll() is None and time.monotonic() < end
        assert peak_of(family[0]) > 1
        parent.communicate(b"\n")
    assert peak_of(family[0]) == 0 and not descendants(parent.pid)


@pytest.mark.parametrize("file", [TIMING, SHORT])
def test_the_sweeps_that_are_timed_can_be_lived(file: Path) -> None:
    plan = load_sweep(str(file))
    assert plan.runs >= 10_000 and len(plan.groups()) == 1, "one structure: nothing but numbers differs"


def test_a_part_that_does_not_exist_is_one_line() -> None:
    command = [sys.executable, "-m", "benchmarks.sweeping", "world"]
    done = subprocess.run(command, cwd=TIMING.parents[1], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2 and done.stdout == ""
    assert "did you mean 'worlds'" in done.stderr and done.stderr.count("\n") == 1
