"""Which form of the month firms live through: NumPy, the definition, or compiled loops that come to the same bits.

Loops need numba, an extra (`pip install 'chokepoint-sim[fast]'`); without it the NumPy form does the work. They are
compiled once, which takes half a minute, and kept on disk; to load them again takes half a second. So a process turns
to them once it has lived through enough to gain by it: nothing but the time it takes tells the one from the other.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from sim.loops import turn_to_loops

SWITCH = "CHOKEPOINT_LOOPS"
"""Variable of the environment: `always` takes loops from the first month on, `never` leaves them out."""

ENOUGH = 30_000
"""World-months, 500 runs of five years, after which loading the loops has paid by far, and compiling them soon will."""

Month = Callable[..., None]


class Choice:
    """Remembers what has been lived through in this process, and the loops once they are taken."""

    def __init__(self) -> None:
        self.lived = 0
        self.wanted = os.environ.get(SWITCH, "")
        self.month: Month | None = None

    def expect(self, world_months: int) -> None:
        """Be told how much is to be lived through: where that is enough, loops are taken from the first month on."""
        if world_months > ENOUGH:
            self.lived = ENOUGH

    def take(self, worlds: int) -> Month | None:
        """Count a month of some worlds; returns its compiled form, None as long as NumPy is to do."""
        if self.month is not None or self.wanted == "never":
            return self.month
        self.lived += worlds
        if self.wanted == "always" or self.lived > ENOUGH:
            self.month = compiled_month()
            if self.month:
                turn_to_loops()
            self.wanted = "" if self.month else "never"
        return self.month


_choice = Choice()


def month_of(worlds: int) -> Month | None:
    """Say what lives through this month of some worlds: the compiled form of `trade`, or None for the NumPy one."""
    return _choice.take(worlds)


def expect(world_months: int) -> None:
    """Say how many months of how many worlds this program is about to live through, over all its processes."""
    _choice.expect(world_months)


def compiled_month() -> Month | None:
    """Load the loops; None where numba is missing or can keep nothing on disk."""
    try:
        from sim.chain.compiled.month import trade
    except (ImportError, RuntimeError):
        return None
    return trade
