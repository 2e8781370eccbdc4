"""What must stay true of printed tables: they fit a narrow window, and leave out what is nothing."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import synthetic
from rich.console import Console

from sim.comparison.differences import compare
from sim.console import reports
from sim.console.numbers import median_and_band, number

NARROW, WIDE = 100, 300


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    text = io.StringIO()
    monkeypatch.setattr(reports, "out", Console(file=text, width=WIDE, highlight=False))
    return text


def lines(text: io.StringIO) -> list[str]:
    return [line.rstrip() for line in text.getvalue().splitlines()]


@pytest.mark.parametrize("seeds", [(1,), (1, 2, 3)])
def test_a_summary_fits_a_narrow_window_without_wrapping(printed: io.StringIO, seeds: tuple[int, ...]) -> None:
    reports.print_summary(synthetic.results(months=36, seeds=seeds), Path("results/spring"))
    assert max(map(len, lines(printed))) <= NARROW
    assert any(line.startswith("Growth lost over two years") for line in lines(printed))
    assert any("Magnets made outside China" in line for line in lines(printed))


def test_what_is_nothing_is_left_out(printed: io.StringIO) -> None:
    reports.print_summary(synthetic.results(strength=0.0), Path("results/spring"))
    assert not any("Licences pending" in line or "Programmes" in line for line in lines(printed))


def test_a_comparison_names_each_outcome_once_and_its_unit_under_it(printed: io.StringIO) -> None:
    seeds = (1, 2, 3)
    runs = [synthetic.results(seeds=seeds, strength=size, name=name) for size, name in ((0, "base"), (1, "full"))]
    reports.print_comparison(compare(runs), Path("results/both"))
    row = next(row for row, line in enumerate(lines(printed)) if line.startswith("Growth lost over two years"))
    assert lines(printed)[row + 1].strip().startswith("% of GDP")
    assert "USA" in lines(printed)[row] and "CHN" in lines(printed)[row + 1]


def test_bands_are_written_roughly_unless_they_would_vanish() -> None:
    assert median_and_band(np.array([-100.4, -60.2, -20.6])) == ("-60.2", "-92 to -29")
    assert median_and_band(np.array([12.1, 12.2, 12.3])) == ("12.2", "12.1 to 12.3")
    assert median_and_band(np.array([5.0])) == ("5.00", "")
    assert number(float("nan")) == "-" and number(0.001) == "0" and number(1234.6, signed=True) == "+1,235"
