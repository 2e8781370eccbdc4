"""The benchmark of the trade equilibrium says which data its large world is made of."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import trade
from sim.errors import InputError

ROOT = Path(__file__).parents[1]


def test_made_up_countries_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trade, "SHARED", tmp_path)
    baseline, data = trade.large_world()
    assert baseline.states == trade.COUNTRIES
    assert "made-up" in data and "--trade-data" in data


def test_a_folder_without_the_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"countries_194\.csv"):
        trade.large_world(tmp_path)


def test_a_wrong_folder_is_one_line() -> None:
    command = [sys.executable, "-m", "benchmarks.trade", "--trade-data", "nowhere"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2 and done.stdout == ""
    assert "countries_194.csv" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.skipif(not trade.SHARED.is_dir(), reason="the data of 194 countries are not part of the project")
def test_real_countries_are_said_too() -> None:
    for folder in (None, trade.SHARED):
        baseline, data = trade.large_world(folder)
        assert baseline.states == trade.COUNTRIES and "194 countries in 2023" in data
