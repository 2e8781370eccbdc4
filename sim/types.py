"""The few types and numbers that every part shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""Numbers; whatever changes during a run ends in the world axis."""

Mask = NDArray[np.bool_]
"""Yes or no, for example which worlds a measure applies to."""

Index = NDArray[np.intp]
"""Row numbers, for example the selling firm of every link."""

Value = float | Array
"""A parameter: one number for all worlds, or an array (world,)."""

TINY = 1e-12
"""Keeps a ratio of two zeros defined."""

MONTHS_A_YEAR = 12
PER_CENT = 100
THOUSAND = 1000
MILLION = 1e6
