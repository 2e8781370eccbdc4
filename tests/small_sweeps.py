"""Sweeps that are lived in a second or two, and what tests look at in their folders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.sweep import Plan, make_plan

SMALL = {
    "levers": {
        "approval_rate_tight": {"low": 0.05, "high": 0.4},
        "us_strategy": {"key": "states.USA.strategy", "values": ["hold", "hawk"]},
    },
    "uncertainties": {"spot_scarcity": None, "cover_weeks_median": None},
    "design": {"kind": "latin_hypercube", "points": 6},
    "outcomes": ["payoff_sum.USA", "peak_consumer_prices.USA", "growth_loss_two_years.USA"],
    "series": {"full": ["gdp_gap.USA"], "quantiles": ["consumer_prices.USA"]},
    "months": 3,
    "runs_per_point": 2,
    "name": "small",
}
"""Twelve runs in two groups of another structure each."""


LISTED = {
    "design": {"kind": "listed"},
    "listed": [
        {"approval_rate_tight": rate, "us_strategy": strategy, "spot_scarcity": scarcity, "cover_weeks_median": weeks}
        for rate, strategy, scarcity, weeks in (
            (0.05, "hold", 1.3, 8), (0.4, "hawk", 1.5, 9), (0.2, "hold", 1.8, 11),
            (0.3, "hawk", 1.4, 8), (0.1, "hawk", 1.6, 10), (0.25, "hold", 1.7, 9),
        )
    ],
}  # fmt: skip
"""Points that are listed rather than drawn: processes that live them need not load SciPy's statistics."""


def small_plan(**changes: Any) -> Plan:
    """The small sweep, with some of what it says said otherwise."""
    return make_plan(base="base", **(SMALL | changes))


def two_runs_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut sweeps so small that even a small one has several parts."""
    monkeypatch.setattr("sim.sweep.layout.SMALLEST_PART", 2)
    monkeypatch.setattr("sim.sweep.layout.FEWEST_PARTS", 100)


def parts(folder: Path) -> dict[str, bytes]:
    """The parts that are kept, by the names of their files."""
    return {file.name: file.read_bytes() for file in sorted((folder / "parts").iterdir())}


def everything(folder: Path) -> dict[str, bytes]:
    """All that was kept but the manifest, which says how long it took."""
    files = (file for file in folder.rglob("*") if file.is_file() and file.name != "manifest.json")
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(files)}
