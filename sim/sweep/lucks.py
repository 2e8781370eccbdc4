"""Whose luck each point of a sweep lives with: what the file says, else what fits the design."""

from __future__ import annotations

from sim.designs import Crossed, Design, LatinHypercube, Morris, Sobol
from sim.documents import Document
from sim.sweep.files import LuckOfPoints, SweepFile

LUCK = "luck"

SETS = {
    "sobol": "those of a base sample of Sobol's design",
    "morris": "those of a trajectory of Morris's design",
}
"""Points that a design compares one by one."""


def luck_of(document: Document, said: SweepFile, design: Design) -> LuckOfPoints:
    """Whose luck each point lives with. Raises InputError for luck that would pass for effects, or pairs nothing."""
    if said.luck == "own" and (compared := _compared(design)):
        text = f"with luck of their own, points that are compared ({compared}) would differ by luck too"
        raise document.error(f"{LUCK}: {text}, and idle factors would seem to matter; say 'paired'", (LUCK,))
    if said.luck == "paired" and not design.compares:
        kind = design.kind.replace("_", " ")
        text = f"a {kind} has no points that belong together; say 'common' for all the same seeds, or 'own' for none"
        raise document.error(f"{LUCK}: {text}", (LUCK,))
    return said.luck or _usual(design)


def _compared(design: Design) -> str:
    """What a design, or a side of it, compares point by point; empty for none."""
    if isinstance(design, Crossed):
        return _compared(design.levers) or _compared(design.uncertainties)
    return SETS.get(design.kind, "")


def _usual(design: Design) -> LuckOfPoints:
    """Whose luck each point lives with where nothing is said.

    Points that are compared live through the same luck, and through so much of it as there are draws of the facts.
    Points of a hypercube are not compared one by one: each has its own, which samples luck as it does the facts. On a
    grid or a list, where nothing is drawn, all points share their seeds.
    """
    if isinstance(design, Crossed):
        return "paired" if isinstance(design.uncertainties, LatinHypercube | Sobol | Morris) else "common"
    if isinstance(design, LatinHypercube):
        return "own"
    return "paired" if design.compares else "common"
