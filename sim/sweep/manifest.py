"""The manifest of a sweep: read, judged, and asked which plan and which program may have lived a part."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.folders import MANIFEST, bring_back

FORMAT = 1
"""Number of the layout of a sweep's folder; a program that writes another layout must count up."""

KIND = "sweep_format"
"""The key that tells a sweep from other results."""

SAID: Mapping[str, type] = {
    **dict.fromkeys(("sweep", "title", "about", "base", "start", "luck", "plan"), str),
    **dict.fromkeys(("months", "points", "runs_per_point", "runs", "seed", "part_size", "parts"), int),
    **dict.fromkeys(("factors", "outcomes", "series", "programs"), list),
    "design": dict,
}
"""What a manifest says, without which nothing can be read of a sweep."""


def is_sweep(folder: Path) -> bool:
    """Whether a folder holds a sweep, finished or not. Raises InputError where its manifest is damaged."""
    bring_back(folder)
    file = folder / MANIFEST
    return file.is_file() and KIND in _content(file)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What the manifest of a sweep says. Raises InputError where there is none, or of something else, or damaged."""
    bring_back(folder)
    file = folder / MANIFEST
    if not file.is_file():
        raise InputError("there is no sweep here; 'run.py sweep' makes one", file=folder)
    said = _content(file)
    if KIND not in said:
        raise InputError("these are results of something else than a sweep", file=folder)
    if said[KIND] != FORMAT:
        raise InputError(f"written in layout {said[KIND]}, this program reads layout {FORMAT}", file=file)
    if not (all(isinstance(said.get(key), kind) for key, kind in SAID.items()) and _programs_are_told(said)):
        raise _damaged(file)
    return said


class Origins:
    """Who may have lived which part: a plan and a program, those of today or those noted when something changed."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        *before, last = manifest["programs"]
        self._now = (manifest["plan"], last["program"])
        self._before = {
            (entry["plan"], entry["program"], number) for entry in before for number in numbers_in(entry["parts"])
        }

    def fit(self, label: Mapping[str, Any], number: int) -> bool:
        """Whether a part of this number with this label belongs to the sweep."""
        made = (label.get("plan"), label.get("program"))
        return label.get("part") == number and (made == self._now or (*made, number) in self._before)


def ranges_of(numbers: Iterable[int]) -> str:
    """Write rising numbers shortly: 0-11,14."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def numbers_in(ranges: str) -> list[int]:
    """Read such a text back."""
    ends = [[int(end) for end in part.split("-")] for part in ranges.split(",") if part]
    return [number for pair in ends for number in range(pair[0], pair[-1] + 1)]


def without(programs: Iterable[Mapping[str, Any]], lost: Collection[int]) -> list[dict[str, Any]]:
    """The programs of a manifest once some parts are gone, which whoever comes last will live again."""
    *before, last = programs
    kept = [
        {**entry, "parts": ranges_of(number for number in numbers_in(entry["parts"]) if number not in lost)}
        for entry in before
    ]
    return [*kept, dict(last)]


def _content(file: Path) -> dict[str, Any]:
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        raise _damaged(file) from None
    if not isinstance(said, dict):
        raise _damaged(file)
    return said


def _programs_are_told(said: Mapping[str, Any]) -> bool:
    """Whether there is a program, and of all but the last what they have lived."""
    programs = said["programs"]
    if not programs or not all(isinstance(one, dict) and isinstance(one.get("program"), str) for one in programs):
        return False
    try:
        return all(isinstance(one["plan"], str) and numbers_in(one["parts"]) is not None for one in programs[:-1])
    except (KeyError, ValueError, AttributeError):
        return False


def _damaged(file: Path) -> InputError:
    return InputError("this file is damaged; '--again' begins anew", file=file)
