"""Where a set of results comes from: scenario, program, packages, parameters, and how long it took."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.parameters import PACKAGE, Settings, load_sources

if TYPE_CHECKING:
    from sim.recording import Recording

DISTRIBUTION = "chokepoint-sim"
PACKAGES = ("mesa", "numpy", "scipy", "pandas", "pyarrow", "pydantic", "matplotlib")
PROGRAM = ("*.py", "*.csv", "*.yaml")
"""Files of the package that the numbers depend on, ..."""

SHOWING = ("console", "figures", "analysis")
"""... but for these folders, which only show them."""

ARITHMETIC = ("numpy", "scipy")
"""Packages that the numbers depend on to the last bit."""

PROBED, PROBE_LETTERS = 23, 12
"""Rows of the matrix by which arithmetic is tried, too few for a second thread; letters that tell what came of it."""

GIT_PATIENCE = 5
"""Seconds to wait for git before doing without."""


@dataclass(frozen=True)
class Provenance:
    """What somebody needs to know, or to have, to make the same results again.

    `scenario` is its short name, `scenario_yaml` the whole of it with everything filled in, `sources` the titles that
    it rests on; `git` is empty outside a repository; `wall_time` is in seconds;
    `counted_from` is the month of the shock (YYYY-MM), empty where the scenario names none.
    """

    scenario: str
    title: str = ""
    sources: tuple[str, ...] = ()
    scenario_yaml: str = ""
    version: str = ""
    git: str = ""
    parameter_hash: str = ""
    packages: dict[str, str] = field(default_factory=dict)
    wall_time: float = 0.0
    counted_from: str = ""


def provenance_of(recording: Recording) -> Provenance:
    """Collect the provenance of a finished simulation."""
    scenario = recording.scenario
    return Provenance(
        scenario=scenario.name,
        title=scenario.title,
        sources=publishers(scenario.sources),
        scenario_yaml=scenario.resolved_yaml(),
        version=version(),
        git=git_id(),
        parameter_hash=Settings.defaults().with_values(dict(scenario.parameters)).fingerprint(),
        packages=package_versions(),
        wall_time=recording.wall_time,
        counted_from=scenario.counted_from or "",
    )


def publishers(keys: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Who published the sources with these keys, each once, in the order given."""
    known = load_sources()
    return tuple(dict.fromkeys(known[key].publisher for key in keys if key in known))


def version() -> str:
    """Tell the version of this program, or "unknown" when it is run without being installed."""
    return _installed(DISTRIBUTION) or "unknown"


@cache
def program() -> str:
    """Checksum of all that the numbers depend on: code, data and libraries, and after a dot how this machine rounds.

    Equal copies of the program have the same on machines of one kind. It is taken once: a program that runs does not
    notice when its files are changed.
    """
    digest = hashlib.sha256("".join(f"{name} {_installed(name)}\n" for name in ARITHMETIC).encode())
    for file in sorted(file for pattern in PROGRAM for file in PACKAGE.rglob(pattern) if file.is_file()):
        place = file.relative_to(PACKAGE)
        if place.parts[0] not in SHOWING:
            content = file.read_bytes()
            digest.update(f"{place.as_posix()} {len(content)}\n".encode() + content)
    return f"{digest.hexdigest()}.{arithmetic()}"


def rounds_alike(other: str) -> bool:
    """Whether a program lived on a machine that rounds as this one does."""
    return "." not in other or other.rpartition(".")[2] == arithmetic()


@cache
def arithmetic() -> str:
    """Checksum of the last digits of this machine: libraries choose their arithmetic by the kind of the processor."""
    one = 1 + np.sin(np.arange(PROBED * PROBED, dtype=np.float64)).reshape(PROBED, PROBED) / 2
    shift = np.eye(PROBED) * PROBED
    found = (
        one @ one.T,
        np.linalg.solve(one + shift, one),
        np.linalg.pinv(one[:, ::2]),
        np.exp(one),
        np.log(one),
        np.power(one, one.T),
        np.tanh(one),
        one.sum(axis=1),
    )
    return hashlib.sha256(b"".join(values.tobytes() for values in found)).hexdigest()[:PROBE_LETTERS]


def package_versions() -> dict[str, str]:
    """Python and the packages that the numbers depend on, with the versions in use."""
    return {"python": platform.python_version()} | {name: _installed(name) for name in PACKAGES}


def git_id() -> str:
    """Name the commit that the program was run from ("-dirty" when files had been changed); empty without git."""
    root = Path(__file__).resolve().parent.parent
    if not (root / ".git").exists():
        return ""
    command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=GIT_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found.stdout.strip() if found.returncode == 0 else ""


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
