"""Designs of experiments: which combinations of values are tried. Knows no model.

An axis is one thing that varies; a design lays points over all its axes and hands them out in blocks, so that a million
points never have to be held at once. The values of a point do not depend on how blocks are cut.
"""

from sim.designs.axes import Axis
from sim.designs.combining import Crossed
from sim.designs.design import Design
from sim.designs.enumerated import Grid, Listed
from sim.designs.hypercube import LatinHypercube
from sim.designs.saltelli import Sobol
from sim.designs.trajectories import Morris

__all__ = ["Axis", "Crossed", "Design", "Grid", "LatinHypercube", "Listed", "Morris", "Sobol"]
