"""What benchmarks of sweeps have measured: one JSON file a part, so that the page can be renewed part by part."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.pages import processor

FOLDER = Path(__file__).with_name("measured")
PROJECT = Path(__file__).parents[1]
PACKAGES = ("numpy", "scipy", "mesa")


def keep(part: str, figures: Mapping[str, Any], quick: bool) -> None:
    """Write down what a part measured, with when and on what; quick: smaller than the page wants it."""
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps({"made": made(quick), **figures}, indent=1)
    (FOLDER / f"{part}.json").write_text(f"{text}\n", encoding="utf-8")


def known(part: str) -> dict[str, Any] | None:
    """What a part measured the last time, None if it never did."""
    file = FOLDER / f"{part}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def made(quick: bool) -> dict[str, Any]:
    """Say when, by which program and on what machine something is measured."""
    return {
        "date": date.today().isoformat(),
        "program": _commit(),
        "processor": processor(),
        "cores": cores(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "quick": quick,
    }


def cores() -> int:
    """Processors that a program may use here."""
    from sim.work import usual_workers

    return usual_workers()


def _commit() -> str:
    """The version that git knows, with a star where files have changed since; empty without git."""
    command = ["git", "describe", "--always", "--dirty=*"]
    try:
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()
