"""Which colour a text takes on a coloured ground."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.typing import ColorType

from sim.figures.style import INK
from sim.types import Array

LINEAR_UP_TO, SLOPE, OFFSET, POWER = 0.04045, 12.92, 0.055, 2.4
"""How screens turn a number of sRGB into light: a straight line at first, then a power (IEC 61966-2-1)."""

WEIGHTS = (0.2126, 0.7152, 0.0722)
"""How bright red, green and blue look."""

GLARE = 0.05
"""Light that any screen reflects, in contrast ratios (Web Content Accessibility Guidelines 2)."""


def ink_on(ground: ColorType) -> str:
    """Choose dark or white text, whichever has more contrast with the ground."""
    below = _brightness(ground) + GLARE
    white, dark = (1 + GLARE) / below, below / (_brightness(INK) + GLARE)
    return INK if dark >= white else "white"


def _brightness(color: ColorType) -> float:
    """Relative luminance, from 0 for black to 1 for white."""
    parts: Array = np.array(to_rgb(color), dtype=float)
    light = np.where(parts <= LINEAR_UP_TO, parts / SLOPE, ((parts + OFFSET) / (1 + OFFSET)) ** POWER)
    return float(sum(weight * part for weight, part in zip(WEIGHTS, light, strict=True)))
