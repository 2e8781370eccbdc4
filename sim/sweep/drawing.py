"""Draw up the design of a sweep: its points, its luck, and how many runs that makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.checking import Entry, check, describe
from sim.designs import Axis, Crossed, Design, Grid, LatinHypercube, Listed, Morris, Sobol
from sim.designs.trajectories import LEVELS
from sim.documents import Document, KeyPath, dotted
from sim.errors import InputError
from sim.scenario.choices import LAST_SEED
from sim.sweep.asked import LEVERS, UNCERTAINTIES
from sim.sweep.bases import told_at
from sim.sweep.factors import Factor
from sim.sweep.files import LuckOfPoints, SweepFile
from sim.sweep.lucks import luck_of

MOST_RUNS = 10_000_000
"""A design of more runs than this was hardly meant, and where parts are laid out would fill the memory."""

DESIGN, LISTED = "design", "listed"


class GridEntry(Entry):
    """Every combination."""

    kind: Literal["grid"]


class ListedEntry(Entry):
    """The combinations of `listed`, or the first of them."""

    kind: Literal["listed"]
    points: Annotated[int, Field(ge=1)] | None = None


class HypercubeEntry(Entry):
    """A Latin hypercube of so many points."""

    kind: Literal["latin_hypercube"]
    points: Annotated[int, Field(ge=2)]


class SobolEntry(Entry):
    """Sobol's design; points: base samples, a power of two."""

    kind: Literal["sobol"]
    points: Annotated[int, Field(ge=1)]
    second_order: bool = False


class MorrisEntry(Entry):
    """Morris's design."""

    kind: Literal["morris"]
    trajectories: Annotated[int, Field(ge=2)]
    levels: Annotated[int, Field(ge=2)] = LEVELS


KINDS: Mapping[str, type[Entry]] = {
    "grid": GridEntry,
    "listed": ListedEntry,
    "latin_hypercube": HypercubeEntry,
    "sobol": SobolEntry,
    "morris": MorrisEntry,
}


@dataclass(frozen=True)
class Drawing:
    """A design with the runs of each point, the luck that fits it, and what `--runs` has changed, a line each."""

    design: Design
    runs_per_point: int
    luck: LuckOfPoints
    notes: tuple[str, ...] = ()


def draw_up(document: Document, said: SweepFile, factors: Sequence[Factor], runs: int | None) -> Drawing:
    """Draw up the design of a sweep. runs: about how many there should be. Raises InputError."""
    sketch = _Sketch.of(document, said, factors)
    design = sketch.design(said)
    per_point, notes = said.runs_per_point, tuple[str, ...]()
    if runs is not None:
        if runs < 1:
            raise InputError(f"--runs {runs}: expected 1 or more", key="runs")
        design, per_point, notes = _resized(sketch, said, design, runs)
    _check_size(document, said, design, design.points * per_point)
    return Drawing(design, per_point, luck_of(document, said, design), notes)


def _check_size(document: Document, said: SweepFile, design: Design, runs: int) -> None:
    """Refuse more runs than anybody can have meant, and seeds beyond the last one."""
    if runs > MOST_RUNS:
        text = f"{DESIGN}: {design.points:,} points make {runs:,} runs; more than {MOST_RUNS:,} are refused"
        raise document.error(f"{text}: fewer points, steps or values, or fewer runs at each point", (DESIGN,))
    if said.seed + runs - 1 > LAST_SEED:
        text = f"seed: with {runs:,} runs the seeds go beyond the last there is, {LAST_SEED}"
        raise document.error(f"{text}; begin with a smaller one", ("seed",))


@dataclass(frozen=True)
class _Sketch:
    """The entries of a design that are checked and not yet drawn: one, or one for each side of a crossed design."""

    document: Document
    entries: tuple[tuple[KeyPath, Entry, tuple[Axis, ...]], ...]

    @classmethod
    def of(cls, document: Document, said: SweepFile, factors: Sequence[Factor]) -> _Sketch:
        raw = LISTED if said.design is None and said.listed else said.design
        if raw is None:
            raise document.error(f"missing key '{DESIGN}': one of {', '.join(KINDS)}, or one for each side")
        sides = {LEVERS: _axes(factors, "lever"), UNCERTAINTIES: _axes(factors, "uncertainty")}
        if isinstance(raw, dict) and set(raw) & set(sides) and "kind" not in raw:
            return cls(document, tuple(_side(document, side, raw, axes) for side, axes in sides.items()))
        return cls(document, (((DESIGN,), _entry(document, (DESIGN,), raw), (*sides[LEVERS], *sides[UNCERTAINTIES])),))

    def design(self, said: SweepFile, number: int | None = None, size: float = 1.0) -> Design:
        """Draw all sides. number: the entry to be drawn with about `size` points in place of its own."""
        drawn = [
            _drawn(self.document, path, entry, axes, said, size if place == number else None)
            for place, (path, entry, axes) in enumerate(self.entries)
        ]
        return drawn[0] if len(drawn) == 1 else Crossed(*drawn)

    @property
    def sampled(self) -> int | None:
        """The entry whose points are drawn, rather than written down: that of the facts, if both are."""
        found = [number for number, (_, entry, _) in enumerate(self.entries) if isinstance(entry, SAMPLED)]
        return found[-1] if found else None


