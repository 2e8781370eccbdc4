"""The worked examples of the README run, do what the page says, and are what the page shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim import InputError, Results, load_scenario, simulate
from sim.parameters import load_parameters

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "docs" / "examples"
STRATEGY = EXAMPLES / "watchful_waiting.py"
PAGES = (
    "README.md",
    "docs/model.md",
    "docs/ODD.md",
    "docs/data.md",
    "docs/calibration.md",
    "docs/agents.md",
    "CHANGELOG.md",
)
MAGNETS = ("ndfeb_magnets", "smco_magnets")
LONGEST_EXAMPLE = 20
"""Lines of code that a strategy of one's own may take, blank ones left out."""


def lived(name: str, months: int | None = None) -> Results:
    return simulate(load_scenario(EXAMPLES / name), runs=2, months=months)


def magnets_to_europe(results: Results) -> np.ndarray:
    return sum((results.values("exports", "CHN", "EUU", good) for good in MAGNETS), start=np.zeros(1))


def test_the_ban_stops_magnets_and_then_cars() -> None:
    results = lived("magnet_ban.yaml")
    exports, cars = magnets_to_europe(results), results.values("output", "EUU", "", "vehicles")
    months = {month: row for row, month in enumerate(results.months)}
    assert (exports[months["2025-07"]] > 0).all(), "what customs had cleared still left"
    # customs know nothing of what goes round through third states; the difference of two sums leaves a crumb
    assert (exports[months["2025-08"] : months["2026-01"]] < 1e-6).all()
    assert (exports[months["2026-01"]] > exports[0]).all(), "orders left waiting are delivered"
    assert np.allclose(cars[months["2025-07"]], cars[0]), "stocks last for a while"
    assert (cars[months["2025-12"]] < 0.5 * cars[0]).all()


def test_a_strategy_in_a_file_of_its_own_decides_after_the_script() -> None:
    results = lived("patient_america.yaml")
    reasons = ("waits and watches", "it hurts more than it can bear", "the rival is too far ahead")
    own = [event for event in results.events if event.actor == "USA" and event.reason in reasons]
    assert {event.reason for event in own} == {"it hurts more than it can bear"}
    assert all(event.month > "2025-06" for event in own)


def test_the_trade_equilibrium_prints_what_the_page_says() -> None:
    command = [sys.executable, str(EXAMPLES / "three_countries.py")]
    place = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=place, capture_output=True, text=True, timeout=60, check=True)
    assert f"```text\n{done.stdout}```" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_is_as_short_as_promised() -> None:
    lines = [line for line in STRATEGY.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(lines) <= LONGEST_EXAMPLE


@pytest.mark.parametrize(
    ("wrong", "meant"), [("watchful_waiting", None), ("recipocal", "reciprocal"), ("deal_maker", "dealmaker")]
)
def test_a_wrong_strategy_name_is_answered_with_the_nearest(tmp_path: Path, wrong: str, meant: str | None) -> None:
    text = (EXAMPLES / "patient_america.yaml").read_text(encoding="utf-8")
    file = tmp_path / "wrong.yaml"
    file.write_text(re.sub(r"watchful_waiting\.py, options: .*?}", wrong, text), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(file)
    said = str(caught.value)
    assert wrong in said and "wrong.yaml" in said
    assert meant is None or f"did you mean '{meant}'" in said


def test_the_command_line_says_it_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("extends: base\nstates:\n  USA: {strategy: hawkk}\n", encoding="utf-8")
    command = [sys.executable, str(ROOT / "run.py"), "run", "wrong.yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "did you mean 'hawk'" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("example", sorted(path.name for path in EXAMPLES.iterdir() if path.is_file()))
def test_a_page_shows_the_example_as_it_is(example: str) -> None:
    shown = (EXAMPLES / example).read_text(encoding="utf-8")
    assert any(shown in (ROOT / page).read_text(encoding="utf-8") for page in PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert ((ROOT / page).parent / link).exists(), link


def test_the_page_of_equations_names_every_parameter() -> None:
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    missing = [name for name, one in load_parameters().items() if one.role != "target" and f"`{name}`" not in text]
    assert not missing