SAMPLED = (HypercubeEntry, SobolEntry, MorrisEntry)


def _axes(factors: Sequence[Factor], role: str) -> tuple[Axis, ...]:
    return tuple(one.axis for one in factors if one.role == role)


def _side(document: Document, side: str, raw: dict[str, Any], axes: tuple[Axis, ...]) -> tuple[KeyPath, Entry, Any]:
    """One side of a crossed design."""
    path: KeyPath = (DESIGN, side)
    for key in raw:
        if key not in (LEVERS, UNCERTAINTIES):
            raise document.unknown("side of a design", key, (LEVERS, UNCERTAINTIES), (DESIGN, key))
    if side not in raw:
        raise document.error(f"missing key '{dotted(path)}': designs are crossed side by side", (DESIGN,))
    if not axes:
        raise document.error(f"{dotted(path)}: nothing varies under '{side}', so there is nothing to cross", path)
    return path, _entry(document, path, raw[side]), axes


def _entry(document: Document, path: KeyPath, raw: Any) -> Entry:
    """Check what is said of a design: its kind alone, or a group with its kind."""
    data = {"kind": raw} if isinstance(raw, str) else raw
    if not isinstance(data, dict):
        raise document.error(f"{dotted(path)}: expected the kind of a design, found {describe(raw)}", path)
    if "kind" not in data:
        raise document.error(f"missing key '{dotted(path)}.kind': one of {', '.join(KINDS)}", path)
    kind = data["kind"]
    if kind not in KINDS:
        raise document.unknown("kind of design", str(kind), KINDS, (*path, "kind"))
    if kind == "grid" and "points" in data:
        text = "a grid has as many points as its axes have values; say 'steps' or 'values' where they vary"
        raise document.error(f"{dotted(path)}.points: {text}", (*path, "points"))
    return check(KINDS[kind], document, path, data=data)


def _drawn(
    document: Document, path: KeyPath, entry: Entry, axes: Sequence[Axis], said: SweepFile, size: float | None
) -> Design:
    """Draw one side, with about `size` points in place of its own if given."""
    try:
        match entry:
            case HypercubeEntry():
                return LatinHypercube(axes, entry.points if size is None else max(2, round(size)), said.seed)
            case SobolEntry():
                return _sobol(axes, entry, said.seed, size)
            case MorrisEntry():
                walks = entry.trajectories if size is None else max(2, round(size / (len(axes) + 1)))
                return Morris(axes, walks, said.seed, entry.levels)
            case ListedEntry():
                return _listed(document, path, axes, entry, said)
        return Grid(axes)
    except InputError as problem:
        raise problem if problem.file else told_at(problem, document, (*path, problem.key or "kind")) from None


def _sobol(axes: Sequence[Axis], entry: SobolEntry, seed: int, size: float | None) -> Sobol:
    design = Sobol(axes, entry.points, seed, entry.second_order)
    if size is None:
        return design
    return Sobol(axes, 2 ** max(0, round(log2(max(1.0, size / design.rows)))), seed, entry.second_order)


def _listed(document: Document, path: KeyPath, axes: Sequence[Axis], entry: ListedEntry, said: SweepFile) -> Listed:
    """The combinations that are listed. Raises InputError that points to the one that is wrong."""
    rows = said.listed if entry.points is None else said.listed[: entry.points]
    if entry.points is not None and entry.points > len(said.listed):
        text = (
            f"{dotted(path)}.points: {entry.points} points, but only {len(said.listed)} combinations under '{LISTED}'"
        )
        raise document.error(text, (*path, "points"))
    if not rows:
        raise document.error(f"missing key '{LISTED}': the combinations, one group each", path)
    try:
        return Listed(axes, rows)
    except InputError as problem:
        number = int((problem.key or "[1]").partition("[")[2].rstrip("]") or 1) - 1
        raise told_at(problem, document, (LISTED, number)) from None


def _resized(sketch: _Sketch, said: SweepFile, design: Design, runs: int) -> tuple[Design, int, tuple[str, ...]]:
    """Change the points that are drawn, or else the runs of each point, so that there are about so many runs."""
    per_point, number = said.runs_per_point, sketch.sampled
    if number is None:
        per_point = max(1, round(runs / design.points))
        change = f"{said.runs_per_point} to {per_point} runs at each of {design.points:,} points"
    else:
        fixed = 1
        if isinstance(design, Crossed):
            fixed = (design.uncertainties if number == 0 else design.levers).points
        resized = sketch.design(said, number, runs / (per_point * fixed))
        change = f"{design.points:,} to {resized.points:,} points"
        design = resized
    made = design.points * per_point
    return design, per_point, (f"--runs {runs}: from {change}, {made:,} runs in all",)
